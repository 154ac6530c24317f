import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeFunctionData, hexToString, parseEther, type Hex } from "viem";
import { account, Stage, type Actor } from "../../scripts/lib/stage.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import type { Court } from "../../src/chain/court.ts";
import type { ClaimRecord, View } from "../../src/rollup/view.ts";
import { toAddress } from "../../src/types/address.ts";
import { AgentProcess } from "./agentProcess.ts";
import { StrikingNode, type Strike } from "./agentsNode.ts";
import { KEYS } from "./assize.ts";
import { GUESTS } from "./files.ts";

/** Which agent is killed, when, and how many blocks with transactions of its own L1 then takes back. */
export type Kill = { readonly role: Role; readonly strike?: Strike; readonly depth: number };
export type Role = "sequencer" | "challenger";

/** What it all came to; the same however often the agent was killed. */
export type Ending = {
  /** On L1, in order. */
  readonly bodies: readonly string[];
  /** Of the final results, in order. */
  readonly outputs: readonly Hex[];
  /** Batches that the agent has claimed, each as often as it did. */
  readonly claimed: readonly number[];
  /** Batch and owner of each claim that lost. */
  readonly refuted: readonly string[];
  readonly openDisputes: number;
  /** Wei, gas aside. */
  readonly earned: bigint;
};

export type Played = { readonly ending: Ending; readonly sent: number; readonly isStruck: boolean };

const BODIES = ["one", "two", "three"];
/** The guest counts on by 100 and the bytes of the body, little-endian. */
const OUTPUTS = BODIES.map((_, last): Hex => {
  const bytes = Buffer.from(BODIES.slice(0, last + 1).join(""));
  const output = Buffer.alloc(32);
  output.writeUInt32LE(bytes.reduce((sum, byte) => sum + byte, 100 * (last + 1)));
  return `0x${output.toString("hex")}`;
});
const ANYTHING_ELSE = { bodies: BODIES, outputs: OUTPUTS, openDisputes: 0, earned: parseEther("0.05") };

/** How a case must end. */
export const ENDINGS: Record<Role, Ending> = {
  sequencer: { ...ANYTHING_ELSE, claimed: [1, 2, 3], refuted: [`2 ${toAddress(account(2).address)}`] },
  challenger: { ...ANYTHING_ELSE, claimed: [2], refuted: [`2 ${toAddress(account(0).address)}`] },
};

const LIE = new Map([[2, { kind: "register", step: 300 } as const]]);
/** Looks in a row without a transaction after which an agent has nothing to do. */
const IDLE = 4;

const KEY: Record<Role, { readonly index: number; readonly environment: Record<string, string> }> = {
  sequencer: { index: 0, environment: { ASSIZE_KEY: KEYS[0] } },
  challenger: { index: 1, environment: { ASSIZE_KEY: KEYS[1] } },
};

/**
 * Plays a whole case with one agent in a process of its own and a liar in this one: three batches, a lie about the second,
 * to the last bond. Where a kill is given the agent is killed by SIGKILL at the strike, L1 reorganised, and the agent started
 * again. @returns how it ended, how many transactions the agent sent, and whether the strike came to pass
 */
export async function play(stage: Stage, { role, strike, depth }: Kill): Promise<Played> {
  const fresh = await request(stage, "evm_snapshot");
  const folder = mkdtempSync(join(tmpdir(), "assize-drama-"));
  BODIES.forEach((body, i) => writeFileSync(join(folder, `${i + 1}.txt`), body));
  const court = await stage.openCourt();
  const opponent = await opponentOf(stage, role, court);
  const { index, environment } = KEY[role];
  const [first, before] = [await stage.l1.client.getBlockNumber(), await stage.balance(index)];
  const snapshots: unknown[] = [];
  const node = await StrikingNode.start(
    stage.chain.url,
    strike,
    async () => void snapshots.push(await request(stage, "evm_snapshot")),
    async () => {
      await agent.end("SIGKILL");
      await reorganise(stage, snapshots, depth);
      agent = begin();
    },
  );
  const words = role === "sequencer" ? ["sequencer", "--batches", folder] : ["challenger"];
  const begin = (): AgentProcess =>
    new AgentProcess([...words, "--elf", GUESTS.toy, "--rpc", node.url, "--deployment", stage.folder], environment);
  let agent = begin();
  try {
    for (;;) {
      await Promise.race([node.next(), agent.failed()]);
      const acted = await opponent.tick();
      if (node.quiet < IDLE || acted > 0) continue;
      if (await isOver(court, index)) break;
      await stage.chain.advance(61);
      node.quiet = 0;
    }
    return { ending: await endOf(stage, court, index, first, before), sent: node.sent, isStruck: node.isStruck };
  } finally {
    await agent.end("SIGKILL");
    await node.close();
    rmSync(folder, { recursive: true });
    await request(stage, "evm_revert", fresh);
  }
}

