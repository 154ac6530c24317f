import { expect } from "chai";
import { after, describe, it } from "mocha";
import { Live } from "../../src/machine/access/live.ts";
import { Commitment, type Hashing } from "../../src/machine/commitment.ts";
import type { Priority } from "../../src/machine/layoutFile.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { depth } from "../../src/machine/section.ts";
import { HashPool } from "../../src/threads/hashPool.ts";
import { toHex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";
import { leavesOf, naiveRoot } from "../tree/naive.ts";

const SEED = 0xb18;
const PRIORITIES: readonly Priority[] = ["high", "medium", "low"];

const LAYOUT = [
  { start: 0x1000, size: 0x3000, kind: 3 },
  { start: 0x4000, size: 0x1000, kind: 3 },
  { start: 0x8000_0000, size: 0x2_8000, kind: 3 },
];

type Write = { readonly address: number; readonly byte: number };

/** One memory with its roots, hashed in one way. */
class Run {
  readonly live = new Live(LAYOUT, new NodeStore());
  readonly commitment: Commitment;

  constructor(hashing: Hashing) {
    this.commitment = new Commitment(LAYOUT, this.live, hashing);
  }

  write({ address, byte }: Write): void {
    this.live.bytes[this.live.write(address)] = byte;
  }

  roots(): string[] {
    return this.commitment.roots().map((root) => toHex(root));
  }
}

/** Roots by the definition. */
function trueRoots({ live }: Run): string[] {
  return LAYOUT.map(({ start, size }) => toHex(naiveRoot(leavesOf(live.copy(start, size)), depth(size / 4096))));
}

describe(`commitment: priorities and threads (seed ${SEED})`, () => {
  const pool = new HashPool(2, 0, 4);
  after(() => pool.close());

  it("roots are the same under every policy, on one thread and on two, whenever somebody asks", () => {
    const next = random(SEED);
    const some = (): Priority => PRIORITIES[next() % 3]!;
    const runs = [
      new Run({}),
      ...PRIORITIES.map((priority) => new Run({ priorities: LAYOUT.map(() => priority) })),
      ...PRIORITIES.map((priority) => new Run({ priorities: LAYOUT.map(() => priority), hasher: pool })),
      new Run({ priorities: LAYOUT.map(some) }),
      new Run({ priorities: LAYOUT.map(some), hasher: pool }),
    ];
    for (let checkpoint = 0; checkpoint < 40; checkpoint++) {
      const writes = Array.from({ length: next() % 200 }, (): Write => {
        const { start, size } = LAYOUT[next() % LAYOUT.length]!;
        return { address: start + (next() % size), byte: next() % 4 === 0 ? 0 : next() & 0xff };
      });
      for (const run of runs) {
        for (const write of writes) run.write(write);
        run.commitment.refresh(checkpoint);
      }
      if (next() % 4 !== 0 && checkpoint !== 39) continue;
      const roots = runs.map((run) => run.roots());
      expect(roots, `checkpoint ${checkpoint}`).to.deep.equal(runs.map(() => roots[0]));
      if (checkpoint === 39) expect(roots[0]).to.deep.equal(trueRoots(runs[0]!));
    }
  });

  it("high is hashed at each checkpoint, medium at each eighth, low when somebody asks", () => {
    const run = new Run({ priorities: ["high", "medium", "low"] });
    const hashed = (): number[] => run.commitment.trees.map((tree) => tree.hashed);
    run.commitment.refresh(0);
    expect(hashed()).to.deep.equal([0, 0, 0]);
    for (let checkpoint = 1; checkpoint <= 16; checkpoint++) {
      for (const { start } of LAYOUT) run.write({ address: start, byte: checkpoint });
      run.commitment.refresh(checkpoint);
      expect(hashed(), `checkpoint ${checkpoint}`).to.deep.equal([checkpoint, Math.floor(checkpoint / 8), 0]);
    }
    run.roots();
    expect(hashed()).to.deep.equal([16, 2, 1]);
    run.write({ address: LAYOUT[2]!.start, byte: 1 });
    run.commitment.root(1);
    expect(hashed()).to.deep.equal([16, 2, 1]);
    run.commitment.refresh(0);
    expect(hashed()).to.deep.equal([16, 2, 2]);
  });
});
