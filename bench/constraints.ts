// How many constraints the circuits have, by part; what binding a proof to the posted bytes costs, against SHA-256.
// Writes bench/snapshots/constraints.json, or with --check compares.
// Usage: node bench/constraints.ts [--check]
import { compileCircuit, compileMain } from "../src/validity/compile.ts";
import { readR1cs } from "../src/validity/r1cs.ts";
import { writeResult } from "./lib/result.ts";
import { keepSnapshot, type Snapshot } from "./lib/snapshot.ts";

/** Of the standard circuit. */
const RECORDS = 13;
/** Constraints that Hermez counts for one transaction with 32 levels (bench against its own formula; docs/circuits.md). */
const HERMEZ = 59_450;

const count = async (file: string, template: string): Promise<number> => {
  const main = `pragma circom 2.2.0;\ninclude "${file}";\ncomponent main = ${template};\n`;
  return readR1cs((await compileMain("part", main)).r1cs).constraints;
};

const update = await count("ledger/tree.circom", "UpdateAccounts()");
const leaf = await count("lib/poseidon.circom", "Poseidon(4)");
const info = await count("lib/poseidon.circom", "Poseidon(2)");
const signature = await count("ledger/signature.circom", "Signature()");
const message = await count("ledger/transition.circom", "SignedMessage()");
const key = await count("ledger/tx.circom", "Key()");
const binding = await count("ledger/binding.circom", "Bind()");
const transition = await count("ledger/transition.circom", "Transition()");
/** Balance and nonce of two accounts; what is left of one and room in the other. */
const ranges = 2 * (128 + 40) + 2 * 139;
const bits = 624;
const parts = {
  "tree updates": 2 * update,
  "account leaves": 4 * leaf + info,
  signature: signature + message,
  "key of a record": key,
  "bits of a record": bits,
  ranges,
  "message leaf": leaf,
};
const rest = transition - Object.values(parts).reduce((sum, part) => sum + part, 0);

const dev = readR1cs((await compileCircuit("dev")).r1cs).constraints;
const standard = readR1cs((await compileCircuit("standard", { onProgress })).r1cs).constraints;
const snapshot: Snapshot = { ...parts, "kinds and validity": rest, transition, binding, dev, standard };

/** A block of 64 bytes in R1CS, bit by bit: 1 constraint for a two-way choice or xor, 2 for a majority or three-way xor. */
function sha256Block(): number {
  const round =
    32 /* choice */ + 64 /* majority */ + 2 * 64 /* two sums of three rotations */ + 2 * 35; /* two additions */
  const word = 61 + 54 /* three-way xors in which shifted-out bits have one term less */ + 34; /* addition */
  return 64 * round + 48 * word + 8 * 33;
}

function onProgress(phase: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${phase}\n`);
}

keepSnapshot("constraints", snapshot);
if (!process.argv.includes("--check")) {
  const total = standard / RECORDS;
  const sha = Math.round((sha256Block() * 78) / 64);
  writeResult("constraints", [
    ...Object.entries(snapshot).map(([name, value]) => ({ name, value, unit: "constraints" })),
    {
      name: "a transfer with everything",
      value: Math.round(total),
      unit: "constraints",
      ratio: { to: "Hermez (2048 transactions, 32 levels)", value: total / HERMEZ },
    },
    {
      name: "binding of a record by SHA-256 in the circuit",
      value: sha,
      unit: "constraints",
      ratio: { to: "ours", value: sha / binding },
    },
  ]);
}