function request(stage: Stage, method: string, ...params: unknown[]): Promise<unknown> {
  return stage.chain.provider.request({ method, params });
}

/** Whoever stands against the agent: a claimant who waits for its second claim and then lies, or a sequencer who lies. */
async function opponentOf(stage: Stage, role: Role, court: Court): Promise<Actor> {
  const silent = { performed() {}, setback() {} };
  if (role === "sequencer") {
    const liar = await stage.liar(2, silent, LIE);
    return { tick: async () => ((await claimed(court)).length < 2 ? 0 : liar.tick()) };
  }
  const sequencer = await stage.sequencer(silent, LIE);
  for (const body of BODIES) await sequencer.post(new TextEncoder().encode(body));
  return sequencer;
}

/** Takes back what came since the agent's `depth` last transactions, and puts a longer chain in its place. */
async function reorganise(stage: Stage, snapshots: unknown[], depth: number): Promise<void> {
  const to = snapshots.at(-depth);
  if (depth === 0 || to === undefined) return;
  snapshots.splice(-depth);
  const before = await stage.l1.client.getBlockNumber();
  await request(stage, "evm_revert", to);
  while ((await stage.l1.client.getBlockNumber()) <= before) await request(stage, "evm_mine");
}

/** Claims on L1. A chain that has become shorter is no time to look. */
async function claimed(court: Court): Promise<ClaimRecord[]> {
  try {
    return [...(await court.sync()).view.claims.values()];
  } catch (error) {
    if ((error as { code?: string }).code === "RPC_UNSTEADY") return [];
    throw error;
  }
}

/** Everything is final, and nothing of the agent's is left with the court. */
async function isOver(court: Court, index: number): Promise<boolean> {
  const { view } = await court.sync();
  const me = toAddress(account(index).address);
  const mine = [...view.claims.values()].filter(({ owner }) => owner === me);
  const left = mine.some(({ status, rewards }) => status === "standing" || rewards > 0);
  return finalOf(view) === BODIES.length && !left && (view.credits.get(me) ?? 0n) === 0n;
}

function finalOf(view: View): number {
  return view.results.get(view.head)?.batch ?? 0;
}

async function endOf(stage: Stage, court: Court, index: number, first: bigint, before: bigint): Promise<Ending> {
  const { view } = await court.sync();
  const bodies = view.batches.map(async ({ transaction }) => {
    const { args } = decodeFunctionData({ abi: inboxAbi, data: await court.calldata(transaction) });
    return hexToString(args?.[1] as Hex);
  });
  const me = toAddress(account(index).address);
  const batchOf = ({ parent }: ClaimRecord): number => (view.results.get(parent)?.batch ?? -1) + 1;
  const claims = [...view.claims.values()];
  const finals = [...view.results.values()].filter(({ status, batch }) => status === "final" && batch > 0);
  return {
    bodies: await Promise.all(bodies),
    outputs: finals.toSorted((a, b) => a.batch - b.batch).map(({ opening }) => opening.output),
    claimed: claims.filter(({ owner }) => owner === me).map(batchOf),
    refuted: claims.filter(({ status }) => status === "refuted").map((claim) => `${batchOf(claim)} ${claim.owner}`),
    openDisputes: [...view.disputes.values()].filter(({ over }) => !over).length,
    earned: (await stage.balance(index)) - before + (await paidBy(stage, me, first)),
  };
}

/** Fees that an account has paid on the chain as it is now, wei. */
async function paidBy({ l1: { client } }: Stage, from: string, after: bigint): Promise<bigint> {
  let paid = 0n;
  for (let number = after + 1n; number <= (await client.getBlockNumber()); number++) {
    const { transactions } = await client.getBlock({ blockNumber: number, includeTransactions: true });
    for (const { hash, from: sender } of transactions) {
      if (sender.toLowerCase() !== from.toLowerCase()) continue;
      const { gasUsed, effectiveGasPrice } = await client.getTransactionReceipt({ hash });
      paid += gasUsed * effectiveGasPrice;
    }
  }
  return paid;
}
