import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import type { Contract } from "ethers";
import { eventOf, sent } from "../../bench/lib/court.ts";
import { programId } from "../../src/rollup/program.ts";
import { root } from "../../src/tree/merkle.ts";
import { type Hex, toBytes, toHex } from "../../src/types/hex.ts";

const { ethers } = await network.create();
const ZERO = ethers.ZeroHash as Hex;
const [CODE, READ_ONLY, READ_WRITE, INPUT] = [1, 2, 3, 4];

type Row = readonly [startPage: number, pages: number, kind: number];

const table = (...rows: readonly Row[]): Hex =>
  ethers.solidityPacked(
    rows.flatMap(() => ["uint32", "uint24", "uint8"]),
    rows.flat(),
  ) as Hex;
const rootsOf = (...rows: readonly Row[]): Hex[] =>
  rows.map(([startPage, , kind]) => (kind === INPUT ? ZERO : (ethers.toBeHex(startPage + 1, 32) as Hex)));

const ROWS: readonly Row[] = [
  [0, 3, CODE],
  [3, 1, READ_ONLY],
  [0x100, 0x200, READ_WRITE],
  [0x1000, 16, INPUT],
  [0xffff0, 16, READ_WRITE],
];

describe("Programs", () => {
  let programs: Contract;

  before(async () => {
    programs = (await ethers.deployContract("Programs")) as Contract;
  });

  const register = (
    rows: readonly Row[],
    changes: { entries?: string; roots?: string[]; entry?: number; steps?: bigint; worst?: number } = {},
  ) =>
    programs.register(
      changes.entries ?? table(...rows),
      changes.roots ?? rootsOf(...rows),
      changes.entry ?? 8,
      changes.steps ?? 1024n,
      0,
      changes.worst ?? 60,
    );

  it("keeps what a rollup must know, by content, and tells everything", async () => {
    for (const kind of ["persistent", "anchored"] as const) {
      const [entries, roots] = [table(...ROWS), rootsOf(...ROWS)];
      const memoryRoot = toHex(
        root(
          roots.map((one) => toBytes(one)),
          4,
        ),
      );
      const facts = { entries, roots, memoryRoot, entryPoint: 8, maxSteps: 2 ** 48, kind, worstSeconds: 60 };
      const call = programs.register(entries, roots, 8, 2n ** 48n, kind === "persistent" ? 0 : 1, 60);
      const { id, program, ...event } = eventOf(programs, await sent(call), "Registered").toObject();
      expect(id).to.equal(programId(facts));
      expect(event).to.deep.equal({ entries, roots });
      const kept = (await programs.program(id)).toObject();
      expect(kept).to.deep.equal(program.toObject());
      expect(kept).to.deep.equal({
        layoutHash: ethers.keccak256(entries),
        memoryRoot,
        entryPoint: 8n,
        maxSteps: 2n ** 48n,
        kind: kind === "persistent" ? 0n : 1n,
        worstSeconds: 60n,
        inputPages: 16n,
      });
    }
  });

  it("takes the same program twice, and a changed one under another id", async () => {
    const ids = new Set<string>();
    const changed = [{}, {}, { entry: 12 }, { steps: 2048n }, { worst: 61 }, { roots: rootsOf(...ROWS).with(1, ZERO) }];
    for (const changes of changed) ids.add(eventOf(programs, await sent(register(ROWS, changes)), "Registered").id);
    expect(ids.size).to.equal(changed.length - 1);
  });

  it("takes the edges: one page, sixteen sections, the last page of memory, maxSteps 1, no input", async () => {
    const sixteen = Array.from({ length: 16 }, (_, i): Row => [i, 1, i === 0 ? CODE : i === 15 ? INPUT : READ_WRITE]);
    await register(sixteen, { entry: 4092 });
    await register([[0xfffff, 1, CODE]], { entry: 0xfffffffc, steps: 1n });
    await register([[0, 1 << 20, CODE]]);
    const id = await programs.register.staticCall(table([0, 1, CODE]), rootsOf([0, 1, CODE]), 0, 1, 0, 1);
    await programs.register(table([0, 1, CODE]), rootsOf([0, 1, CODE]), 0, 1, 0, 1);
    expect((await programs.program(id)).inputPages).to.equal(0);
  });

  it("refuses tables that are not whole", async () => {
    const bad = async (entries: string, roots: string[]) => {
      const call = programs.register(entries, roots, 0, 1, 0, 1);
      await expect(call)
        .to.be.revertedWithCustomError(programs, "BadTable")
        .withArgs((entries.length - 2) / 2, roots.length);
    };
    await bad("0x", []);
    await bad(table(...ROWS), rootsOf(...ROWS).slice(1));
    await bad(`${table(...ROWS)}00`, rootsOf(...ROWS));
    await bad(table(...ROWS).slice(0, -2), rootsOf(...ROWS));
    const seventeen = Array.from({ length: 17 }, (_, i): Row => [i, 1, CODE]);
    await bad(table(...seventeen), rootsOf(...seventeen));
  });

  it("refuses sections that are empty, overlap, are out of order or leave memory", async () => {
    const cases: [string, number, Row[]][] = [
      [
        "EmptySection",
        1,
        [
          [0, 1, CODE],
          [1, 0, READ_ONLY],
        ],
      ],
      [
        "SectionOverlaps",
        1,
        [
          [0, 2, CODE],
          [1, 1, READ_ONLY],
        ],
      ],
      [
        "SectionOverlaps",
        1,
        [
          [0, 2, CODE],
          [0, 2, READ_ONLY],
        ],
      ],
      [
        "SectionOverlaps",
        2,
        [
          [0, 1, CODE],
          [5, 1, READ_ONLY],
          [4, 1, READ_WRITE],
        ],
      ],
      [
        "SectionBeyondMemory",
        1,
        [
          [0, 1, CODE],
          [0xfffff, 2, READ_ONLY],
        ],
      ],
      [
        "SectionBeyondMemory",
        1,
        [
          [0, 1, CODE],
          [0x100000, 1, READ_ONLY],
        ],
      ],
      [
        "SectionBeyondMemory",
        1,
        [
          [0, 1, CODE],
          [0xffffffff, 0xffffff, READ_ONLY],
        ],
      ],
    ];
    for (const [error, index, rows] of cases) {
      await expect(register(rows, { entry: 0 }), error)
        .to.be.revertedWithCustomError(programs, error)
        .withArgs(index);
    }
  });

  it("refuses unknown kinds, a second input, and a root for the input", async () => {
    for (const kind of [0, 5, 255]) {
      const call = register(
        [
          [0, 1, CODE],
          [1, 1, kind],
        ],
        { entry: 0 },
      );
      await expect(call).to.be.revertedWithCustomError(programs, "UnknownKind").withArgs(1, kind);
    }
    const two: Row[] = [
      [0, 1, CODE],
      [1, 1, INPUT],
      [2, 1, INPUT],
    ];
    await expect(register(two, { entry: 0 }))
      .to.be.revertedWithCustomError(programs, "SecondInput")
      .withArgs(2);
    const given = register(ROWS, { roots: rootsOf(...ROWS).with(3, ethers.toBeHex(1, 32) as Hex) });
    await expect(given).to.be.revertedWithCustomError(programs, "InputRootGiven").withArgs(3);
  });

  it("refuses entry points that are not instructions in code", async () => {
    for (const entry of [1, 2, 3, 0x3000, 0x100000, 0x1000000, 0xffff0000, 0xfffffffc, 0x4000]) {
      await expect(register(ROWS, { entry })).to.be.revertedWithCustomError(programs, "BadEntryPoint").withArgs(entry);
    }
  });

  it("refuses spans that are no power of two up to 2^48, and batches that take no time", async () => {
    for (const steps of [0n, 3n, 1023n, 1025n, 2n ** 48n + 1n, 2n ** 49n, 2n ** 63n]) {
      await expect(register(ROWS, { steps })).to.be.revertedWithCustomError(programs, "BadMaxSteps").withArgs(steps);
    }
    await expect(register(ROWS, { worst: 0 })).to.be.revertedWithCustomError(programs, "NoWorstSeconds");
  });

  it("knows nothing of other programs", async () => {
    await expect(programs.program(ZERO)).to.be.revertedWithCustomError(programs, "UnknownProgram").withArgs(ZERO);
  });
});
