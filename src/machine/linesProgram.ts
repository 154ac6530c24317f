import type { LinesCursor } from "./linesCursor.ts";
import type { LineFiles } from "./linesFiles.ts";
import { type LineHeader, readFile, TABLE_LIMIT } from "./linesHeader.ts";

/** So many rows are kept, so that a hostile table cannot make more of its size than memory holds. */
export const ROW_LIMIT = 2 ** 20;

/** From `address` on instructions come from this line; from an end on, nothing is known. */
export type LineRow = {
  readonly address: number;
  readonly line: number;
  /** Index of a path. */
  readonly file: number;
  readonly end: boolean;
};

/**
 * Runs the line number program of one unit (DWARF 5, section 6.2.5), and gives its rows sequence by sequence. A sequence
 * without an end is left out: how far its last row reaches nobody knows.
 */
export class LinesProgram {
  readonly #cursor: LinesCursor;
  readonly #header: LineHeader;
  readonly #files: LineFiles;
  #rows: LineRow[] = [];
  #address = 0;
  #line = 1;
  #file: number;

  /** @param cursor at the first opcode, its end that of the unit */
  constructor(cursor: LinesCursor, header: LineHeader, files: LineFiles) {
    this.#cursor = cursor;
    this.#header = header;
    this.#files = files;
    this.#file = files.index(header, 1);
  }

  /** Rows of the next sequence, the last of them its end; undefined when there is none. */
  next(): LineRow[] | undefined {
    while (!this.#cursor.done) {
      const opcode = this.#cursor.u8();
      if (opcode >= this.#header.opcodeBase) this.#special(opcode);
      else if (opcode !== 0) this.#standard(opcode);
      else if (this.#extended()) return this.#endSequence();
    }
    return undefined;
  }

  #special(opcode: number): void {
    const { lineBase, lineRange } = this.#header;
    const adjusted = opcode - this.#header.opcodeBase;
    this.#advance(Math.floor(adjusted / lineRange));
    this.#line = (this.#line + lineBase + (adjusted % lineRange)) >>> 0;
    this.#row();
  }

  #standard(opcode: number): void {
    const { lineRange, opcodeBase, operands } = this.#header;
    switch (opcode) {
      case 1: // copy
        return this.#row();
      case 2: // advance_pc
        return this.#advance(this.#cursor.uleb());
      case 3: // advance_line
        this.#line = (this.#line + this.#cursor.sleb()) >>> 0;
        return;
      case 4: // set_file
        this.#file = this.#files.index(this.#header, this.#cursor.uleb());
        return;
      case 8: // const_add_pc
        return this.#advance(Math.floor((255 - opcodeBase) / lineRange));
      case 9: // fixed_advance_pc
        this.#address = (this.#address + this.#cursor.u16()) >>> 0;
        return;
      default: // columns, blocks, opcodes of later versions: what they say is not asked for
        for (let i = 0; i < operands[opcode - 1]; i++) this.#cursor.uleb();
    }
  }

  /** An opcode with a length of its own. True at the end of a sequence. */
  #extended(): boolean {
    const cursor = this.#cursor;
    const length = cursor.uleb();
    const end = cursor.at + length;
    const opcode = length === 0 ? 0 : cursor.u8();
    if (opcode === 2 && length === 5) this.#address = cursor.u32();
    if (opcode === 3 && this.#header.files.length < TABLE_LIMIT) this.#header.files.push(readFile(cursor));
    cursor.skip(end - cursor.at);
    return opcode === 1 && !cursor.odd;
  }

  #endSequence(): LineRow[] {
    const end = this.#address;
    const rows = this.#rows.filter(({ address }) => address < end);
    rows.push({ address: end, line: 0, file: this.#file, end: true });
    this.#rows = [];
    this.#address = 0;
    this.#line = 1;
    this.#file = this.#files.index(this.#header, 1);
    return rows;
  }

  #advance(operations: number): void {
    this.#address = (this.#address + Math.imul(operations, this.#header.minInstruction)) >>> 0;
  }

  #row(): void {
    if (this.#rows.length === ROW_LIMIT) return;
    this.#rows.push({ address: this.#address, line: this.#line, file: this.#file, end: false });
  }
}
