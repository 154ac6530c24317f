import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import { deployJudge, type Judge } from "../../scripts/fuzz/judge.ts";
import { operation } from "../../src/machine/decode.ts";
import type { Hex } from "../../src/types/hex.ts";
import { toBytes } from "../../src/types/hex.ts";

/** A file that TypeScript's own tests read as well. */
function vectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), "utf8"));
}

type Decoded = Record<"operation" | "rd" | "rs1" | "rs2" | "immI" | "immS" | "immB" | "immU" | "immJ", number>;
type Hashed = Record<
  "anchor" | "inputRoot" | "layoutHash" | "output" | "memoryRoot" | "cpu" | "cpuHash" | "fixedHash" | "stateHash",
  Hex
> &
  Record<"exitCode" | "status", number>;
type Climbed = { leaf: Hex; index: number; depth: number; zeros: number; siblings: Hex[]; root: Hex };
type Rooted = { leaves: Hex[]; depth: number; root: Hex };
type Tabled = { entries: Hex; depths: number[]; roots: Hex[]; layoutHash: Hex; inputRoot: Hex; memoryRoot: Hex };
type Step = { name: string; prestate: Hex; proof: Hex; poststate: Hex };

describe("the judge and test/vectors", () => {
  let judge: Judge;
  let rooms: Contract;
  before(async () => {
    judge = await deployJudge();
    const { ethers } = await network.create("local");
    rooms = (await ethers.deployContract("JudgeRooms")) as unknown as Contract;
  });

  it("step.json: every instruction, trap and ecall", async () => {
    const steps = vectors("step") as Step[];
    const outcomes = await judge.outcomes(steps.map(({ prestate, proof }) => ({ prestate, proof: toBytes(proof) })));
    for (const [index, { name, poststate }] of steps.entries()) {
      expect(outcomes[index], name).to.deep.equal({ poststate });
    }
  });

  it("decode.json", async () => {
    const rows = vectors("decode") as (Decoded & { word: number })[];
    const decoded = (await rooms.decode(rows.map(({ word }) => word))) as Record<keyof Decoded, bigint>[];
    for (const [index, row] of rows.entries()) {
      for (const name of ["operation", "rd", "rs1", "rs2", "immI", "immS", "immB", "immU", "immJ"] as const) {
        expect(decoded[index]![name], `${name} of 0x${row.word.toString(16)}`).to.equal(BigInt(row[name] >>> 0));
      }
    }
  });

  it("decodes like TypeScript: all of opcode, funct3 and funct7", async () => {
    const part = 2 ** 14;
    for (let from = 0; from < 2 ** 17; from += part) {
      const found = toBytes((await rooms.operations(from, part)) as string);
      const expected = Uint8Array.from({ length: part }, (_, i) => operation(word(from + i)));
      expect(Buffer.compare(found, expected), `from ${from}`).to.equal(0);
    }
  });

  it("hash.json", async () => {
    for (const row of vectors("hash") as Hashed[]) {
      const parts = [row.anchor, row.inputRoot, row.layoutHash, row.output, row.memoryRoot];
      const cpu = [0, 1, 2, 3].map((n) => `0x${row.cpu.slice(2 + 64 * n, 66 + 64 * n)}`);
      const found = await rooms.hashes(parts, cpu, row.exitCode, row.status);
      expect([...found]).to.deep.equal([row.cpuHash, row.fixedHash, row.stateHash]);
    }
  });

  it("merkle.json", async () => {
    const { climb, root } = vectors("merkle") as { climb: Climbed[]; root: Rooted[] };
    for (const row of climb) {
      const siblings = `0x${row.siblings.map((sibling) => sibling.slice(2)).join("")}`;
      const found = await rooms.climb(row.leaf, row.index, row.depth, row.zeros, siblings);
      expect([...found]).to.deep.equal([row.root, 32n * BigInt(row.siblings.length)]);
    }
    for (const row of root) expect(await rooms.root(row.leaves, row.depth)).to.equal(row.root);
  });

  it("section.json", async () => {
    for (const row of vectors("section") as Tabled[]) {
      const [layoutHash, inputRoot, memoryRoot, depths] = await rooms.section(row.entries, row.roots);
      expect([layoutHash, inputRoot, memoryRoot]).to.deep.equal([row.layoutHash, row.inputRoot, row.memoryRoot]);
      expect([...depths].map(Number)).to.deep.equal(row.depths);
    }
  });
});

/** Number `all` of the combinations that JudgeRooms.operations goes through. */
function word(all: number): number {
  return ((all >>> 10) << 25) | (((all >>> 7) & 7) << 12) | (all & 0x7f);
}
