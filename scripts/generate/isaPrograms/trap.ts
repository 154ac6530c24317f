import { type Program, hex } from "./program.ts";

/** A program that ends in a trap: what must be true of its end state beside `status` = trapped. */
export type Trap = {
  readonly name: string;
  readonly about: string;
  /** The faulting instruction bears the label `here` unless `pc` says where else the run ends. */
  readonly code: readonly string[];
  readonly pc?: string;
  /** Registers that the trapping instruction, or a jump before it, must have left so. */
  readonly registers?: Readonly<Record<string, string>>;
};

const SENTINEL = "0x5e471e1a";

/** Wraps a trap of the given cause (docs/machine.md, Traps) as a program. */
export function trapProgram(cause: number, trap: Trap): Program {
  const { name, about, code, pc = "here", registers = {} } = trap;
  const finals = Object.entries({ status: "2", exitCode: `${cause}`, pc, ...registers });
  return {
    group: "trap",
    name,
    about: `Trap cause ${cause}: ${about}.`,
    lines: [...code, ...finals.map(([what, value]) => `  FINAL(${what}, ${value})`)],
  };
}

/** A section to aim at, as small as a section can be. */
const AIMS: Readonly<Record<string, readonly string[]>> = {
  code: [".balign 32", "aim: .space 32"],
  readOnly: ["  .section .rodata", "aim: .space 32"],
  readWrite: ["  .section .bss", "aim: .space 32"],
  input: ['  .section .input, "a", @nobits', "aim: .space 4096"],
};

