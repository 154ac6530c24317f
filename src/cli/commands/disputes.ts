import type { Command } from "commander";
import { isMover, moveDeadline } from "../../rollup/query.ts";
import type { DisputeRecord, Timing } from "../../rollup/view.ts";
import { inCourt } from "../context.ts";
import { duration, grouped, short } from "../format.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { show, table } from "../output.ts";

export function defineDisputes(command: Command): void {
  withExample(withChain(command), "npx assize disputes").action(list);
}

function list(options: ChainOptions): Promise<void> {
  return inCourt(options, async ({ court }) => {
    const { view, now } = await court.sync();
    const disputes = [...view.disputes.values()].map((dispute) => describe(dispute, court.facts.timing, now));
    show(options, disputes, () => (disputes.length === 0 ? ["no disputes"] : table([HEAD, ...disputes.map(row)])));
  });
}

type Listed = {
  readonly id: string;
  readonly opener: string;
  readonly responder: string;
  /** First step and length of the segment in question. */
  readonly start: number;
  readonly length: number;
  readonly toMove: "opener" | "responder" | null;
  /** Until the side to move has lost its turn; 0 from then on and when the dispute is over. */
  readonly secondsLeft: number;
  readonly over: boolean;
};

function describe(dispute: DisputeRecord, timing: Timing, now: number): Listed {
  const { id, opener, responder, position, over } = dispute;
  const toMove = over ? null : isMover(dispute, opener) ? "opener" : "responder";
  const secondsLeft = over ? 0 : Math.max(0, moveDeadline(dispute, timing) - now);
  return { id, opener, responder, start: position.start, length: position.length, toMove, secondsLeft, over };
}

const HEAD = ["dispute", "opener", "responder", "first step", "steps", "to move", "time left"];

function row({ id, opener, responder, start, length, toMove, secondsLeft, over }: Listed): string[] {
  const left = over ? "" : secondsLeft === 0 ? "none: resolve" : duration(secondsLeft);
  return [short(id), short(opener), short(responder), grouped(start), grouped(length), toMove ?? "over", left];
}
