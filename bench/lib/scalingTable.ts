import { fileURLToPath } from "node:url";
import type { RealDispute } from "./realDispute.ts";
import type { Figure } from "./result.ts";

/** Steps of the runs, as the original guide has them, and the longest. */
export const SPANS = [1_000, 100_000, 1_000_000, 100_000_000, 2 ** 32] as const;
export const NARIES = [2, 4, 8, 16] as const;

export const PAGE = fileURLToPath(new URL("../../docs/scaling.md", import.meta.url));
const [BEGIN, END] = ["<!-- made by bench/scaling.ts -->", "<!-- until here -->"];

type Column = { readonly key: keyof RealDispute | "second"; readonly name: string; readonly unit: string };

/** What is measured of each dispute. */
export const COLUMNS: readonly Column[] = [
  { key: "checkpoints", name: "checkpoints", unit: "" },
  { key: "rounds", name: "rounds", unit: "" },
  { key: "claimant", name: "claimant", unit: "CPU s" },
  { key: "challenger", name: "challenger", unit: "CPU s" },
  { key: "second", name: "second execution", unit: "CPU s" },
  { key: "gas", name: "gas", unit: "gas" },
  { key: "wall", name: "wall time", unit: "s" },
];

/** The page with its table made of these figures. */
export function withTable(page: string, figures: readonly Figure[]): string {
  const [before, rest] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || rest < before) throw new TypeError(`${PAGE} has no place for the table`);
  return `${page.slice(0, before)}${BEGIN}\n\n${table(figures)}\n\n${page.slice(rest)}`;
}

function table(figures: readonly Figure[]): string {
  const values = new Map(figures.map(({ name, value }) => [name, value]));
  const heads = [
    "steps",
    "nary",
    ...COLUMNS.map(({ name, unit }) => (unit.endsWith(" s") || unit === "s" ? `${name}, ${unit}` : name)),
  ];
  const rows = SPANS.flatMap((span) =>
    NARIES.map((nary) => {
      const cells = COLUMNS.map(({ name }) => values.get(`${span} steps, nary ${nary}: ${name}`));
      return [span === 2 ** 32 ? "2^32" : grouped(span), nary, ...cells.map((cell) => grouped(cell ?? NaN))];
    }),
  );
  const line = (cells: readonly unknown[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---:")), ...rows.map(line)].join("\n");
}

/** Whole numbers as they are, parts of one with two digits that count. */
function grouped(value: number): string {
  return value.toLocaleString("en-US", value < 1 ? { maximumSignificantDigits: 2 } : {});
}
