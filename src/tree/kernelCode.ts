import { inputLocal, LOCALS, permute } from "../crypto/keccakRounds.ts";
import { ONE_STATE, TWO_STATES, type Words } from "../crypto/keccakWords.ts";
import { Code } from "../wasm/code.ts";
import { Module } from "../wasm/module.ts";
import { I32, OP, VOID } from "../wasm/opcodes.ts";

const LANE_BYTES = 8;
/** A node of the tree, and the two that it is the hash of. */
const [NODE_BYTES, PAIR_BYTES] = [32, 64];
/** Parameters of a function and its counter, before the locals of the permutation. */
const [FROM, TO, END, COUNTER, FIRST] = [0, 1, 2, 3, 4];

/**
 * A module with the function `one(from, to, end)`: reads pairs of nodes one after the other from `from` to `end`, and writes
 * the keccak256 of each, one after the other, to `to`. A pair may lie where an earlier one's hash went. With vectors also
 * `two`, the same for an even number of pairs, two at once.
 * @param table address of the round constants
 */
export function kernelModule(table: number, vectors: boolean): Uint8Array<ArrayBuffer> {
  const module = new Module();
  module.importMemory("memory");
  const define = (name: string, words: Words): void => {
    const locals = [I32, ...Array.from({ length: LOCALS }, () => words.type)];
    const signature = { params: [I32, I32, I32], results: [] };
    module.define({ signature, locals, code: loop(words, table), name });
  };
  define("one", ONE_STATE);
  if (vectors) define("two", TWO_STATES);
  return module.bytes();
}

function loop(words: Words, table: number): Uint8Array {
  const places = { first: FIRST, counter: COUNTER, table };
  const code = new Code();
  code.open(OP.loop, VOID);
  const lanes = Array.from({ length: 25 }, (_, i) => {
    if (i < PAIR_BYTES / LANE_BYTES) return inputLocal(places, i);
    // Padding of the one block (Keccak team's, not FIPS 202's): a 1 behind the message and a 1 at the end of 136 bytes.
    return i === 8 ? 1n : i === 16 ? 1n << 63n : 0n;
  });
  for (const [i, lane] of lanes.entries()) {
    if (typeof lane === "bigint") continue;
    words.load(code, FROM, i * LANE_BYTES, PAIR_BYTES);
    code.set(lane);
  }
  for (const [i, lane] of permute(code, words, lanes, places, NODE_BYTES / LANE_BYTES).entries()) {
    words.store(code, TO, lane, i * LANE_BYTES, NODE_BYTES);
  }
  advance(code, TO, words.states * NODE_BYTES);
  code.set(TO);
  advance(code, FROM, words.states * PAIR_BYTES);
  code.tee(FROM);
  code.get(END);
  code.op(OP["i32.lt_u"]);
  code.brIf(0);
  code.end();
  return code.done();
}

function advance(code: Code, local: number, by: number): void {
  code.get(local);
  code.const(by);
  code.op(OP["i32.add"]);
}
