import { describe, it } from "mocha";
import { agreeOnUpdates } from "./updates.ts";

describe("poseidonTree: many updates", () => {
  it("TypeScript, circuit and Solidity agree on 10^4 random ones, deletions among them", () =>
    agreeOnUpdates(0x1_0505, 10_000));
});
