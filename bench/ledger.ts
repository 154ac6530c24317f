// Transfers per second that the TypeScript ledger executes, signatures and roots included, in full batches.
// Usage: node bench/ledger.ts
import { sign, signingKey } from "../src/crypto/eddsa.ts";
import { toBigEndian } from "../src/crypto/field.ts";
import type { Account } from "../src/ledger/account.ts";
import { encodeBody } from "../src/ledger/body.ts";
import { KIND_POSTED } from "../src/ledger/constants.ts";
import { execute } from "../src/ledger/execution.ts";
import type { Transaction } from "../src/ledger/record.ts";
import { signedMessage } from "../src/ledger/signature.ts";
import { GENESIS } from "../src/ledger/state.ts";
import { writeResult } from "./lib/result.ts";

const ACCOUNTS = 1024;
const TRANSFERS = 1024;
const ROUNDS = 3;

const domain = { chainId: 1n, rollup: 1n };
const keys = Array.from({ length: ACCOUNTS }, (_, i) => signingKey(toBigEndian(BigInt(i + 1))));
const accounts = keys.map(({ publicKey }, i): [number, Account] => [
  i,
  { key: publicKey, balance: 10n ** 18n, nonce: 0, exitAddress: BigInt(i) },
]);
const state = { tree: GENESIS.tree.with(new Map(accounts)), accounts: ACCOUNTS, messages: 0n };
const records = Array.from({ length: TRANSFERS }, (_, i): Transaction => {
  const order = { from: i % ACCOUNTS, to: (i * 7 + 1) % ACCOUNTS, amount: BigInt(i), fee: 1n };
  return { kind: "transaction", ...order, signature: sign(keys[order.from]!, signedMessage(domain, order, 0)) };
});
const body = encodeBody(0, records);
const batch = { header: [KIND_POSTED, 1n, 1n, 1n, 0n, BigInt(body.length), 0n, 0n], body };

const seconds = Array.from({ length: ROUNDS }, () => {
  const start = process.cpuUsage();
  const { outcomes } = execute(state, batch);
  if (outcomes.some(({ effect }) => effect !== "transfer")) throw new Error("a transfer was void");
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}).toSorted((a, b) => a - b);
const median = seconds[ROUNDS >> 1]!;
writeResult("ledger", [
  { name: "transfers executed, TypeScript", value: Math.round(TRANSFERS / median), unit: "per CPU second" },
]);
