/**
 * What proving a ledger batch costs: one full segment of signed transfers by the real circuit and the development key, as the
 * prover agent makes it. Executing the same transfers in TypeScript is the baseline.
 *
 *   node bench/proving.ts [--circuit standard]      writes bench/results/proving.json; some minutes when nothing is cached
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execute } from "../src/ledger/execution.ts";
import { CIRCUITS, compileCircuit } from "../src/validity/compile.ts";
import { readEntryPoint } from "../src/validity/entryPoints.ts";
import { groth16 } from "../src/validity/groth16.ts";
import { developmentKey } from "../src/validity/keys.ts";
import { segmentsOf } from "../src/validity/witness.ts";
import { WitnessProgram, writeWitness } from "../src/validity/witnessProgram.ts";
import { workOf } from "./lib/ledgerBatches.ts";
import { measured } from "./lib/operation.ts";
import { type Figure, writeResult } from "./lib/result.ts";

const ROUNDS = 5;
/** Any number below the field: what a chain would give. */
const POINT = 7n;

const { values } = parseArgs({ options: { circuit: { type: "string", default: "standard" } } });
const { records } = readEntryPoint(CIRCUITS, values.circuit);
const circuit = await compileCircuit(values.circuit);
const key = await developmentKey(circuit);
const { state, batch } = workOf("transfer", records);
const folder = mkdtempSync(join(tmpdir(), "assize-proving-"));
try {
  const executed = median(Array.from({ length: ROUNDS }, () => cpuOf(() => void execute(state, batch))));
  const [segment] = segmentsOf(state, batch, { records, z: POINT, parentMessages: 0n });
  const path = join(folder, "segment.wtns");
  const program = await WitnessProgram.load(circuit.wasm);
  const witness = cpuOf(() => writeWitness(path, program.calculate(segment!.inputs)));
  const proof = await measured("prove", "groth16", key.path, path);
  if (!(await groth16.verify(key.header.key, proof.value))) throw new Error("the proof does not hold");
  const cpu = witness + proof.cpu;
  const figures: Figure[] = [
    { name: "transfers in a segment", value: records, unit: "" },
    { name: "witness, CPU", value: round(witness), unit: "s" },
    { name: "proof, CPU", value: round(proof.cpu), unit: "s" },
    { name: "proof, elapsed", value: round(proof.seconds), unit: "s" },
    { name: "proof, peak memory", value: round(proof.gib), unit: "GiB" },
    {
      name: "proving a transfer, CPU",
      value: round(cpu / records),
      unit: "s",
      ratio: { to: "executing it in TypeScript", value: cpu / executed },
    },
    { name: "transfers proven", value: round(records / (witness + proof.seconds)), unit: "per second" },
    { name: "transfers executed, TypeScript", value: Math.round(records / executed), unit: "per CPU second" },
  ];
  writeResult(values.circuit === "standard" ? "proving" : `proving-${values.circuit}`, figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function cpuOf(run: () => void): number {
  const began = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
