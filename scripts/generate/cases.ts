import { encode } from "./encode.ts";
import { ecallCases } from "./ecallCases.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { CODE, CONSTANTS, DATA, INPUT, NOWHERE, type StepCase, TOP } from "./stepCase.ts";

const EDGES = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff];
const IMMEDIATES = [0, 1, -1, 2047, -2048];
const RD = 5;
const RS1 = 6;
const RS2 = 7;

const named = (names: string): string[] => names.split(" ");
const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

function registerCases(): StepCase[] {
  const rows = INSTRUCTIONS.filter(({ format }) => format === "R");
  return rows.flatMap(({ name }) =>
    EDGES.flatMap((a, i) => {
      const b = [EDGES[(i + 2) % 5]!, EDGES[(2 * i) % 5]!, 33][i % 3]!;
      const word = encode(name, { rd: RD, rs1: RS1, rs2: RS2 });
      return { name: `${name} ${hex(a)} ${hex(b)}`, word, registers: { [RD]: 7, [RS1]: a, [RS2]: b } };
    }),
  );
}

function immediateCases(): StepCase[] {
  const arithmetic = named("addi slti sltiu xori ori andi").flatMap((name) =>
    IMMEDIATES.map((imm, i) => ({
      name: `${name} ${hex(EDGES[i]!)} ${imm}`,
      word: encode(name, { rd: RD, rs1: RS1, imm }),
      registers: { [RS1]: EDGES[i]! },
    })),
  );
  const shifts = named("slli srli srai").flatMap((name) =>
    [0, 1, 31].map((imm) => ({
      name: `${name} ${imm}`,
      word: encode(name, { rd: RD, rs1: RS1, imm }),
      registers: { [RS1]: 0x80000001 },
    })),
  );
  const upper = named("lui auipc").map((name) => ({
    name: `${name} 0xfffff`,
    word: encode(name, { rd: RD, imm: 0xfffff000 }),
  }));
  return [...arithmetic, ...shifts, ...upper];
}

function jumpCases(): StepCase[] {
  const branches = named("beq bne blt bge bltu bgeu").flatMap((name) =>
    [
      [1, 1],
      [1, 0xffffffff],
      [0xffffffff, 1],
    ].map(([a, b], i) => ({
      name: `${name} ${hex(a!)} ${hex(b!)}`,
      word: encode(name, { rs1: RS1, rs2: RS2, imm: [-4096, 4094, 8][i]! }),
      registers: { [RS1]: a!, [RS2]: b! },
    })),
  );
  const jal = (name: string, pc: number, imm: number): StepCase => ({ name, pc, word: encode("jal", { rd: 1, imm }) });
  const jalr = (name: string, rd: number, base: number, imm: number): StepCase => ({
    name,
    word: encode("jalr", { rd, rs1: 1, imm }),
    registers: { 1: base },
  });
  return [
    ...branches,
    jal("jal forward", CODE, 0xffffe),
    jal("jal to half an instruction", CODE, 2),
    jal("jal backward out of code", CODE, -0x100000),
    jalr("jalr clears bit 0", 5, CODE, 7),
    jalr("jalr into its own base", 1, CODE + 8, -4),
    jalr("jalr wraps at 2^32", 5, 0xffffffff, 5),
    jalr("jalr x0", 0, CODE + 16, 0),
  ];
}

