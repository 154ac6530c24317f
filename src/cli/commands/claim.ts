import type { Command } from "commander";
import { perform, showPerformed, withBench } from "../acting.ts";
import { CommandError } from "../errors.ts";
import { withChain, withExample, withProgram, type ChainOptions, type ProgramOptions } from "../options.ts";
import { count } from "../values.ts";

type Options = ChainOptions & ProgramOptions;

export function defineClaim(command: Command): void {
  withProgram(withChain(command)).argument("<batch>", "number of the batch", count(1));
  withExample(command, "npx assize claim 1 --elf guest/toy/toy.elf").action(claim);
}

function claim(batch: number, options: Options): Promise<void> {
  return withBench(options, async (bench) => {
    const execution = bench.path.find((candidate) => candidate.batch.number === batch);
    if (execution === undefined) {
      const what = `Batch ${batch} is not open: it was not posted, or it is final already`;
      throw new CommandError("NOT_FOUND", { what, where: "<batch>", fix: "Look with `npx assize status`" });
    }
    showPerformed(options, [await perform(bench, { kind: "claim", belief: execution.belief })]);
  });
}
