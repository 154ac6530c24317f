import { AbstractSigner, type Contract, type TransactionRequest, type TransactionResponse } from "ethers";
import { as } from "../../../bench/lib/court.ts";
import { ethers, mallory } from "./courtRoom.ts";

/** What the contract does when it is paid; HostilePayee.sol. */
const ATTACKS = { none: 0, refuse: 1, callBack: 2, burnGas: 3, longAnswer: 4 } as const;

/** An account with code, which claims, moves and collects like any other and answers payments as it is armed to. */
export class HostilePayee extends AbstractSigner {
  readonly contract: Contract;
  readonly #address: string;

  private constructor(contract: Contract, address: string) {
    super(ethers.provider);
    this.contract = contract;
    this.#address = address;
  }

  static async deploy(): Promise<HostilePayee> {
    const contract = (await ethers.deployContract("HostilePayee")) as Contract;
    return new HostilePayee(as(contract, mallory), await contract.getAddress());
  }

  /** @param calls what it calls whoever pays it with */
  async arm(attack: keyof typeof ATTACKS, calls: readonly string[] = []): Promise<void> {
    await (await this.contract.arm(ATTACKS[attack], calls)).wait();
  }

  /** How the calls went that it made when it was last armed to call back. */
  async outcomes(): Promise<boolean[]> {
    return [...(await this.contract.wentThrough())];
  }

  override getAddress(): Promise<string> {
    return Promise.resolve(this.#address);
  }

  /** Mallory pays for the transaction; the contract makes the call. */
  override sendTransaction({ to, data, value, gasLimit }: TransactionRequest): Promise<TransactionResponse> {
    return this.contract.act(to, data, { value: value ?? 0n, gasLimit });
  }

  override connect(): never {
    throw new Error("a contract stays where it is");
  }

  override signTransaction(): never {
    throw new Error("a contract signs nothing");
  }

  override signMessage(): never {
    throw new Error("a contract signs nothing");
  }

  override signTypedData(): never {
    throw new Error("a contract signs nothing");
  }
}
