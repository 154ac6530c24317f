import type { Command } from "commander";
import { perform, showPerformed, withBench, type Bench } from "../acting.ts";
import type { DisputeRecord } from "../../rollup/view.ts";
import { CommandError } from "../errors.ts";
import { byPrefix } from "../lookup.ts";
import { withChain, withExample, withProgram, type ChainOptions, type ProgramOptions } from "../options.ts";
import { parsePrefix } from "../values.ts";

type Options = ChainOptions & ProgramOptions;

export function defineMove(command: Command): void {
  withProgram(withChain(command)).argument("<dispute>", "id of the dispute, or its beginning", parsePrefix);
  withExample(command, "npx assize move 0x77ab --elf guest/toy/toy.elf").action(move);
}

function move(id: string, options: Options): Promise<void> {
  return withBench(options, async (bench) => {
    const dispute = byPrefix(bench.moment.view.disputes.values(), id, "dispute");
    requireOpen(bench, dispute);
    showPerformed(options, [await perform(bench, { kind: "answer", dispute })]);
  });
}

/** @throws CommandError NOTHING_TO_DO where the dispute, or the batch that it is about, is decided */
function requireOpen({ moment: { view }, path }: Bench, { id, opener, over }: DisputeRecord): void {
  const parent = view.claims.get(opener)?.parent;
  const isOpen = path.some(({ belief }) => belief.parent === parent);
  if (!over && isOpen) return;
  const what = over ? "The dispute is over" : "The dispute is about a batch that is decided";
  const fix = over ? "Take home what is ours with `npx assize collect`" : "End it with `npx assize resolve`";
  throw new CommandError("NOTHING_TO_DO", { what, where: id, fix });
}
