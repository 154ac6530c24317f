import { expect } from "chai";
import { describe, it } from "mocha";
import { concatBytes } from "../../../src/crypto/bytes.ts";
import { FIELD, toBigEndian } from "../../../src/crypto/field.ts";
import { poseidon } from "../../../src/crypto/poseidon.ts";
import { Replay } from "../../../src/machine/access/replay.ts";
import { MachineError } from "../../../src/machine/error.ts";
import { ProofReader, encodeAccess } from "../../../src/machine/proof.ts";
import { ChunkTree } from "../../../src/tree/chunks.ts";
import { toHex } from "../../../src/types/hex.ts";

const LAYOUT = [
  { start: 0x1000, size: 0x1000, kind: 1 },
  { start: 0x2000, size: 0x2000, kind: 3 },
];

function setUp(): { trees: ChunkTree[]; memories: Uint8Array[]; roots: Uint8Array[] } {
  const memories = LAYOUT.map(({ size }, i) => Uint8Array.from({ length: size }, (_, at) => (at % 7) + i));
  const trees = memories.map((memory, i) => new ChunkTree(memory, 7 + i));
  trees.forEach((tree, i) => tree.update(Array.from({ length: LAYOUT[i]!.size / 4096 }, (_, chunk) => chunk)));
  return { trees, memories, roots: trees.map((tree) => tree.root) };
}

const { trees, memories } = setUp();
const access = (section: number, leaf: number): Uint8Array =>
  encodeAccess(memories[section]!.slice(32 * leaf, 32 * leaf + 32), trees[section]!.siblings(leaf));

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof MachineError) return error.code;
    throw error;
  }
  return "no error";
};

describe("access/replay", () => {
  it("reads a leaf of the proof at the offset it gives", () => {
    const replay = new Replay(LAYOUT, setUp().roots, new ProofReader(access(1, 3)));
    const offset = replay.read(0x2000 + 96 + 5);
    expect(replay.bytes[offset]).to.equal(memories[1]![96 + 5]);
    expect(codeOf(() => replay.finish())).to.equal("no error");
  });

  it("faults consume nothing", () => {
    const replay = new Replay(LAYOUT, setUp().roots, new ProofReader(new Uint8Array(0)));
    expect([
      replay.read(0),
      replay.write(0x1000),
      replay.write(0x4000),
      replay.fetch(0x2000),
      replay.fetch(0x1002),
    ]).to.deep.equal(Array(5).fill(-1));
    replay.finish();
  });

  it("a write moves the root to that of the changed memory, and a later read sees it", () => {
    const { roots, trees: changed, memories: after } = setUp();
    after[1]!.fill(0xee, 64, 68);
    changed[1]!.update([0]);
    const second = encodeAccess(after[1]!.slice(96, 128), changed[1]!.siblings(3));
    const replay = new Replay(LAYOUT, roots, new ProofReader(concatBytes([access(1, 2), second])));
    const offset = replay.write(0x2000 + 64);
    replay.bytes.fill(0xee, offset, offset + 4);
    expect(replay.bytes[replay.read(0x2000 + 96)]).to.equal(after[1]![96]);
    replay.finish();
    expect(roots.map(toHex)).to.deep.equal([trees[0]!.root, changed[1]!.root].map(toHex));
  });

  it("the last write counts too", () => {
    const { roots, trees: changed, memories: after } = setUp();
    after[1]![64] = 0xee;
    changed[1]!.update([0]);
    const replay = new Replay(LAYOUT, roots, new ProofReader(access(1, 2)));
    replay.bytes[replay.write(0x2000 + 64)] = 0xee;
    replay.finish();
    expect(toHex(roots[1]!)).to.equal(toHex(changed[1]!.root));
  });

  it("refuses a leaf that is not in the section it is read from", () => {
    const reader = (): ProofReader => new ProofReader(access(1, 3));
    expect(codeOf(() => new Replay(LAYOUT, setUp().roots, reader()).read(0x2000 + 64))).to.equal("PROOF_ROOT");
    const lie = access(1, 3);
    lie[0]! ^= 1;
    expect(codeOf(() => new Replay(LAYOUT, setUp().roots, new ProofReader(lie)).read(0x2000 + 96))).to.equal(
      "PROOF_ROOT",
    );
  });

  it("takes children that are canonical and hash to the value, no others", () => {
    const numbers = [3n, FIELD - 1n];
    const children = (...list: bigint[]): Replay =>
      new Replay(LAYOUT, setUp().roots, new ProofReader(concatBytes(list.map(toBigEndian))));
    expect(children(...numbers).children(poseidon(numbers), 2)).to.deep.equal(numbers);
    expect(codeOf(() => children(...numbers).children(poseidon([3n, 4n]), 2))).to.equal("PROOF_CHILDREN");
    expect(codeOf(() => children(3n, FIELD).children(poseidon([3n, 0n]), 2))).to.equal("PROOF_CHILD");
    expect(codeOf(() => children(3n + FIELD, FIELD - 1n).children(poseidon(numbers), 2))).to.equal("PROOF_CHILD");
    expect(codeOf(() => children(3n).children(poseidon(numbers), 2))).to.equal("PROOF_TRUNCATED");
  });
});
