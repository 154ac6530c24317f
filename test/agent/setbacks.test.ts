import { expect } from "chai";
import { describe, it } from "mocha";
import { Setbacks } from "../../src/agent/setbacks.ts";
import { ChainError } from "../../src/chain/errors.ts";

const failing = (what: string, code: "CALL_REVERTED" | "RPC_UNREACHABLE" = "CALL_REVERTED"): ChainError =>
  new ChainError(code, { what, fix: "none" });

function setbacks(): { setbacks: Setbacks; told: string[] } {
  const told: string[] = [];
  return { told, setbacks: new Setbacks(({ message }) => void told.push(message)) };
}

describe("Setbacks", () => {
  it("are told once for as long as they stay, and again when they come back", () => {
    const { setbacks: seen, told } = setbacks();
    const looks = [["a", "a", "b"], ["a"], ["a", "b"], [], ["a"]];
    const news = looks.map((whats) => {
      seen.begin();
      const before = told.length;
      for (const what of whats) seen.add(failing(what));
      return told.slice(before).map((message) => /[ab](?=\W)/.exec(message)![0]);
    });
    expect(news).to.deep.equal([["a", "b"], [], ["b"], [], ["a"]]);
  });

  it("are only what is tolerated: other codes and other errors go on", async () => {
    const { setbacks: seen, told } = setbacks();
    const codes = new Set(["CALL_REVERTED"]);
    const tolerating = (error: Error): Promise<unknown> =>
      seen
        .tolerating(codes, () => Promise.reject(error))
        .then(
          () => "tolerated",
          (thrown: unknown) => thrown,
        );
    expect(await tolerating(failing("a"))).to.equal("tolerated");
    for (const error of [failing("b", "RPC_UNREACHABLE"), new Error("CALL_REVERTED")]) {
      expect(await tolerating(error)).to.equal(error);
    }
    expect(told).to.have.length(1);
  });
});
