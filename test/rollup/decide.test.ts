import { expect } from "chai";
import { describe, it } from "mocha";
import { decide, isDoomed, type Action, type Belief, type Player } from "../../src/rollup/decide.ts";
import { arrange } from "../../src/rollup/query.ts";
import { resultId } from "../../src/rollup/ids.ts";
import { NO_MEMORY } from "../../src/rollup/outcome.ts";
import type { Attestation, Batch, View } from "../../src/rollup/view.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import {
  ALLY,
  claim,
  dispute,
  GENESIS,
  LIE,
  ME,
  result,
  resultOf,
  RIVAL,
  TIMING,
  TRUTH,
  viewOf,
  word,
} from "./views.ts";

const BELIEF: Belief = { parent: GENESIS, end: TRUTH, result: resultOf(TRUTH) };
const CHALLENGER: Player = { address: ME, claims: "whenDisputed" };
const SEQUENCER: Player = { address: ME, claims: "always" };
const OTHER_LIE = word("other lie") as StateHash;

const W = TIMING.window;
const W_G = TIMING.window + TIMING.grace;

const decided = (view: View, now: number, player: Player = CHALLENGER, path: readonly Belief[] = [BELIEF]): Action[] =>
  decide(view, path, player, TIMING, now);

const kinds = (actions: readonly Action[]): string[] => actions.map(({ kind }) => kind);

describe("decide: claiming", () => {
  it("lets the sequencer claim first and a challenger wait", () => {
    expect(kinds(decided(viewOf([]), 1, SEQUENCER))).to.deep.equal(["claim"]);
    expect(decided(viewOf([]), 1)).to.deep.equal([]);
    expect(decided(viewOf([claim(ALLY, TRUTH)]), 1)).to.deep.equal([]);
    expect(decided(viewOf([claim(ALLY, TRUTH)]), 1, SEQUENCER)).to.deep.equal([]);
  });

  it("claims the truth as soon as anything else has been claimed, though an ally stands for it already", () => {
    expect(kinds(decided(viewOf([claim(RIVAL, LIE)]), 1))).to.deep.equal(["claim"]);
    expect(kinds(decided(viewOf([claim(ALLY, TRUTH), claim(RIVAL, LIE)]), 1))).to.deep.equal(["claim"]);
  });

  it("claims it even when the only false end state is refuted already: its refuter may yet lose on purpose", () => {
    const view = viewOf([claim(RIVAL, TRUTH), claim(RIVAL, LIE, { status: "refuted", lostBy: "clock" })]);
    expect(kinds(decided(view, 1))).to.deep.equal(["claim"]);
  });

  it("compares end states, not results: a lie that leads to the true result is a lie all the same", () => {
    const view = viewOf([claim(RIVAL, LIE, { result: BELIEF.result })]);
    expect(kinds(decided(view, 1))).to.deep.equal(["claim"]);
    const met = viewOf([claim(ME, TRUTH), claim(RIVAL, LIE, { result: BELIEF.result })]);
    expect(kinds(decided(met, 1))).to.deep.equal(["open"]);
  });

  it("holds one claim, not two, and claims again only what the clock took", () => {
    const lie = claim(RIVAL, LIE, { status: "refuted", lostBy: "clock" });
    expect(kinds(decided(viewOf([claim(ME, TRUTH), lie]), 1))).to.deep.equal([]);
    const late = claim(ME, TRUTH, { status: "refuted", lostBy: "clock" });
    expect(kinds(decided(viewOf([late, lie]), 1))).to.deep.equal(["claim"]);
    const wrong = claim(ME, TRUTH, { status: "refuted", lostBy: "step" });
    expect(kinds(decided(viewOf([wrong, lie]), 1))).to.deep.equal([]);
  });

  it("is free to claim anything before W ends, what was claimed in W before G ends, and then nothing", () => {
    const unclaimed = viewOf([claim(RIVAL, LIE)]);
    const claimed = viewOf([claim(RIVAL, LIE), claim(ALLY, TRUTH, { status: "refuted", lostBy: "clock" })]);
    expect(kinds(decided(unclaimed, W - 1))).to.deep.equal(["claim"]);
    expect(kinds(decided(unclaimed, W))).to.deep.equal([]);
    expect(kinds(decided(claimed, W))).to.deep.equal(["claim"]);
    expect(kinds(decided(claimed, W_G - 1))).to.deep.equal(["claim"]);
    expect(kinds(decided(claimed, W_G))).to.deep.equal([]);
  });

  it("claims nothing on a result that is unclaimed, dead or decided", () => {
    const lie = claim(RIVAL, LIE);
    expect(decided(viewOf([lie], { genesis: { status: "dead" } }), 1)).to.deep.equal([]);
    expect(decided(viewOf([lie], { genesis: { decided: true } }), 1)).to.deep.equal([]);
    const elsewhere = { ...BELIEF, parent: word("nobody claimed it") as ResultId };
    expect(decided(viewOf([lie]), 1, SEQUENCER, [elsewhere])).to.deep.equal([]);
  });
});

