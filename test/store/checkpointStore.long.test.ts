import { describe, it } from "mocha";
import { expectSurvival } from "./crashCheckpoints.ts";

describe("checkpointStore: crashes", () => {
  it("is whole whenever its process is killed, at every third step", () => {
    expectSurvival(1, 3);
  });
});
