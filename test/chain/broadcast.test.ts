import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { broadcast, type Outcome } from "../../src/chain/broadcast.ts";
import { connect, type L1 } from "../../src/chain/client.ts";
import type { ChainError } from "../../src/chain/errors.ts";
import { codeOf } from "./codeOf.ts";

/* What nodes say, as their sources have it. */
const SAID: readonly (readonly [Outcome | ChainError["code"], readonly string[]])[] = [
  [
    "taken",
    [
      "already known",
      "AlreadyKnown",
      "Known transaction: 0x12",
      "transaction already imported",
      "known transaction 0x1",
      "VM Exception while processing transaction: reverted",
    ],
  ],
  [
    "underpriced",
    [
      "replacement transaction underpriced",
      "transaction underpriced: tip needed 1, tip permitted 0",
      "ReplacementNotAllowed",
      "could not replace existing tx",
      "Replacement transaction underpriced. A gasPrice/maxFeePerGas of at least 2 is necessary",
      "Transaction maxFeePerGas (1) is too low for the next block, which has a baseFeePerGas of 2",
      "max fee per gas less than block base fee: address 0x1",
      "FeeTooLow, MaxFeePerGas too low",
      "gas price below configured minimum gas price, gas price is too low",
    ],
  ],
  [
    "used",
    [
      "nonce too low: next nonce 5, tx nonce 4",
      "Nonce too low. Expected nonce to be 5 but got 4.",
      "OldNonce",
      "Nonce is too low",
    ],
  ],
  ["FUNDS_INSUFFICIENT", ["insufficient funds for gas * price + value", "Sender doesn't have enough funds to send tx"]],
  ["RPC_REFUSED", ["txpool is full", "tx fee (2.00 ether) exceeds the configured cap (1.00 ether)"]],
];

describe("chain: broadcast", () => {
  let [server, l1]: [Server, L1] = [undefined!, undefined!];
  let said: string | undefined;
  before(async () => {
    server = createServer((_, response) => {
      const answer = said === undefined ? { result: "0x7a69" } : { error: { code: -32000, message: said } };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...answer }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    l1 = await connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 31337);
  });
  after(() => server.close());

  it("understands what nodes say, whoever made them", async () => {
    expect(await broadcast(l1, "0x00")).to.equal("taken");
    for (const [meaning, sentences] of SAID) {
      for (const sentence of sentences) {
        said = sentence;
        const outcome = await codeOf(() => broadcast(l1, "0x00"));
        expect(outcome, sentence).to.deep.equal(/^[A-Z]/.test(meaning) ? meaning : { gave: meaning });
      }
    }
  });
});
