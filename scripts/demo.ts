/**
 * The whole of Assize in one sitting. Act 1: honest batches become final, a lie is found, searched down to one instruction and
 * refuted on chain. Act 2: deposits and transfers of a ledger are proven and final without a claim, and an exit is paid.
 *
 *   npm run demo [-- --help]
 */
import { parseArgs } from "node:util";
import { courtAct } from "./demo/courtAct.ts";
import { FORGING, preparing } from "./demo/preparation.ts";
import { proofAct } from "./demo/proofAct.ts";
import { timed, title } from "./demo/telling.ts";
import { Random } from "./lib/random.ts";

const USAGE = `npm run demo [-- court | proof] [--seed <n>] [--forge]

  court, proof   one act instead of both
  --seed <n>     the same story again
  --forge        act 2's proofs are forged with the public secrets of the INSECURE development key: seconds, not a minute

  npm run demo -- proof --forge --seed 7`;

const { acts, seed, forges } = parse(process.argv.slice(2));

title(`Assize demo, seed ${seed} (development keys and windows of seconds: insecure, for this process only)`);
const [, seconds] = await timed(async () => {
  // Act 1 leaves a core free.
  const preparation = acts.includes("proof") ? (forges ? FORGING : preparing()) : undefined;
  if (acts.includes("court")) {
    title("ACT 1: THE COURT");
    await courtAct(new Random(seed));
  }
  if (preparation !== undefined) {
    title("ACT 2: THE PROOF");
    await proofAct(new Random(seed), preparation);
  }
});
console.log(`\n  ${seconds.toFixed(1)} s`);

type Wanted = { readonly acts: readonly string[]; readonly seed: number; readonly forges: boolean };

/** Exits with code 2 where the command line makes no sense. */
function parse(args: readonly string[]): Wanted {
  try {
    const options = {
      seed: { type: "string" },
      forge: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help) leave(0);
    const seed = values.seed === undefined ? Date.now() % 2 ** 32 : Number(values.seed);
    const acts = positionals.length === 0 ? ["court", "proof"] : positionals;
    if (!Number.isInteger(seed) || !acts.every((act) => act === "court" || act === "proof")) leave(2);
    return { acts, seed, forges: values.forge };
  } catch {
    return leave(2);
  }
}

function leave(code: number): never {
  (code === 0 ? console.log : console.error)(USAGE);
  process.exit(code);
}
