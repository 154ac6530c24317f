/** How much of one file the tests have run. */
export type FileCoverage = {
  readonly path: string;
  /** By what is counted, such as lines: how many there are, and how many were run. */
  readonly counts: Readonly<Record<string, Count>>;
  /** 1-based lines on which something was never run. */
  readonly uncovered: readonly number[];
};

export type Count = { readonly covered: number; readonly total: number };

/** The counts of several files together. */
export function sum(files: readonly FileCoverage[]): Record<string, Count> {
  const total: Record<string, Count> = {};
  for (const { counts } of files) {
    for (const [name, { covered, total: of }] of Object.entries(counts)) {
      const before = total[name] ?? { covered: 0, total: 0 };
      total[name] = { covered: before.covered + covered, total: before.total + of };
    }
  }
  return total;
}

/** In percent, to two digits and rounded down, so that 100 means all; nothing to cover is covered. */
export function percent({ covered, total }: Count): number {
  return total === 0 ? 100 : Math.floor((covered / total) * 10_000) / 100;
}

/** One row for each file that is not covered whole, in the order given, and one for all together. */
export function table(title: string, files: readonly FileCoverage[]): string {
  const names = Object.keys(sum(files));
  const row = (path: string, counts: FileCoverage["counts"], last: string): string => {
    const cells = names.map((name) => percent(counts[name] ?? { covered: 0, total: 0 }).toFixed(2));
    return [path.padEnd(40), ...cells.map((cell) => cell.padStart(10)), ` ${last}`].join("").trimEnd();
  };
  const head = [title.padEnd(40), ...names.map((name) => name.padStart(10)), "  not covered"].join("");
  const partly = files.filter(({ uncovered }) => uncovered.length > 0);
  const rows = partly.map(({ path, counts, uncovered }) => row(path, counts, ` ${ranges(uncovered)}`));
  return [head, ...rows, row(`all ${files.length} files`, sum(files), "")].join("\n");
}

/** 1, 2, 3, 7 as `1-3, 7`. */
export function ranges(lines: readonly number[]): string {
  const found: [first: number, last: number][] = [];
  for (const line of lines.toSorted((a, b) => a - b)) {
    const open = found.at(-1);
    if (open !== undefined && line === open[1] + 1) open[1] = line;
    else found.push([line, line]);
  }
  return found.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}
