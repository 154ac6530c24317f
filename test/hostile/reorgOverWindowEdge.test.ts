import { expect } from "chai";
import { after, afterEach, before, beforeEach, it } from "mocha";
import { Executor } from "../../src/agent/executor.ts";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Calls } from "../../src/chain/calls.ts";
import type { Court } from "../../src/chain/court.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import type { Fault } from "../../src/rollup/fault.ts";
import { onAnvil, startAnvil } from "./lib/l1Anvil.ts";
import { ask, block, mine, sign, takeBack, timeOf } from "./lib/l1Chain.ts";
import { deliver } from "./lib/l1Swap.ts";

/*
 * Attack: a claim made in the last second of W (or of G) is reorganised by 1 to 3 blocks into the second after it; or the claim
 * that opened W is, so that everything else is in another window than it was (field: reorg between moves, clock gaming).
 * Stops it: windows are read from L1 alone, to the second; agents claim at their first look and not at the last second.
 * Costs: who claims at the last second its claim, the truth included: the margin below W is an assumption of settlement.
 */

onAnvil("hostile: a reorganisation over the edge of a window", () => {
  let stage: Stage;
  let court: Court;
  let calls: Calls;
  let snapshot: string;
  let truth: Execution;
  let [lie, other] = [] as unknown as [Execution, Execution];

  before(async () => {
    stage = await Stage.open({ ...TOY, start: startAnvil });
    await (await stage.sequencer()).post(Buffer.from("a batch"));
    court = await stage.openCourt();
    calls = new Calls(court.facts);
    const { view } = await court.sync();
    const execute = async (fault?: Fault): Promise<Execution> => {
      const faults = fault === undefined ? undefined : new Map([[1, fault]]);
      return (await new Executor(court, stage.program, faults).path(view))[0]!;
    };
    [truth, lie, other] = [await execute(), await execute({ kind: "output" }), await execute({ kind: "memoryRoot" })];
  });
  beforeEach(async () => {
    snapshot = await ask(stage, "evm_snapshot");
  });
  afterEach(() => ask(stage, "evm_revert", snapshot));
  after(() => stage.close());

  const claim = (who: number, { parent, batch, end }: Execution) => sign(stage, who, calls.claim(parent, batch, end));

  /** Claims at that second; what it was refused with. */
  const claimAt = async (at: number, who: number, what: Execution): Promise<string> =>
    deliver(stage, await claim(who, what), at);

  for (const depth of [1, 2, 3]) {
    /** The same claim in W's last second and, in a history in which the last blocks are one second later, in the first of G. */
    const overTheEdge = async (who: number, what: Execution, edge: number): Promise<string> => {
      for (let i = depth; i > 1; i--) await mine(stage, edge - i);
      const raw = await claim(who, what);
      expect(await deliver(stage, raw, edge - 1)).to.equal("");
      await takeBack(stage, depth);
      for (let i = depth; i > 1; i--) await mine(stage, edge - i + 1);
      return deliver(stage, raw, edge);
    };

    it(`${depth} deep, out of W: a new end state is refused, be it false or true; one claimed before is not`, async () => {
      const opened = (await timeOf(stage)) + 10;
      const edge = opened + stage.court.window;
      expect(await claimAt(opened, 2, lie)).to.equal("");
      for (const what of [truth, other]) {
        const early = await ask<string>(stage, "evm_snapshot");
        expect(await overTheEdge(1, what, edge)).to.equal("WindowIsOver");
        await ask(stage, "evm_revert", early);
      }
      // Who claimed at the first look stands, and its end state may be claimed again on the other side of the edge.
      expect(await claimAt(opened + 1, 3, truth)).to.equal("");
      expect(await overTheEdge(1, truth, edge)).to.equal("");
    });

    it(`${depth} deep, out of G: nothing is taken any more`, async () => {
      const opened = (await timeOf(stage)) + 10;
      expect(await claimAt(opened, 2, lie)).to.equal("");
      expect(await claimAt(opened + 1, 3, truth)).to.equal("");
      expect(await overTheEdge(1, truth, opened + stage.court.window + stage.court.grace)).to.equal("WindowIsOver");
    });

    it(`${depth} deep, the claim that opened W: its result waits for the later end`, async () => {
      const opened = (await timeOf(stage)) + 10;
      const raw = await claim(1, truth);
      await block(stage, [raw], opened);
      for (let i = 1; i < depth; i++) await mine(stage, opened + i);
      await takeBack(stage, depth);
      await block(stage, [raw], opened + depth);
      const [made] = [...(await court.sync()).view.claims.values()];
      const end = opened + depth + stage.court.window;
      for (const at of [opened + stage.court.window, end - 1]) {
        expect(await deliver(stage, await sign(stage, 2, calls.finalize(made!)), at)).to.equal("WindowIsOpen");
      }
      expect(await deliver(stage, await sign(stage, 2, calls.finalize(made!)), end)).to.equal("");
    });
  }

  it("a challenger at work has claimed long before the edge: a lie in W's last second changes nothing", async () => {
    const [opened, { window, grace, allowance }] = [(await timeOf(stage)) + 10, stage.court];
    expect(await claimAt(opened, 2, lie)).to.equal("");
    const challenger = await stage.challenger();
    await stage.settle(challenger);
    const edge = opened + window;
    expect(await claimAt(edge - 1, 3, other)).to.equal("");
    await takeBack(stage, 1);
    await stage.settle(challenger);
    await mine(stage, edge + allowance);
    await stage.settle(challenger);
    await stage.wait(window + grace, challenger);
    const { view } = await court.sync();
    expect([view.head, [...view.claims.values()].filter(({ status }) => status === "refuted").length]).to.deep.equal([
      truth.belief.result,
      1,
    ]);
  });
});
