import { encode } from "../../scripts/generate/encode.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import { poseidon } from "../../src/crypto/poseidon.ts";
import * as isa from "../../src/machine/isa.ts";
import { type Guest, Machine, type StepProof } from "../../src/machine/machine.ts";
import { NodeStore } from "../../src/machine/nodes.ts";

/*
 * One proven step of every instruction and ecall, for a guest with 64 KB of code and 1 MB of data of which no leaf is zero (no
 * sibling can be left out: the largest proofs).
 */

export type ProvenStep = { readonly name: string; readonly isEcall: boolean; readonly proven: StepProof };

const CODE = 0x8000_0000;
const DATA = 0x8100_0000;
const LAYOUT = [
  { start: CODE, size: 0x1_0000, kind: isa.KIND_CODE },
  { start: 0x8010_0000, size: 0x4000, kind: isa.KIND_READ_ONLY },
  { start: DATA, size: 0x10_0000, kind: isa.KIND_READ_WRITE },
  { start: 0xa000_0000, size: 0x1_0000, kind: isa.KIND_INPUT },
];
const NAMES = ["code", "constants", "data", "input"];

function machine(word: number, registers: Readonly<Record<number, number>>): Machine {
  const images = LAYOUT.map(({ size }, section) =>
    Uint8Array.from({ length: size }, (_, i) => 1 + ((i * 31 + (i >> 5) * 7 + section) % 255)),
  );
  new DataView(images[0]!.buffer).setUint32(0x8764, word, true);
  const nodes = new NodeStore();
  for (const children of [
    [1n, 2n],
    [1n, 2n, 3n, 4n],
  ]) {
    images[2]!.set(toLittleEndian(poseidon(children)), 0x4_0000 + 32 * children.length);
    nodes.add(children);
  }
  // Leaves below the field for POSEIDON: the highest byte is the last.
  for (let leaf = 0; leaf < 8; leaf++) images[2]![0x8_0000 + 32 * leaf + 31] = 1;
  const guest: Guest = { layout: LAYOUT, names: NAMES, images, entry: CODE + 0x8764 };
  const made = new Machine(guest, { anchor: images[2]!.slice(0, 32), input: images[3]!, nodes });
  for (let register = 1; register < 32; register++) made.state.registers[register] = register * 0x0101_0101;
  for (const [register, value] of Object.entries(registers)) made.state.registers[Number(register)] = value;
  return made;
}

/** One step of every instruction but ECALL, then one of every ecall. */
export function* everyStep(): Generator<ProvenStep> {
  yield* instructions();
  yield* ecalls();
}

function* instructions(): Generator<ProvenStep> {
  for (const { name, format } of isa.INSTRUCTIONS) {
    if (name === "ecall") continue;
    const word = encode(name, { rd: 5, rs1: 6, rs2: 7, imm: format === "U" ? 0x12345000 : 16 });
    const isMemory = /^[ls][bhw]u?$/.test(name);
    const made = machine(word, isMemory ? { 6: DATA + 0x5_4320 } : {});
    yield { name, isEcall: false, proven: made.proveStep() };
  }
}

function* ecalls(): Generator<ProvenStep> {
  const far = [0x1_0000, 0x2_0000, 0x3_0000, 0x9_0000].map((offset) => DATA + offset);
  const calls: readonly (readonly [name: string, number: number, args: readonly number[]])[] = [
    ["HALT", isa.ECALL_HALT, [0]],
    ["PRINT", isa.ECALL_PRINT, [1, DATA, 5]],
    ["COMMIT", isa.ECALL_COMMIT, [DATA]],
    ["ANCHOR", isa.ECALL_ANCHOR, [DATA]],
    ["MULMOD256", isa.ECALL_MULMOD256, far],
    ["POSEIDON 2", isa.ECALL_POSEIDON, [DATA, DATA + 0x8_0000, 2]],
    ["POSEIDON 4", isa.ECALL_POSEIDON, [DATA, DATA + 0x8_0000, 4]],
    ["POSEIDON 5", isa.ECALL_POSEIDON, [DATA, DATA + 0x8_0000, 5]],
    ["POSEIDON_OPEN 2", isa.ECALL_POSEIDON_OPEN, [DATA + 0x4_0040, DATA + 0x8_0000, 2]],
    ["POSEIDON_OPEN 4", isa.ECALL_POSEIDON_OPEN, [DATA + 0x4_0080, DATA + 0x8_0000, 4]],
    ["PHASE", isa.ECALL_PHASE, [1]],
  ];
  for (const [name, number, args] of calls) {
    const registers = { [isa.A7]: number, ...Object.fromEntries(args.map((value, i) => [isa.A0 + i, value])) };
    const made = machine(encode("ecall", {}), registers);
    const proven = made.proveStep();
    if (made.state.status === isa.STATUS_TRAPPED) throw new Error(`${name} trapped with cause ${made.state.exitCode}`);
    yield { name, isEcall: true, proven };
  }
}
