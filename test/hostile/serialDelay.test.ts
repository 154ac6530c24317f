/*
 * Delay by many challengers: n Sybils claim n lies and use every second of their clocks. Seen: disputes fought one after the
 * other, each new challenger buying the whole time again. Stopped by: all disputes run at once, and nothing can be claimed
 * after W + G. With a bond for each rival the honest side ends within `longestDelay` whatever n is; with capital for c of them,
 * within ceil(n / c) disputes. Costs the attacker n bonds, half of each the honest side's.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { makeEnd, makeMove } from "../../bench/lib/court.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, anyone, BOND, BURNT, honest, mallory, refuses, REWARD, room, says, talk } = court;

/** Calls for each liar: its claim, the opening, two answers, the end. */
const CALLS = 5;

/** How many lie, and how many disputes the honest side can pay for at once. */
type Delay = { readonly liars: number; readonly capital: number };

describe("hostile: serial delay by many challengers", () => {
  for (const liars of [1, 4, 16]) {
    it(`takes no longer with ${liars} than with one when capital matches theirs`, async () => {
      const { took, longest, wei, locked } = await siege({ liars, capital: liars });
      // Each call has a block of its own here, a second each; apart from that, n changes nothing.
      expect(took).to.be.within(longest.one, longest.one + CALLS * liars);
      expect(took).to.be.at.most(longest.delay);
      expect(locked).to.equal(BigInt(liars) * BOND);
      expect(wei).to.deep.equal([BigInt(liars) * REWARD, BigInt(-liars) * BOND]);
    });
  }

  for (const capital of [1, 2]) {
    it(`takes four of them in turn with capital for ${capital}, and no longer`, async () => {
      const { took, longest, wei, locked } = await siege({ liars: 4, capital });
      const least = longest.one + (4 / capital - 1) * longest.liar;
      expect(took).to.be.within(least, least + CALLS * 4);
      expect(took).to.be.at.most(longest.delay + (4 / capital - 1) * longest.dispute);
      expect(locked).to.equal(BigInt(capital) * BOND);
      expect(wei).to.deep.equal([4n * REWARD, -4n * BOND]);
    });
  }

  it("cannot be drawn out by claiming the lie again: not beyond the end of G, and for half a bond each time", async () => {
    const at = await room();
    const truth = await says(at, honest, 1);
    const began = await court.time.latest();
    const lies: court.Side[] = [];
    const wei = await court.earned([honest, mallory], async () => {
      const [window, grace] = [Number(await at.rollup.window()), Number(await at.rollup.grace())];
      for (;;) {
        const lie = await says(at, mallory, 2);
        lies.push(lie);
        await court.beat(at, truth, lie);
        if ((await court.time.latest()) + 1 >= began + window + grace) break;
      }
      await refuses(at, says(at, mallory, 2), "WindowIsOver");
      await at.rollup.finalize(truth.made.claim);
      await court.cashUp(at, [truth, ...lies]);
    });
    expect((await court.time.latest()) - began).to.be.at.most(Number(await at.rollup.longestDelay()));
    const times = BigInt(lies.length);
    expect(times > 1n).to.equal(true);
    expect(wei).to.deep.equal([BOND + times * REWARD, -times * BOND]);
    expect(await court.held(at)).to.equal(times * BURNT);
  });
});

/** Lies in the last seconds of W, all defended for as long as clocks allow. @returns seconds until the truth is final, and wei */
async function siege({ liars, capital }: Delay) {
  const at = await room();
  const [window, delay, dispute, allowance, minimum] = await Promise.all(
    ["window", "longestDelay", "longestDispute", "allowance", "minimum"].map(async (name) =>
      Number(await at.rollup[name]()),
    ),
  );
  let [took, locked] = [0, 0n];
  const wei = await court.earned([honest, mallory], async () => {
    const truth = await says(at, honest, 1);
    const began = await court.time.latest();
    await court.until(began + window - liars - 1);
    const lies: court.Side[] = [];
    for (let tag = 2; tag < liars + 2; tag++) lies.push(await says(at, mallory, tag));
    while (lies.length > 0) {
      const now = lies.splice(0, capital);
      const [paid] = await court.earned([honest], () => defend(at, truth, now));
      locked = BOND - paid;
    }
    await court.closeWindows(at);
    await at.rollup.finalize(truth.made.claim);
    took = (await court.time.latest()) - began;
    await court.cashUp(at, [truth]);
  });
  // All of its allowance at its first turn and the minimum at its second is the most that a liar can take.
  const liar = allowance + minimum;
  return { took, locked, wei, longest: { delay, dispute, liar, one: window + liar } };
}

/** Takes all of them to court at once; each answers in its last second, and then has nothing more to say. */
async function defend(at: court.Room, truth: court.Side, lies: readonly court.Side[]): Promise<void> {
  const [allowance, minimum] = [Number(await at.rollup.allowance()), Number(await at.rollup.minimum())];
  const open: court.Dispute[] = [];
  for (const [i, lie] of lies.entries()) open.push(await accuse(at, truth, lie, i === 0 ? 0n : 1n));
  const answered: court.Dispute[] = [];
  for (const { board, standing } of open) {
    await court.time.setNextBlockTimestamp(standing.position.movedAt + allowance - 1);
    answered.push({ board, standing: await makeMove(board, standing, 0, talk(standing, 0, 16)) });
  }
  const last: court.Dispute[] = [];
  for (const { board, standing } of answered) {
    last.push({ board, standing: await makeMove(board, standing, 0, talk(standing, 0, 4)) });
  }
  for (const { board, standing } of last) {
    await court.until(standing.position.movedAt + minimum);
    await makeEnd(board, standing, anyone);
  }
}
