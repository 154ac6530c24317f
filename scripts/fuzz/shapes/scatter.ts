import { A0, A2, A7, INSTRUCTIONS, KIND_CODE } from "../../../src/machine/isa.ts";
import type { Layout } from "../../../src/machine/section.ts";
import { NODES } from "../../generate/stepCase.ts";
import type { Random } from "../../lib/random.ts";
import { someLayout } from "../layouts.ts";
import type { Program } from "../program.ts";
import { plantLeaves, someAddress, someWord } from "../values.ts";

/** So many starts share a memory. */
const STARTS = 40;
/** A run is left after so many steps, so that no loop fills the whole. */
const LIMIT = 40;

const ECALLS = [64, 93, 1001, 1002, 1003, 1004, 1006];

/** Random words everywhere in code, random memory, random registers: what no compiler would ever make. */
export function scatter(random: Random, about: string): Program[] {
  const layout = someLayout(random);
  const images = layout.map(({ size, kind }) => {
    if (kind === KIND_CODE)
      return new Uint8Array(Uint32Array.from({ length: size / 4 }, () => randomWord(random)).buffer);
    // Most of memory is empty, in stretches, so that zero siblings come up at many levels.
    const words = Uint32Array.from({ length: size / 4 }, () => (random.below(256) === 0 ? random.below(2 ** 32) : 0));
    const image = new Uint8Array(words.buffer);
    plantLeaves(random, image.subarray(0, 1024));
    return image;
  });
  const anchor = Uint8Array.from({ length: 32 }, () => random.below(256));
  const codes = layout.filter(({ kind }) => kind === KIND_CODE);
  return Array.from({ length: STARTS }, (_, start) => {
    const code = random.pick(codes);
    const pc =
      random.below(32) === 0 ? someAddress(random, layout) >>> 0 : code.start + 4 * random.below(code.size / 4);
    const registers = randomRegisters(random, layout);
    return {
      layout,
      images,
      pc,
      registers,
      nodes: NODES,
      anchor,
      limit: LIMIT,
      about: `${about} start ${start}`,
      plain: false,
    };
  });
}

function randomRegisters(random: Random, layout: Layout): number[] {
  const registers = Array.from({ length: 32 }, () =>
    random.below(4) === 0 ? someWord(random) : someAddress(random, layout),
  );
  registers[0] = 0;
  // All that an ecall needs to succeed now and then. POSEIDON_OPEN is left out: nobody knows a preimage of random bytes.
  registers[A7] = random.pick(ECALLS);
  registers[A2] = random.pick([2, 4, 5, registers[A2]]);
  if (random.below(2) === 0) for (let a = A0; a < A0 + 4; a++) if (a !== A2) registers[a] &= ~31;
  return registers;
}

function randomWord(random: Random): number {
  if (random.below(64) === 0) return random.below(2 ** 32);
  const row = random.below(INSTRUCTIONS.length + 4);
  const { name, match, mask } = INSTRUCTIONS[row] ?? INSTRUCTIONS.find((one) => one.name === "ecall");
  // Jumps of any length leave code at once; one of a few words goes on.
  const near = name === "jal" ? 0x0ff0_0fff : 0xffff_ffff;
  return ((match & mask) | (random.below(2 ** 32) & ~mask & near)) >>> 0;
}
