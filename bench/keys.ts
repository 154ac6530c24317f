/**
 * What a development key and a Groth16 proof cost at a size: a synthetic circuit that fills the domain, every signal in A and
 * in B (the dearest there is; ledger circuits leave most signals out of one of them). CPU of all threads, and peak memory.
 *
 *   node bench/keys.ts [--power 18]      writes bench/results/keys.json; 2^18 takes about five minutes
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeDevelopmentKey } from "../src/validity/developmentKey.ts";
import { groth16 } from "../src/validity/groth16.ts";
import { readZkey } from "../src/validity/zkey.ts";
import { measured } from "./lib/operation.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { writeSyntheticCircuit } from "./lib/syntheticCircuit.ts";

/** CPU seconds that a key of 2^18 may cost. */
const BUDGET = 40;

const { values } = parseArgs({ options: { power: { type: "string", default: "18" } } });
const power = Number(values.power);
const folder = mkdtempSync(join(tmpdir(), "assize-keys-"));
const [r1cs, witness, zkey] = ["r1cs", "wtns", "zkey"].map((name) => join(folder, `synthetic.${name}`)) as [
  string,
  string,
  string,
];
try {
  // Five public signals and the number one have rows of their own.
  writeSyntheticCircuit(2 ** power - 6, r1cs, witness);
  const began = process.cpuUsage();
  const start = performance.now();
  await writeDevelopmentKey(r1cs, zkey);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(began);
  const cpu = (user + system) / 1e6;
  const size = `2^${power}`;
  const together = await measured("prove", "groth16", zkey, witness);
  const alone = await measured("proveAlone", zkey, witness);
  if (!(await groth16.verify(readZkey(zkey).key, together.value))) throw new Error("the proof does not hold");
  const figures: Figure[] = [
    {
      name: `${size}: development key, CPU`,
      value: round(cpu),
      unit: "s",
      ratio: { to: "its budget at 2^18", value: cpu / BUDGET },
    },
    { name: `${size}: development key, elapsed`, value: round(seconds), unit: "s" },
    { name: `${size}: development key, file`, value: Math.round(statSync(zkey).size / 2 ** 20), unit: "MiB" },
    { name: `${size}: proof, CPU`, value: round(together.cpu), unit: "s" },
    { name: `${size}: proof, elapsed`, value: round(together.seconds), unit: "s" },
    { name: `${size}: proof, peak memory`, value: round(together.gib), unit: "GiB" },
    {
      name: `${size}: proof on one thread, CPU`,
      value: round(alone.cpu),
      unit: "s",
      ratio: { to: "on all threads", value: alone.cpu / together.cpu },
    },
    { name: `${size}: proof on one thread, peak memory`, value: round(alone.gib), unit: "GiB" },
  ];
  writeResult(power === 18 ? "keys" : `keys-${power}`, figures);
} finally {
  rmSync(folder, { recursive: true });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
