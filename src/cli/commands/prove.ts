import type { Command } from "commander";
import { join } from "node:path";
import { Lineage, type Place } from "../../prover/lineage.ts";
import { provingOf } from "../../prover/proving.ts";
import type { Bench } from "../../prover/prover.ts";
import type { Segment } from "../../validity/witness.ts";
import { proofFileOf, type ProofFile } from "../../validity/proofFile.ts";
import { benchOf, withCircuit, type CircuitOptions } from "../bench.ts";
import { inCourt, type Context } from "../context.ts";
import { CommandError } from "../errors.ts";
import { requireNew, writeNewFile } from "../files.ts";
import { grouped } from "../format.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { facts, show, toJson } from "../output.ts";
import { startProgress, type Progress } from "../progress.ts";
import { storeOf, withStore, type StoreOptions } from "../store.ts";
import { count } from "../values.ts";

type Options = ChainOptions & CircuitOptions & StoreOptions & { readonly to: string };

export function defineProve(command: Command): void {
  withStore(withCircuit(withChain(command)))
    .argument("<batch>", "number of a batch that is not final yet", count(1))
    .option("--to <folder>", "where the proof's files are written, one for each segment", ".");
  withExample(command, "npx assize prove 7 --circuit dev && npx assize verify batch-7.proof.json --key key.zkey");
  command.action((batch: number, options: Options) => inCourt(options, (context) => run(context, batch, options)));
}

/** Needs no key of an account and sends nothing. */
async function run(context: Context, number: number, options: Options): Promise<void> {
  const progress = startProgress();
  try {
    const bench = await benchOf(options, context, progress);
    const place = await placeOf(context, number, options);
    const { commitment, tasks } = provingOf(place, bench.circuit.records);
    const files = tasks.map((_, i) => join(options.to, nameOf(number, i, tasks.length)));
    for (const file of files) requireNew(file);
    for (const [i, { segment }] of tasks.entries()) {
      const label = `batch ${number}, segment ${i + 1} of ${tasks.length}`;
      writeNewFile(files[i]!, `${toJson(await proven(bench, segment, label, progress))}\n`);
    }
    progress.done();
    const { anchor, output } = place;
    show(options, { batch: number, anchor, output, commitment, circuit: bench.circuit.hash, files }, () =>
      facts([
        ["batch", grouped(number)],
        ["anchor", anchor],
        ["output", output],
        ["commitment", String(commitment)],
        ...files.map((file): [string, string] => ["written", file]),
      ]),
    );
  } finally {
    progress.done();
  }
}

/** @throws CommandError NOT_FOUND */
async function placeOf(context: Context, number: number, options: Options): Promise<Place> {
  const { court } = context;
  const { view } = await court.sync();
  const store = storeOf(options, context);
  const places = await (await Lineage.open(court, store)).advance(view);
  await store.close();
  const place = places.find(({ batch }) => batch.number === number);
  if (place !== undefined) return place;
  const what = number > view.batches.length ? `Batch ${number} is not posted` : `Batch ${number} is final already`;
  throw new CommandError("NOT_FOUND", { what, where: "<batch>", fix: "See `npx assize status` for what is open" });
}

/** @throws ValidityError WITNESS_IMPOSSIBLE, PROVING_FAILED */
async function proven({ circuit }: Bench, segment: Segment, label: string, progress: Progress): Promise<ProofFile> {
  const proof = await circuit.prove(segment, (phase) => progress.update(`${label}: ${phase}`));
  return proofFileOf(circuit.hash, proof);
}

function nameOf(batch: number, segment: number, segments: number): string {
  return segments === 1 ? `batch-${batch}.proof.json` : `batch-${batch}.${segment + 1}.proof.json`;
}
