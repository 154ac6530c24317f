import { AssizeError } from "../types/error.ts";
import { UsageError } from "./errors.ts";
import type { JsonOptions } from "./options.ts";

/** Exit code for a command that could not be carried out. */
export const EXIT_FAILED = 1;
/** For a command line that makes no sense. */
export const EXIT_USAGE = 2;
/** For a defect of ours. */
export const EXIT_DEFECT = 70;

/**
 * Shows the result of a command: one JSON document for programs, lines for people.
 * @param lines called only when people read
 */
export function show({ json }: JsonOptions, value: unknown, lines: () => readonly string[]): void {
  console.log(json === true ? toJson(value) : printable(lines().join("\n")));
}

/** Shows one event of an agent in one line, so that each can be read when it happens. */
export function showEvent({ json }: JsonOptions, value: object, line: () => string): void {
  console.log(json === true ? toJson(value, 0) : printable(line()));
}

/** Shows an error of an agent that goes on. */
export function showSetback({ json }: JsonOptions, error: AssizeError): void {
  console.error(json === true ? toJson(error, 0) : printable(`setback ${error.code}: ${error.message}`));
}

/** Shows the error that ended a command, as its readers want it. @returns the exit code for it */
export function reportError(error: unknown, json: boolean): number {
  if (error instanceof AssizeError) {
    console.error(json ? toJson(error) : printable(`error ${error.code}: ${error.message}`));
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
  }
  // Anything else is a defect of ours: its stack is what a report of it needs.
  console.error(json ? toJson({ error: "Defect", what: (error as Error).stack ?? String(error) }) : error);
  return EXIT_DEFECT;
}

/** @param indent spaces a level; 0 for one line. Bigints become decimal strings. */
export function toJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? item.toString() : item), indent);
}

/** Names and values below each other, the values in one column. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd());
}

/** Columns aligned by their widest cell; the first row is the head. Columns of numbers alone (`12`, `1,024`) are set right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const [head = [], ...body] = rows;
  const columns = head.map((_, column) => {
    const width = Math.max(...rows.map((row) => row[column]?.length ?? 0));
    const isNumeric = body.length > 0 && body.every((row) => /^-?[\d,.]+$/.test(row[column] ?? ""));
    return (cell: string) => (isNumeric ? cell.padStart(width) : cell.padEnd(width));
  });
  return rows.map((row) =>
    row
      .map((cell, column) => columns[column]?.(cell) ?? cell)
      .join("  ")
      .trimEnd(),
  );
}

/** Names in files and what guests print are others' text: it shall not steer a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd");
}
