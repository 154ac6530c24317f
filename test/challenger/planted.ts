import { Random } from "../../scripts/lib/random.ts";
import type { Stage } from "../../scripts/lib/stage.ts";
import { Derivation } from "../../src/agent/derivation.ts";
import { Executor } from "../../src/agent/executor.ts";
import { Calls } from "../../src/chain/calls.ts";
import { Watcher } from "../../src/challenger/watcher.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import { FAULT_KINDS } from "../../src/rollup/fault.ts";

/** What was claimed falsely about which batch, and what a watcher found false; one line for each. */
export type Planted = { readonly planted: string[]; readonly caught: string[] };

/** Posts `count` batches, claims each truly, and each falsely too, by every kind of fault in turn; then a watcher looks. */
export async function catchAll(stage: Stage, seed: number, count: number): Promise<Planted> {
  const random = new Random(seed);
  const sequencer = await stage.sequencer();
  for (let i = 0; i < count; i++) await sequencer.post(new Uint8Array([random.below(256), random.below(256)]));
  await stage.settle(sequencer);
  const court = await stage.openCourt();
  const path = await new Executor(court, stage.program).path((await court.sync()).view);
  const [derivation, calls, liar] = [new Derivation(court, stage.program), new Calls(court.facts), stage.sender(1)];
  const planted: string[] = [];
  for (const [i, truth] of path.entries()) {
    const kind = FAULT_KINDS[i % FAULT_KINDS.length]!;
    let lie: Execution | undefined;
    // A fault that changes nothing is none: another step is taken.
    while (lie === undefined) {
      const fault = { kind, step: random.below(truth.steps) };
      const ground = { parent: truth.parent, memory: truth.before };
      lie = await derivation.execute(ground, truth.batch, new NodeStore(), fault).catch(() => undefined);
    }
    planted.push(`seed ${seed}, batch ${truth.batch.number}: ${kind}`);
    await liar.send(calls.claim(lie.parent, lie.batch, lie.end));
  }
  const verdicts = await new Watcher(await stage.openCourt(), stage.program).tick();
  const wrong = verdicts.filter(({ truthful, differs }) => !truthful && differs.length > 0);
  const caught = wrong.map(
    ({ batch }) => `seed ${seed}, batch ${batch}: ${FAULT_KINDS[(batch - 1) % FAULT_KINDS.length]!}`,
  );
  return { planted, caught };
}