describe("decide: opening disputes", () => {
  const mine = claim(ME, TRUTH);

  it("goes against every standing rival, and against no ally and nobody who has fallen", () => {
    const rivals = [claim(RIVAL, LIE), claim(ALLY, LIE), claim(RIVAL, OTHER_LIE, { status: "refuted" })];
    const actions = decided(viewOf([mine, claim(ALLY, TRUTH), ...rivals]), 1);
    expect(actions.map((action) => action.kind === "open" && action.rival.id)).to.deep.equal([
      rivals[0]!.id,
      rivals[1]!.id,
    ]);
  });

  it("counts its own open disputes: only the first locks no bond", () => {
    const locks = (opened: number): unknown[] =>
      decided(viewOf([{ ...mine, opened }, claim(RIVAL, LIE), claim(ALLY, LIE)]), 1).map(
        (action) => action.kind === "open" && action.locks,
      );
    expect(locks(0)).to.deep.equal([false, true]);
    expect(locks(1)).to.deep.equal([true, true]);
  });

  it("meets each rival once, whoever opened, and even after that dispute", () => {
    const rival = claim(RIVAL, LIE);
    for (const met of [dispute(mine, rival), dispute(rival, mine)]) {
      const view = viewOf([mine, rival], { disputes: [{ ...met, over: true }] });
      expect(kinds(decided(view, 1))).to.deep.equal([]);
    }
  });

  it("lets others' disputes be", () => {
    const [ally, rival] = [claim(ALLY, TRUTH), claim(RIVAL, LIE)];
    const view = viewOf([mine, ally, rival], { disputes: [dispute(ally, rival)] });
    expect(kinds(decided(view, 1000))).to.deep.equal(["open"]);
  });
});

