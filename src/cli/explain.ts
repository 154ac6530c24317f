import { Executor } from "../agent/executor.ts";
import { narrowest } from "../challenger/span.ts";
import { parts, segment } from "../dispute/search.ts";
import { Chronicle, type Passage } from "../machine/profile/chronicle.ts";
import { tellPassage } from "../machine/profile/telling.ts";
import type { Execution } from "../rollup/execution.ts";
import { segmentsTo, tellAll } from "../rollup/hierarchy.ts";
import { differences } from "../rollup/state.ts";
import type { ClaimRecord, EndState } from "../rollup/view.ts";
import { TRANSLATOR } from "../translator/engine.ts";
import { inCourt } from "./context.ts";
import { CommandError } from "./errors.ts";
import { readProgram } from "./files.ts";
import { grouped } from "./format.ts";
import { byPrefix } from "./lookup.ts";
import type { ChainOptions, ProgramOptions } from "./options.ts";
import { facts, show, showSetback, table } from "./output.ts";

/** What is in dispute about a claim, in the words of the program. */
type Explanation = {
  readonly claim: string;
  readonly batch: number;
  /** That re-executing the batch takes. */
  readonly steps: number;
  /** What the claim's end state has otherwise than ours. */
  readonly differs: readonly (keyof EndState)[];
  /** The dispute that has come closest to a single step; null where there is none. */
  readonly dispute: string | null;
  /** From the whole span down to what that dispute has left over: in it lies the claim's first false state. */
  readonly levels: readonly Passage[];
  /** What the next round cuts the last of them into. */
  readonly parts: readonly Passage[];
};

/** Says what a false claim is in dispute about: phases, functions, segments and at length one instruction. Sends nothing. */
export function explainClaim(id: string, options: ChainOptions & ProgramOptions): Promise<void> {
  return inCourt(options, async ({ court }) => {
    const { program } = readProgram(options.elf, options.layout);
    const { view } = await court.sync();
    const claim = byPrefix(view.claims.values(), id, "claim");
    const { path, stopped } = await new Executor(court, program).reach(view);
    if (stopped !== undefined) showSetback(options, stopped);
    const { trace, end, batch, steps } = contradicting(path, claim);
    const { maxSteps, nary } = court.facts.rules;
    const span = await narrowest(view, claim.id, trace, nary);
    const chronicle = new Chronicle(program, (step) => trace.machineAt(step), TRANSLATOR);
    const target = span ?? { start: 0, length: maxSteps };
    const pieces = target.length === 1 ? 0 : parts(target.length, nary);
    const explanation = {
      claim: claim.id,
      batch: batch.number,
      steps,
      differs: differences(end, claim.opens),
      dispute: span?.dispute ?? null,
      levels: tellAll(chronicle, segmentsTo(maxSteps, nary, target)),
      parts: tellAll(
        chronicle,
        Array.from({ length: pieces }, (_, i) => segment(target.start, target.length, nary, i)),
      ),
    };
    show(options, explanation, () => linesOf(explanation));
  });
}

/** What we hold true where `claim` says something else. @throws CommandError NOTHING_TO_DO when it is true, or decided */
export function contradicting(path: readonly Execution[], claim: ClaimRecord): Execution {
  const execution = path.find(({ belief }) => belief.parent === claim.parent);
  if (execution !== undefined && execution.belief.end !== claim.end) return execution;
  const what =
    execution === undefined
      ? "The claim is about a batch that is decided, or stands on a result that is false itself"
      : "Re-executing the batch gives what it claims";
  throw new CommandError("NOTHING_TO_DO", { what, where: claim.id, fix: "There is nothing to challenge" });
}

function linesOf({ claim, batch, steps, differs, dispute, levels, parts: pieces }: Explanation): string[] {
  return [
    ...facts([
      ["claim", claim],
      ["batch", `${grouped(batch)}, ${grouped(steps)} steps`],
      ["wrong in", differs.join(", ")],
      ["dispute", dispute ?? "none yet"],
    ]),
    "",
    ...table([["the first false state lies in", "where our run does"], ...levels.map(rowOf)]),
    ...(pieces.length === 0 ? [] : ["", ...table([["next cut into", "where our run does"], ...pieces.map(rowOf)])]),
  ];
}

function rowOf(passage: Passage): string[] {
  const { start, length } = passage;
  const where = length === 1 ? `step ${grouped(start)}` : `[${grouped(start)}, ${grouped(start + length)})`;
  return [where, tellPassage(passage)];
}
