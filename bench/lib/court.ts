import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";
import type { Contract, ContractTransactionReceipt, ContractTransactionResponse, Result, Signer } from "ethers";
import { root, select } from "../../src/dispute/dissection.ts";
import { answer, dissect, type Dissection } from "../../src/dispute/strategy.ts";
import { pack, pass, type Position } from "../../src/dispute/position.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import type { Registration } from "../../src/rollup/program.ts";
import type { StateHash } from "../../src/types/stateHash.ts";

/*
 * A whole court on a local chain, played by traces: Rollup, Inbox, Programs, and any judge. Tests and benches share it.
 */

/** A claim as its event gives it; the contract takes it back in the same form. */
export type ClaimTuple = {
  readonly parent: string;
  readonly start: StateHash;
  readonly end: StateHash;
  readonly result: string;
  readonly owner: string;
  readonly nonce: bigint;
};

export type Made = { readonly id: string; readonly claim: ClaimTuple; readonly gas: number };

/** One side of a dispute: who signs, what it has claimed, what it believes. */
export type Side = { readonly signer: Signer; readonly made: Made; readonly trace: Trace };

export type CourtOptions = {
  readonly maxSteps: number;
  readonly nary: number;
  readonly kind?: "persistent" | "anchored";
  readonly window?: number;
  readonly grace?: number;
  readonly allowance?: number;
  readonly minimum?: number;
  readonly bond?: bigint;
  /** Address of the judge; a new ToyMachine when left out. */
  readonly stepVerifier?: string;
  /** Address of the sequencer; the first signer when left out. */
  readonly sequencer?: string;
  /** The program of the rollup; without one, a layout that no machine runs. */
  readonly program?: Pick<Registration, "entries" | "roots" | "entryPoint">;
  /** Pages of the input section of that layout. */
  readonly inputPages?: number;
  /** Output of the genesis. */
  readonly genesisOutput?: string;
  readonly bridge?: BridgeTerms;
  readonly lane?: LaneTerms;
};

/** What a ledger's deposits and exits need: Poseidon as deployed, and wei. */
export type BridgeTerms = { readonly t3: string; readonly t5: string; readonly itemFee: bigint };

/** A validity lane; times in seconds. */
export type LaneTerms = {
  readonly proposer: string;
  readonly timelock: number;
  readonly airgap: number;
  readonly verifiers: readonly { readonly contract_: string; readonly records: number; readonly circuit: string }[];
};

const ZERO = `0x${"00".repeat(32)}`;
/** startPage u32 | pages u24 | kind u8: a page of code at 0, one readWrite at 0x1000, some of input from 0x10000 on. */
const SECTIONS = "0x0000000000000101" + "0000000100000103" + "00000010";
const INPUT_PAGES = 16;
/** Above zero, so that a mistake about it shows. */
export const ENTRY_POINT = 8;
const GWEI = 10n ** 9n;
const NOBODY = `0x${"00".repeat(20)}`;

/** The terms of a rollup that has neither. */
export const NO_BRIDGE: BridgeTerms = { t3: NOBODY, t5: NOBODY, itemFee: 0n };
export const NO_LANE: LaneTerms = { proposer: NOBODY, timelock: 0, airgap: 0, verifiers: [] };

export const DEFAULTS = {
  kind: "persistent",
  window: 4000,
  grace: 1000,
  allowance: 2000,
  minimum: 100,
  bond: 10n ** 17n,
} as const;

export type Court = {
  readonly rollup: Contract;
  readonly inbox: Contract;
  readonly programs: Contract;
  readonly bond: bigint;
  readonly nary: number;
  readonly sequencer: Signer;
  readonly genesis: Opening;
};

/** What a result's id is the hash of. */
export type Opening = {
  readonly parent: string;
  readonly accumulator: string;
  readonly output: string;
  readonly memoryRoot: string;
};

