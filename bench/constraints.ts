// How many constraints the circuits have, by part; what binding a proof to the posted bytes costs, against SHA-256.
// Writes bench/snapshots/constraints.json, or with --check compares.
// Usage: node bench/constraints.ts [--check]
import { readFileSync } from "node:fs";
import { compileCircuit, compileMain } from "../src/validity/compile.ts";
import { readR1cs } from "../src/validity/r1cs.ts";
import { hermez } from "./lib/hermez.ts";
import { writeResult } from "./lib/result.ts";
import { keepSnapshot, type Snapshot } from "./lib/snapshot.ts";

/** Of the standard circuit. */
const RECORDS = 13;
const RECORD_BYTES = 78;
const BLOCK_BYTES = 64;

const constraintsOf = async (main: string): Promise<number> =>
  readR1cs((await compileMain("part", main)).r1cs).constraints;
const count = (file: string, template: string): Promise<number> =>
  constraintsOf(`pragma circom 2.2.0;\ninclude "${file}";\ncomponent main = ${template};\n`);
const bits = (n: number): Promise<number> => count("lib/bits.circom", `Bits(${n})`);

const update = await count("ledger/tree.circom", "UpdateAccounts()");
const leaf = await count("lib/poseidon.circom", "Poseidon(4)");
const info = await count("lib/poseidon.circom", "Poseidon(2)");
const signature = await count("ledger/signature.circom", "Signature()");
const message = await count("ledger/transition.circom", "SignedMessage()");
const key = await count("ledger/tx.circom", "Key()");
const binding = await count("ledger/binding.circom", "Bind()");
const transition = await count("ledger/transition.circom", "Transition()");
const parts = {
  "tree updates": 2 * update,
  "account leaves": 4 * leaf + info,
  signature: signature + message,
  "key of a record": key,
  "bits of a record": 3 * (await bits(208)),
  // Balance and nonce of two accounts; what is left of one and room in the other.
  ranges: 2 * ((await bits(128)) + (await bits(40)) + (await bits(139))),
  "message leaf": leaf,
};
const rest = transition - Object.values(parts).reduce((sum, part) => sum + part, 0);

const dev = readR1cs((await compileCircuit("dev")).r1cs).constraints;
const standard = readR1cs((await compileCircuit("standard", { onProgress })).r1cs).constraints;
/** What a segment does once. */
const once = {
  "a segment: opening the state": await count("ledger/state.circom", "OpenState()"),
  "a segment: closing the state": await count("ledger/state.circom", "StateRoot()"),
  "a segment: messages":
    (await count("ledger/messages.circom", `Append(${RECORDS})`)) +
    (await count("ledger/messages.circom", `Compact(${RECORDS})`)),
  "a segment: fees": await count("ledger/fees.circom", "CreditFees()"),
  "a segment: the record before": (await count("ledger/tx.circom", "Tx()")) + key,
  "a segment: header": await count("ledger/binding.circom", "BindHeader()"),
  "a segment: context": await count("ledger/segment.circom", "CheckContext()"),
  "a segment: begin": await count("ledger/segment.circom", "Begin()"),
  "a segment: end":
    (await count("ledger/segment.circom", "Progress()")) + (await count("lib/poseidon.circom", "Poseidon(2)")),
};
const segment = standard - RECORDS * (transition + binding);
const snapshot: Snapshot = {
  ...parts,
  "kinds and validity": rest,
  transition,
  binding,
  dev,
  standard,
  ...once,
  segment,
};

function onProgress(phase: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${phase}\n`);
}

/** What was not chosen, and what it is compared with. */
async function alternatives(): Promise<Snapshot> {
  const path = (depth: number): Promise<number> => count("ledger/tree.circom", `Path(${depth})`);
  const inSubtree = await path(8);
  return {
    "two updates of paths of 10 levels, more than of 8": 2 * ((await path(10)) - inSubtree),
    "two choices of a subtree": 2 * (update - inSubtree),
    "messages, a record's share": Math.round(once["a segment: messages"] / RECORDS),
    "messages, a path for each record": await path(6),
    "comparison of 256 bits with the field": await count("lib/compare.circom", "IsGreaterThanConstant(-1, 256)"),
  };
}

function sha256Block(): Promise<number> {
  const source = readFileSync(new URL("lib/sha256.circom", import.meta.url), "utf8");
  return constraintsOf(`${source}\ncomponent main = Sha256Block();\n`);
}

keepSnapshot("constraints", snapshot);
if (!process.argv.includes("--check")) {
  const total = standard / RECORDS;
  const block = await sha256Block();
  const sha = Math.round((block * RECORD_BYTES) / BLOCK_BYTES);
  const others = { ...(await alternatives()), "SHA-256 of a block of 64 bytes": block };
  const theirs = hermez();
  writeResult("constraints", [
    ...Object.entries({ ...snapshot, ...others }).map(([name, value]) => ({ name, value, unit: "constraints" })),
    ...Object.entries(theirs.parts).map(([name, value]) => ({
      name: `Hermez, ${name}`,
      value: Math.round(value),
      unit: "constraints",
    })),
    {
      name: "a transfer with everything",
      value: Math.round(total),
      unit: "constraints",
      ratio: { to: "Hermez (2,048 transactions, 32 levels)", value: total / theirs.total },
    },
    {
      name: "binding of a record by SHA-256 in the circuit",
      value: sha,
      unit: "constraints",
      ratio: { to: "ours", value: sha / binding },
    },
  ]);
}