/** Jumps go where they are told, links included; it is the fetch at the target that traps. */
const FETCH: readonly Trap[] = [
  { name: "fetchZero", about: "a jump to address zero", code: ["  jr zero"], pc: "0" },
  ...["readOnly", "readWrite", "input"].map((kind) => ({
    name: `fetch${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    about: `a jump into ${kind} memory`,
    code: ["  la t0, aim", "  jalr ra, 0(t0)", "link:", ...AIMS[kind]],
    pc: "aim",
    registers: { ra: "link" },
  })),
  {
    name: "fetchPastEnd",
    about: "the run leaves code at its end",
    code: ["  j last", "  .org 0xffc", "last: nop"],
    pc: "_start + 0x1000",
  },
  {
    name: "fetchPastTop",
    about: "pc wraps from the last word of the address space to zero",
    code: ["  li t0, 0xfffffffc", "  jr t0", '  .section .top, "ax", @progbits', "  .org 0xffc", "  nop"],
    pc: "0",
  },
  { name: "fetchBranch", about: "a taken branch out of code", code: ["  beq zero, zero, . - 4"], pc: "_start - 4" },
  {
    name: "fetchJal",
    about: "JAL out of code; the link is written",
    code: ["  jal ra, . - 4", "link:"],
    pc: "_start - 4",
    registers: { ra: "link" },
  },
  {
    name: "fetchOutsideMisaligned",
    about: "outside code comes before misaligned",
    code: ["  li t0, 2", "  jr t0"],
    pc: "2",
  },
];

/** Targets in code that are even but no multiple of four. The assembler will not write such jumps, so words do. */
const MISALIGNED_PC: readonly Trap[] = [
  {
    name: "misalignedJal",
    about: "JAL by 6; the link is written",
    code: ["at: .word 0x006000ef", "link:"],
    pc: "at + 6",
    registers: { ra: "link" },
  },
  {
    name: "misalignedJalr",
    about: "JALR to 2 modulo 4; the link is written",
    code: ["  la t0, aim + 2", "  jalr ra, 0(t0)", "link:", ...AIMS.code],
    pc: "aim + 2",
    registers: { ra: "link" },
  },
  {
    name: "misalignedJalrOdd",
    about: "JALR clears bit 0 and only bit 0",
    code: ["  la t0, aim + 3", "  jr t0", ...AIMS.code],
    pc: "aim + 2",
  },
  {
    name: "misalignedBranch",
    about: "a branch by 6 is nothing while it is not taken, and traps when it is",
    code: ["  .word 0x00001363 /* bne zero, zero, . + 6 */", "at: .word 0x00000363 /* beq zero, zero, . + 6 */"],
    pc: "at + 6",
  },
];

const ILLEGAL: Readonly<Record<string, readonly [word: bigint, about: string]>> = {
  zero: [0x00000000n, "the word 0"],
  ones: [0xffffffffn, "the word 2^32 - 1"],
  compressed: [0x45014501n, "two compressed instructions"],
  fenceI: [0x0000100fn, "FENCE.I"],
  csrrw: [0x34011073n, "CSRRW"],
  rdcycle: [0xc0002573n, "CSRRS, read-only counter"],
  mret: [0x30200073n, "MRET"],
  wfi: [0x10500073n, "WFI"],
  ecallRd: [0x000000f3n, "ECALL with rd = x1"],
  ebreakRs1: [0x00108073n, "EBREAK with rs1 = x1"],
  amoadd: [0x00a5252fn, "AMOADD.W"],
  flw: [0x00052507n, "FLW"],
  ld: [0x00053503n, "LD, of RV64"],
  lwu: [0x00056503n, "LWU, of RV64"],
  sd: [0x00a53023n, "SD, of RV64"],
  addiw: [0x0005051bn, "ADDIW, of RV64"],
  branch2: [0x00002063n, "BRANCH with funct3 = 2"],
  jalr1: [0x00001067n, "JALR with funct3 = 1"],
  slli32: [0x02051513n, "SLLI by 32"],
  srai32: [0x42055513n, "SRAI by 32"],
  slliFunct: [0x40051513n, "SLLI with SRAI's funct7"],
  subFunct: [0x40a57533n, "AND with SUB's funct7"],
  opFunct: [0x04a50533n, "OP with funct7 = 2"],
};

const illegal = Object.entries(ILLEGAL).map(([name, [word, about]]): Trap => ({
  name: `illegal${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  about,
  code: [`here: .word ${hex(word)}`],
}));

function access(name: string, about: string, instruction: string, target: string, aim: readonly string[] = []): Trap {
  const code = [`  la t0, ${target}`, `  li a0, ${SENTINEL}`, `here: ${instruction}`, ...aim];
  return { name, about, code, registers: { a0: SENTINEL } };
}

/** rd of a load that traps keeps its value, so does the base. */
function misaligned(instruction: string, off: number): Trap {
  const name = `misaligned${instruction.charAt(0).toUpperCase()}${instruction.slice(1)}${off}`;
  return access(name, `${instruction} at ${off} modulo 4`, `${instruction} a0, ${off}(t0)`, "aim", AIMS.readWrite);
}

const MISALIGNED: readonly Trap[] = [
  ...["lh", "lhu", "sh"].flatMap((name) => [misaligned(name, 1), misaligned(name, 3)]),
  ...["lw", "sw"].flatMap((name) => [misaligned(name, 1), misaligned(name, 2), misaligned(name, 3)]),
  access("misalignedOutside", "misaligned comes before outside", "lw a0, 1(zero)", "0"),
  access("misalignedProtected", "misaligned comes before write-protected", "sw a0, 1(t0)", "aim", AIMS.readOnly),
];

const OUTSIDE: readonly Trap[] = [
  access("outsideLb", "LB of address zero", "lb a0, 0(t0)", "0"),
  access("outsideLw", "LW of the last word of the address space", "lw a0, -4(zero)", "0"),
  access("outsideLhu", "LHU just below a section", "lhu a0, -2(t0)", "_start"),
  access("outsideSb", "SB just behind a section", "sb a0, 0(t0)", "aim + 4096", AIMS.readWrite),
  access("outsideSw", "SW of address zero", "sw a0, 0(zero)", "0"),
  access("outsideLoadZero", "a load into x0 is a load", "lw zero, 0(t0)", "4"),
];

const PROTECTED: readonly Trap[] = [
  access("protectedCode", "SB to code", "sb a0, 0(t0)", "aim", AIMS.code),
  access("protectedReadOnly", "SH to readOnly memory", "sh a0, 0(t0)", "aim", AIMS.readOnly),
  access("protectedInput", "SW to the input", "sw a0, 0(t0)", "aim", AIMS.input),
];

const BREAKPOINT: readonly Trap[] = [
  { name: "breakpoint", about: "EBREAK", code: [`  li a0, ${SENTINEL}`, "here: ebreak"], registers: { a0: SENTINEL } },
];

const unknownEcalls = [0n, 63n, 1000n, 1007n, 0x8000005dn, 0xffffffffn].map((number): Trap => ({
  name: `unknownEcall${number}`,
  about: `a7 = ${number}`,
  code: [`  li a7, ${hex(number)}`, `  li a0, ${SENTINEL}`, "here: ecall"],
  registers: { a0: SENTINEL },
}));

/** Programs of every trap cause but bad ecall arguments. */
export function trapPrograms(): Program[] {
  const causes = [FETCH, MISALIGNED_PC, illegal, MISALIGNED, OUTSIDE, PROTECTED, BREAKPOINT, unknownEcalls];
  return causes.flatMap((traps, i) => traps.map((trap) => trapProgram(i + 1, trap)));
}
