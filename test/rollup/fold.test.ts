import { expect } from "chai";
import { describe, it } from "mocha";
import { apply, genesisView, type CourtEvent, type Folding } from "../../src/rollup/fold.ts";
import { claimId, disputeId, resultId, statementKey, progressKey } from "../../src/rollup/ids.ts";
import { nextResult } from "../../src/rollup/outcome.ts";
import type { EndState, Batch, Claim, ResultOpening } from "../../src/rollup/view.ts";
import type { Address } from "../../src/types/address.ts";
import type { DisputeId } from "../../src/types/disputeId.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { LIE, ME, RIVAL, TRUTH, word } from "./views.ts";

const ZERO = word("zero") as ResultId;
const ROOT: ResultOpening = { parent: ZERO, accumulator: ZERO, output: word("output 0"), memoryRoot: ZERO };
const RULES = { maxSteps: 64, nary: 4, programKind: "persistent" } as const;

const endOf = (name: string): EndState => ({
  status: 1,
  exitCode: 0,
  output: word(`${name} output`),
  memoryRoot: word(`${name} memory`),
  cpuHash: word("cpu"),
});

/** A claim and its event, on the genesis unless said otherwise. */
function claimed(owner: Address, end: StateHash, opening: EndState, at: number, parent = ROOT): Claimed {
  const next = nextResult(parent, word("batch"), opening, "persistent");
  const start = word("start") as StateHash;
  const claim = { parent: resultId(parent), start, end, result: resultId(next), owner, nonce: 0 };
  return { claim, next, event: { kind: "claimed", claim, accumulator: word("batch"), end: opening, at } };
}

type Claimed = { readonly claim: Claim; readonly next: ResultOpening; readonly event: CourtEvent };

function folded(...events: readonly CourtEvent[]): Folding {
  const view = genesisView(ROOT);
  for (const event of events) apply(view, event, RULES);
  return view;
}

const truth = claimed(ME, TRUTH, endOf("true"), 10);
const lie = claimed(RIVAL, LIE, endOf("false"), 20);
const [mine, theirs] = [claimId(truth.claim), claimId(lie.claim)];
const dispute = disputeId(mine, theirs);
const hashes = (name: string, count: number): StateHash[] =>
  Array.from({ length: count }, (_, i) => word(`${name} ${i}`) as StateHash);
const opened: CourtEvent = {
  kind: "opened",
  opener: mine,
  responder: theirs,
  locked: false,
  hashes: hashes("opening", 3),
  at: 30,
};

const BATCH: Batch = {
  number: 1,
  accumulator: word("batch"),
  inputRoot: word("root"),
  inputLength: 256,
  timestamp: 5,
  transaction: word("transaction"),
};

