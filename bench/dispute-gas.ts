/**
 * Gas of a whole dispute: the rival claim, the opening, every move, the one-step proof with the dispute's resolution; both sides,
 * whole transactions, real contracts, the real judge. The trace is synthetic but for the step that decides, a store.
 *
 *   node bench/dispute-gas.ts [--check]      writes bench/results/dispute-gas.json, bench/snapshots/dispute.json
 */
import { disputeGas } from "./lib/disputeGas.ts";
import { pacedChain } from "./lib/paced.ts";
import { realStep } from "./lib/realStep.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { keepSnapshot } from "./lib/snapshot.ts";

const SPANS = [20, 32, 40];
const NARIES = [2, 4, 8, 16, 32, 64, 128];
/** The bound for 2^32 steps at nary 16, both sides together. */
const BUDGET = 800_000;

const chain = await pacedChain();
const real = realStep();
const figures: Figure[] = [];
const snapshot: Record<string, number> = {};
console.log("span  nary  rounds   claim    open    moves (each)        prove    total");
for (const bits of SPANS) {
  for (const nary of NARIES) {
    const { claim, calls, total } = await disputeGas(chain, bits, nary, real);
    const moves = calls.filter(({ name }) => name === "move").map(({ gas }) => gas);
    const sum = moves.reduce((a, b) => a + b, 0);
    const [open, prove] = [calls[0].gas, calls[calls.length - 1].gas];
    const each = Math.round(sum / Math.max(moves.length, 1));
    console.log(
      [`2^${bits}`, nary, moves.length + 1, claim, open, `${sum} (${moves.length} x ${each})`.padEnd(18), prove, total]
        .map((cell) => String(cell).padStart(7))
        .join(" "),
    );
    snapshot[`2^${bits} nary ${nary}`] = total;
    figures.push({ name: `2^${bits} nary ${nary}`, value: total, unit: "gas" });
    if (bits !== 32) continue;
    snapshot[`open nary ${nary}`] = open;
    snapshot[`move nary ${nary}`] = Math.max(...moves);
    if (nary !== 16) continue;
    Object.assign(snapshot, { claim, prove });
    if (total <= BUDGET) continue;
    console.log(`2^32 with nary 16 is over its budget of ${BUDGET}`);
    process.exitCode = 1;
  }
}
if (!process.argv.includes("--check")) writeResult("dispute-gas", figures);
keepSnapshot("dispute", snapshot);
