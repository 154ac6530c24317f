import { LinesCursor } from "./linesCursor.ts";
import { LineFiles } from "./linesFiles.ts";
import { type LineHeader, type LineSections, readHeader } from "./linesHeader.ts";
import { type LineRow, LinesProgram, ROW_LIMIT } from "./linesProgram.ts";

/** A line of the program's source. */
export type SourceLine = {
  /** Path as the compiler was given it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
};

/** Which instruction comes from which line: rows sorted by address, each good until the next. */
export type LineTable = {
  readonly addresses: Uint32Array;
  /** 0 where the line is not known. */
  readonly lines: Uint32Array;
  /** For each row an index into `files`. */
  readonly fileOf: Uint32Array;
  readonly files: readonly string[];
};

/**
 * Decodes `.debug_line`. Lines only label what is shown, so nothing here is an error: what is absent or odd is unknown.
 */
export function readLines(sections: LineSections): LineTable {
  const files = new LineFiles();
  const rows: LineRow[] = [];
  for (const { header, cursor } of units(sections)) {
    const program = new LinesProgram(cursor, header, files);
    for (let sequence = program.next(); sequence !== undefined; sequence = program.next()) {
      if (rows.length + sequence.length > ROW_LIMIT) break;
      for (const row of sequence) rows.push(row);
    }
  }
  // Where a sequence begins at the end of another, its first row is to be found, not that end.
  rows.sort((a, b) => a.address - b.address || Number(b.end) - Number(a.end));
  return {
    addresses: Uint32Array.from(rows, ({ address }) => address),
    lines: Uint32Array.from(rows, ({ line }) => line),
    fileOf: Uint32Array.from(rows, ({ file }) => file),
    files: files.paths,
  };
}

/** Line of the instruction at `address`, where the table knows it. */
export function findLine(table: LineTable, address: number): SourceLine | undefined {
  const unsigned = address >>> 0;
  let [from, to] = [0, table.addresses.length];
  // Rows before `from` are at or below the address, those from `to` on above it.
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (table.addresses[middle] <= unsigned) from = middle + 1;
    else to = middle;
  }
  const line = table.lines[from - 1] ?? 0;
  const file = table.files[table.fileOf[from - 1]] ?? "";
  return line === 0 || file === "" ? undefined : { file, line };
}

/** The units that can be read, each with a cursor at its program. */
function* units(sections: LineSections): Generator<{ header: LineHeader; cursor: LinesCursor }> {
  const { line } = sections;
  let at = 0;
  while (at + 4 <= line.length) {
    const start = at + 4;
    const length = new LinesCursor(line, at, start).u32();
    at = start + length;
    if (at > line.length) return; // so does the 64-bit format, whose first length is 2^32 - 1
    const header = readHeader(new LinesCursor(line, start, at), sections);
    if (header !== undefined) yield { header, cursor: new LinesCursor(line, header.program, at) };
  }
}
