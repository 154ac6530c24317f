import { expect } from "chai";
import { describe, it } from "mocha";
import { encodeFunctionData, type Hex } from "viem";
import { bodyOf } from "../../src/agent/body.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import { ChainError } from "../../src/chain/errors.ts";
import type { Batch } from "../../src/rollup/view.ts";
import { ZERO } from "../rollup/batches.ts";
import { word } from "../rollup/views.ts";

const BODY = "0x010203";
const BATCH: Batch = {
  number: 1,
  accumulator: word("accumulator"),
  inputRoot: word("root"),
  inputLength: 256 + 3,
  timestamp: 1,
  transaction: word("transaction"),
};

describe("bodyOf", () => {
  const given = async (answer: () => Hex, batch: Batch = BATCH): Promise<string> => {
    try {
      return Buffer.from(await bodyOf({ calldata: async () => answer() }, batch)).toString("hex");
    } catch (error) {
      return (error as { readonly code: string }).code;
    }
  };
  const post = (body: Hex): Hex => encodeFunctionData({ abi: inboxAbi, functionName: "post", args: [ZERO, body] });

  it("finds it in either call of the sequencer, and of a batch of the queue without asking", async () => {
    expect(await given(() => post(BODY))).to.equal("010203");
    const args = [ZERO, 1, BODY, 7n] as const;
    const committed = encodeFunctionData({ abi: inboxAbi, functionName: "postCommitted", args });
    expect(await given(() => committed)).to.equal("010203");
    const queued = { first: 0, count: 1, body: "0x0a0b" } as const;
    expect(await given(() => expect.fail("the node was asked"), { ...BATCH, queued })).to.equal("0a0b");
  });

  it("takes nothing that is not a call of the Inbox with as many bytes as were posted", async () => {
    const args = [ZERO, 1, BODY, 7n] as const;
    const queue = encodeFunctionData({ abi: inboxAbi, functionName: "postQueue", args });
    for (const other of ["0x", "0x12345678", post("0x0102"), post("0x01020304"), queue] as const) {
      expect(await given(() => other)).to.equal("BATCH_MISMATCH");
    }
  });

  it("does not blame the batch where the node is not there", async () => {
    const gone = new ChainError("RPC_UNREACHABLE", { what: "No answer", fix: "None" });
    const answer = (): never => {
      throw gone;
    };
    expect(await given(answer)).to.equal("RPC_UNREACHABLE");
  });
});
