import type { Code } from "../wasm/code.ts";
import { VOID } from "../wasm/opcodes.ts";

/** Labels of what can be branched to: loops, merges and cases by number of block; the innermost of the rest. */
export const UNNAMED = 3;
export const loopOf = (x: number): number => 4 * x;
export const mergeOf = (x: number): number => 4 * x + 1;
export const caseOf = (x: number): number => 4 * x + 2;

/** What is open at a place of a function, by names of our own: WebAssembly counts from the innermost. */
export class Labels {
  readonly #c: Code;
  readonly #labels: number[] = [];

  constructor(c: Code) {
    this.#c = c;
  }

  open(code: number, label: number): void {
    this.#c.open(code, VOID);
    this.#labels.push(label);
  }

  close(): void {
    this.#c.end();
    this.#labels.pop();
  }

  distanceTo(label: number): number {
    return this.#labels.length - 1 - this.#labels.lastIndexOf(label);
  }

  br(label: number): void {
    this.#c.br(this.distanceTo(label));
  }
}
