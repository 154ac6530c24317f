import { expect } from "chai";
import { describe, it } from "mocha";
import { readNetwork } from "../../src/chain/network.ts";
import { benchOf, type CircuitOptions } from "../../src/cli/bench.ts";
import type { Context } from "../../src/cli/context.ts";
import type { Progress } from "../../src/cli/progress.ts";
import { AssizeError } from "../../src/types/error.ts";

/** How far it comes with a circuit that does not exist: the error's code. */
async function refusal(network: string, options: Partial<CircuitOptions>): Promise<string> {
  const context = { network: readNetwork(network) } as Context;
  const error: unknown = await benchOf({ circuit: "none", ...options }, context, {} as Progress).catch(
    (e: unknown) => e,
  );
  if (!(error instanceof AssizeError)) throw error;
  return `${error.code} ${error.where}`;
}

describe("the key to prove with", () => {
  it("is never the development key on a public chain, before anything is compiled", async () => {
    for (const network of ["sepolia", "hoodi"]) {
      expect(await refusal(network, {})).to.equal("ARGUMENT_INVALID --key");
      expect(await refusal(network, { key: "my.zkey" })).to.match(/^CIRCUIT_UNKNOWN /);
    }
    expect(await refusal("local", {})).to.match(/^CIRCUIT_UNKNOWN /);
  });
});
