/**
 * The whole of Assize in one sitting. Act 1: honest batches become final, a lie is found, searched down to one instruction and
 * refuted on chain. Act 2: deposits and transfers of a ledger are proven and final without a claim, and an exit is paid.
 *
 *   npm run demo [-- court | proof] [--seed <n>] [--forge]
 *
 * --forge forges act 2's proofs with the public secrets of the INSECURE development key, which takes seconds and needs no circuit.
 */
import { parseArgs } from "node:util";
import { courtAct } from "./demo/courtAct.ts";
import { proofAct } from "./demo/proofAct.ts";
import { timed, title } from "./demo/telling.ts";
import { Random } from "./lib/random.ts";

const { values, positionals } = parseArgs({
  options: { seed: { type: "string" }, forge: { type: "boolean", default: false } },
  allowPositionals: true,
});
const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
const acts = positionals.length === 0 ? ["court", "proof"] : positionals;
if (!Number.isInteger(seed) || !acts.every((act) => act === "court" || act === "proof")) {
  console.error("write `npm run demo [-- court | proof] [--seed <n>] [--forge]`, n a whole number");
  process.exit(2);
}

title(`Assize demo, seed ${seed} (development keys and windows of seconds: insecure, for this process only)`);
const [, seconds] = await timed(async () => {
  if (acts.includes("court")) {
    title("ACT 1: THE COURT");
    await courtAct(new Random(seed));
  }
  if (acts.includes("proof")) {
    title("ACT 2: THE PROOF");
    await proofAct(new Random(seed), { forges: values.forge });
  }
});
console.log(`\n  ${seconds.toFixed(1)} s`);
