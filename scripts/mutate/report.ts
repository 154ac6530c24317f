import type { Figure } from "../../bench/lib/result.ts";
import { type Equivalent, equivalentOf } from "./equivalents.ts";
import { KINDS, type Mutant, ROOMS } from "./mutant.ts";
import type { Verdict } from "./trial.ts";

export type Tried = { readonly mutant: Mutant; readonly verdict: Verdict };

/** How a group of mutants fared. `invalid` and `identical` ones are not among the generated. */
export type Tally = {
  readonly generated: number;
  readonly killed: number;
  readonly survived: number;
  readonly equivalent: number;
  readonly invalid: number;
  readonly identical: number;
};

/** Survivors are those that are not listed; `mistaken` those that are listed and yet were killed. */
export type Report = {
  readonly total: Tally;
  /** machine and tree: all that decides a step. */
  readonly judge: Tally;
  readonly rooms: Readonly<Record<string, Tally>>;
  readonly kinds: Readonly<Record<string, Tally>>;
  readonly survivors: readonly Mutant[];
  readonly mistaken: readonly Mutant[];
};

export function makeReport(tried: readonly Tried[], listed?: readonly Equivalent[]): Report {
  const isListed = ({ mutant }: Tried): boolean => equivalentOf(mutant, listed) !== undefined;
  const of = (keep: (mutant: Mutant) => boolean): Tally =>
    tally(
      tried.filter(({ mutant }) => keep(mutant)),
      isListed,
    );
  const having = (status: string): Tried[] => tried.filter(({ verdict }) => verdict.status === status);
  const group = (names: readonly string[], field: "room" | "kind"): Record<string, Tally> =>
    Object.fromEntries(
      names
        .map((name) => [name, of((mutant) => mutant[field] === name)] as const)
        .filter(([, { generated }]) => generated > 0),
    );
  return {
    total: of(() => true),
    judge: of(({ room }) => room === "machine" || room === "tree"),
    rooms: group(ROOMS, "room"),
    kinds: group(KINDS, "kind"),
    survivors: having("survived")
      .filter((one) => !isListed(one))
      .map(({ mutant }) => mutant),
    mistaken: having("killed")
      .filter(isListed)
      .map(({ mutant }) => mutant),
  };
}

/** killed / (generated - equivalents listed), in per cent with one digit. */
export function score({ generated, killed, equivalent }: Tally): number {
  return generated === equivalent ? 100 : Math.floor((1000 * killed) / (generated - equivalent)) / 10;
}

function tally(tried: readonly Tried[], isListed: (one: Tried) => boolean): Tally {
  const having = (status: string): Tried[] => tried.filter(({ verdict }) => verdict.status === status);
  const equivalent = having("survived").filter(isListed).length;
  const survived = having("survived").length - equivalent;
  const killed = having("killed").length;
  return {
    generated: killed + survived + equivalent,
    killed,
    survived,
    equivalent,
    invalid: having("invalid").length,
    identical: having("identical").length,
  };
}

export function table({ rooms, kinds, judge, total }: Report): string[] {
  const rows = [...Object.entries(rooms), ...Object.entries(kinds), ["judge", judge] as const, ["all", total] as const];
  const cells = rows.map(([name, one]) => {
    const { generated, killed, survived, equivalent, invalid, identical } = one;
    return [name, generated, killed, survived, equivalent, invalid, identical, `${score(one).toFixed(1)} %`].map(
      String,
    );
  });
  const head = ["", "generated", "killed", "survived", "equivalent", "invalid", "identical", "score"];
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => row[column]!.length)));
  return [head, ...cells].map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
  );
}

export function diff({ id, file, line, kind, before, after }: Mutant): string[] {
  return [`${file}:${line}  ${kind}  ${id}`, `  - ${before}`, `  + ${after}`];
}

export function figures({ rooms, judge, total }: Report, seed: number): Figure[] {
  const groups = [...Object.entries(rooms), ["judge", judge] as const, ["all", total] as const];
  const counts = groups.flatMap(([name, one]) => [
    ...Object.entries(one).map(([what, value]) => ({ name: `${name}, ${what}`, value, unit: "mutants" })),
    { name: `${name}, score`, value: score(one), unit: "%" },
  ]);
  return [{ name: "seed", value: seed, unit: "" }, ...counts];
}
