import type { Command } from "commander";
import { perform, showPerformed, withBench } from "../acting.ts";
import { CommandError } from "../errors.ts";
import { byPrefix } from "../lookup.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { parsePrefix } from "../values.ts";

export function defineResolve(command: Command): void {
  withChain(command).argument("<dispute>", "id of the dispute, or its beginning", parsePrefix);
  withExample(command, "npx assize resolve 0x77ab").action(resolve);
}

function resolve(id: string, options: ChainOptions): Promise<void> {
  return withBench(options, async (bench) => {
    const dispute = byPrefix(bench.moment.view.disputes.values(), id, "dispute");
    if (dispute.over) {
      const fix = "Take home what is ours with `npx assize collect`";
      throw new CommandError("NOTHING_TO_DO", { what: "The dispute is over", where: dispute.id, fix });
    }
    showPerformed(options, [await perform(bench, { kind: "resolve", dispute })]);
  });
}
