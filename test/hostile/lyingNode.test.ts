import { expect } from "chai";
import { describe, it } from "mocha";
import {
  decodeEventLog,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionData,
  type AbiEvent,
  toHex,
  type Hex,
} from "viem";
import { account } from "../../scripts/lib/stage.ts";
import { tell, TOY, type Lies, type Story } from "../../scripts/lib/story.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import { connect } from "../../src/chain/client.ts";
import { Court } from "../../src/chain/court.ts";
import { courtAbi } from "../../src/chain/events.ts";
import { Sender } from "../../src/chain/sender.ts";
import { Challenger } from "../../src/challenger/challenger.ts";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { nextAccumulator } from "../../src/rollup/ids.ts";
import { composeInput } from "../../src/rollup/input.ts";
import { toHex as bytesToHex } from "../../src/types/hex.ts";
import { LyingNode, type Lie } from "./lib/l1LyingNode.ts";

/*
 * Attack: the node that a challenger asks lies: claims that nobody made, claims kept back, another body, another batch that fits
 * in itself, another time, calls that it says would succeed (field: a challenger whose own node lied to it).
 * Stops it: logs are compared with what the contracts hold, a body with the Inbox's root; and what is false all the same names by
 * content what is not there, so that the call reverts. Each is said loudly; who asks another node goes on.
 * Costs: the victim the gas of calls that revert, and its bond for as long as the window is open; never the bond itself.
 */

const FALSE: Lies = { 1: { kind: "output", step: 700 } };
const HONEST: Lies = {};
const OTHER = `0x${"ab".repeat(20)}` as const;

/** What a challenger says of a lie that it has found out. */
const LOUD = ["LOGS_INCOMPLETE", "BATCH_MISMATCH", "CALL_REVERTED", "TRANSACTION_REVERTED"];

type Case = {
  readonly name: string;
  /** What the sequencer does. */
  readonly lies: Lies;
  readonly lie: (story: Story) => Promise<Lie> | Lie;
};

const CASES: readonly Case[] = [
  { name: "a claim that nobody made", lies: HONEST, lie: inventClaim },
  {
    name: "a claim that nobody made, and that calls against it succeed",
    lies: HONEST,
    lie: () => both(inventClaim(), approve),
  },
  { name: "another body", lies: FALSE, lie: () => changeBody },
  { name: "another batch, its root and body in agreement", lies: HONEST, lie: inventBatch },
  { name: "claims kept back", lies: FALSE, lie: () => hideClaims },
  { name: "another time", lies: FALSE, lie: () => laterBy(3_600) },
];

describe("hostile: a challenger whose node lies", () => {
  for (const { name, lies, lie } of CASES) {
    it(`${name}: loses no bond, and wins with another node`, async () => {
      await tell("lyingNode", TOY, {}, async (story) => {
        const { stage } = story;
        const [sequencer, challenger] = [await story.sequencer(lies), await story.challenger()];
        const node = await LyingNode.start(stage.chain.url);
        try {
          const noticed = new Set<string>();
          const note = ({ code }: { code: string }): void => void noticed.add(code);
          const misled = await openChallenger(story, node, note);
          await story.post(sequencer, "a batch");
          await sequencer.tick();
          node.lie = await lie(story);
          for (let i = 0; i < 4; i++) await misled.tick().catch(note);
          expect([...noticed]).to.not.have.length(0);
          expect(LOUD).to.include.members([...noticed]);
        } finally {
          await node.close();
        }
        await story.settle(challenger, sequencer);
        await story.runOutClocks(challenger);
        await story.closeWindows(challenger, sequencer);
        const isFalse = lies === FALSE;
        await story.expect({ final: 1, refuted: isFalse ? ["sequencer"] : [], earned: "checked by itself" });
        // What the misled one has spent on gas is in no story; its bond is back, with the reward where there was one.
        const { accounts } = await story.outcome();
        const earned = accounts.find(({ who }) => who === "challenger")?.earned ?? 0n;
        const due = isFalse ? stage.court.bond / 2n : 0n;
        expect(earned >= due - stage.court.bond / 10n, `${earned}`).to.equal(true);
      });
    });
  }
});

async function openChallenger({ stage }: Story, node: LyingNode, setback: (error: { code: string }) => void) {
  const l1 = await connect(node.url, stage.l1.chain.id);
  const court = await Court.open(l1, stage.folder, 0);
  const sender = new Sender(l1, account(1), stage.court.gasPriceCap);
  return new Challenger(court, stage.program, sender, { performed() {}, setback });
}

