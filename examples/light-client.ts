// A shop that keeps no ledger believes a payment: `node examples/light-client.ts`.
//
// Left out is L1: the batches are executed here, and what a node would say of them is what executing them gives. With a
// court, `settledBatch(view, rollup, number)` takes it from L1 events, and a prover's `Lineage` has the batches to prove from.
import { verifyPayment } from "../src/client/payment.ts";
import type { SettledBatch } from "../src/client/settled.ts";
import { pack } from "../src/crypto/babyjub.ts";
import { sign, signingKey } from "../src/crypto/eddsa.ts";
import { toLittleEndian } from "../src/crypto/field.ts";
import { encodeBody } from "../src/ledger/body.ts";
import { TO_CREATE } from "../src/ledger/constants.ts";
import { execute } from "../src/ledger/execution.ts";
import type { Deposit, LedgerRecord, Transaction } from "../src/ledger/record.ts";
import { signedMessage } from "../src/ledger/signature.ts";
import { paymentProof } from "../src/prover/payment.ts";
import { composeInput, headerNumbers, inputRootOf } from "../src/rollup/input.ts";
import { BEGINNING, type Point } from "../src/store/ledgerStore.ts";
import { toHex } from "../src/types/hex.ts";

const rollup = { chainId: 31337, rollup: "0x00000000000000000000000000000000000a5512", inputSize: 0x4000 } as const;
const [customer, shop] = [1, 2].map((n) => signingKey(new Uint8Array(32).fill(n)));

/** A batch executed on what the ones before it left: what its prover has of it, and what L1 says of it once it is final. */
function batchOf(before: Point, records: readonly LedgerRecord[], queued?: { first: number; count: number }) {
  const [number, timestamp, body] = [before.batches + 1, 1_700_000_000, encodeBody(0, records)];
  const header = {
    chainId: rollup.chainId,
    rollup: rollup.rollup,
    batch: number,
    timestamp,
    ...(queued && { queued }),
  };
  const input = composeInput(header, body, rollup.inputSize);
  const ledger = { header: headerNumbers(header, body.length), body };
  const { state, messages, output } = execute(before.state, ledger);
  const inputRoot = inputRootOf(input, rollup.inputSize);
  const accumulator = toHex(new Uint8Array(32).fill(number));
  const ends = { anchor: before.output, output: toHex(toLittleEndian(output)) };
  const batch = { number, accumulator, inputRoot, inputLength: input.length, timestamp, transaction: accumulator };
  const place = { batch, ledger, before: before.state, parentMessages: before.messagesRoot, ...ends, messages };
  const settled: SettledBatch = { ...rollup, number, timestamp, inputRoot, inputLength: input.length, ...ends };
  return {
    place,
    settled,
    after: { batches: number, accumulator, state, messagesRoot: messages.root, output: ends.output },
  };
}

const deposits = [customer!, shop!].map(({ publicKey }): Deposit => ({
  kind: "deposit",
  to: TO_CREATE,
  amount: 1_000n,
  key: pack(publicKey),
  exitAddress: 1n,
}));
const funded = batchOf(BEGINNING, deposits, { first: 0, count: 2 }).after;

const order = { from: 0, to: 1, amount: 250n, fee: 0n };
const domain = { chainId: BigInt(rollup.chainId), rollup: BigInt(rollup.rollup) };
const transfer: Transaction = {
  kind: "transaction",
  ...order,
  signature: sign(customer!, signedMessage(domain, order, 0)),
};
// The second one is void: its nonce is used up.
const { place, settled } = batchOf(funded, [transfer, transfer, { ...transfer, amount: 900n }]);

const shown = JSON.stringify(paymentProof(place, 0, rollup.inputSize));
const { from, to, amount } = verifyPayment(settled, JSON.parse(shown));
console.log(
  `account ${from} has paid account ${to} ${amount} wei in batch ${settled.number} (a proof of ${shown.length} characters)`,
);

try {
  verifyPayment(settled, { ...(JSON.parse(shown) as object), record: 2 });
} catch (error) {
  console.log(`a payment that was not made: ${(error as Error).message}`);
}
