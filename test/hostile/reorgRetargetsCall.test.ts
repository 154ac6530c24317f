import { expect } from "chai";
import { after, afterEach, before, beforeEach, it } from "mocha";
import type { Hex } from "viem";
import { Executor } from "../../src/agent/executor.ts";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import type { Court } from "../../src/chain/court.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import type { ClaimRecord, View } from "../../src/rollup/view.ts";
import { toHex } from "../../src/types/hex.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { ask, block, sign, takeBack, timeOf } from "./lib/l1Chain.ts";
import { deliver, spread } from "./lib/l1Swap.ts";

/*
 * Attack: L1 drops its last blocks and orders batches or claims otherwise, so that a call signed for one of them meets the
 * other (field: reorg between moves; a call that names things by number goes astray).
 * Stops it: calls name what they mean by content (accumulator, parent result, claim), and revert where that is not there.
 * Costs: the attacker a reorganisation of L1, its victim the gas of a call that reverts.
 */

onAnvil("hostile: a reorganisation retargets a call", () => {
  const lies = new Map([[1, { kind: "output" }]] as const);
  let stage: Stage;
  let court: Court;
  let calls: Calls;
  let snapshot: string;

  before(async () => {
    stage = await Stage.open({ ...TOY, start: startAnvil });
  });
  beforeEach(async () => {
    snapshot = await ask(stage, "evm_snapshot");
    court = await stage.openCourt();
    calls = new Calls(court.facts);
  });
  afterEach(() => ask(stage, "evm_revert", snapshot));
  after(() => stage.close());

  const look = async (): Promise<{ view: View; path: readonly Execution[] }> => {
    const { view } = await court.sync();
    return { view, path: await new Executor(court, stage.program).path(view) };
  };

  const claim = (who: number, { parent, batch, end }: Execution): Promise<Hex> =>
    sign(stage, who, calls.claim(parent, batch, end));

  /** A batch of each body, each in a block of its own; `blocks` in all. */
  const post = async (bodies: readonly string[], blocks = 1): Promise<void> => {
    const from = (await timeOf(stage)) + 1;
    for (let i = 0; i < blocks; i++) {
      const [body, last] = [bodies[i], await court.lastAccumulator()];
      const call = body === undefined ? undefined : calls.post(last, toHex(Buffer.from(body)));
      await block(stage, call === undefined ? [] : [await sign(stage, 0, call)], from + i);
    }
  };

  for (const depth of [1, 2, 3]) {
    it(`two batches swap places, ${depth} deep: no post and no claim goes to the other`, async () => {
      await post(["x", "y"].slice(0, depth), depth);
      const { path } = await look();
      const next = await sign(stage, 0, calls.post(await court.lastAccumulator(), "0x03"));
      const claims = await Promise.all(path.map((execution, i) => claim(1 + i, execution)));
      await takeBack(stage, depth);
      await post(["y", "x"].slice(0, depth), depth);

      expect(await deliver(stage, next)).to.equal("WrongPrevious");
      const refusals = [];
      for (const raw of claims) refusals.push(await deliver(stage, raw));
      expect(refusals).to.deep.equal(["WrongBatch", "ParentClosed"].slice(0, path.length));
      const { view } = await look();
      expect([view.batches.length, view.claims.size]).to.deep.equal([path.length, 0]);
      // Signed for what is there now, the same calls are good.
      for (const [i, execution] of (await look()).path.entries()) {
        expect(await deliver(stage, await claim(1 + i, execution))).to.equal("");
      }
    });

    it(`two claims swap places, ${depth} deep: neither is made final or collected for the other`, async () => {
      await post(["a batch"]);
      const [truth] = (await look()).path as [Execution];
      const from = (await timeOf(stage)) + 10;
      // Of the same end state, so that only their order tells them apart.
      const claims = [await claim(1, truth), await claim(2, truth)];
      await spread(stage, claims, depth, from);
      const [mine] = [...(await look()).view.claims.values()] as [ClaimRecord];
      const meant = { final: await sign(stage, 1, calls.finalize(mine)), collect: "0x" as Hex };
      meant.collect = await sign(stage, 1, calls.collect(mine), { nonce: 2 });
      await takeBack(stage, depth);
      await spread(stage, claims.toReversed(), depth, from);

      expect(await deliver(stage, meant.final, from + stage.court.window + depth)).to.equal("NotStanding");
      const [first] = [...(await look()).view.claims.values()] as [ClaimRecord];
      expect(await deliver(stage, await sign(stage, 2, calls.finalize(first)))).to.equal("");
      expect(await deliver(stage, meant.collect)).to.equal("NothingDue");
      expect((await look()).view.credits.size).to.equal(0);
    });

    it(`a false claim is replaced by a true one, ${depth} deep: what was to be abandoned or refuted is not there`, async () => {
      await post(["a batch"]);
      const { path, view: empty } = await look();
      const [[truth], [lie]] = [path, await new Executor(court, stage.program, lies).path(empty)] as [
        [Execution],
        [Execution],
      ];
      const from = (await timeOf(stage)) + 10;
      await spread(stage, [await claim(2, lie), await claim(1, truth)], depth, from);
      const [rival, mine] = [...(await look()).view.claims.values()] as [ClaimRecord, ClaimRecord];
      const inner = (await truth.trace.hashesAt(cuts(court))).slice(1, -1);
      const opens = await sign(stage, 1, calls.open(mine, rival, inner, false));
      const buries = await sign(stage, 2, calls.abandon(lie.opening));
      await takeBack(stage, depth);
      await spread(stage, [await claim(2, truth), await claim(1, truth)], depth, from);

      expect(await deliver(stage, opens)).to.be.oneOf(["NotOwner", "NotStanding"]);
      expect(await deliver(stage, buries, from + 2 * stage.court.window)).to.equal("WrongStatus");
      const { view } = await look();
      expect([view.disputes.size, ...[...view.results.values()].map(({ status }) => status)]).to.deep.equal([
        0,
        "final",
        "claimed",
      ]);
    });
  }
});

/** Steps of an opening's hashes: maxSteps is a power of two above nary. */
function cuts({ facts: { rules } }: Court): number[] {
  return Array.from({ length: rules.nary + 1 }, (_, i) => (i * rules.maxSteps) / rules.nary);
}
