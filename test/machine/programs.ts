import { CODE, CONSTANTS, DATA, GUEST_LAYOUT, INPUT, NODES, TOP } from "../../scripts/generate/stepCase.ts";
import { encode } from "../../scripts/generate/encode.ts";
import { INSTRUCTIONS } from "../../scripts/generate/instructions.ts";
import type { Guest } from "../../src/machine/machine.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import { random } from "../helpers/random.ts";
import { referencePoseidon } from "./compare.ts";

const ECALLS = [64, 1001, 1002, 1003, 1004, 1005, 1006];
const POINTERS = [DATA, DATA + 4096, CONSTANTS, INPUT, TOP, CODE, DATA + 32, TOP + 4064];

export type RandomProgram = {
  readonly guest: Guest;
  readonly input: Uint8Array;
  readonly registers: readonly number[];
};

/**
 * A program of random instructions, most of them legal, whose registers mostly hold pointers and edges, so that it runs
 * for a while, touches every section and meets traps of every kind in the end.
 */
export function randomProgram(seed: number): RandomProgram {
  const next = random(seed);
  const pick = <T>(list: readonly T[]): T => list[next() % list.length]!;
  const images = GUEST_LAYOUT.map(({ size }) =>
    Uint8Array.from({ length: size }, () => (next() % 3 === 0 ? next() : 0)),
  );
  for (const [i, node] of NODES.entries()) images[2]!.set(toLittleEndian(referencePoseidon(node)), 32 * i);
  for (const image of images) for (let at = 31; at < image.length; at += 32) image[at] = next() % 8 === 0 ? 0xff : 0;
  const code = new DataView(images[0]!.buffer);
  for (let at = 0; at < code.byteLength; at += 4) code.setUint32(at, instruction(next, pick), true);
  const registers = Array.from({ length: 32 }, (_, i) => register(i, next, pick));
  registers[0] = 0;
  const guest = { layout: GUEST_LAYOUT, names: GUEST_LAYOUT.map((_, i) => `section${i}`), images, entry: CODE + 2048 };
  return { guest, input: images[3]!, registers };
}

function register(number: number, next: () => number, pick: <T>(list: readonly T[]) => T): number {
  if (number === 17) return pick(ECALLS);
  if (number >= 10 && number <= 13) return next() % 3 === 0 ? pick([2, 4, 5]) : pick(POINTERS);
  if (number < 8) return pick([0, 1, -1, 0x7fffffff, -0x80000000, next() | 0]);
  return (pick(POINTERS) + (next() % 512) * 4) | 0;
}

function instruction(next: () => number, pick: <T>(list: readonly T[]) => T): number {
  if (next() % 200 === 0) return next();
  const { name, format } = pick(INSTRUCTIONS);
  if (name === "ebreak" && next() % 8 !== 0) return encode("ecall");
  if (name === "jalr") return encode("jalr", { rd: next() % 3, rs1: 1, imm: 4 });
  const isMemory = /^[ls][bhw]u?$/.test(name);
  // Pointers live in x8 to x31 and are seldom overwritten; memory instructions use them.
  return encode(name, {
    rd: next() % 8,
    rs1: isMemory ? 8 + (next() % 24) : next() % 32,
    rs2: next() % 32,
    imm: format === "B" || format === "J" ? 4 * ((next() % 16) - 4) : isMemory ? 4 * (next() % 64) : next(),
  });
}
