import { FIELD, fromWords, toWords } from "../crypto/field.ts";
import { poseidon } from "../crypto/poseidon.ts";
import { MachineError } from "./error.ts";
import { NodeTable } from "./nodeTable.ts";

const LEAF_WORDS = 8;

/** Somebody else who knows preimages, and may be told of those that are made. */
export type NodeSource = {
  find(hash: bigint, n: number): readonly bigint[] | undefined;
  learn(hash: bigint, children: readonly bigint[]): void;
};

/**
 * Known preimages of Poseidon hashes, for POSEIDON_OPEN: those that the program starts from (genesis) and every one that
 * a POSEIDON made since. Facts, not state: what is known once stays known, whatever a run is rolled back to.
 */
export class NodeStore {
  readonly #byArity: ReadonlyMap<number, NodeTable> = new Map([2, 4].map((n) => [n, new NodeTable(n)]));
  readonly #others: Pick<NodeSource, "find"> | undefined;
  readonly #told: NodeSource["learn"] | undefined;

  /**
   * @param others where to look for what is not known here; what they say is hashed before it is believed
   * @param told of what is made here
   */
  constructor(others?: Pick<NodeSource, "find">, told?: NodeSource["learn"]) {
    this.#others = others;
    this.#told = told;
  }

  /**
   * Adds nodes by their children, 2 or 4 field elements each, and returns their hashes.
   * @throws MachineError NOT_A_FIELD_ELEMENT
   */
  add(...nodes: readonly (readonly bigint[])[]): bigint[] {
    return nodes.map((children) => {
      if (!this.#byArity.has(children.length) || children.some((child) => child < 0n || child >= FIELD)) {
        const what = `[${children.join(", ")}] is not a node`;
        throw new MachineError("NOT_A_FIELD_ELEMENT", {
          what,
          fix: "Give 2 or 4 numbers below the BN254 scalar field",
        });
      }
      const hash = poseidon(children);
      this.learn(toWords(hash), toWords(...children));
      return hash;
    });
  }

  /** Takes over a preimage that is known to be right, as leaves. Of an arity that cannot be opened it keeps nothing. */
  learn(hash: Int32Array, children: Int32Array): void {
    const isNew = this.#byArity.get(children.length / LEAF_WORDS)?.set(hash, children) ?? false;
    if (isNew) this.#told?.(fromWords(hash)[0]!, fromWords(children));
  }

  /** The children that are known to this store, or undefined. */
  find(hash: bigint, n: number): readonly bigint[] | undefined {
    const children = this.#byArity.get(n)?.get(toWords(hash));
    return children === undefined ? this.#from(hash, n) : fromWords(children);
  }

  /** @throws MachineError UNKNOWN_NODE */
  children(hash: bigint, n: number): readonly bigint[] {
    const children = this.find(hash, n);
    if (children === undefined) {
      throw new MachineError("UNKNOWN_NODE", {
        what: `No ${n} children are known that hash to ${hash}`,
        fix: "Give the program's genesis nodes; a guest may open only those and what it made with POSEIDON itself",
      });
    }
    return children;
  }

  #from(hash: bigint, n: number): readonly bigint[] | undefined {
    const told = this.#others?.find(hash, n);
    if (told === undefined || poseidon(told) !== hash) return undefined;
    this.learn(toWords(hash), toWords(...told));
    return told;
  }
}
