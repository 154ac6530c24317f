import { expect } from "chai";
import { describe, it } from "mocha";
import { arrange, childrenOf, isMover, moveDeadline, opponentOf } from "../../src/rollup/query.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import { claim, dispute, GENESIS, LIE, ME, RIVAL, TIMING, TRUTH, viewOf, word } from "./views.ts";

const [mine, rival] = [claim(ME, TRUTH), claim(RIVAL, LIE)];

describe("query", () => {
  it("finds the claims on a result, whatever became of them", () => {
    const elsewhere = claim(ME, TRUTH, { parent: word("elsewhere") as ResultId });
    const refuted = { ...rival, status: "refuted" as const };
    expect(childrenOf(viewOf([mine, elsewhere, refuted]), GENESIS)).to.deep.equal([mine, refuted]);
  });

  it("arranges all claims in one pass as one by one, and knows what standing claims lead to", () => {
    const child = claim(ME, TRUTH, { parent: mine.result, result: word("child") as ResultId });
    const view = viewOf([mine, { ...rival, status: "refuted" }, child], { disputes: [dispute(mine, rival)] });
    const { children, upheld, met } = arrange(view);
    for (const id of [GENESIS, mine.result]) expect(children.get(id)).to.deep.equal(childrenOf(view, id));
    expect([...children.keys()]).to.have.length(2);
    expect([...met]).to.deep.equal([[mine.id, new Set([rival.id])]]);
    expect([...upheld]).to.deep.equal([mine.result, child.result]);
  });

  it("knows both sides of a dispute, whoever opened it", () => {
    const opened = dispute(mine, rival);
    expect([isMover(opened, mine.id), isMover(opened, rival.id)]).to.deep.equal([false, true]);
    expect([opponentOf(opened, mine.id), opponentOf(opened, rival.id)]).to.deep.equal([rival.id, mine.id]);
    const answered = dispute(mine, rival, { openerMoves: true });
    expect([isMover(answered, mine.id), isMover(answered, rival.id)]).to.deep.equal([true, false]);
  });

  it("charges the mover's clock and never less than the minimum", () => {
    const at = (openerMoves: boolean): number =>
      moveDeadline(dispute(mine, rival, { movedAt: 7, openerSpent: 12, responderSpent: 35, openerMoves }), TIMING);
    expect([at(true), at(false)]).to.deep.equal([35, 17]);
  });
});
