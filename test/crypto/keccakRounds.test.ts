import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { inputLocal, LOCALS, permute, ROUND_CONSTANTS, type Lane } from "../../src/crypto/keccakRounds.ts";
import { ONE_STATE, TWO_STATES, type Words } from "../../src/crypto/keccakWords.ts";
import { toHex } from "../../src/types/hex.ts";
import { Code } from "../../src/wasm/code.ts";
import { compile, instantiate, memoryOf } from "../../src/wasm/host.ts";
import { Module } from "../../src/wasm/module.ts";
import { I32 } from "../../src/wasm/opcodes.ts";
import { random } from "../helpers/random.ts";

const SEED = 0x1600;
const TABLE = 4096;
const LANES = 25;

/** Permutes what lies at 0, one state of 200 bytes or two; `known` lanes are put into the code. Writes 4 lanes of each to 1024. */
function permuted(words: Words, states: readonly BigUint64Array[], known: ReadonlyMap<number, bigint>): string[] {
  const code = new Code();
  const places = { first: 1, counter: 0, table: TABLE };
  const lanes = Array.from({ length: LANES }, (_, i): Lane => known.get(i) ?? inputLocal(places, i));
  for (const [i, lane] of lanes.entries()) {
    if (typeof lane === "bigint") continue;
    zero(code);
    words.load(code, 0, 8 * i, 200);
    code.set(lane);
  }
  zero(code);
  for (const [i, lane] of permute(code, words, lanes, places, 4).entries()) {
    zero(code);
    words.store(code, 0, lane, 1024 + 8 * i, 32);
  }
  const module = new Module();
  module.importMemory("memory");
  const locals = [I32, ...Array.from({ length: LOCALS }, () => words.type)];
  module.define({ signature: { params: [], results: [] }, locals, code: code.done(), name: "permute" });
  const memory = memoryOf(8192);
  new BigUint64Array(memory.buffer, TABLE).set(ROUND_CONSTANTS);
  states.forEach((state, i) => new BigUint64Array(memory.buffer).set(state, LANES * i));
  instantiate<{ permute(): void }>(compile(module.bytes()), { memory }).permute();
  return states.map((_, i) => toHex(new Uint8Array(memory.buffer.slice(1024 + 32 * i, 1056 + 32 * i))));
}

/** The address that `load` and `store` take from local 0 is that of the first state. */
function zero(code: Code): void {
  code.const(0);
  code.set(0);
}

/** The one block of a message of fewer than 136 bytes. */
function block(message: Uint8Array): BigUint64Array {
  const bytes = new Uint8Array(200);
  bytes.set(message);
  bytes[message.length]! ^= 0x01;
  bytes[135]! ^= 0x80;
  return new BigUint64Array(bytes.buffer);
}

describe(`keccakRounds (seed ${SEED})`, () => {
  for (const [name, words] of [
    ["one state", ONE_STATE],
    ["two states", TWO_STATES],
  ] as const) {
    it(`${name} at once: messages of one block hash as elsewhere`, () => {
      const next = random(SEED);
      for (const length of [0, 1, 32, 64, 127, 134, 135]) {
        const messages = Array.from({ length: words.states }, () => Uint8Array.from({ length }, () => next()));
        const expected = messages.map((message) => toHex(keccak_256(message)));
        expect(permuted(words, messages.map(block), new Map()), `${length} bytes`).to.deep.equal(expected);
      }
    });

    it(`${name} at once: lanes that are known when the code is made change nothing`, () => {
      const next = random(SEED + 1);
      const message = Uint8Array.from({ length: 100 }, () => next());
      const state = block(message);
      const states = Array.from({ length: words.states }, () => state);
      for (const lanes of [[16], [17, 24], [0, 1, 2, 3, 4], Array.from({ length: LANES }, (_, i) => i)]) {
        const known = new Map(lanes.map((lane) => [lane, state[lane]!]));
        const expected = states.map(() => toHex(keccak_256(message)));
        expect(permuted(words, states, known), `lanes ${lanes.join()}`).to.deep.equal(expected);
      }
    });
  }
});
