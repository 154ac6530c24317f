import { KIND_CODE, KIND_READ_WRITE } from "../../../src/machine/isa.ts";
import { NODES } from "../../generate/stepCase.ts";
import type { Random } from "../../lib/random.ts";
import { someLayout } from "../layouts.ts";
import { poke, type Program } from "../program.ts";
import { plantLeaves, someWord } from "../values.ts";
import { Assembler } from "./assembler.ts";
import { blocks, functionBodies, type Region, type Scope, SP } from "./blocks.ts";
import { someEcall } from "./ecalls.ts";
import { someFate } from "./fates.ts";

const LIMIT = 400;

/** What a compiler might make: loops, calls, a stack, memory traffic; ecalls in between; an end of some kind. */
export function structured(random: Random, about: string): Program {
  const layout = someLayout(random);
  const images = layout.map(({ size, kind }) => {
    const image = new Uint8Array(size);
    // Enough to work on; whole pages of it would only be slow to hash.
    if (kind !== KIND_CODE) plantLeaves(random, image.subarray(0, 2048));
    return image;
  });
  const code = random.pick(layout.filter(({ kind }) => kind === KIND_CODE));
  // Some programs run off the end of their section: into the next one, over 2^32, or into a trap.
  const pc = (code.start + random.pick([0, 0, 0, code.size - 64, code.size - 256])) >>> 0;
  const regions = layout.map(({ start, size, kind }): Region => ({ start, size, writable: kind === KIND_READ_WRITE }));
  const scope: Scope = { asm: new Assembler(pc), random, regions, functions: [] };
  const stack = random.pick(regions.filter(({ writable }) => writable));
  scope.asm.set(SP, (stack.start + stack.size) | 0);
  const onlyCalls = random.below(4) === 0;
  for (let count = 1 + random.below(3); count > 0; count--) {
    if (!onlyCalls) blocks(scope, 0);
    for (let calls = random.below(onlyCalls ? 16 : 5); calls > 0; calls--)
      someEcall({ asm: scope.asm, random, layout, images });
  }
  someFate(scope.asm, random, layout);
  functionBodies(scope);
  poke(layout, images, pc, scope.asm.bytes());
  const registers = Array.from({ length: 32 }, (_, i) => (i === 0 ? 0 : someWord(random)));
  const anchor = Uint8Array.from({ length: 32 }, () => random.below(256));
  return { layout, images, pc, registers, nodes: NODES, anchor, limit: LIMIT, about, plain: false };
}
