const LEAF_WORDS = 8;
/** Nodes in one block of memory. */
const BLOCK_BITS = 10;
const IN_BLOCK = 2 ** BLOCK_BITS - 1;
const FIRST_SLOTS = 2 ** 10;

/**
 * Nodes of one arity by their hash, in words outside the collected heap: 96 bytes for a node of two children, 160 for one
 * of four, and 8 to 16 to find it. A node that is told again takes nothing. Nothing is forgotten: a guest may open what it
 * made at any later time, and how much it makes is bounded by the steps of a batch.
 */
export class NodeTable {
  /** Words of a node: its hash, then its children. */
  readonly #nodeWords: number;
  readonly #blocks: Int32Array[] = [];
  /** Number of the node plus 1 where its hash says, or in the next free slot; 0 where there is none. */
  #slots = new Uint32Array(FIRST_SLOTS);
  #count = 0;

  /** @param n children of each node */
  constructor(n: number) {
    this.#nodeWords = LEAF_WORDS * (1 + n);
  }

  /** The children's leaves, a view that is good for ever; undefined when there is no such node. */
  get(hash: Int32Array): Int32Array | undefined {
    const node = this.#slots[this.#slotOf(hash)]!;
    if (node === 0) return undefined;
    const at = this.#placeOf(node - 1);
    return this.#blockOf(node - 1).subarray(at + LEAF_WORDS, at + this.#nodeWords);
  }

  /** Keeps a node, unless one of that hash is kept already. Says whether it was new. */
  set(hash: Int32Array, children: Int32Array): boolean {
    let slot = this.#slotOf(hash);
    if (this.#slots[slot] !== 0) return false;
    if (2 * (this.#count + 1) > this.#slots.length) {
      this.#grow();
      slot = this.#slotOf(hash);
    }
    const node = this.#count++;
    if ((node & IN_BLOCK) === 0) this.#blocks.push(new Int32Array(this.#nodeWords * (IN_BLOCK + 1)));
    const block = this.#blockOf(node);
    const at = this.#placeOf(node);
    for (let i = 0; i < LEAF_WORDS; i++) block[at + i] = hash[i]!;
    for (let i = 0; i < children.length; i++) block[at + LEAF_WORDS + i] = children[i]!;
    this.#slots[slot] = node + 1;
    return true;
  }

  /** Where the node of this hash is, or belongs. */
  #slotOf(hash: Int32Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash[0]! & mask;
    for (let node = this.#slots[slot]!; node !== 0; node = this.#slots[slot]!) {
      const block = this.#blockOf(node - 1);
      const at = this.#placeOf(node - 1);
      let i = 0;
      while (i < LEAF_WORDS && block[at + i] === hash[i]) i++;
      if (i === LEAF_WORDS) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #blockOf(node: number): Int32Array {
    return this.#blocks[node >>> BLOCK_BITS]!;
  }

  #placeOf(node: number): number {
    return (node & IN_BLOCK) * this.#nodeWords;
  }

  #grow(): void {
    const nodes = this.#slots.filter((node) => node !== 0);
    const slots = new Uint32Array(2 * this.#slots.length);
    for (const node of nodes) {
      let slot = this.#blockOf(node - 1)[this.#placeOf(node - 1)]! & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = node;
    }
    this.#slots = slots;
  }
}