describe("decide: playing disputes", () => {
  const [mine, rival] = [claim(ME, TRUTH), claim(RIVAL, LIE)];

  it("answers at its own turn, until the deadline and not from then on", () => {
    const view = viewOf([mine, rival], { disputes: [dispute(rival, mine, { movedAt: 100 })] });
    expect(kinds(decided(view, 139))).to.deep.equal(["answer"]);
    expect(kinds(decided(view, 140))).to.deep.equal([]);
  });

  it("leaves the other side its time, and not a second more", () => {
    const view = viewOf([mine, rival], { disputes: [dispute(mine, rival, { movedAt: 100, responderSpent: 15 })] });
    expect(kinds(decided(view, 124))).to.deep.equal([]);
    expect(kinds(decided(view, 125))).to.deep.equal(["resolve"]);
  });

  it("has the minimum at each turn, however much was spent", () => {
    const place = { movedAt: 100, openerSpent: 39, openerMoves: true };
    const view = viewOf([mine, rival], { disputes: [dispute(mine, rival, place)] });
    expect(kinds(decided(view, 109))).to.deep.equal(["answer"]);
    expect(kinds(decided(view, 110))).to.deep.equal([]);
  });

  it("answers the dispute whose deadline is nearest first", () => {
    const [second, third] = [claim(RIVAL, OTHER_LIE), claim(ALLY, LIE)];
    const disputes = [
      dispute(rival, mine, { movedAt: 20 }),
      dispute(second, mine, { movedAt: 10, responderSpent: 8 }),
      dispute(third, mine, { movedAt: 5 }),
    ];
    const actions = decided(viewOf([mine, rival, second, third], { disputes }), 21);
    expect(actions.map((action) => action.kind === "answer" && action.dispute.opener)).to.deep.equal([
      second.id,
      third.id,
      rival.id,
    ]);
  });

  it("defends nothing that it does not hold true, nor what it has not executed yet", () => {
    const wrong = claim(ME, OTHER_LIE);
    const view = viewOf([mine, wrong, rival], { disputes: [dispute(rival, wrong), dispute(rival, mine)] });
    const answers = (path: readonly Belief[]): unknown[] =>
      decided(view, 1, CHALLENGER, path).map((action) => action.kind === "answer" && action.dispute.responder);
    expect(answers([BELIEF]).filter((id) => id !== false)).to.deep.equal([mine.id]);
    expect(answers([])).to.deep.equal([]);
  });

  it("closes a dispute when either side has fallen elsewhere or the parent is dead, before it answers any other", () => {
    const fallen = { ...rival, status: "refuted" as const };
    const other = claim(RIVAL, OTHER_LIE);
    const disputes = [dispute(other, mine), dispute(mine, fallen)];
    expect(kinds(decided(viewOf([mine, fallen, other], { disputes }), 1))).to.deep.equal(["resolve", "answer"]);

    const lost = { ...mine, status: "refuted" as const, lostBy: "clock" as const };
    const closing = viewOf([lost, rival], { disputes: [dispute(rival, lost)] });
    expect(kinds(decided(closing, 1))).to.deep.equal(["resolve", "claim"]);

    const dead = viewOf([mine, rival], { genesis: { status: "dead" }, disputes: [dispute(rival, mine)] });
    expect(kinds(decided(dead, 1))).to.deep.equal(["resolve", "collect"]);
  });
});

describe("decide: finality", () => {
  const truth = claim(ALLY, TRUTH);

  it("waits for W where all agree, and for G too where ever two end states were claimed", () => {
    expect(kinds(decided(viewOf([truth]), W - 1))).to.deep.equal([]);
    expect(kinds(decided(viewOf([truth]), W))).to.deep.equal(["finalize"]);
    const contested = viewOf([claim(ME, TRUTH), claim(RIVAL, LIE, { status: "refuted" })]);
    expect(kinds(decided(contested, W_G - 1))).to.deep.equal([]);
    expect(kinds(decided(contested, W_G))).to.deep.equal(["finalize"]);
  });

  it("never makes a false claim final, nor one with a rival, nor one it has no opinion on", () => {
    expect(kinds(decided(viewOf([claim(RIVAL, LIE)]), W_G))).to.deep.equal([]);
    const met = [claim(ME, TRUTH), claim(RIVAL, LIE)] as const;
    const standing = viewOf(met, { disputes: [{ ...dispute(...met), over: true }] });
    expect(kinds(decided(standing, W_G))).to.deep.equal([]);
    expect(decided(viewOf([truth]), W_G, CHALLENGER, [])).to.deep.equal([]);
  });
});

