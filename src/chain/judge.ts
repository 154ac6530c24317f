import { decodeFunctionResult, encodeDeployData, encodeFunctionData, type Abi, type Hex } from "viem";
import type { StateHash } from "../types/stateHash.ts";
import { stepVerifierAbi } from "./abi.ts";
import { readArtifact, type ContractName } from "./artifacts.ts";
import { ChainError } from "./errors.ts";
import { startLocalChain } from "./localChain.ts";

/** Gas that judging one step takes, in units of gas. */
export type StepGas = {
  /** Of the judge's code alone. */
  readonly execution: number;
  /** Of a transaction that does nothing else: 21,000, calldata and execution, or the calldata floor of EIP-7623. */
  readonly transaction: number;
};

/** The Solidity judge on a simulated chain inside this process. */
export type Judge = {
  /** Hash of the state after the step. @throws ChainError CALL_REVERTED when the judge refuses the proof */
  step(prestate: StateHash, proof: Hex): Promise<StateHash>;
  gas(prestate: StateHash, proof: Hex): Promise<StepGas>;
  close(): Promise<void>;
};

/** Starts a chain and deploys the judge on it. @throws ChainError ARTIFACT_MISSING */
export async function startJudge(): Promise<Judge> {
  const chain = await startLocalChain();
  const { request } = chain.provider;
  const [from] = (await request({ method: "eth_accounts" })) as Hex[];
  const send = async (transaction: object): Promise<Receipt> => {
    const hash = await request({ method: "eth_sendTransaction", params: [{ from, ...transaction }] });
    return (await request({ method: "eth_getTransactionReceipt", params: [hash] })) as Receipt;
  };
  const deploy = async (name: ContractName, args: readonly unknown[] = []): Promise<Hex> => {
    const { abi, bytecode } = readArtifact(name);
    return (await send({ data: encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args }) }))
      .contractAddress;
  };
  const hashes = [await deploy("PoseidonT3"), await deploy("PoseidonT5"), await deploy("PoseidonT6")];
  const to = await deploy("StepVerifier", hashes);
  const calldata = (prestate: StateHash, proof: Hex): Hex =>
    encodeFunctionData({ abi: stepVerifierAbi, functionName: "step", args: [prestate, proof] });

  return {
    async step(prestate, proof) {
      const data = await request({
        method: "eth_call",
        params: [{ to, data: calldata(prestate, proof) }, "latest"],
      }).catch(refused);
      return decodeFunctionResult({ abi: stepVerifierAbi, functionName: "step", data: data as Hex }) as StateHash;
    },
    async gas(prestate, proof) {
      const { transactionHash, gasUsed } = await send({ to, data: calldata(prestate, proof) });
      const options = { disableMemory: true, disableStack: true, disableStorage: true };
      const trace = (await request({ method: "debug_traceTransaction", params: [transactionHash, options] })) as Trace;
      return { execution: executionOf(trace), transaction: Number(gasUsed) };
    },
    close: () => chain.close(),
  };
}

type Receipt = { readonly transactionHash: Hex; readonly contractAddress: Hex; readonly gasUsed: Hex };
type Trace = {
  readonly structLogs: readonly { readonly gas: number; readonly gasCost: number; readonly depth: number }[];
};

/** What lies between the gas before the first instruction and after the last: no base fee, calldata or floor. */
function executionOf({ structLogs }: Trace): number {
  const [first, last] = [structLogs[0], structLogs.at(-1)];
  return first === undefined || last === undefined ? 0 : first.gas - last.gas + last.gasCost;
}

function refused(cause: unknown): never {
  throw new ChainError("CALL_REVERTED", {
    what: `The judge refuses the proof: ${(cause as Error).message}`,
    where: "StepVerifier.step",
    fix: "Prove the step again with `npx assize prove-step`",
    cause,
  });
}
