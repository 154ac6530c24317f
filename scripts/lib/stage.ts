import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { Executor } from "../../src/agent/executor.ts";
import { Party, type Report } from "../../src/agent/party.ts";
import { Performer } from "../../src/agent/perform.ts";
import { Challenger } from "../../src/challenger/challenger.ts";
import { connect, type L1 } from "../../src/chain/client.ts";
import { Court } from "../../src/chain/court.ts";
import { deployCourt, type LedgerTerms } from "../../src/chain/deploy.ts";
import { startLocalChain, type LocalChain } from "../../src/chain/localChain.ts";
import { readNetwork, type CourtParameters } from "../../src/chain/network.ts";
import { packagePath } from "../../src/chain/package.ts";
import { Sender } from "../../src/chain/sender.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import { genesisOutput } from "../../src/ledger/state.ts";
import { loadProgram, type Program } from "../../src/machine/program.ts";
import type { Fault } from "../../src/rollup/fault.ts";
import { registrationOf, type Terms } from "../../src/rollup/load.ts";
import { Sequencer } from "../../src/sequencer/sequencer.ts";
import { toAddress } from "../../src/types/address.ts";
import { toHex } from "../../src/types/hex.ts";

/** Publicly known development keys of Hardhat's simulated network: insecure, for chains inside one process. */
const KEYS = [
  "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
  "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
  "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
  "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
] as const;

/** Somebody who looks at L1 and acts. */
export type Actor = { tick(): Promise<number> };

/** What a stage is set up with. */
export type Setting = {
  /** A guest of this repository, such as `bank`, or a program. */
  readonly guest: string | Program;
  readonly terms: Terms;
  /** What differs from networks/local.yaml. */
  readonly court?: Partial<CourtParameters>;
  /** What a ledger has beside the court, on a chain where that is deployed first. */
  readonly ledger?: (l1: L1) => Promise<LedgerTerms>;
  /** Starts the L1; Hardhat's simulated network when left out. */
  readonly start?: () => Promise<LocalChain>;
};

const SILENT: Report = { performed() {}, setback() {} };

/** A chain inside this process with a court on it, and people to go to court. */
export class Stage {
  readonly chain: LocalChain;
  readonly l1: L1;
  readonly program: Program;
  readonly court: CourtParameters;
  readonly folder: string;

  private constructor(chain: LocalChain, l1: L1, program: Program, court: CourtParameters, folder: string) {
    this.chain = chain;
    this.l1 = l1;
    this.program = program;
    this.court = court;
    this.folder = folder;
  }

  /** Starts a chain and deploys a court for the guest; account 0 is the sequencer's. */
  static async open({ guest, terms, court: changes, ledger, start = startLocalChain }: Setting): Promise<Stage> {
    const program = typeof guest === "string" ? load(guest) : guest;
    const court = { ...readNetwork("local").court, ...changes };
    const chain = await start();
    const folder = mkdtempSync(join(tmpdir(), "assize-"));
    const stage = new Stage(chain, await connect(chain.url, 31337), program, court, folder);
    try {
      const sequencer = account(0).address;
      const plan = { program: registrationOf(program, terms), sequencer, genesisOutput: NO_OUTPUT, court };
      const besides = ledger && { genesisOutput: EMPTY_LEDGER, ledger: await ledger(stage.l1) };
      await deployCourt(stage.l1, chain.provider, sequencer, { ...plan, ...besides }, folder);
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** @param faults batches that it lies about, and how */
  async sequencer(report: Report = SILENT, faults: ReadonlyMap<number, Fault> = new Map()): Promise<Sequencer> {
    return new Sequencer(await this.openCourt(), this.program, this.sender(0), report, faults);
  }

  async challenger(index = 1, report: Report = SILENT): Promise<Challenger> {
    return new Challenger(await this.openCourt(), this.program, this.sender(index), report);
  }

  /** Somebody without the right to post who claims falsely about some batches, and defends it. */
  async liar(index: number, report: Report, faults: ReadonlyMap<number, Fault>): Promise<Party> {
    const [court, sender] = [await this.openCourt(), this.sender(index)];
    const player = { address: toAddress(sender.account.address), claims: "always" } as const;
    const executor = new Executor(court, this.program, faults);
    return new Party(court, executor, new Performer(court, sender, executor), player, report);
  }

  /** A view of the court of one's own. */
  openCourt(): Promise<Court> {
    return Court.open(this.l1, this.folder, 0);
  }

  sender(index: number): Sender {
    return new Sender(this.l1, account(index), this.court.gasPriceCap);
  }

  /** Wei that an account holds. */
  balance(index: number): Promise<bigint> {
    return this.l1.client.getBalance({ address: account(index).address });
  }

  /** Lets everybody act until nobody has anything left to do. */
  async settle(...actors: readonly Actor[]): Promise<void> {
    for (let acted = true; acted;) {
      acted = false;
      for (const actor of actors) acted = (await actor.tick()) > 0 || acted;
    }
  }

  /** Lets `seconds` of L1 time pass, then everybody act. */
  async wait(seconds: number, ...actors: readonly Actor[]): Promise<void> {
    await this.chain.advance(seconds);
    await this.settle(...actors);
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.chain.close();
  }
}

const NO_OUTPUT = `0x${"00".repeat(32)}` as const;
const EMPTY_LEDGER = toHex(toLittleEndian(genesisOutput()));

function load(guest: string): Program {
  const [elf, layout] = ["elf", "yaml"].map((kind) => packagePath(`guest/${guest}/${guest}.${kind}`)) as [
    string,
    string,
  ];
  return loadProgram(readFileSync(elf), existsSync(layout) ? readFileSync(layout, "utf8") : undefined, layout).program;
}

/** One of the funded development accounts. */
export function account(index: number): PrivateKeyAccount {
  const key = KEYS[index];
  if (key === undefined) throw new RangeError(`the stage has ${KEYS.length} accounts, not ${index + 1}`);
  return privateKeyToAccount(key);
}
