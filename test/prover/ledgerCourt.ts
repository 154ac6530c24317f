import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getContract, type Abi, type Address, type Hex } from "viem";
import { compileSource } from "../../bench/lib/solc.ts";
import { MAX_STEPS, program } from "../../bench/lib/ledgerGuest.ts";
import { account } from "../../scripts/lib/stage.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import { Calls } from "../../src/chain/calls.ts";
import { connect, signer, type L1 } from "../../src/chain/client.ts";
import { Court, type Moment } from "../../src/chain/court.ts";
import { deployCourt } from "../../src/chain/deploy.ts";
import { startLocalChain, type LocalChain } from "../../src/chain/localChain.ts";
import { readNetwork } from "../../src/chain/network.ts";
import { Sender } from "../../src/chain/sender.ts";
import { pack } from "../../src/crypto/babyjub.ts";
import { sign, signingKey, type SigningKey } from "../../src/crypto/eddsa.ts";
import { toBigEndian, toLittleEndian } from "../../src/crypto/field.ts";
import { encodeBody, type Batch } from "../../src/ledger/body.ts";
import { commitments, triplesOf } from "../../src/ledger/commitment.ts";
import { TO_CREATE } from "../../src/ledger/constants.ts";
import { encodeRecord, type LedgerRecord, type Transaction } from "../../src/ledger/record.ts";
import { signedMessage, type Order } from "../../src/ledger/signature.ts";
import { genesisOutput } from "../../src/ledger/state.ts";
import { registrationOf } from "../../src/rollup/load.ts";
import { toHex } from "../../src/types/hex.ts";
import { compileCircuit } from "../../src/validity/compile.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import type { KeyFile } from "../../src/validity/keyFile.ts";
import { verifierSource } from "../../src/validity/verifierSource.ts";

/** The circuit of these tests, and how many records a segment of it holds. */
export const CIRCUIT = "dev";
export const RECORDS = 4;

const [AIRGAP, TIMELOCK, ITEM_FEE] = [40, 200, 10n ** 14n];

export type Proven = { readonly wasm: string; readonly key: KeyFile };

/** Compiles the circuit and makes its key, or takes both from the cache. */
export async function circuitFiles(): Promise<Proven> {
  const circuit = await compileCircuit(CIRCUIT);
  return { wasm: circuit.wasm, key: await developmentKey(circuit) };
}

/** Somebody with an account of the ledger. */
export const person = (name: number): SigningKey => signingKey(new Uint8Array(32).fill(name));

/** A local chain with a ledger's court on it: bridge, and a lane with the development key's verifier. */
export class LedgerCourt {
  readonly chain: LocalChain;
  readonly l1: L1;
  readonly folder: string;
  readonly court: Court;
  readonly verifier: Address;
  readonly airgap: number = AIRGAP;

  private constructor(chain: LocalChain, l1: L1, folder: string, court: Court, verifier: Address) {
    [this.chain, this.l1, this.folder, this.court, this.verifier] = [chain, l1, folder, court, verifier];
  }

  static async open({ key }: Proven): Promise<LedgerCourt> {
    const chain = await startLocalChain();
    const folder = mkdtempSync(join(tmpdir(), "assize-ledger-"));
    const l1 = await connect(chain.url, 31337, 0.02);
    const verifier = await deployVerifier(l1, key);
    const { court } = readNetwork("local");
    const plan = {
      program: registrationOf(program, { kind: "anchored", maxSteps: MAX_STEPS, worstSeconds: 1 }),
      sequencer: account(0).address,
      genesisOutput: toHex(toLittleEndian(genesisOutput())),
      court,
      ledger: {
        itemFee: ITEM_FEE,
        lane: {
          proposer: account(0).address,
          timelock: TIMELOCK,
          airgap: AIRGAP,
          verifiers: [{ contract_: verifier, records: RECORDS, circuit: key.manifest.r1cs }],
        },
      },
    } as const;
    await deployCourt(l1, chain.provider, account(0).address, plan, folder);
    return new LedgerCourt(chain, l1, folder, await Court.open(l1, folder, 0), verifier);
  }

  /** A view of the court of one's own. */
  open(): Promise<Court> {
    return Court.open(this.l1, this.folder, 0);
  }

  /** As somebody sees it who has not looked before: tests take blocks back. */
  async look(): Promise<Moment> {
    return (await this.open()).sync();
  }

  sender(index: number): Sender {
    return new Sender(this.l1, account(index), 20n * 10n ** 9n);
  }

  /** Deposits for a new account of `owner`, from one of the funded accounts. */
  async deposit(index: number, owner: SigningKey, amount: bigint, exitAddress: Address): Promise<Hex> {
    const key = toHex(toBigEndian(pack(owner.publicKey)));
    await this.call(index, "deposit", [TO_CREATE, key, exitAddress], amount + ITEM_FEE);
    const record = {
      kind: "deposit",
      to: TO_CREATE,
      amount,
      key: BigInt(key),
      exitAddress: BigInt(exitAddress),
    } as const;
    return toHex(encodeRecord(record));
  }

  /** Posts queue items as a batch, with no commitment. */
  async postQueue(records: readonly Hex[]): Promise<void> {
    const previous = await this.court.lastAccumulator();
    const { now } = await this.look();
    await this.call(1, "postQueue", [previous, now, `0x${records.map((record) => record.slice(2)).join("")}`, 0n]);
  }

  /** Posts a batch as the sequencer does. @param spoil makes the commitment another one */
  async post(feeAccount: number, records: readonly LedgerRecord[], spoil = 0n): Promise<void> {
    const body = encodeBody(feeAccount, records);
    const { view, now } = await this.look();
    const number = view.batches.length + 1;
    const header = [1, 31337, this.court.facts.rollup, number, now, body.length, 0, 0].map(BigInt);
    const c = commitments(triplesOf({ header, body } satisfies Batch)).at(-1)!;
    await this.call(0, "postCommitted", [await this.court.lastAccumulator(), now, toHex(body), c + spoil]);
  }

  signed(owner: SigningKey, nonce: number, order: Order): Transaction {
    const domain = { chainId: 31337n, rollup: BigInt(this.court.facts.rollup) };
    return { kind: "transaction", ...order, signature: sign(owner, signedMessage(domain, order, nonce)) };
  }

  /** A call of the Inbox by one of the funded accounts. */
  async call(index: number, functionName: string, args: readonly unknown[], value = 0n): Promise<void> {
    const wallet = signer(this.l1, account(index));
    const { inbox: address } = this.court.facts;
    const hash = await wallet.writeContract({
      address,
      abi: inboxAbi as Abi,
      functionName,
      args,
      value,
      gas: 16_000_000n,
    });
    const { status } = await this.l1.client.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new Error(`${functionName} reverted`);
  }

  get inbox() {
    return getContract({ address: this.court.facts.inbox, abi: inboxAbi, client: this.l1.client });
  }

  get calls(): Calls {
    return new Calls(this.court.facts);
  }

  async close(): Promise<void> {
    this.l1.close();
    await this.chain.close();
    rmSync(this.folder, { recursive: true });
  }
}

async function deployVerifier(l1: L1, key: KeyFile): Promise<Address> {
  const source = verifierSource("Dev", key.header.key, "../Groth16Verifier.sol");
  const { abi, bytecode } = compileSource(
    "contracts/validity/generated/InsecureDevVerifier.sol",
    source,
    "InsecureDevVerifier",
  );
  const hash = await signer(l1, account(0)).deployContract({ abi: abi as unknown as Abi, bytecode });
  return (await l1.client.waitForTransactionReceipt({ hash })).contractAddress!;
}
