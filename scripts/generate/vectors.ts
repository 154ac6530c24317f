/**
 * Writes test/vectors/*.json, which the tests of both languages read: what the TypeScript machine computes. `--check`
 * writes nothing and fails when a file is not what it would write.
 */
import { keccak256 } from "../../src/crypto/keccak.ts";
import { INSTRUCTIONS } from "../../src/machine/isa.ts";
import { cpuHash, fixedHash, stateHash } from "../../src/machine/hash.ts";
import { immB, immI, immJ, immS, immU, operation, rd, rs1, rs2 } from "../../src/machine/decode.ts";
import { depth, inputRoot, layoutHash, memoryRoot, packLayout } from "../../src/machine/section.ts";
import { packCpu } from "../../src/machine/state.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { climb, root } from "../../src/tree/merkle.ts";
import { ChunkTree } from "../../src/tree/chunks.ts";
import { type Hex, toHex } from "../../src/types/hex.ts";
import { encode } from "./encode.ts";
import { type Output, emit } from "./emit.ts";
import { stepCases } from "./cases.ts";
import { GUEST_LAYOUT, NODES, prove } from "./stepCase.ts";

const bytesOf = (seed: string): Uint8Array => keccak256(new TextEncoder().encode(seed));
const word = (seed: string): number => new DataView(bytesOf(seed).buffer).getUint32(0);

function decodeVectors(): object[] {
  const words = INSTRUCTIONS.flatMap(({ name, match, mask }) =>
    [0, 0xffffffff, word(name), word(`${name} again`)].map((bits) => ((bits & ~mask) | match) >>> 0),
  );
  const random = Array.from({ length: 64 }, (_, i) => word(`any word ${i}`));
  const jumps = [encode("jal", { imm: -2 }), encode("jal", { imm: 0xffffe }), encode("beq", { imm: -4096 })];
  return [...new Set([...words, ...random, ...jumps])].map((w) => ({
    word: w,
    operation: operation(w),
    rd: rd(w),
    rs1: rs1(w),
    rs2: rs2(w),
    immI: immI(w),
    immS: immS(w),
    immB: immB(w),
    immU: immU(w),
    immJ: immJ(w),
  }));
}

function hashVectors(): object[] {
  return [0, 1, 2].map((status) => {
    const [anchor, inputs, layout, output, memory] = ["anchor", "inputRoot", "layoutHash", "output", "memoryRoot"].map(
      (name) => bytesOf(`${name} ${status}`),
    ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const registers = Int32Array.from({ length: 32 }, (_, i) => (i === 0 ? 0 : word(`x${i} ${status}`)));
    const pc = word(`pc ${status}`);
    const exitCode = status === 0 ? 0 : word(`exitCode ${status}`);
    const cpu = packCpu(pc, registers);
    const fixed = fixedHash(anchor, inputs, layout);
    return {
      anchor: toHex(anchor),
      inputRoot: toHex(inputs),
      layoutHash: toHex(layout),
      output: toHex(output),
      memoryRoot: toHex(memory),
      cpu: toHex(cpu),
      exitCode,
      status,
      cpuHash: toHex(cpuHash(cpu)),
      fixedHash: toHex(fixed),
      stateHash: stateHash(fixed, output, memory, cpuHash(cpu), exitCode, status),
    };
  });
}

function sectionVectors(): object[] {
  const tables = [
    GUEST_LAYOUT,
    GUEST_LAYOUT.slice(0, 1),
    GUEST_LAYOUT.filter((_, i) => i !== 3),
    Array.from({ length: 16 }, (_, i) => ({ start: i * 2 ** 28, size: 4096 * (i + 1), kind: (i % 3) + 1 })),
  ];
  return tables.map((layout) => {
    const roots = layout.map((_, i) => bytesOf(`root ${i}`));
    return {
      entries: toHex(packLayout(layout)),
      depths: layout.map(({ size }) => depth(size / 4096)),
      roots: roots.map(toHex),
      layoutHash: toHex(layoutHash(layout)),
      inputRoot: toHex(inputRoot(layout, roots)),
      memoryRoot: toHex(memoryRoot(layout, roots)),
    };
  });
}

type MerkleVector = { leaf: Hex; index: number; depth: number; zeros: number; siblings: Hex[]; root: Hex };

function merkleVectors(): { climb: MerkleVector[]; root: object[] } {
  const pages = [1, 2, 3, 8];
  const climbs = pages.flatMap((count) => {
    const memory = new Uint8Array(4096 * count);
    const tree = new ChunkTree(memory, depth(count));
    const places = [0, 1, 77, 128 * count - 1];
    for (const place of places.slice(1)) memory.set(bytesOf(`leaf ${place}`), 32 * place);
    tree.update(Array.from({ length: count }, (_, i) => i));
    return places.map((index) => {
      const leaf = memory.slice(32 * index, 32 * index + 32);
      const { zeros, hashes } = tree.siblings(index);
      const top = climb(leaf, index, tree.depth, zeros, hashes);
      return { leaf: toHex(leaf), index, depth: tree.depth, zeros, siblings: hashes.map(toHex), root: toHex(top) };
    });
  });
  const roots = [0, 1, 2, 3, 5, 16].flatMap((count) => {
    const leaves = Array.from({ length: count }, (_, i) => bytesOf(`leaf ${i}`));
    const least = Math.ceil(Math.log2(Math.max(1, count)));
    return [least, 4, 20].map((levels) => ({
      leaves: leaves.map(toHex),
      depth: levels,
      root: toHex(root(leaves, levels)),
    }));
  });
  return { climb: climbs, root: roots };
}

function stepVectors(): object[] {
  const hashes = new NodeStore().add(...NODES);
  return stepCases(hashes).map((stepCase) => {
    const { prestate, proof, poststate } = prove(stepCase);
    return { name: stepCase.name, prestate, proof: toHex(proof), poststate };
  });
}

const vectors = {
  decode: decodeVectors(),
  hash: hashVectors(),
  section: sectionVectors(),
  merkle: merkleVectors(),
  step: stepVectors(),
};

const outputs: readonly Output[] = Object.entries(vectors).map(([name, content]) => ({
  path: `test/vectors/${name}.json`,
  text: JSON.stringify(content),
}));

await emit(outputs);
