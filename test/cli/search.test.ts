import { expect } from "chai";
import { describe, it } from "mocha";
import { assize, assizeJson } from "./assize.ts";

describe("cli: search", () => {
  it("tells the shape of a search", async () => {
    const shape = { maxSteps: 8192, nary: 4, fullRounds: 6, naryLastRound: 2, rounds: 7, hashes: 25 };
    expect(await assizeJson(["search", "8192", "4"])).to.deep.equal(shape);
    expect(await assizeJson(["search", "0x100000", "4"])).to.include({ fullRounds: 10, naryLastRound: 0 });
  });

  it("counts the hashes of a whole dispute: inner ones first, one end more at each later dissection", async () => {
    // 2^4 in two rounds of 4: 3 inner hashes, then 4.
    expect(await assizeJson(["search", "16", "4"])).to.include({ rounds: 2, hashes: 7 });
    expect(await assizeJson(["search", "1", "16"])).to.include({ rounds: 0, hashes: 0 });
    expect(await assizeJson(["search", "281474976710656", "128"])).to.include({ rounds: 7, hashes: 6 * 128 + 64 - 1 });
  });

  it("shows people the same", async () => {
    const { out } = await assize(["search", "8192", "4"]);
    expect(out).to.match(/^maxSteps +8,192\nnary +4\nfullRounds +6\nnaryLastRound +2\nrounds +7\nhashes +25\n$/);
  });
});
