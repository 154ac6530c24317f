import type { Command } from "commander";
import type { Moment } from "../../chain/court.ts";
import type { Result } from "../../rollup/view.ts";
import { inCourt, type Context } from "../context.ts";
import { duration, ether, grouped } from "../format.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { facts, show } from "../output.ts";

export function defineStatus(command: Command): void {
  withExample(withChain(command), "npx assize status --json").action(status);
}

function status(options: ChainOptions): Promise<void> {
  return inCourt(options, async (context) => {
    const found = describe(await context.court.sync(), context);
    show(options, found, () => linesOf(found));
  });
}

type Status = {
  readonly chain: number;
  readonly rollup: string;
  readonly program: string;
  readonly maxSteps: number;
  readonly nary: number;
  readonly bondWei: bigint;
  readonly windowSeconds: number;
  readonly graceSeconds: number;
  /** L1 block that all below is true of, and its time. */
  readonly block: number;
  readonly time: string;
  readonly batches: number;
  readonly finalBatch: number;
  readonly finalResult: string;
  readonly output: string;
  readonly standingClaims: number;
  readonly refutedClaims: number;
  readonly openDisputes: number;
};

function describe({ view, now, block }: Moment, { network, court: { facts: court } }: Context): Status {
  const head = view.results.get(view.head) as Result;
  const claims = [...view.claims.values()];
  return {
    chain: network.chainId,
    rollup: court.rollup,
    program: court.program,
    maxSteps: court.rules.maxSteps,
    nary: court.rules.nary,
    bondWei: court.bond,
    windowSeconds: court.timing.window,
    graceSeconds: court.timing.grace,
    block: Number(block),
    time: new Date(now * 1_000).toISOString(),
    batches: view.batches.length,
    finalBatch: head.batch,
    finalResult: head.id,
    output: head.opening.output,
    standingClaims: claims.filter(({ status }) => status === "standing").length,
    refutedClaims: claims.filter(({ status }) => status === "refuted").length,
    openDisputes: [...view.disputes.values()].filter(({ over }) => !over).length,
  };
}

function linesOf(status: Status): string[] {
  return facts([
    ["chain", String(status.chain)],
    ["rollup", status.rollup],
    ["program", status.program],
    ["span of a dispute", `${grouped(status.maxSteps)} steps, cut into ${status.nary}`],
    ["bond of a claim", ether(status.bondWei)],
    ["window and grace", `${duration(status.windowSeconds)} and ${duration(status.graceSeconds)}`],
    ["L1 block", `${grouped(status.block)} (${status.time})`],
    ["batches", `${grouped(status.batches)}, of which ${grouped(status.finalBatch)} final`],
    ["final result", status.finalResult],
    ["final output", status.output],
    ["claims", `${grouped(status.standingClaims)} standing, ${grouped(status.refutedClaims)} refuted`],
    ["open disputes", grouped(status.openDisputes)],
  ]);
}
