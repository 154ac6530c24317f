import type { View } from "../rollup/view.ts";
import type { Address } from "../types/address.ts";

/** How far a batch has come. Each is found again from the folder and L1 alone, so that a sequencer may be killed at any of them. */
export type BatchStage =
  /** Its file is there, and every batch before it is on L1. */
  | "selected"
  /** Executed on what is believed to be before it, to see whether this host can; the L1 time it will get is not known yet. */
  | "executed"
  /** Its transaction is in a block. */
  | "posted"
  /** That block is as deep as `confirmations` asks for. */
  | "confirmed"
  /** A claim of ours on what it leads to stands. */
  | "claimed"
  /** What it leads to is final. */
  | "final";

/** Notices when a batch comes to a stage; of those that are final it keeps nothing. */
export class Stages {
  readonly #tell: (batch: number, stage: BatchStage) => void;
  #at = new Map<number, BatchStage>();
  /** Number of the last final batch; undefined before the first look, which tells of nothing: it was so before. */
  #final: number | undefined;

  constructor(tell: (batch: number, stage: BatchStage) => void) {
    this.#tell = tell;
  }

  /** What L1 says. Batches that it took back are forgotten: they are selected again. */
  follow(view: View, owner: Address): void {
    const [before, wasFinal] = [this.#at, this.#final];
    const final = view.results.get(view.head)?.batch ?? 0;
    const { length } = view.batches;
    this.#at = new Map([...before].filter(([batch, stage]) => batch > length && isYoung(stage)));
    this.#final = final;
    for (let batch = final + 1; batch <= length; batch++) this.#at.set(batch, "confirmed");
    for (const claim of view.claims.values()) {
      const batch = (view.results.get(claim.parent)?.batch ?? -1) + 1;
      if (claim.owner === owner && claim.status === "standing" && batch > final) this.#at.set(batch, "claimed");
    }
    if (wasFinal === undefined) return;
    for (let batch = wasFinal + 1; batch <= final; batch++) this.#tell(batch, "final");
    for (const [batch, stage] of this.#at) if (before.get(batch) !== stage) this.#tell(batch, stage);
  }

  /** What we have just done. */
  reach(batch: number, stage: BatchStage): void {
    if (this.#at.get(batch) === stage) return;
    this.#at.set(batch, stage);
    this.#tell(batch, stage);
  }
}

function isYoung(stage: BatchStage): boolean {
  return stage === "selected" || stage === "executed" || stage === "posted";
}
