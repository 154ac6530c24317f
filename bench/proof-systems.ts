/**
 * Groth16, PLONK and FFLONK on one circuit of fewer than 2^12 constraints, behind the same interface: what a key and a proof
 * cost to make, how large they are, and the gas of a check. Groth16's contract is ours; the others' are made here by
 * snarkjs' templates, for this measurement alone.
 *
 *   node bench/proof-systems.ts [--power 9]      writes bench/results/proof-systems.json; a few minutes
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { Contract, ContractFactory, dataLength, type InterfaceAbi } from "ethers";
import { network } from "hardhat";
import { toBytes, toHex, type Hex } from "../src/types/hex.ts";
import { writeDevelopmentKey } from "../src/validity/developmentKey.ts";
import { groth16 } from "../src/validity/groth16.ts";
import { fflonk, plonk } from "../src/validity/plonk.ts";
import type { Proof, ProofSystem, SystemName } from "../src/validity/proofSystem.ts";
import { verifierSource } from "../src/validity/verifierSource.ts";
import { readZkey } from "../src/validity/zkey.ts";
import { writeDevelopmentPowers } from "./lib/developmentPowers.ts";
import { measured } from "./lib/operation.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { compileSource } from "./lib/solc.ts";
import { writeSyntheticCircuit } from "./lib/syntheticCircuit.ts";

/** PLONK has a row for each term of a constraint, about, and FFLONK's key asks for 16 times its rows in powers. */
const POWERS_AHEAD = 8;

const { values } = parseArgs({ options: { power: { type: "string", default: "9" } } });
const power = Number(values.power);
const folder = mkdtempSync(join(tmpdir(), "assize-systems-"));
const at = (name: string): string => join(folder, name);
const templates = join(dirname(createRequire(import.meta.url).resolve("snarkjs")), "../templates");

type Cost = {
  readonly key: number;
  readonly keyBytes: number;
  readonly cpu: number;
  readonly bytes: number;
  readonly gas: number;
  readonly code: number;
};

try {
  writeSyntheticCircuit(2 ** power - 6, at("circuit.r1cs"), at("circuit.wtns"));
  await writeDevelopmentPowers(power + POWERS_AHEAD, at("powers.ptau"));
  const { ethers } = await network.create({
    network: "local",
    // FFLONK's contract is larger than a chain would take.
    override: { allowUnlimitedContractSize: true },
  });
  const [signer] = await ethers.getSigners();
  const costs: [SystemName, Cost][] = [];
  for (const system of [groth16, plonk, fflonk] as readonly ProofSystem[]) {
    costs.push([system.name, await costOf(system)]);
  }
  const base = costs[0]![1];
  const figures = costs.flatMap(([name, cost]): Figure[] => {
    const figure = (what: keyof Cost, words: string, unit: string): Figure => ({
      name: `${name}: ${words}`,
      value: Math.round(cost[what] * 100) / 100,
      unit,
      ...(name === "groth16" ? {} : { ratio: { to: "groth16", value: cost[what] / base[what] } }),
    });
    return [
      figure("key", "key from known secrets or powers, CPU", "s"),
      figure("keyBytes", "proving key", "bytes"),
      figure("cpu", "proof, CPU", "s"),
      figure("bytes", "proof", "bytes"),
      figure("gas", "check in a transaction of its own, 5 inputs", "gas"),
      figure("code", "code of the contract", "bytes"),
    ];
  });
  writeResult("proof-systems", figures);

  async function costOf(system: ProofSystem): Promise<Cost> {
    const zkey = at(`${system.name}.zkey`);
    const key = await makeKey(system.name, zkey);
    const { value: proof, cpu } = await measured("prove", system.name, zkey, at("circuit.wtns"));
    if (!(await system.verify(await system.verificationKey(zkey), proof)))
      throw new Error(`${system.name}: does not hold`);
    const calldata = await system.calldata(proof);
    const onChain = await onChainOf(system.name, zkey, calldata, proof);
    return { key, keyBytes: statSync(zkey).size, cpu, bytes: dataLength(calldata), ...onChain };
  }

  async function onChainOf(
    name: SystemName,
    zkey: string,
    calldata: Hex,
    { inputs }: Proof,
  ): Promise<Pick<Cost, "gas" | "code">> {
    const { abi, bytecode, args } = await contractOf(name, zkey, calldata, inputs);
    const deployed = (await new ContractFactory(abi as InterfaceAbi, bytecode, signer).deploy()) as Contract;
    const method = deployed.getFunction(name === "groth16" ? "verify" : "verifyProof");
    if ((await method.staticCall(...args)) !== true) throw new Error(`${name}: refused on chain`);
    const sent = await signer!.sendTransaction({
      to: deployed.target,
      data: deployed.interface.encodeFunctionData(method.name, args),
    });
    const { gasUsed } = (await sent.wait())!;
    return { gas: Number(gasUsed), code: dataLength(await ethers.provider.getCode(deployed.target)) };
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** CPU seconds. */
async function makeKey(name: SystemName, zkey: string): Promise<number> {
  if (name !== "groth16") return (await measured("setup", name, at("circuit.r1cs"), at("powers.ptau"), zkey)).cpu;
  const began = process.cpuUsage();
  await writeDevelopmentKey(at("circuit.r1cs"), zkey);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

async function contractOf(name: SystemName, zkey: string, calldata: Hex, inputs: readonly string[]) {
  if (name === "groth16") {
    const path = "contracts/validity/generated/Bench.sol";
    const source = verifierSource("Bench", readZkey(zkey).key, "../Groth16Verifier.sol");
    return { ...compileSource(path, source, "InsecureBenchVerifier"), args: [calldata, inputs] };
  }
  const read = (system: string): string => readFileSync(join(templates, `verifier_${system}.sol.ejs`), "utf8");
  const all = { groth16: read("groth16"), plonk: read("plonk"), fflonk: read("fflonk") };
  const { value: source } = await measured("solidity", zkey, all);
  const contract = /^contract (\w+)/m.exec(source)![1]!;
  const words = toBytes(calldata);
  const list = Array.from({ length: words.length / 32 }, (_, i) => toHex(words.slice(32 * i, 32 * i + 32)));
  return { ...compileSource(`${contract}.sol`, source, contract, false), args: [list, inputs] };
}