export async function deployCourt(ethers: HardhatEthers, options: CourtOptions): Promise<Court> {
  const { maxSteps, nary, kind, window, grace, allowance, minimum, bond } = { ...DEFAULTS, ...options };
  const [sequencer] = await ethers.getSigners();
  const programs = await ethers.deployContract("Programs");
  const roots = [`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`, ZERO];
  const sections = `${SECTIONS}${(options.inputPages ?? INPUT_PAGES).toString(16).padStart(6, "0")}04`;
  const kindNumber = kind === "persistent" ? 0 : 1;
  const named = options.program ?? { entries: sections, roots, entryPoint: ENTRY_POINT };
  const receipt = await sent(programs.register(named.entries, named.roots, named.entryPoint, maxSteps, kindNumber, 60));
  const program = eventOf(programs, receipt, "Registered").id;
  const rollup = await ethers.deployContract("Rollup", [
    {
      programs: await programs.getAddress(),
      program,
      stepVerifier: options.stepVerifier ?? (await (await ethers.deployContract("ToyMachine")).getAddress()),
      sequencer: options.sequencer ?? (await sequencer.getAddress()),
      genesisOutput: options.genesisOutput ?? `0x${"33".repeat(32)}`,
      nary,
      window,
      grace,
      allowance,
      minimum,
      bond,
      gasPriceCap: GWEI,
      bridge: options.bridge ?? NO_BRIDGE,
      lane: options.lane ?? NO_LANE,
    },
  ]);
  const made = await sent(rollup.deploymentTransaction()!);
  const genesis = openingOf(eventOf(rollup, made, "Genesis").opening);
  const inbox = await ethers.getContractAt("Inbox", await rollup.inbox());
  return {
    rollup: rollup as Contract,
    inbox: inbox as Contract,
    programs: programs as Contract,
    bond,
    nary,
    sequencer,
    genesis,
  };
}

/** A posted batch, as a claim names it. */
export type Posted = {
  readonly accumulator: string;
  readonly inputRoot: string;
  readonly inputLength: bigint;
  readonly gas: number;
};

export async function postBatch(court: Court, body: string): Promise<Posted> {
  const { inbox, sequencer } = court;
  const previous = await inbox.accumulator(await inbox.count());
  const receipt = await sent((inbox.connect(sequencer) as Contract).post(previous, body));
  const { accumulator, inputRoot, inputLength } = eventOf(inbox, receipt, "Posted");
  return { accumulator, inputRoot, inputLength, gas: Number(receipt.gasUsed) };
}

/** The state after the whole span as a claim opens it. */
export type End = {
  readonly status: number;
  readonly exitCode: number;
  readonly output: string;
  readonly memoryRoot: string;
  readonly cpuHash: string;
};

/** An end state of a run that halted well; different tags make rivals. */
export function endState(tag: number, changes: Partial<End> = {}): End {
  const word = (kind: number): string => `0x${(tag * 16 + kind).toString(16).padStart(64, "5")}`;
  return { status: 1, exitCode: 0, output: word(1), memoryRoot: word(2), cpuHash: word(3), ...changes };
}

export async function makeClaim(court: Court, signer: Signer, parent: Opening, batch: Posted, end: End): Promise<Made> {
  const rollup = court.rollup.connect(signer) as Contract;
  const receipt = await sent(rollup.claim(parent, batch, end, { value: court.bond }));
  const { id, claim } = eventOf(rollup, receipt, "Claimed");
  return { id, claim: claimOf(claim), gas: Number(receipt.gasUsed) };
}

/** The result that a claim for a run that halted well leads to, as the parent of the next batch. */
export function openingAfter(claim: ClaimTuple, batch: Posted, end: End): Opening {
  return { parent: claim.parent, accumulator: batch.accumulator, output: end.output, memoryRoot: end.memoryRoot };
}

export type Call = {
  readonly name: "open" | "move" | "prove" | "resolve";
  readonly side: "opener" | "responder";
  readonly gas: number;
};

/** The host and the key of a dispute in progress. */
export type Board = { readonly host: Contract; readonly nary: number; readonly opener: Side; readonly responder: Side };

export function keyOf({ opener, responder }: Board): { opener: string; responder: string } {
  return { opener: opener.made.id, responder: responder.made.id };
}

/** Where a dispute stands, with the list that the mover has to answer. */
export type Standing = { readonly position: Position; readonly last: Dissection };

/** Opens the dispute; `value` is the lock. */
export async function openDispute(
  board: Board,
  value = 0n,
): Promise<Standing & { receipt: ContractTransactionReceipt }> {
  const { host, nary, opener, responder } = board;
  const last = await dissect(opener.trace, 0, opener.trace.maxSteps, nary);
  const inner = last.hashes.slice(1, -1);
  const receipt = await sent(as(host, opener.signer).open(opener.made.claim, responder.made.claim, inner, { value }));
  const { start, length } = last;
  const movedAt = await timeOf(receipt);
  const fresh = { openerSpent: 0, responderSpent: 0, openerMoves: false, locked: value > 0n };
  return { receipt, last, position: { start, length, movedAt, ...fresh } };
}

