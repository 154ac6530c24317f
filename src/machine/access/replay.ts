import { equalBytes } from "../../crypto/bytes.ts";
import { FIELD, fromBigEndian } from "../../crypto/field.ts";
import { poseidon } from "../../crypto/poseidon.ts";
import { climb, siblingCount } from "../../tree/merkle.ts";
import type { StateAccess } from "../access.ts";
import { MachineError } from "../error.ts";
import { KIND_CODE, KIND_READ_WRITE, LEAF_BYTES, PAGE_BYTES } from "../isa.ts";
import { DECODED_WORDS, predecode } from "../predecode.ts";
import type { ProofReader } from "../proof.ts";
import { type Layout, depth, find, kind, leafIndex } from "../section.ts";

/** Most accesses that a step makes: POSEIDON fetches, reads five leaves and writes one. */
const MAX_ACCESSES = 7;

/** What leads from a leaf that the proof holds to its section's root. */
type Path = {
  /** Where in the buffer the byte is that was asked for. */
  readonly offset: number;
  readonly section: number;
  readonly index: number;
  readonly depth: number;
  readonly zeros: number;
  readonly siblings: readonly Uint8Array[];
};

/** Memory as a one-step proof shows it: every access takes the proof's next leaf and checks it against the roots. */
export class Replay implements StateAccess {
  /** Room for the one instruction, behind undecoded words as `run` wants them. */
  readonly decoded = new Int32Array(2 * DECODED_WORDS);
  readonly bytes = new Uint8Array(MAX_ACCESSES * LEAF_BYTES);
  readonly halves = new Uint16Array(this.bytes.buffer);
  readonly words = new Int32Array(this.bytes.buffer);
  readonly longs = new BigInt64Array(this.bytes.buffer);
  readonly #layout: Layout;
  readonly #roots: Uint8Array[];
  readonly #reader: ProofReader;
  #used = 0;
  /** The leaf that is being written: its section's root is computed when the caller has done so. */
  #written: Path | undefined;

  /** @param roots section roots before the step; `finish` leaves those after it here */
  constructor(layout: Layout, roots: Uint8Array[], reader: ProofReader) {
    this.#layout = layout;
    this.#roots = roots;
    this.#reader = reader;
  }

  fetch(pc: number): number {
    if (this.kind(pc) !== KIND_CODE || (pc & 3) !== 0) return -1;
    predecode(this.words[this.#take(pc).offset / 4]!, this.decoded, DECODED_WORDS);
    return DECODED_WORDS;
  }

  read(address: number): number {
    return this.kind(address) === 0 ? -1 : this.#take(address).offset;
  }

  write(address: number): number {
    if (this.kind(address) !== KIND_READ_WRITE) return -1;
    this.#written = this.#take(address);
    return this.#written.offset;
  }

  kind(address: number): number {
    return kind(this.#layout, address);
  }

  /** @throws MachineError PROOF_CHILD, PROOF_CHILDREN */
  children(hash: bigint, n: number): readonly bigint[] {
    const children = Array.from({ length: n }, () => fromBigEndian(this.#reader.take(LEAF_BYTES)));
    const where = this.#reader.where();
    const bad = children.findIndex((child) => child >= FIELD);
    if (bad >= 0) {
      const what = `Child ${bad} is not below the field`;
      throw new MachineError("PROOF_CHILD", { what, where, fix: "Give the children in their canonical form" });
    }
    if (poseidon(children) !== hash) {
      const what = `The children do not hash to ${hash}`;
      throw new MachineError("PROOF_CHILDREN", { what, where, fix: "Give the preimage of the value that is opened" });
    }
    return children;
  }

  learn(): void {}

  print(): void {}

  phase(): void {}

  /** Ends the step: brings the roots up to date and sees to it that the proof has been used up. */
  finish(): void {
    this.#settle();
    this.#reader.end();
  }

  #take(address: number): Path {
    this.#settle();
    const section = find(this.#layout, address);
    const place = this.#layout[section]!;
    const levels = depth(place.size / PAGE_BYTES);
    const index = leafIndex(place, address);
    const leaf = this.#reader.take(LEAF_BYTES);
    const zeros = this.#reader.word();
    const siblings = Array.from({ length: siblingCount(levels, zeros) }, () => this.#reader.take(LEAF_BYTES));
    if (!equalBytes(climb(leaf, index, levels, zeros, siblings), this.#roots[section]!)) {
      const what = `The leaf for 0x${(address >>> 0).toString(16)} does not lead to the root of section ${section}`;
      throw new MachineError("PROOF_ROOT", {
        what,
        where: this.#reader.where(),
        fix: "Prove the state before this step",
      });
    }
    const offset = this.#used;
    this.#used += LEAF_BYTES;
    this.bytes.set(leaf, offset);
    return { offset: offset + (address & (LEAF_BYTES - 1)), section, index, depth: levels, zeros, siblings };
  }

  #settle(): void {
    if (this.#written === undefined) return;
    const { offset, section, index, depth, zeros, siblings } = this.#written;
    const from = offset & -LEAF_BYTES;
    this.#roots[section] = climb(this.bytes.slice(from, from + LEAF_BYTES), index, depth, zeros, siblings);
    this.#written = undefined;
  }
}
