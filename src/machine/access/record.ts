import { toBigEndian } from "../../crypto/field.ts";
import type { StateAccess } from "../access.ts";
import type { Commitment } from "../commitment.ts";
import { KIND_READ_WRITE } from "../isa.ts";
import { encodeAccess } from "../proof.ts";
import type { Live } from "./live.ts";

/** Lets one step run on a live memory and notes what it accesses, in the encoding and order of a one-step proof. */
export class Recording implements StateAccess {
  readonly decoded: Int32Array;
  readonly bytes: Uint8Array;
  readonly halves: Uint16Array;
  readonly words: Int32Array;
  readonly longs: BigInt64Array;
  /** The parts of the proof after its head. */
  readonly parts: Uint8Array[] = [];
  readonly #live: Live;
  readonly #commitment: Commitment;

  constructor(live: Live, commitment: Commitment) {
    this.#live = live;
    this.#commitment = commitment;
    ({ decoded: this.decoded, bytes: this.bytes, halves: this.halves, words: this.words, longs: this.longs } = live);
  }

  fetch(pc: number): number {
    const index = this.#live.fetch(pc);
    if (index >= 0) this.#note(pc);
    return index;
  }

  read(address: number): number {
    const offset = this.#live.read(address);
    if (offset >= 0) this.#note(address);
    return offset;
  }

  /** Notes the leaf as it was: the caller writes after this returns. */
  write(address: number): number {
    if (this.#live.kind(address) !== KIND_READ_WRITE) return -1;
    this.#note(address);
    return this.#live.write(address);
  }

  kind(address: number): number {
    return this.#live.kind(address);
  }

  children(hash: bigint, n: number): readonly bigint[] {
    const children = this.#live.children(hash, n);
    this.parts.push(...children.map(toBigEndian));
    return children;
  }

  learn(hash: Int32Array, children: Int32Array): void {
    this.#live.learn(hash, children);
  }

  print(descriptor: number, pointer: number, length: number): void {
    this.#live.print(descriptor, pointer, length);
  }

  phase(id: number, step: number): void {
    this.#live.phase(id, step);
  }

  #note(address: number): void {
    const { leaf, siblings } = this.#commitment.leaf(address);
    this.parts.push(encodeAccess(leaf, siblings));
  }
}
