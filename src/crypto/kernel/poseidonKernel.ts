import { compile, instantiate, memoryOf } from "../../wasm/host.ts";
import { Module } from "../../wasm/module.ts";
import { I32, OP, VOID } from "../../wasm/opcodes.ts";
import { Emitter } from "./emitter.ts";
import { pack, unpack } from "./leaf.ts";
import { LIMB_BYTES, limbsOf, LIMBS, NUMBER_BYTES } from "./limbs.ts";
import { below, canonical, carried, dotOf, productOf, R, reduce, squareOf, toMontgomery } from "./montgomery.ts";
import { FULL_ROUNDS, poseidonConstants } from "./poseidonConstants.ts";

/*
 * Poseidon of one width as generated code. Its memory: the leaves, hash first; two states, which full rounds take turns
 * with; the constants in the order in which they are used.
 */

const LEAF_BYTES = 32;

export type PoseidonKernel = {
  /** The hash, a leaf. */
  readonly hash: Int32Array;
  /** The elements that are hashed, a leaf each. */
  readonly inputs: Int32Array;
  /** The same in longer words, for copying. */
  readonly hashLongs: BigInt64Array;
  readonly inputLongs: BigInt64Array;
  /** Hashes them. Returns 0, and does nothing, where an element is not below the field. */
  readonly run: () => number;
};

/** @param arity number of elements: 2, 4 or 5 */
export function poseidonKernel(arity: number): PoseidonKernel {
  const width = arity + 1;
  const states = (1 + arity) * LEAF_BYTES;
  const constants = new Constants(states + 2 * (width + 1) * NUMBER_BYTES);
  const module = new Module();
  module.importMemory("memory");
  defineHash(module, arity, states, constants);
  const memory = memoryOf(constants.end);
  constants.write(new Uint32Array(memory.buffer));
  const { hash } = instantiate<{ hash(): number }>(compile(module.bytes()), { memory });
  return {
    hash: new Int32Array(memory.buffer, 0, LEAF_BYTES / 4),
    inputs: new Int32Array(memory.buffer, LEAF_BYTES, (arity * LEAF_BYTES) / 4),
    hashLongs: new BigInt64Array(memory.buffer, 0, LEAF_BYTES / 8),
    inputLongs: new BigInt64Array(memory.buffer, LEAF_BYTES, (arity * LEAF_BYTES) / 8),
    run: hash,
  };
}

/** Numbers laid out in memory, one after the other. */
class Constants {
  readonly #start: number;
  readonly #values: bigint[] = [];

  constructor(start: number) {
    this.#start = start;
  }

  get end(): number {
    return this.#start + this.#values.length * NUMBER_BYTES;
  }

  /** Adds numbers in Montgomery form. Returns the address of the first. */
  add(...values: readonly bigint[]): number {
    const at = this.end;
    this.#values.push(...values.map(toMontgomery));
    return at;
  }

  write(words: Uint32Array): void {
    words.set(
      this.#values.flatMap((value) => limbsOf(value)),
      this.#start / LIMB_BYTES,
    );
  }
}