describe("decide: money", () => {
  it("collects what nothing can touch any more, and withdraws what it is owed", () => {
    const mine = claim(ME, TRUTH);
    const results = [result(mine.result, { status: "final" })];
    expect(kinds(decided(viewOf([mine], { genesis: { decided: true }, results }), 1))).to.deep.equal(["collect"]);
    const collected = viewOf([{ ...mine, status: "collected" }, claim(RIVAL, LIE)], { genesis: { decided: true } });
    expect(decided({ ...collected, credits: new Map([[RIVAL, 5n]]) }, 1)).to.deep.equal([]);
    expect(decided({ ...collected, credits: new Map([[ME, 5n]]) }, 1)).to.deep.equal([
      { kind: "withdraw", amount: 5n },
    ]);
  });

  it("takes home what a claim won before it fell itself, and leaves a standing one's until its bond is free", () => {
    const fallen = claim(ME, LIE, { status: "refuted", rewards: 1 });
    expect(kinds(decided(viewOf([fallen]), 1, CHALLENGER, []))).to.deep.equal(["collect"]);
    expect(decided(viewOf([{ ...fallen, rewards: 0 }]), 1, CHALLENGER, [])).to.deep.equal([]);
    expect(decided(viewOf([claim(ME, TRUTH, { rewards: 2 })]), 1, CHALLENGER, [])).to.deep.equal([]);
  });

  it("pronounces dead what its claims stand on, however deep below them it is lost, once, and then what stands on that", () => {
    const child = word("child") as ResultId;
    const lie = claim(RIVAL, LIE, { status: "refuted" });
    const mine = [
      claim(ME, OTHER_LIE, { parent: lie.result, result: child }),
      claim(ME, TRUTH, { parent: lie.result, result: word("other child") as ResultId }),
      claim(ME, OTHER_LIE, { parent: child, result: word("grandchild") as ResultId }),
    ];
    const view = (status: "claimed" | "dead"): View => {
      const results = [result(lie.result, { status }), result(child, { batch: 2 }, lie.result)];
      return viewOf([claim(ALLY, TRUTH), lie, ...mine], { genesis: { decided: true }, results });
    };
    const abandoned = (actions: readonly Action[]): unknown[] =>
      actions.map((action) => (action.kind === "abandon" ? action.result.id : action.kind));
    expect(abandoned(decided(view("claimed"), 1, CHALLENGER, []))).to.deep.equal([lie.result]);
    const deep = view("claimed");
    const others = [...deep.claims.values()].map((each) =>
      each.parent === lie.result ? claim(RIVAL, each.end, { parent: each.parent, result: each.result }) : each,
    );
    const above = { ...deep, claims: new Map(others.map((each) => [each.id, each])) };
    expect(abandoned(decided(above, 1, CHALLENGER, []))).to.deep.equal([lie.result]);
    expect(abandoned(decided(view("dead"), 1, CHALLENGER, []))).to.deep.equal(["collect", "collect", child]);
  });
});

