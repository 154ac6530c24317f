/**
 * Gas by the number of rivals: one honest claim against 1 to 32 false ones about the same batch, 2^32 steps, nary 16, a store as
 * the step that decides each. All disputes are open at once, the honest side opens them and moves in all by turns.
 *
 *   node bench/dispute-rivals.ts      writes bench/results/dispute-rivals.json
 */
import type { Signer } from "ethers";
import { answer } from "../src/dispute/strategy.ts";
import {
  as,
  type Board,
  deployCourt,
  endState,
  makeClaim,
  makeMove,
  makeProof,
  mover,
  openDispute,
  postBatch,
  sent,
  type Side,
  type Standing,
} from "./lib/court.ts";
import { pacedChain } from "./lib/paced.ts";
import { realStep } from "./lib/realStep.ts";
import { type Figure, writeResult } from "./lib/result.ts";
import { toyTrace } from "./lib/toyTrace.ts";

const MAX_STEPS = 2 ** 32;
const NARY = 16;
const STEP = Math.floor(MAX_STEPS * 0.7);

const { ethers, signers, judge, pace, wait } = await pacedChain();
const planted = { step: STEP, ...realStep() };
const honest = signers[1] && pace(signers[1]);
if (honest === undefined) throw new RangeError("the chain has no accounts");

type Bill = { readonly honest: number; readonly dearest: number; readonly liars: readonly number[] };

async function bill(rivals: number): Promise<Bill> {
  const court = await deployCourt(ethers, { maxSteps: MAX_STEPS, nary: NARY, bond: 10n ** 18n, stepVerifier: judge });
  pace(court.sequencer);
  wait(1_000_000);
  const batch = await postBatch(court, "0x1234");
  const spent = new Map<Signer, number>();
  let dearest = 0;
  const pay = (signer: Signer, gas: number): void => {
    spent.set(signer, (spent.get(signer) ?? 0) + gas);
    if (signer === honest) dearest = Math.max(dearest, gas);
  };
  const sideOf = async (signer: Signer, index: number): Promise<Side> => {
    const made = await makeClaim(court, signer, court.genesis, batch, endState(1 + index));
    pay(signer, made.gas);
    const { start, end } = made.claim;
    const fault = index > 0 ? { fault: { step: STEP, lie: BigInt(index) } } : {};
    return { signer, made, trace: toyTrace({ maxSteps: MAX_STEPS, seed: 7n, start, end, planted, ...fault }) };
  };
  const opener = await sideOf(honest!, 0);
  // Accounts that have done nothing yet, as a liar's would be, and the same in every run: addresses are calldata.
  const liars = Array.from({ length: rivals }, (_, i) => {
    const key = ethers.zeroPadValue(ethers.toBeHex(rivals * 100 + i + 1), 32);
    return pace(new ethers.Wallet(key, ethers.provider));
  });
  for (const liar of liars) await fund(liar);
  const games: { board: Board; standing: Standing }[] = [];
  for (const [i, liar] of liars.entries()) {
    const board = { host: court.rollup, nary: NARY, opener, responder: await sideOf(liar, i + 1) };
    const { receipt, ...standing } = await openDispute(board, i > 0 ? court.bond : 0n);
    pay(honest!, Number(receipt.gasUsed));
    games.push({ board, standing });
  }
  while (games.length > 0) {
    const { board, standing } = games.shift()!;
    const { signer, trace } = mover(board, standing.position);
    const reply = await answer(standing.last, trace, NARY);
    if (reply.kind === "agree") throw new Error("a side had nothing to say");
    if (reply.kind === "prove") {
      pay(signer, Number((await makeProof(board, standing, reply.index, reply.proof)).gasUsed));
      continue;
    }
    const { receipt, ...moved } = await makeMove(board, standing, reply.index, reply.dissection);
    pay(signer, Number(receipt.gasUsed));
    games.push({ board, standing: moved });
  }
  wait(10_000);
  const rollup = as(court.rollup, honest!);
  for (const call of [rollup.finalize, rollup.collect])
    pay(honest!, Number((await sent(call!(opener.made.claim))).gasUsed));
  pay(honest!, Number((await sent(rollup.withdraw!())).gasUsed));
  return { honest: spent.get(honest!) ?? 0, dearest, liars: liars.map((liar) => spent.get(liar) ?? 0) };
}

async function fund(to: Signer): Promise<void> {
  await ethers.provider.send("hardhat_setBalance", [await to.getAddress(), `0x${(10n ** 20n).toString(16)}`]);
}

const figures: Figure[] = [];
let one: Bill | undefined;
for (const rivals of [1, 2, 4, 8, 16, 32]) {
  const bills = await bill(rivals);
  one ??= bills;
  const figure = (name: string, value: number, alone: number): Figure => {
    return {
      name: `${rivals} rivals: ${name}`,
      value,
      unit: "gas",
      ratio: { to: "one rival's", value: value / alone },
    };
  };
  figures.push(figure("honest side", bills.honest, one.honest));
  if (rivals > 1) {
    const further = Math.round((bills.honest - one.honest) / (rivals - 1));
    figures.push(figure("honest side, for each further rival", further, one.honest));
  }
  figures.push(figure("honest side, dearest call", bills.dearest, one.dearest));
  figures.push(figure("liar that spent most", Math.max(...bills.liars), Math.max(...one.liars)));
}
writeResult("dispute-rivals", figures);
