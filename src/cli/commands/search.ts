import type { Command } from "commander";
import { definition, rounds, type SearchDefinition } from "../../dispute/search.ts";
import { grouped } from "../format.ts";
import { withExample, withJson, type JsonOptions } from "../options.ts";
import { facts, show } from "../output.ts";
import { count, parseNary } from "../values.ts";

export function defineSearch(command: Command): void {
  command
    .argument("<maxSteps>", "length of the span in steps, 1 to 2^48", count(1))
    .argument("<nary>", "parts of a segment: a power of two, 2 to 128", parseNary);
  withExample(withJson(command), "npx assize search 1048576 4").action(search);
}

function search(maxSteps: number, nary: number, options: JsonOptions): void {
  const shape = definition(maxSteps, nary);
  const result = { ...shape, rounds: rounds(shape), hashes: hashesOf(shape) };
  show(options, result, () => facts(Object.entries(result).map(([name, value]) => [name, grouped(value)])));
}

/** Hashes that a dispute puts on chain: nary - 1 inner ones for the opening, one more for each later dissection. */
function hashesOf({ nary, fullRounds, naryLastRound }: SearchDefinition): number {
  return Math.max(0, fullRounds * nary + naryLastRound - 1);
}
