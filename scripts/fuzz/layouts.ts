import { KIND_CODE, KIND_INPUT, KIND_READ_ONLY, KIND_READ_WRITE, PAGE_BYTES } from "../../src/machine/isa.ts";
import type { Layout, Section } from "../../src/machine/section.ts";
import type { Random } from "../lib/random.ts";

const section = (start: number, pages: number, kind: number): Section => ({ start, size: pages * PAGE_BYTES, kind });

/** Tables with something at every edge that an address can cross. Each has code, and memory that can be written. */
const EDGES: readonly Layout[] = [
  // A section of each kind; one ends at 2^32, and code begins at 2^31.
  [
    section(0x8000_0000, 1, KIND_CODE),
    section(0x8000_1000, 1, KIND_READ_ONLY),
    section(0x8001_0000, 2, KIND_READ_WRITE),
    section(0xa000_0000, 1, KIND_INPUT),
    section(0xffff_f000, 1, KIND_READ_WRITE),
  ],
  // Memory across 2^31, where a signed word changes its sign.
  [
    section(0x1000, 4, KIND_CODE),
    section(0x8000, 1, KIND_READ_ONLY),
    section(0x7fff_f000, 6, KIND_READ_WRITE),
    section(0xa000_0000, 2, KIND_INPUT),
    section(0xffff_e000, 2, KIND_READ_WRITE),
  ],
  // A ring: code at both ends of the addresses, so that pc goes on from 2^32 - 4 to 0; data beside both.
  [
    section(0, 1, KIND_CODE),
    section(0x1000, 1, KIND_READ_WRITE),
    section(0x4000_0000, 1, KIND_INPUT),
    section(0xffff_e000, 1, KIND_READ_WRITE),
    section(0xffff_f000, 1, KIND_CODE),
  ],
  // Leaves that follow each other around 2^32.
  [
    section(0, 1, KIND_READ_WRITE),
    section(0x10_0000, 2, KIND_CODE),
    section(0x20_0000, 1, KIND_READ_ONLY),
    section(0xffff_e000, 2, KIND_READ_WRITE),
  ],
  // As many sections as there can be, wall to wall.
  Array.from({ length: 16 }, (_, i) =>
    section(
      0x4000_0000 + i * PAGE_BYTES,
      1,
      i === 7 ? KIND_INPUT : [KIND_CODE, KIND_READ_WRITE, KIND_READ_ONLY][i % 3],
    ),
  ),
  // A deep tree that is nearly empty.
  [section(0x1_0000, 1, KIND_CODE), section(0x1000_0000, 300, KIND_READ_WRITE)],
];

/** One of the tables above, or a random one. */
export function someLayout(random: Random): Layout {
  return random.below(4) > 0 ? random.pick(EDGES) : randomLayout(random);
}

function randomLayout(random: Random): Layout {
  const kinds = [KIND_CODE, KIND_READ_WRITE, KIND_READ_ONLY, KIND_CODE, KIND_READ_WRITE];
  const found: Section[] = [];
  let page = random.pick([0, 1, 0x8_0000 - 3]);
  let inputs = 0;
  for (let count = 2 + random.below(7); found.length < count;) {
    const kind = found.length < 2 ? kinds[found.length] : random.pick(inputs === 0 ? [...kinds, KIND_INPUT] : kinds);
    if (kind === KIND_INPUT) inputs++;
    const pages = random.pick([1, 1, 2, 3, 5]);
    found.push(section(page * PAGE_BYTES, pages, kind));
    page += pages + random.pick([0, 0, 1, 0x1_0000]);
  }
  const last = random.pick([1, 2, 4]);
  if (random.below(2) === 0) found.push(section(2 ** 32 - last * PAGE_BYTES, last, KIND_READ_WRITE));
  return found;
}
