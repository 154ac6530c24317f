import { KNOWN } from "./values.ts";

/** What has been tested about values, by root. It holds in the blocks that the one with the test dominates. */
export class Facts {
  /** Modulus and residue of a root. */
  readonly #residues = new Map<number, { width: number; residue: number }>();
  /** Offsets to a root whose pages may be written. */
  readonly #armed = new Map<number, number[]>();
  readonly #undo: (() => void)[][] = [];

  /** What is learned from here on is forgotten at `leave`. */
  enter(): void {
    this.#undo.push([]);
  }

  leave(): void {
    for (const undo of this.#undo.pop()!.reverse()) undo();
  }

  /** The root's value modulo `width` (2 or 4), if it is known. */
  residue(root: number, width: number): number | undefined {
    if (root === KNOWN) return 0;
    const known = this.#residues.get(root);
    return known !== undefined && known.width >= width ? known.residue & (width - 1) : undefined;
  }

  learnResidue(root: number, width: number, residue: number): void {
    const before = this.#residues.get(root);
    this.#residues.set(root, { width, residue: residue & (width - 1) });
    this.#undo.at(-1)!.push(() => {
      if (before === undefined) this.#residues.delete(root);
      else this.#residues.set(root, before);
    });
  }

  /** Whether an access at `offset` goes to a page that was found writable: one of two that are no farther apart than a page. */
  isArmed(root: number, offset: number): boolean {
    const offsets = this.#armed.get(root) ?? [];
    return offsets.some((low) => low <= offset && offsets.some((high) => offset <= high && high - low < 4096));
  }

  learnArmed(root: number, offset: number): void {
    const offsets = this.#armed.get(root);
    if (offsets === undefined) this.#armed.set(root, [offset]);
    else offsets.push(offset);
    this.#undo.at(-1)!.push(() => this.#armed.get(root)!.pop());
  }
}