type Log = { readonly topics: [Hex, ...Hex[]]; readonly data: Hex; readonly transactionHash: Hex };

function both(first: Lie, second: Lie): Lie {
  return (answer) => second({ ...answer, ...first(answer) });
}

/** Changes the logs that a node answers with. */
function inLogs(change: (logs: readonly Log[]) => readonly Log[]): Lie {
  return ({ method, result, error }) =>
    method === "eth_getLogs" && error === undefined ? { result: change(result as Log[]) } : { result, error };
}

function nameOf({ topics, data }: Log): string {
  return decodeEventLog({ abi: courtAbi, topics, data }).eventName;
}

/** Beside each claim another one, by somebody else, for an end state that is false. */
function inventClaim(): Lie {
  return inLogs((logs) =>
    logs.flatMap((log) => {
      if (nameOf(log) !== "Claimed") return [log];
      const { args } = decodeEventLog({ abi: courtAbi, eventName: "Claimed", topics: log.topics, data: log.data });
      const claim = { ...args.claim, end: toHex(7, { size: 32 }), result: toHex(8, { size: 32 }), owner: OTHER };
      return [log, rewritten(log, "Claimed", { ...args, claim })];
    }),
  );
}

const hideClaims = inLogs((logs) => logs.filter((log) => nameOf(log) !== "Claimed"));

/** A batch of another body, with root, accumulator and calldata to match. */
async function inventBatch({ court, stage }: Story): Promise<Lie> {
  const body = Buffer.from("another batch");
  const [batch] = (await court.sync()).view.batches;
  const { rollup } = court.facts;
  const header = { chainId: 31337, rollup, batch: 1, timestamp: batch!.timestamp };
  const input = composeInput(header, body, stage.program.inputSize);
  const machine = new Machine(stage.program, { input });
  const inputRoot = bytesToHex(machine.sections().find(({ kind }) => kind === KIND_INPUT)!.root);
  const accumulator = nextAccumulator(court.facts.genesis.accumulator, inputRoot, input.length);
  const posted = inLogs((logs) =>
    logs.map((log) => {
      if (nameOf(log) !== "Posted") return log;
      const { args } = decodeEventLog({ abi: courtAbi, eventName: "Posted", topics: log.topics, data: log.data });
      return rewritten(log, "Posted", { ...args, accumulator, inputRoot, inputLength: input.length });
    }),
  );
  const args = [court.facts.genesis.accumulator, toHex(body)] as const;
  const data = encodeFunctionData({ abi: inboxAbi, functionName: "post", args });
  return both(posted, ({ method, result, error }) =>
    method === "eth_getTransactionByHash" ? { result: { ...(result as object), input: data } } : { result, error },
  );
}

const changeBody: Lie = ({ method, result, error }) => {
  if (method !== "eth_getTransactionByHash") return { result, error };
  const { input } = result as { input: Hex };
  return { result: { ...(result as object), input: input.replace(/6261746368/, "6261746369") } };
};

/** Whatever is tried out first succeeds. */
const approve: Lie = ({ method, result, error }) => {
  if (error === undefined) return { result, error };
  if (method === "eth_estimateGas") return { result: toHex(3_000_000) };
  return method === "eth_call" ? { result: "0x" } : { result, error };
};

/** All blocks are this much younger than they are. */
function laterBy(seconds: number): Lie {
  return ({ method, result, error }) => {
    if (!method.startsWith("eth_getBlockBy") || result === null) return { result, error };
    const { timestamp } = result as { timestamp: Hex };
    return { result: { ...(result as object), timestamp: toHex(BigInt(timestamp) + BigInt(seconds)) } };
  };
}

/** The log of another event of that name. */
function rewritten(log: Log, eventName: "Claimed" | "Posted", args: Readonly<Record<string, unknown>>): Log {
  const event = courtAbi.find((item) => item.type === "event" && item.name === eventName) as AbiEvent;
  const plain = event.inputs.filter(({ indexed }) => indexed !== true);
  const topics = encodeEventTopics({ abi: courtAbi, eventName, args } as never) as Log["topics"];
  return {
    ...log,
    topics,
    data: encodeAbiParameters(
      plain,
      plain.map(({ name }) => args[name ?? ""]),
    ),
  };
}
