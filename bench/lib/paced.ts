import type { Signer } from "ethers";
import { network } from "hardhat";

/** A chain of this process with the real judge on it, whose blocks are a second apart however long they take. */
export async function pacedChain(): Promise<PacedChain> {
  const { ethers, networkHelpers } = await network.create("local");
  const signers = await ethers.getSigners();
  // Far ahead of the clock: times are calldata, and calldata is gas, so the same calls cost the same in every run.
  let now = 2_000_000_000;
  const paced = new WeakSet<Signer>();
  const pace = <Given extends Signer>(signer: Given): Given => {
    if (paced.has(signer)) return signer;
    paced.add(signer);
    const send = signer.sendTransaction.bind(signer);
    signer.sendTransaction = async (transaction) => {
      await networkHelpers.time.setNextBlockTimestamp(++now);
      return send(transaction);
    };
    return signer;
  };
  const libraries = await Promise.all(
    ["PoseidonT3", "PoseidonT5", "PoseidonT6"].map((name) => ethers.deployContract(name)),
  );
  const judge = await ethers.deployContract(
    "StepVerifier",
    await Promise.all(libraries.map((library) => library.getAddress())),
  );
  const wait = (seconds: number): void => void (now += seconds);
  return { ethers, signers, judge: await judge.getAddress(), pace, wait };
}

export type PacedChain = {
  readonly ethers: Awaited<ReturnType<typeof network.create>>["ethers"];
  readonly signers: Signer[];
  /** Address of the StepVerifier. */
  readonly judge: string;
  /** Gives every transaction of `signer` the next second. */
  readonly pace: <Given extends Signer>(signer: Given) => Given;
  /** Lets so many seconds more pass before the next transaction. */
  readonly wait: (seconds: number) => void;
};