/** Defines the hash of all leaves, in terms of functions of addresses. */
function defineHash(module: Module, arity: number, states: number, constants: Constants): void {
  const width = arity + 1;
  const { full, partial, mix, mixToPartial, sparse } = poseidonConstants(width);
  const steps = {
    enter: defineEnter(module),
    raise: defineRaise(module),
    add: defineAdd(module),
    /** to = dot product + addend */
    mix: defineDot(module, width),
    /** to = product + addend */
    multiply: defineDot(module, 1),
    leave: defineLeave(module),
  };
  // The first element is raised from the first place of a state into the second, beside the others: a partial round then
  // writes the new one where the old one was.
  const place = (state: number, i: number): number =>
    states + (state * (width + 1) + (i === 0 ? 0 : i + 1)) * NUMBER_BYTES;
  const raised = (state: number, i: number): number => place(state, i) + (i === 0 ? NUMBER_BYTES : 0);
  const elements = Array.from({ length: width }, (_, i) => i);
  const e = new Emitter(0);
  const fullRound = (
    from: number,
    to: number,
    matrix: readonly (readonly bigint[])[],
    next: readonly bigint[],
  ): void => {
    for (const i of elements) e.callWith(steps.raise, raised(from, i), place(from, i));
    for (const [i, constant] of next.entries()) {
      e.callWith(steps.mix, place(to, i), raised(from, 0), constants.add(...matrix[i]!), constants.add(constant));
    }
  };

  const squared = constants.add(R);
  e.callWith(steps.add, place(0, 0), constants.add(0n), constants.add(full[0]![0]!));
  for (const i of elements.slice(1)) {
    e.callWith(steps.enter, place(0, i), i * LEAF_BYTES, squared, constants.add(full[0]![i]!));
    e.op(OP["i32.eqz"]);
    e.open(OP.if, VOID);
    e.const(0);
    e.op(OP.return);
    e.end();
  }
  const half = FULL_ROUNDS / 2;
  for (let r = 0; r < half - 1; r++) fullRound(r % 2, 1 - (r % 2), mix, full[r + 1]!);
  fullRound(1, 0, mixToPartial, [partial[0]!, ...elements.slice(1).map(() => 0n)]);

  const nexts = [...partial.slice(1), full[half]![0]!];
  const start = constants.end;
  for (const [r, { row, column }] of sparse.entries()) constants.add(...row, ...column, nexts[r]!);
  const round = e.local(I32);
  const ofRound = (i: number): void => {
    e.get(round);
    e.const(i * NUMBER_BYTES);
    e.op(OP["i32.add"]);
  };
  e.const(start);
  e.set(round);
  e.open(OP.loop, VOID);
  e.callWith(steps.raise, raised(0, 0), place(0, 0));
  e.const(place(0, 0));
  e.const(raised(0, 0));
  ofRound(0);
  ofRound(2 * width - 1);
  e.call(steps.mix);
  for (const i of elements.slice(1)) {
    e.const(place(0, i));
    e.const(raised(0, 0));
    ofRound(width + i - 1);
    e.const(place(0, i));
    e.call(steps.multiply);
  }
  ofRound(2 * width);
  e.tee(round);
  e.const(constants.end);
  e.op(OP["i32.ne"]);
  e.brIf(0);
  e.end();

  for (const i of elements.slice(1)) e.callWith(steps.add, place(0, i), place(0, i), constants.add(full[half]![i]!));
  for (let r = half; r < FULL_ROUNDS - 1; r++) fullRound(r % 2, 1 - (r % 2), mix, full[r + 1]!);
  fullRound(1, 0, mix, [0n]);
  e.callWith(steps.leave, 0, place(0, 0));
  e.const(1);
  e.define(module, [I32], "hash");
}

/** `to = leaf * squared + addend`. Returns 0, without effect, where the leaf is not below the field. */
function defineEnter(module: Module): number {
  const e = new Emitter(4);
  const limbs = unpack(e, 1);
  e.get(below(e, limbs));
  e.op(OP["i64.eqz"]);
  e.open(OP.if, VOID);
  e.const(0);
  e.op(OP.return);
  e.end();
  e.store(
    0,
    reduce(e, productOf(e, limbs, e.load(2, LIMBS)), (i) => e.limb(3, i)),
  );
  e.const(1);
  return e.define(module, [I32]);
}

/** The leaf of what `from` is the Montgomery form of. */
function defineLeave(module: Module): number {
  const e = new Emitter(2);
  const limbs = e.load(1, LIMBS);
  pack(
    e,
    0,
    canonical(
      e,
      reduce(e, (k) => (k < LIMBS ? [() => e.get(limbs[k]!)] : [])),
    ),
  );
  return e.define(module, []);
}

/** `to = from^5`. */
function defineRaise(module: Module): number {
  const e = new Emitter(2);
  const base = e.load(1, LIMBS);
  const fourth = reduce(e, squareOf(e, reduce(e, squareOf(e, base))));
  e.store(0, reduce(e, productOf(e, fourth, base)));
  return e.define(module, []);
}

/** `to = dot product of the numbers from a on and from b on, + addend`. */
function defineDot(module: Module, count: number): number {
  const e = new Emitter(4);
  e.store(
    0,
    reduce(e, dotOf(e, 1, 2, count), (i) => e.limb(3, i)),
  );
  return e.define(module, []);
}

/** `to = a + b`. */
function defineAdd(module: Module): number {
  const e = new Emitter(3);
  e.store(
    0,
    carried(e, (i) => e.sum([() => e.limb(1, i), () => e.limb(2, i)])),
  );
  return e.define(module, []);
}
