import { type Program, Signature, hex, randomWords, registersFor } from "./program.ts";

type Load = { readonly bytes: number; readonly signed: boolean };

const LOADS: Readonly<Record<string, Load>> = {
  lb: { bytes: 1, signed: true },
  lh: { bytes: 2, signed: true },
  lw: { bytes: 4, signed: true },
  lbu: { bytes: 1, signed: false },
  lhu: { bytes: 2, signed: false },
};
const STORES: Readonly<Record<string, number>> = { sb: 1, sh: 2, sw: 4 };

/** Two words; every byte and half differs, and both signs occur at every width and offset. */
const PATTERN = [0xf28081ffn, 0x7f0180c3n];
const IMMEDIATES = [0, 1, -1, 4, 2047, -2048];

const bytesOf = (words: readonly bigint[]): number[] =>
  words.flatMap((word) => [0n, 8n, 16n, 24n].map((shift) => Number((word >> shift) & 0xffn)));

const wordsOf = (bytes: readonly number[]): bigint[] =>
  [0, 4].map((at) => bytes.slice(at, at + 4).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n));

/** The bytes at `offset`, little-endian, extended to a word. */
function extended(bytes: readonly number[], offset: number, { bytes: width, signed }: Load): bigint {
  const value = bytes.slice(offset, offset + width).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
  return signed ? BigInt.asIntN(8 * width, value) : value;
}

function loadProgram(name: string): Program {
  const load = LOADS[name];
  const bytes = bytesOf(PATTERN);
  const signature = new Signature();
  const lines: string[] = [];
  const add = (rd: string, rs1: string, from: string, offset: number, immediate: number): void => {
    const result = rd === "zero" ? 0n : extended(bytes, offset, load);
    signature.fold(result);
    lines.push(`  LOAD(${name}, ${rd}, ${rs1}, ${from} + ${offset}, ${immediate}, ${hex(result)})`);
  };
  for (const from of ["inCode", "inReadOnly"]) {
    for (let offset = 0; offset < 8; offset += load.bytes) {
      for (const immediate of IMMEDIATES) {
        const { rd, rs1 } = registersFor(lines.length);
        add(rd, rs1, from, offset, immediate);
      }
    }
  }
  add("x5", "x5", "inCode", 0, 0); // rd = rs1
  add("zero", "x5", "inCode", 0, 0); // the value is lost
  const words = PATTERN.map(hex).join(", ");
  const data = ["  .balign 4", `inCode: .word ${words}`, "  .section .rodata", `inReadOnly: .word ${words}`];
  const about = `${name.toUpperCase()}: every offset in two words, edge immediates, from code and from read-only memory.`;
  return { group: "instruction", name, about, lines: [...lines, signature.finish(), ...data] };
}

function storeProgram(name: string, seed: number): Program {
  const width = STORES[name];
  const values = [0n, 0xffffffffn, 0x80f17e02n, ...randomWords(seed, 1)];
  const signature = new Signature();
  const lines: string[] = [];
  const add = (rs1: string, rs2: string, offset: number, immediate: number, value: bigint): void => {
    const memory = bytesOf([0x44332211n, 0x88776655n]); // the background that STORE writes
    memory.splice(offset, width, ...bytesOf([value]).slice(0, width));
    const [low, high] = wordsOf(memory);
    signature.fold(low);
    signature.fold(high);
    lines.push(`  STORE(${name}, ${rs1}, ${rs2}, ${offset}, ${immediate}, ${hex(value)}, ${hex(low)}, ${hex(high)})`);
  };
  for (let offset = 0; offset < 8; offset += width) {
    IMMEDIATES.forEach((immediate, i) => {
      const { rs1, rs2 } = registersFor(lines.length);
      add(rs1, rs2, offset, immediate, values[i % values.length]);
    });
  }
  add("x5", "zero", 0, 0, 0n);
  const data = ["  .section .bss", "  .balign 4", "target: .space 8"];
  const about = `${name.toUpperCase()}: every offset in two words, edge immediates; the bytes beside it stay.`;
  return { group: "instruction", name, about, lines: [...lines, signature.finish(), ...data] };
}

/** A section may end at 2^32 exactly, and addresses wrap: rs1 = 0 with a negative immediate reaches its last bytes. */
function wrapProgram(): Program {
  const signature = new Signature();
  signature.fold(0x12345678n);
  signature.fold(0x34n);
  const lines = [
    "  li x5, 0x12345678",
    "  sw x5, -4(zero)",
    "  lw x6, -4(zero)",
    "  CHECK(x6, 0x12345678)",
    "  li x5, 0xffffffff",
    "  lb x6, -1(x5)",
    "  CHECK(x6, 0x34)",
    signature.finish(),
    '  .section .top, "aw", @nobits',
    "  .space 4096",
  ];
  const about = "Addresses wrap at 2^32, where a section may end. (No Linux process has that page: not for qemu-user.)";
  return { group: "ecall", name: "addressWrap", about, lines };
}

/** Programs of every load and store. */
export function memoryPrograms(): Program[] {
  return [
    ...Object.keys(LOADS).map(loadProgram),
    ...Object.keys(STORES).map((name, i) => storeProgram(name, 100 + i)),
    wrapProgram(),
  ];
}