describe("decide: proofs", () => {
  const AIRGAP = 20;
  const timing = { ...TIMING, airgap: AIRGAP };
  const batch: Batch = {
    number: 1,
    accumulator: word("accumulator"),
    inputRoot: word("root"),
    inputLength: 256,
    timestamp: 0,
    transaction: word("transaction"),
  };
  const genesisOutput = result(GENESIS).opening.output;
  const output = word("proven");
  const proven = resultId({ parent: GENESIS, accumulator: batch.accumulator, output, memoryRoot: NO_MEMORY });
  const belief: Belief = { parent: GENESIS, end: TRUTH, result: proven };
  const attestation: Attestation = {
    batch: 1,
    anchor: genesisOutput,
    output,
    acceptedAt: 10,
    contradictedAt: undefined,
  };
  const mine = claim(ME, TRUTH, { result: proven });
  type More = NonNullable<Parameters<typeof viewOf>[1]>;
  const at = (now: number, more: More = {}, claims = [mine], path = [belief]): Action[] => {
    const view = viewOf(claims, { batches: [batch], attestations: [attestation], ...more });
    return decide(view, path, CHALLENGER, timing, now);
  };

  it("settles the true output when the airgap is over, and until then goes by the windows", () => {
    expect(kinds(at(10 + AIRGAP - 1))).to.deep.equal([]);
    expect(kinds(at(10 + AIRGAP))).to.deep.equal(["settle"]);
    expect(kinds(at(10 + AIRGAP, {}, []))).to.deep.equal(["settle"]);
    const young = { attestations: [{ ...attestation, acceptedAt: W }] };
    expect(kinds(at(W, young))).to.deep.equal(["finalize"]);
  });

  it("makes nothing final against a proof of another output, and nothing by it", () => {
    const otherwise = { ...belief, result: resultOf(TRUTH) };
    for (const now of [W_G, 10 * W_G]) {
      expect(kinds(at(now, {}, [claim(ME, TRUTH)], [otherwise]))).to.deep.equal([]);
    }
  });

  it("freezes on two outputs of a final result's batch, or on one that is not the final one, once", () => {
    const contradicted = [{ ...attestation, contradictedAt: 12 }];
    expect(kinds(at(13, { attestations: contradicted }))).to.deep.equal(["freeze"]);
    expect(kinds(at(13, { attestations: contradicted, revokedAt: 13, frozenUntil: 99 }))).to.deep.equal([]);
    const results = [result(mine.result, { status: "final" })];
    const decidedOtherwise = { genesis: { decided: true }, results };
    const [first] = at(13, decidedOtherwise);
    expect(first).to.deep.include({ kind: "freeze", finalOutput: results[0]!.opening.output });
    const elsewhere = [{ ...attestation, anchor: word("elsewhere"), contradictedAt: 12 }];
    expect(kinds(at(13, { attestations: elsewhere }))).to.deep.equal([]);
  });

  it("waits while finality is frozen, and then for the windows that began again", () => {
    const revoked = { revokedAt: 13, frozenUntil: W + 50 };
    expect(kinds(at(W + 49, revoked))).to.deep.equal([]);
    expect(kinds(at(W + 50, revoked))).to.deep.equal(["finalize"]);
    expect(kinds(at(W + 12, { revokedAt: 13 }))).to.deep.equal([]);
    expect(kinds(at(W + 13, { revokedAt: 13 }))).to.deep.equal(["finalize"]);
  });

  it("claims again in windows that began again", () => {
    const lie = claim(RIVAL, LIE);
    expect(kinds(at(W + 5, {}, [lie]))).to.deep.equal(["settle"]);
    expect(kinds(at(W + 5, { revokedAt: 13 }, [lie]))).to.deep.equal(["claim"]);
    expect(kinds(at(W + 13, { revokedAt: 13 }, [lie]))).to.deep.equal([]);
  });

  it("collects no bond of a claim that has fallen to a proof, only what it has won", () => {
    const results = [result(proven, { status: "final" })];
    const decidedByProof = { genesis: { decided: true }, results, attestations: [] };
    for (const [rewards, expected] of [
      [0, []],
      [1, ["collect"]],
    ] as const) {
      expect(kinds(at(50, decidedByProof, [claim(ME, LIE, { rewards })]))).to.deep.equal(expected);
    }
  });

  it("abandons nothing for want of claims: it may yet be proven", () => {
    const lie = claim(RIVAL, LIE, { status: "refuted" });
    const view = viewOf([lie]);
    const lost = view.results.get(lie.result)!;
    expect(isDoomed(view, arrange(view).upheld, lost, TIMING, W_G)).to.equal(true);
    expect(isDoomed(view, arrange(view).upheld, lost, timing, W_G)).to.equal(false);
  });
});

describe("isDoomed", () => {
  const lie = claim(RIVAL, LIE);
  const doomed = (view: View, now: number): boolean =>
    isDoomed(view, arrange(view).upheld, view.results.get(lie.result)!, TIMING, now);

  it("is so when nothing stands for a result and nothing can any more", () => {
    const refuted = { ...lie, status: "refuted" as const };
    expect(doomed(viewOf([refuted]), W_G - 1)).to.equal(false);
    expect(doomed(viewOf([refuted]), W_G)).to.equal(true);
    expect(doomed(viewOf([refuted], { genesis: { decided: true } }), 1)).to.equal(true);
    expect(doomed(viewOf([lie]), W_G)).to.equal(false);
    expect(doomed(viewOf([refuted, claim(ALLY, LIE)]), W_G)).to.equal(false);
  });

  it("is so when the parent is dead, whatever stands", () => {
    expect(doomed(viewOf([lie], { genesis: { status: "dead" } }), 1)).to.equal(true);
  });

  it("is not so for what is final or dead already", () => {
    for (const status of ["final", "dead"] as const) {
      const view = viewOf([lie], { genesis: { status: "dead" }, results: [result(lie.result, { status })] });
      expect(doomed(view, W_G)).to.equal(false);
    }
  });
});