describe("fold", () => {
  it("starts with a final genesis and nothing else", () => {
    const view = folded();
    const genesis = view.results.get(resultId(ROOT))!;
    expect([view.head, genesis.status, genesis.batch, genesis.decided]).to.deep.equal([genesis.id, "final", 0, false]);
    expect([view.batches, view.claims.size, view.disputes.size, view.credits.size]).to.deep.equal([[], 0, 0, 0]);
  });

  it("opens the window at the first claim, and counts end states, not claims", () => {
    const ally = { ...truth.claim, owner: RIVAL, nonce: 1 };
    const view = folded(truth.event, lie.event, { ...truth.event, claim: ally, at: 30 } as CourtEvent);
    const genesis = view.results.get(resultId(ROOT))!;
    expect(genesis.openedAt).to.equal(10);
    expect(genesis.claimedStates).to.equal(2);
    expect([...view.claims.values()].map(({ status }) => status)).to.deep.equal(["standing", "standing", "standing"]);
  });

  it("makes a result where a claim leads, with the opening that its id is the hash of", () => {
    const child = claimed(ME, word("child end") as StateHash, endOf("child"), 40, truth.next);
    const view = folded(truth.event, child.event);
    const [first, second] = [view.results.get(truth.claim.result)!, view.results.get(child.claim.result)!];
    expect([first.batch, second.batch]).to.deep.equal([1, 2]);
    expect([first.opening, second.opening]).to.deep.equal([truth.next, child.next]);
    expect([first.openedAt, second.openedAt]).to.deep.equal([40, undefined]);
  });

  it("leads two void ends to one result", () => {
    const trapped = { ...endOf("trapped"), status: 2, exitCode: 3 };
    const [a, b] = [trapped, { ...trapped, exitCode: 5 }].map((end, i) =>
      claimed(ME, word(`end ${i}`) as StateHash, end, 10 + i),
    ) as [Claimed, Claimed];
    const view = folded(a.event, b.event);
    expect(a.claim.result).to.equal(b.claim.result);
    expect(view.results.size).to.equal(2);
    expect(view.results.get(a.claim.parent)!.claimedStates).to.equal(2);
  });

  it("follows a dispute from its opening through a move: place, clocks, turn and list", () => {
    const view = folded(truth.event, lie.event, opened);
    expect(view.claims.get(mine)!.opened).to.equal(1);
    expect(view.disputes.get(dispute)!.hashes).to.deep.equal([truth.claim.start, ...hashes("opening", 3), TRUTH]);

    apply(view, { kind: "moved", dispute, index: 2, hashes: hashes("first", 4), at: 37 }, RULES);
    apply(view, { kind: "moved", dispute, index: 1, hashes: hashes("second", 4), at: 39 }, RULES);
    const { position, hashes: list } = view.disputes.get(dispute)!;
    // [0, 64) in 4 parts, the third of which is [32, 48); in 4 parts, the second of which is [36, 40).
    expect([position.start, position.length, position.movedAt]).to.deep.equal([36, 4, 39]);
    expect([position.openerSpent, position.responderSpent, position.openerMoves]).to.deep.equal([2, 7, false]);
    expect(list).to.deep.equal([word("first 0"), ...hashes("second", 4)]);
  });

  it("ends a dispute, and says whether the judge or the clock decided it", () => {
    const base = [truth.event, lie.event, opened];
    const [proved, end] = [
      { kind: "proved", dispute },
      { kind: "resolved", dispute, loser: theirs },
    ] as const;
    for (const [events, lostBy] of [
      [[...base, proved, end], "step"],
      [[...base, end], "clock"],
    ] as const) {
      const view = folded(...events);
      expect(view.claims.get(theirs)).to.include({ status: "refuted", lostBy });
      expect(view.claims.get(mine)).to.include({ status: "standing", opened: 0 });
      expect(view.disputes.get(dispute)!.over).to.equal(true);
    }
    const closed = folded(...base, { kind: "resolved", dispute, loser: undefined });
    expect([...closed.claims.values()].map(({ status }) => status)).to.deep.equal(["standing", "standing"]);
  });

  it("counts what a claim wins: the loser's bond, and a lock of an opener that fell elsewhere, until it is collected", () => {
    const won = folded(truth.event, lie.event, opened, { kind: "resolved", dispute, loser: theirs });
    expect(won.claims.get(mine)!.rewards).to.equal(1);
    apply(won, { kind: "collected", claim: mine, returned: false }, RULES);
    expect(won.claims.get(mine)).to.include({ rewards: 0, status: "standing" });

    const locked = folded(truth.event, lie.event, { ...opened, locked: true });
    apply(locked, { kind: "resolved", dispute, loser: mine }, RULES);
    expect(locked.claims.get(theirs)!.rewards, "the bond and the lock").to.equal(2);
  });

  it("moves the head with finality, and keeps what was abandoned and collected", () => {
    const view = folded(truth.event, lie.event, { kind: "finalized", result: truth.claim.result });
    expect(view.head).to.equal(truth.claim.result);
    expect(view.results.get(resultId(ROOT))).to.include({ decided: true, status: "final" });
    expect(view.results.get(truth.claim.result)!.status).to.equal("final");
    apply(view, { kind: "abandoned", result: lie.claim.result }, RULES);
    apply(view, { kind: "collected", claim: mine, returned: true }, RULES);
    expect(view.results.get(lie.claim.result)!.status).to.equal("dead");
    expect(view.claims.get(mine)!.status).to.equal("collected");
  });

  it("adds credits up until they are withdrawn", () => {
    const view = folded(
      { kind: "credited", account: ME, amount: 5n },
      { kind: "credited", account: RIVAL, amount: 7n },
      { kind: "credited", account: ME, amount: 6n },
    );
    expect([...view.credits]).to.deep.equal([
      [ME, 11n],
      [RIVAL, 7n],
    ]);
    apply(view, { kind: "withdrawn", account: ME }, RULES);
    expect([...view.credits]).to.deep.equal([[RIVAL, 7n]]);
  });

  it("makes the body of a batch of the queue out of the deposits that it consumes", () => {
    const records = ["0xaa", "0xbb", "0xcc"] as const;
    const deposits = records.map((record, item) => ({ kind: "deposited", item, record }) as const);
    const posted: CourtEvent = { kind: "posted", batch: BATCH };
    const view = folded(...deposits, posted, { kind: "consumed", number: 1, first: 1, count: 2 });
    const body = `0x${"00".repeat(26)}bbcc`;
    expect(view.batches[0]).to.deep.equal({ ...BATCH, queued: { first: 1, count: 2, body } });
    for (const events of [
      [deposits[1]!],
      [posted, { kind: "consumed", number: 1, first: 0, count: 1 }],
      [...deposits, { kind: "consumed", number: 1, first: 0, count: 1 }],
    ] as const) {
      expect(() => folded(...events))
        .to.throw()
        .with.property("code", "LOGS_INCOMPLETE");
    }
  });

  it("keeps the first output that was proven, when another one was, and when the lane ended", () => {
    const [anchor, output] = [ROOT.output, word("output 1")];
    const first = { kind: "attested", batch: 1, anchor, output, at: 50 } as const;
    const view = folded(
      first,
      { ...first, output: word("output 2"), at: 60 },
      { kind: "revoked", frozenUntil: 90, at: 70 },
    );
    const known = view.attestations.get(statementKey(1, anchor));
    expect(known).to.deep.equal({ batch: 1, anchor, output, acceptedAt: 50, contradictedAt: 60 });
    expect([view.revokedAt, view.frozenUntil]).to.deep.equal([70, 90]);
  });

  it("knows a result that became final by its proof and was never claimed", () => {
    const opening = { parent: resultId(ROOT), accumulator: word("batch"), output: word("output 1"), memoryRoot: ZERO };
    const result = resultId(opening);
    const view = folded({ kind: "settled", opening }, { kind: "finalized", result });
    expect([view.head, view.results.get(result)!.status, view.results.get(result)!.batch]).to.deep.equal([
      result,
      "final",
      1,
    ]);
    expect(view.results.get(resultId(ROOT))!.decided).to.equal(true);
  });

  it("keeps a lock with its claim where a proof has decided, until the claim collects", () => {
    const lane = { ...RULES, hasLane: true };
    const view = folded(
      truth.event,
      lie.event,
      { ...opened, locked: true },
      { kind: "finalized", result: truth.claim.result },
    );
    apply(view, { kind: "resolved", dispute, loser: undefined }, lane);
    expect(view.claims.get(mine)!.locks).to.equal(1);
    apply(view, { kind: "collected", claim: mine, returned: true }, lane);
    expect(view.claims.get(mine)!.locks).to.equal(0);
  });

  it("knows commitments once each, and how far segments have come", () => {
    const anchor = word("anchor");
    const view = folded(
      { kind: "posted", batch: BATCH },
      ...[7n, 8n, 7n].map((commitment) => ({ kind: "committed", number: 1, commitment }) as const),
      { kind: "advanced", batch: 1, anchor, commitment: 7n, to: 5n },
    );
    expect(view.commitments.get(1)).to.deep.equal([7n, 8n]);
    expect([...view.progress]).to.deep.equal([progressKey(1, anchor, 7n, 5n)]);
    expect(view.attestations.size).to.equal(0);
  });

  it("notices that events are missing", () => {
    const nothing = word("nothing") as DisputeId;
    const orphans: CourtEvent[] = [
      claimed(ME, TRUTH, endOf("true"), 1, truth.next).event,
      opened,
      { kind: "moved", dispute: nothing, index: 0, hashes: [], at: 1 },
      { kind: "proved", dispute: nothing },
      { kind: "resolved", dispute: nothing, loser: undefined },
      { kind: "finalized", result: lie.claim.result },
      { kind: "abandoned", result: lie.claim.result },
      { kind: "collected", claim: mine, returned: true },
    ];
    expect(folded({ kind: "posted", batch: BATCH }).batches).to.deep.equal([BATCH]);
    orphans.push({ kind: "posted", batch: { ...BATCH, number: 2 } });
    for (const event of orphans) {
      expect(() => folded(event), event.kind)
        .to.throw()
        .with.property("code", "LOGS_INCOMPLETE");
    }
  });
});
