/**
 * What whole disputes cost by the length of the run and by nary: checkpoints, rounds, both sides' CPU, gas of real transactions,
 * wall time on a chain of this process. The run is real work (SHA-256), executed by the translator, with one false register near
 * its end; the real judge decides.
 *
 *   node bench/scaling.ts [--seed 7]      writes bench/results/scaling.json and the table of docs/scaling.md
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Random } from "../scripts/lib/random.ts";
import { roundUp } from "../src/dispute/search.ts";
import { Machine } from "../src/machine/machine.ts";
import { guestOf } from "./lib/guests.ts";
import { pacedChain } from "./lib/paced.ts";
import { realDispute } from "./lib/realDispute.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { COLUMNS, NARIES, PAGE, SPANS, withTable } from "./lib/scalingTable.ts";
import { cpuSeconds } from "./lib/stopwatch.ts";

const { values } = parseArgs({ options: { seed: { type: "string", default: "7" } } });
const random = new Random(Number(values.seed));
const program = guestOf("sha256");
const chain = await pacedChain();
const figures: Figure[] = [];
await realDispute(chain, program, 2 ** 20, 16, 2 ** 19); // until the engine has compiled what it will
for (const span of SPANS) {
  const maxSteps = roundUp(span);
  const step = Math.floor(maxSteps * 0.95) + random.below(Math.floor(maxSteps * 0.04));
  const alone = secondExecution(maxSteps);
  for (const nary of NARIES) {
    const measured = { ...(await realDispute(chain, program, maxSteps, nary, step)), second: alone };
    for (const { key, name, unit } of COLUMNS) {
      const value = Number(measured[key].toPrecision(key === "gas" ? 15 : 3));
      figures.push({ name: `${span} steps, nary ${nary}: ${name}`, value, unit });
    }
  }
}
writeResult("scaling", figures);
writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), figures));

/** CPU seconds of what an agent adds to the run before it risks a bond: the same run by the interpreter. */
function secondExecution(steps: number): number {
  const machine = new Machine(program);
  const started = cpuSeconds();
  machine.run(steps);
  return cpuSeconds() - started;
}
