import type { Command } from "commander";
import { perform, showPerformed, withBench } from "../acting.ts";
import { byPrefix } from "../lookup.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { parsePrefix } from "../values.ts";

export function defineFinalize(command: Command): void {
  withChain(command).argument("<claim>", "id of the claim, or its beginning", parsePrefix);
  withExample(command, "npx assize finalize 0x1f2e").action(finalize);
}

function finalize(id: string, options: ChainOptions): Promise<void> {
  return withBench(options, async (bench) => {
    const claim = byPrefix(bench.moment.view.claims.values(), id, "claim");
    showPerformed(options, [await perform(bench, { kind: "finalize", claim })]);
  });
}
