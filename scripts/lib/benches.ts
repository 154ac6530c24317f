import { BenchError } from "./benchError.ts";

/** A bench of bench/<name>.ts: what it says, in one line, and with what arguments it is run. */
export type Bench = {
  readonly about: string;
  /** What the committed result was measured with. */
  readonly full?: readonly string[];
  /** For a run of all, where the full size takes minutes. */
  readonly quick?: readonly string[];
};

/** In alphabetical order, as docs/benchmarks.md has them. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  challenger: {
    about: "a challenger that follows honest batches: CPU and memory a batch, against plain execution",
    full: ["--batches", "1000"],
    quick: ["--batches", "50"],
  },
  checkpoints: { about: "what checkpoints cost; all answers of a dispute over 2^32 steps; bounds of memory and disk" },
  commitments: {
    about: "a hash of every step against hashes at the cuts alone, and against a root of memory each step",
  },
  constraints: { about: "constraints of the circuits, by part" },
  detection: { about: "blocks and seconds from a false claim to the challenge" },
  "dispute-gas": { about: "gas of a whole dispute, by span and nary" },
  "dispute-kinds": { about: "gas of a whole dispute, by the instruction that decides it" },
  "dispute-rivals": { about: "gas of one honest claim against 1 to 32 false ones" },
  ecalls: { about: "MULMOD256 and POSEIDON a second, in a guest and against other libraries" },
  eddsa: { about: "signing and verifying EdDSA-Poseidon, against circomlibjs" },
  hashing: { about: "Merkle roots of memory, against hash-wasm; priorities; threads" },
  interpreter: { about: "steps a second of the interpreter, against qemu-riscv32" },
  "judge-gas": { about: "gas of one step on chain, every instruction and ecall" },
  keys: { about: "a development key and a proof of the dearest circuit of 2^18 constraints", quick: ["--power", "12"] },
  ledger: { about: "transfers a second of the TypeScript ledger" },
  "ledger-guest": { about: "steps of the ledger guest by phase, 1,000 transfers on both engines, and its worst batch" },
  profile: { about: "what profiling costs, and what a suggested layout saves" },
  "proof-systems": {
    about: "Groth16, PLONK and FFLONK on one circuit: keys, proofs, gas",
    quick: ["--power", "5"],
  },
  "prove-gas": { about: "gas of the validity lane and of the bridge" },
  proving: { about: "proving a full segment of transfers", quick: ["--circuit", "dev"] },
  rooted: { about: "the two trees on the same keys: proof bytes, CPU, gas" },
  scaling: { about: "whole disputes over 1,000 to 2^32 steps: rounds, CPU, gas, wall time" },
  "settlement-cost": { about: "what a transfer costs by batch size and lane" },
  translator: {
    about: "the translator against qemu-riscv32, native code and the interpreter",
    quick: ["--rounds", "1"],
  },
};

/** @throws BenchError BENCH_UNKNOWN */
export function benchNamed(name: string): Bench {
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench !== undefined) return bench;
  const fix = `Give one of ${Object.keys(BENCHES).join(", ")}`;
  throw new BenchError("BENCH_UNKNOWN", { what: `No bench is called ${JSON.stringify(name)}`, fix });
}
