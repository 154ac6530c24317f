import { encode, type Operands } from "../../../scripts/generate/encode.ts";
import * as isa from "../../../src/machine/isa.ts";
import type { Program } from "../../../src/machine/program.ts";

/*
 * A guest that does what the batch says: it counts itself in word 1 of its memory, then jumps to where word 0 of the body says,
 * with word 1 as a parameter. Whatever a guest can do wrong, a poster can have it do.
 */

const [CODE, DATA, INPUT] = [0x8000_0000, 0x8100_0000, 0xa000_0000];
const [A0, A1, A2, A7, BASE, MEMORY, TARGET, PARAMETER, T] = [10, 11, 12, 17, 5, 6, 7, 28, 29];
const PAGE = 4096;
/** Bytes between two routines. */
const ROOM = 64;

const plain = (name: string, operands: Operands = {}): number => encode(name, operands);
const set = (rd: number, imm: number): number => plain("addi", { rd, imm });
const call = (number: number): number[] => [set(A7, number), plain("ecall")];
const END = [set(A0, 0), ...call(isa.ECALL_HALT)];

const START = [
  plain("lui", { rd: BASE, imm: INPUT }),
  plain("lui", { rd: MEMORY, imm: DATA }),
  plain("lw", { rd: T, rs1: MEMORY, imm: 4 }),
  plain("addi", { rd: T, rs1: T, imm: 1 }),
  plain("sw", { rs1: MEMORY, rs2: T, imm: 4 }),
  plain("lw", { rd: TARGET, rs1: BASE, imm: 256 }),
  plain("lw", { rd: PARAMETER, rs1: BASE, imm: 260 }),
  plain("jalr", { rs1: TARGET }),
];

/** What a body can ask for. */
const ROUTINES = {
  /** Commits to the word at offset `parameter` of the input section, and ends well. */
  peek: [
    plain("add", { rd: T, rs1: BASE, rs2: PARAMETER }),
    plain("lw", { rd: T, rs1: T }),
    plain("sw", { rs1: MEMORY, rs2: T }),
    plain("addi", { rd: A0, rs1: MEMORY }),
    ...call(isa.ECALL_COMMIT),
    ...END,
  ],
  loop: [plain("jal")],
  trap: [plain("ebreak")],
  /** Ends with code `parameter`. */
  exit: [plain("addi", { rd: A0, rs1: PARAMETER }), ...call(isa.ECALL_HALT)],
  /** Opens a hash that nobody knows a preimage of. */
  openUnknown: [
    plain("addi", { rd: A0, rs1: MEMORY }),
    plain("addi", { rd: A1, rs1: MEMORY, imm: 64 }),
    set(A2, 2),
    ...call(isa.ECALL_POSEIDON_OPEN),
    ...END,
  ],
  /** The dearest ecall: Poseidon of five leaves; ends well. */
  hash5: [
    plain("addi", { rd: A0, rs1: MEMORY, imm: 1024 }),
    plain("addi", { rd: A1, rs1: MEMORY, imm: 64 }),
    set(A2, 5),
    ...call(isa.ECALL_POSEIDON),
    ...END,
  ],
  /** Commits to memory as it is, and ends well. */
  tell: [plain("addi", { rd: A0, rs1: MEMORY }), ...call(isa.ECALL_COMMIT), ...END],
} satisfies Record<string, number[]>;

export type Routine = keyof typeof ROUTINES;

/** The step in which `peek` loads. */
export const PEEK_STEP = START.length + 1;

/** The step in which `hash5` hashes. */
export const HASH_STEP = START.length + 4;

const NO_LINES = { addresses: new Uint32Array(), lines: new Uint32Array(), fileOf: new Uint32Array(), files: [] };

export const PUPPET: Program = {
  layout: [
    { start: CODE, size: PAGE, kind: isa.KIND_CODE },
    { start: DATA, size: PAGE, kind: isa.KIND_READ_WRITE },
    { start: INPUT, size: 2 * PAGE, kind: isa.KIND_INPUT },
  ],
  names: ["code", "data", "input"],
  images: [codeImage(), new Uint8Array(), new Uint8Array()],
  entry: CODE,
  inputSize: 2 * PAGE,
  symbols: [],
  lines: NO_LINES,
};

/** A body that asks for a routine, with `rest` behind. */
export function asks(routine: Routine, parameter = 0, rest: Uint8Array = new Uint8Array()): Uint8Array {
  return goesTo(CODE + ROOM * (1 + Object.keys(ROUTINES).indexOf(routine)), parameter, rest);
}

/** A body that makes the guest jump to any address. */
export function goesTo(address: number, parameter = 0, rest: Uint8Array = new Uint8Array()): Uint8Array {
  const body = new Uint8Array(8 + rest.length);
  const view = new DataView(body.buffer);
  view.setUint32(0, address, true);
  view.setUint32(4, parameter, true);
  body.set(rest, 8);
  return body;
}

function codeImage(): Uint8Array {
  const image = new DataView(new ArrayBuffer(ROOM * (1 + Object.keys(ROUTINES).length)));
  for (const [room, words] of [START, ...Object.values(ROUTINES)].entries()) {
    words.forEach((word, i) => image.setUint32(ROOM * room + 4 * i, word, true));
  }
  return new Uint8Array(image.buffer);
}
