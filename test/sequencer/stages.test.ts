import { expect } from "chai";
import { beforeEach, describe, it } from "mocha";
import { Stages } from "../../src/sequencer/stages.ts";
import type { Batch, View } from "../../src/rollup/view.ts";
import { claim, GENESIS, LIE, ME, result, RIVAL, TRUTH, viewOf, word } from "../rollup/views.ts";

/** A court with that many batches, ours claimed as given, and the genesis or a later result as its head. */
function view(batches: number, claims: View["claims"] = new Map(), final = 0): View {
  const head = result(word(`head ${final}`) as never, { batch: final, status: "final" });
  const known = viewOf([...claims.values()], { results: [head] });
  const posted = Array.from({ length: batches }, (_, i) => ({ number: i + 1 }) as Batch);
  return { ...known, batches: posted, head: final === 0 ? GENESIS : head.id };
}

const mine = claim(ME, TRUTH);
const claimed = new Map([[mine.id, mine]]);

describe("Stages", () => {
  let told: string[] = [];
  let stages: Stages;

  beforeEach(() => {
    told = [];
    stages = new Stages((batch, stage) => told.push(`${batch} ${stage}`));
  });

  it("tells of each stage once, in order, from the folder to the final result", () => {
    stages.follow(view(0), ME);
    for (const stage of ["selected", "executed", "executed", "posted"] as const) stages.reach(1, stage);
    for (const look of [view(0), view(1), view(1), view(1, claimed), view(1, claimed), view(1, claimed, 1)]) {
      stages.follow(look, ME);
    }
    expect(told).to.deep.equal(["1 selected", "1 executed", "1 posted", "1 confirmed", "1 claimed", "1 final"]);
  });

  it("tells at its first look of nothing that was so before", () => {
    stages.follow(view(3, claimed), ME);
    expect(told).to.deep.equal([]);
    stages.follow(view(4, claimed), ME);
    expect(told).to.deep.equal(["4 confirmed"]);
  });

  it("takes only a claim of ours that stands for one", () => {
    stages.follow(view(0), ME);
    for (const other of [claim(RIVAL, LIE), claim(ME, TRUTH, { status: "refuted" })]) {
      stages.follow(view(1, new Map([[other.id, other]])), ME);
    }
    expect(told).to.deep.equal(["1 confirmed"]);
  });

  it("starts over with what L1 has taken back", () => {
    stages.follow(view(1), ME);
    stages.follow(view(2), ME);
    stages.follow(view(1), ME);
    stages.reach(2, "selected");
    stages.follow(view(2), ME);
    expect(told).to.deep.equal(["2 confirmed", "2 selected", "2 confirmed"]);
  });
});