/** Makes a move: `next` answers segment `index` of the list that the dispute stands at. */
export async function makeMove(
  board: Board,
  { position, last }: Standing,
  index: number,
  next: Dissection,
): Promise<Standing & { receipt: ContractTransactionReceipt }> {
  const { signer } = mover(board, position);
  const call = as(board.host, signer).move(
    keyOf(board),
    pack(position),
    select(last.hashes, index),
    next.hashes.slice(1),
  );
  const receipt = await sent(call);
  return { receipt, last: next, position: pass(position, next.start, next.length, await timeOf(receipt)) };
}

export async function makeProof(
  board: Board,
  { position, last }: Standing,
  index: number,
  proof: string,
): Promise<ContractTransactionReceipt> {
  const loser = position.openerMoves ? board.responder : board.opener;
  const { signer } = mover(board, position);
  const selection = select(last.hashes, index);
  return sent(as(board.host, signer).prove(keyOf(board), pack(position), selection, proof, loser.made.claim));
}

/** Resolves a dispute; anybody may. */
export async function makeEnd(
  board: Board,
  { position, last }: Standing,
  signer: Signer,
): Promise<ContractTransactionReceipt> {
  const { claim } = mover(board, position).made;
  return sent(as(board.host, signer).resolve(keyOf(board), pack(position), root(last.hashes), claim));
}

export function mover(board: Board, position: Position): Side {
  return position.openerMoves ? board.opener : board.responder;
}

/** Plays a dispute from its opening to its end, each side by its trace, until one proves a step or has nothing to say. */
export async function play(board: Board, value = 0n): Promise<Standing & { calls: Call[]; isProved: boolean }> {
  const { receipt, ...opening } = await openDispute(board, value);
  let standing: Standing = opening;
  const calls: Call[] = [{ name: "open", side: "opener", gas: Number(receipt.gasUsed) }];
  for (;;) {
    const { position, last } = standing;
    const side = position.openerMoves ? "opener" : "responder";
    const reply = await answer(last, mover(board, position).trace, board.nary);
    if (reply.kind === "agree") return { ...standing, calls, isProved: false };
    if (reply.kind === "prove") {
      const { gasUsed } = await makeProof(board, standing, reply.index, reply.proof);
      return { ...standing, calls: [...calls, { name: "prove", side, gas: Number(gasUsed) }], isProved: true };
    }
    const moved = await makeMove(board, standing, reply.index, reply.dissection);
    calls.push({ name: "move", side, gas: Number(moved.receipt.gasUsed) });
    standing = moved;
  }
}

async function timeOf(receipt: ContractTransactionReceipt): Promise<number> {
  return (await receipt.getBlock()).timestamp;
}

/** A list that starts and ends as given, of hashes that nothing backs: what a liar posts. */
export function madeUp(first: StateHash, count: number, last: StateHash, tag: number): StateHash[] {
  const inner = Array.from(
    { length: count - 1 },
    (_, i) => `0x${(tag * 1000 + i).toString(16).padStart(64, "7")}` as StateHash,
  );
  return [first, ...inner, last];
}

export function as(contract: Contract, signer: Signer): Contract {
  return contract.connect(signer) as Contract;
}

export async function sent(
  transaction: Promise<ContractTransactionResponse> | ContractTransactionResponse,
): Promise<ContractTransactionReceipt> {
  const receipt = await (await transaction).wait();
  if (receipt === null) throw new Error("the transaction is not mined");
  return receipt;
}

/** The arguments of the receipt's one event of that name. */
export function eventOf(
  contract: { interface: Contract["interface"] },
  receipt: ContractTransactionReceipt,
  name: string,
): Result {
  for (const log of receipt.logs) {
    const parsed = contract.interface.parseLog(log);
    if (parsed?.name === name) return parsed.args;
  }
  throw new Error(`no event ${name}`);
}

function claimOf(tuple: ClaimTuple): ClaimTuple {
  const { parent, start, end, result, owner, nonce } = tuple;
  return { parent, start, end, result, owner, nonce };
}

function openingOf(tuple: Opening): Opening {
  const { parent, accumulator, output, memoryRoot } = tuple;
  return { parent, accumulator, output, memoryRoot };
}
