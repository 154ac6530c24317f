import type { Report } from "../agent/party.ts";
import { PASSING } from "../agent/setbacks.ts";
import type { Performed } from "../agent/perform.ts";
import type { Sent } from "../chain/sender.ts";
import type { Verdict } from "../challenger/watcher.ts";
import type { Action } from "../rollup/decide.ts";
import type { Action as ProverAction } from "../prover/decide.ts";
import type { ProverReport } from "../prover/prover.ts";
import type { WorkshopReport } from "../prover/workshop.ts";
import type { PipelineReport } from "../sequencer/pipeline.ts";
import { AssizeError } from "../types/error.ts";
import type { Context } from "./context.ts";
import { duration, grouped, short } from "./format.ts";
import type { JsonOptions } from "./options.ts";
import { showEvent, showSetback } from "./output.ts";
import type { Progress } from "./progress.ts";

/** Says that an agent has begun to watch. @param account null for one that never acts */
export function announce(
  options: JsonOptions,
  role: string,
  { network, court }: Context,
  account: string | null,
): void {
  const event = { event: "started", role, chain: network.chainId, rollup: court.facts.rollup, account };
  const who = account === null ? role : `${role} ${account}`;
  showEvent(options, event, () => `${who} watches rollup ${event.rollup} on chain ${event.chain}; ends on Ctrl-C`);
}

/** Tells what an agent does, one line for each transaction. */
export function reporter(options: JsonOptions): Report {
  return {
    performed({ action, sent, answer }) {
      const detail = detailOf(action, answer);
      showEvent(options, { event: "acted", action: action.kind, ...plain(sent), ...detail }, () =>
        lineOf(action.kind, sent, detail),
      );
    },
    setback: (error) => showSetback(options, error),
  };
}

/** Tells how far the batches of a folder have come. */
export function pipelineReporter(options: JsonOptions): PipelineReport {
  return {
    reached: (batch, stage) =>
      showEvent(options, { event: "batch", batch, stage }, () => `batch ${grouped(batch)} is ${stage}`),
    posted(batch, sent, items) {
      const detail = { batch, ...(items > 0 ? { items } : {}) };
      showEvent(options, { event: "acted", action: "post", ...plain(sent), ...detail }, () =>
        lineOf("post", sent, detail),
      );
    },
    waits(batch, items) {
      const what = items > 0 ? `, of ${grouped(items)} items of the queue,` : "";
      showEvent(options, { event: "waiting", batch, ...(items > 0 ? { items } : {}) }, () => {
        return `batch ${grouped(batch)}${what} waits: the Inbox takes no more work for now`;
      });
    },
  };
}

/** Tells what a prover does; how far a proof has come only on a terminal. */
export function proverReporter(options: JsonOptions, progress: Progress): ProverReport & WorkshopReport {
  const batchOf = (action: ProverAction): number =>
    ("batch" in action ? action.batch : action.proving.place.batch).number;
  return {
    performed(action, sent) {
      const detail = { batch: batchOf(action), ...(action.kind === "prove" ? { segment: action.segment + 1 } : {}) };
      progress.done();
      showEvent(options, { event: "acted", action: action.kind, ...plain(sent), ...detail }, () =>
        lineOf(action.kind, sent, detail),
      );
    },
    proving: (id, phase) => progress.update(`proving ${id}: ${phase}`),
    proven(id, seconds) {
      progress.done();
      const rounded = Math.round(seconds);
      showEvent(options, { event: "proven", job: id, seconds: rounded }, () => `proven ${id} in ${duration(rounded)}`);
    },
    setback(error) {
      progress.done();
      showSetback(options, error);
    },
  };
}

/** Tells what a watcher thinks of a claim. */
export function showVerdict(options: JsonOptions, { claim, batch, truthful, differs, span }: Verdict): void {
  const { id, owner, status } = claim;
  const event = {
    event: "verdict",
    claim: id,
    batch,
    owner,
    status,
    truthful,
    ...(truthful ? {} : { differs }),
    ...span,
  };
  showEvent(options, event, () => {
    const verdict = `claim ${short(id)} of ${owner} on batch ${grouped(batch)} is ${truthful ? "true" : "FALSE"} (${status})`;
    const wrong = truthful ? [] : [`wrong in ${differs.join(", ")}`];
    const steps = span && `its first wrong step is in [${grouped(span.start)}, ${grouped(span.start + span.length)})`;
    return [verdict, ...wrong, ...(steps === undefined ? [] : [steps])].join("; ");
  });
}

/** Makes a look tell of what may pass, and end with nothing done, instead of failing. */
export function patiently(options: JsonOptions, look: () => Promise<number>): () => Promise<number> {
  return async () => {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof AssizeError) || !PASSING.has(error.code)) throw error;
      showSetback(options, error);
      return 0;
    }
  };
}

/** Given at the first Ctrl-C or SIGTERM: an agent ends after the transaction at hand. The second one ends it at once. */
export function untilInterrupted(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}

type Detail = Readonly<Record<string, string | number>>;

/** What an action was about, in a few fields. */
function detailOf(action: Action, answer: Performed["answer"]): Detail {
  switch (action.kind) {
    case "claim":
      return { parent: action.belief.parent };
    case "open":
      return { mine: action.mine.id, rival: action.rival.id };
    case "answer":
      return { dispute: action.dispute.id, ...answerDetail(answer) };
    case "resolve":
      return { dispute: action.dispute.id };
    case "finalize":
    case "collect":
      return { claim: action.claim.id };
    case "settle":
    case "freeze":
      return { parent: action.parent.id, batch: action.batch.number };
    case "abandon":
      return { result: action.result.id };
    case "withdraw":
      return { amountWei: action.amount.toString() };
  }
}

function answerDetail(answer: Performed["answer"]): Detail {
  if (answer?.kind === "dissect") return { start: answer.dissection.start, length: answer.dissection.length };
  return answer?.kind === "prove" ? { step: answer.step } : {};
}

function plain({ hash, gasUsed, block }: Sent): object {
  return { transaction: hash, gas: Number(gasUsed), block: Number(block) };
}

function lineOf(action: string, { hash, gasUsed }: Sent, detail: Detail): string {
  const words = Object.entries(detail).map(([name, value]) => {
    return `${name} ${typeof value === "number" ? grouped(value) : value.startsWith("0x") ? short(value) : value}`;
  });
  return [`${action.padEnd(8)} ${short(hash)}  ${grouped(gasUsed).padStart(9)} gas`, ...words].join("  ");
}