function memoryCases(): StepCase[] {
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => 0x7e + 3 * i);
  const memory = new Map([
    [DATA + 32, bytes],
    [CONSTANTS, bytes],
    [TOP + 4064, bytes],
    [INPUT + 64, bytes],
  ]);
  const load = (name: string, address: number, imm = 0, rd = RD): StepCase => ({
    name: `${name} ${hex(address)} + ${imm}${rd === 0 ? " to x0" : ""}`,
    word: encode(name, { rd, rs1: RS1, imm }),
    registers: { [RS1]: address },
    memory,
  });
  const store = (name: string, address: number, imm = 0): StepCase => ({
    name: `${name} ${hex(address)} + ${imm}`,
    word: encode(name, { rs1: RS1, rs2: RS2, imm }),
    registers: { [RS1]: address, [RS2]: 0x89abcdef },
    memory,
  });
  const loads = { lb: 1, lbu: 1, lh: 2, lhu: 2, lw: 4 };
  const stores = { sb: 1, sh: 2, sw: 4 };
  const places = (width: number): number[] => [0, width, 31 - (31 % width)].map((at) => DATA + 32 + at);
  return [
    ...Object.entries(loads).flatMap(([name, width]) => places(width).map((address) => load(name, address))),
    ...Object.entries(stores).flatMap(([name, width]) => places(width).map((address) => store(name, address))),
    ...Object.entries(loads).flatMap(([name, width]) => [load(name, NOWHERE), load(name, DATA - width)]),
    ...Object.keys(stores).flatMap((name) => [CODE, CONSTANTS, INPUT, NOWHERE].map((at) => store(name, at))),
    load("lh", DATA + 1),
    load("lhu", NOWHERE + 1),
    load("lw", DATA + 2),
    load("lw", NOWHERE + 3),
    store("sh", DATA + 1),
    store("sw", CONSTANTS + 2),
    store("sw", NOWHERE + 1),
    load("lw", CODE),
    load("lw", CONSTANTS + 4),
    load("lw", INPUT + 64),
    load("lw", TOP + 4092),
    load("lw", 0, -4),
    load("lw", 0xfffff800, 2044),
    load("lb", 0, -1),
    store("sw", 0, -4),
    store("sb", 0, -1),
    load("lw", DATA + 32, 0, 0),
    load("lw", NOWHERE, 0, 0),
    load("lw", 0xfffffffc, 4),
    store("sw", DATA + 8188),
  ];
}

function trapCases(): StepCase[] {
  const nop = encode("addi");
  return [
    { name: "fetch in no section", word: nop, pc: NOWHERE },
    { name: "fetch in data", word: nop, pc: DATA },
    { name: "fetch in input", word: nop, pc: INPUT },
    { name: "fetch outside code wins over misaligned pc", word: nop, pc: NOWHERE + 2 },
    { name: "misaligned pc", word: nop, pc: CODE + 2 },
    { name: "misaligned pc in the last half of code", word: nop, pc: CODE + 4094 },
    { name: "last instruction of code", word: nop, pc: CODE + 4092 },
    { name: "fetch right behind code", word: nop, pc: CODE + 4096 },
    { name: "fence", word: encode("fence") },
    { name: "fence with every field set", word: 0xffff8f8f },
    { name: "ebreak", word: encode("ebreak") },
    ...[
      ["the zero word", 0],
      ["all ones", 0xffffffff],
      ["fence.i", 0x0000100f],
      ["csrrw", 0x30529073],
      ["wfi", 0x10500073],
      ["mret", 0x30200073],
      ["ecall with rd", 0x000000f3],
      ["ebreak with rs1", 0x00108073],
      ["slli with bit 25", 0x02001013],
      ["srai with bit 26", 0x44005013],
      ["add with funct7 2", 0x04000033],
      ["mul with funct7 3", 0x06000033],
      ["sub with funct3 1", 0x40001033],
      ["jalr with funct3 1", 0x00001067],
      ["branch with funct3 2", 0x00002063],
      ["load with funct3 3", 0x00003003],
      ["lwu of 64 bits", 0x00006003],
      ["store with funct3 3", 0x00003023],
      ["a compressed instruction", 0x00000001],
      ["amoadd.w", 0x0000202f],
      ["flw", 0x00002007],
    ].map(([name, word]) => ({ name: `illegal: ${name}`, word: word as number })),
  ];
}

/** Every instruction, trap and ecall with its edges. `hashes` are those of `NODES`. */
export function stepCases(hashes: readonly bigint[]): StepCase[] {
  return [
    ...registerCases(),
    ...immediateCases(),
    ...jumpCases(),
    ...memoryCases(),
    ...trapCases(),
    ...ecallCases(hashes),
  ];
}
