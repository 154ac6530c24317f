import { expect } from "chai";
import type { Hex, TransactionReceipt } from "viem";
import type { Actor, Stage } from "../../../scripts/lib/stage.ts";
import { block, heightOf, rawsSince, refusalOf, resign, takeBack } from "./l1Chain.ts";

/* Histories of an anvil chain that differ in the order of their last blocks. */

/** Exactly `depth` blocks, a second apart, one transaction each; where there are more of these, the first block has the rest. */
export async function spread(stage: Stage, raws: readonly Hex[], depth: number, from: number): Promise<void> {
  const blocks: Hex[][] = Array.from({ length: depth }, () => []);
  raws.forEach((raw, i) => blocks[Math.max(0, depth - raws.length + i)]?.push(raw));
  for (const [i, content] of blocks.entries()) {
    for (const receipt of await block(stage, content, from + i)) {
      expect(receipt.status, await refusalOf(stage, receipt)).to.equal("success");
    }
  }
}

/** What `actors` would send next, signed with gas for any order; the chain stays as it was. */
export async function signed(stage: Stage, ...actors: readonly Actor[]): Promise<Hex[]> {
  const height = await heightOf(stage);
  for (const actor of actors) await actor.tick();
  const raws = await rawsSince(stage, height);
  await takeBack(stage, (await heightOf(stage)) - height);
  return Promise.all(raws.map((raw) => resign(raw)));
}

/** Mines it, alone, and says what it was refused with; "" where it was not. */
export async function deliver(stage: Stage, raw: Hex, at?: number): Promise<string> {
  const [receipt] = await block(stage, [raw], at);
  return refusalOf(stage, receipt as TransactionReceipt);
}
