import { type Operands, encode } from "../../generate/encode.ts";

/** A place in the code, known or not yet. */
export type Label = { place?: number };

/** Instruction words one after the other from an address on, with labels. Addresses wrap at 2^32. */
export class Assembler {
  readonly words: number[] = [];
  readonly origin: number;
  readonly #open: { readonly at: number; readonly name: string; readonly operands: Operands; readonly label: Label }[] =
    [];

  constructor(origin: number) {
    this.origin = origin;
  }

  get pc(): number {
    return (this.origin + 4 * this.words.length) >>> 0;
  }

  emit(name: string, operands: Operands = {}): void {
    this.words.push(encode(name, operands));
  }

  /** `value` into `rd`, in two instructions. */
  set(rd: number, value: number): void {
    this.emit("lui", { rd, imm: (value + 0x800) & ~0xfff });
    this.emit("addi", { rd, rs1: rd, imm: value });
  }

  /** A branch or jump to a label. */
  to(label: Label, name: string, operands: Operands = {}): void {
    this.#open.push({ at: this.words.length, name, operands, label });
    this.words.push(0);
  }

  place(label: Label): void {
    label.place = this.words.length;
  }

  /** All words, once every label has its place. */
  bytes(): Uint8Array {
    for (const { at, name, operands, label } of this.#open) {
      this.words[at] = encode(name, { ...operands, imm: 4 * (label.place! - at) });
    }
    return new Uint8Array(Uint32Array.from(this.words).buffer);
  }
}
