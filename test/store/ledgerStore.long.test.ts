import { describe, it } from "mocha";
import { expectSurvival } from "./crash.ts";

describe("ledgerStore: crashes", () => {
  it("is whole whichever step its process is killed before", () => {
    expectSurvival(1, 1);
  });
});
