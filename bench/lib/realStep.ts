import { encode } from "../../scripts/generate/encode.ts";
import * as isa from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { type Hex, toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

/** One proven step of the real machine, for a synthetic trace to end in. */
export type RealStep = { readonly prestate: StateHash; readonly poststate: StateHash; readonly proof: Hex };

const CODE = 0x8000_0000;
const DATA = 0x8100_0000;
const LAYOUT = [
  { start: CODE, size: 0x1_0000, kind: isa.KIND_CODE },
  { start: 0x8010_0000, size: 0x4000, kind: isa.KIND_READ_ONLY },
  { start: DATA, size: 0x10_0000, kind: isa.KIND_READ_WRITE },
  { start: 0xa000_0000, size: 0x1_0000, kind: isa.KIND_INPUT },
];

/** A store, the dearest plain instruction, in a guest of 64 KB of code and 1 MB of data without a zero leaf: the longest proof. */
export function realStep(): RealStep {
  const images = LAYOUT.map(({ size }, section) =>
    Uint8Array.from({ length: size }, (_, i) => 1 + ((i * 31 + section) % 255)),
  );
  const pc = CODE + 0x8764;
  new DataView(images[0].buffer).setUint32(pc - CODE, encode("sw", { rs1: 6, rs2: 7, imm: 16 }), true);
  const names = ["code", "constants", "data", "input"];
  const machine = new Machine(
    { layout: LAYOUT, names, images, entry: pc },
    { anchor: new Uint8Array(32), input: images[3] },
  );
  for (let register = 1; register < 32; register++) machine.state.registers[register] = register * 0x0101_0101;
  machine.state.registers[6] = DATA + 0x5_4320;
  const { prestate, poststate, proof } = machine.proveStep();
  return { prestate, poststate, proof: toHex(proof) };
}
