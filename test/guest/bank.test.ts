import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { closing } from "../../examples/bank/closing.ts";
import { TRANSFER_BYTES, type Transfer, encodeTransfers } from "../../examples/bank/transfers.ts";
import { STATUS_HALTED } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { TRANSLATOR } from "../../src/translator/engine.ts";
import { ACCOUNTS, type BankState, applyBatch, digest, genesis, packed } from "./bankOracle.ts";
import { guestPath } from "./elf.ts";
import { type End, LoadedGuest, inputOf } from "./machine.ts";
import { Random } from "./random.ts";

const SEED = 20261120;
const U32_MAX = 2 ** 32 - 1;
const U64_MAX = 2n ** 64n - 1n;
/** Records that the input section has room for. */
const FULL = Math.floor((0x20000 - 256) / TRANSFER_BYTES);
/** A day's interest at 5 % a year, and the greatest that there is. */
const [USUAL, GREATEST] = [596_523n, 2n ** 32n - 1n];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const good: Transfer = { from: 1, to: 2, amount: 10n, nonce: 0 };
const closed = (days: number, day: number, rate = USUAL): Transfer => ({
  ...closing({ days, interest: 0, day }),
  amount: rate,
});

/** One batch through guest and oracle; they must agree on the digest, on every account and on the text. */
function expectBatch(guest: LoadedGuest, oracle: BankState, body: Uint8Array): End {
  const end = guest.run(inputOf(body), undefined, 2 ** 28);
  applyBatch(oracle, body);
  expect(end.state.status).to.equal(STATUS_HALTED);
  expect(end.state.exitCode).to.equal(0);
  expect(hex(end.state.output)).to.equal(digest(oracle));
  const accounts = guest.memory.copy(guest.symbol("accounts"), 16 * ACCOUNTS);
  expect(Buffer.from(accounts).equals(packed(oracle).subarray(0, 16 * ACCOUNTS))).to.equal(true);
  expect(end.printed).to.equal(`applied ${oracle.applied} rejected ${oracle.rejected} digest ${digest(oracle)}\n`);
  return end;
}

/** Puts a state into the guest's memory, as a batch would have left it. */
function restore(guest: LoadedGuest, state: BankState): void {
  const bytes = packed(state);
  guest.write(guest.symbol("accounts"), bytes.subarray(0, 16 * ACCOUNTS));
  guest.write(guest.symbol("applied"), bytes.subarray(16 * ACCOUNTS, 16 * ACCOUNTS + 8));
  guest.write(guest.symbol("rejected"), bytes.subarray(16 * ACCOUNTS + 8, 16 * ACCOUNTS + 16));
  guest.write(guest.symbol("day"), bytes.subarray(16 * ACCOUNTS + 16, 16 * ACCOUNTS + 20));
  guest.write(guest.symbol("statements"), state.statements);
  guest.write(guest.symbol("initialised"), Uint8Array.of(1));
}

/** The counters after one transfer on a fresh bank, or on one that `prepare` has changed. */
function countersAfter(body: Uint8Array, prepare?: (state: BankState) => void): [applied: bigint, rejected: bigint] {
  const guest = new LoadedGuest("bank/bank.elf");
  const oracle = genesis();
  if (prepare !== undefined) {
    prepare(oracle);
    restore(guest, oracle);
  }
  expectBatch(guest, oracle, body);
  return [oracle.applied, oracle.rejected];
}

describe("guest/bank", function () {
  this.timeout(20_000);

  it("starts every account with 1,000,000 and does ten million steps of work even for an empty batch", () => {
    const guest = new LoadedGuest("bank/bank.elf");
    const { state, phases } = expectBatch(guest, genesis(), new Uint8Array(0));
    expect(state.step).to.be.at.least(10_000_000);
    expect(phases.map(({ id }) => id)).to.deep.equal([1, 2, 5]);
  });

  it("sees an empty batch when the input is shorter than a header", () => {
    const guest = new LoadedGuest("bank/bank.elf");
    const { state } = guest.run(new Uint8Array(255).fill(0xff));
    expect(hex(state.output)).to.equal(digest(genesis()));
  });

  const rejected: Readonly<Record<string, Transfer>> = {
    "a sender that is no account": { ...good, from: ACCOUNTS },
    "a sender far away": { ...good, from: U32_MAX - 1 },
    "a receiver that is no account": { ...good, to: ACCOUNTS },
    "a receiver far away": { ...good, to: U32_MAX },
    "a transfer to oneself": { ...good, to: good.from },
    "a nonce from the future": { ...good, nonce: 1 },
    "an amount above the balance": { ...good, amount: 1_000_001n },
    "the greatest amount": { ...good, amount: U64_MAX },
    "an amount that only its low word would allow": { ...good, amount: 1n << 32n },
  };
  for (const [name, transfer] of Object.entries(rejected)) {
    it(`rejects ${name} and goes on`, () => {
      expect(countersAfter(encodeTransfers([transfer, good]))).to.deep.equal([1n, 1n]);
    });
  }

  it("rejects a nonce that has been used", () => {
    expect(countersAfter(encodeTransfers([good, good]))).to.deep.equal([1n, 1n]);
  });

  it("moves a whole balance, and nothing", () => {
    const transfers = [
      { ...good, amount: 1_000_000n },
      { ...good, amount: 0n, nonce: 1 },
      { ...good, amount: 1n, nonce: 2 },
    ];
    expect(countersAfter(encodeTransfers(transfers))).to.deep.equal([2n, 1n]);
  });

  it("rejects what would lift a balance to 2^64", () => {
    const rich = (state: BankState): void => void (state.balances[2] = U64_MAX - 9n);
    expect(countersAfter(encodeTransfers([good]), rich)).to.deep.equal([0n, 1n]);
    const almost = (state: BankState): void => void (state.balances[2] = U64_MAX - 10n);
    expect(countersAfter(encodeTransfers([good]), almost)).to.deep.equal([1n, 0n]);
  });

  it("never uses the last nonce", () => {
    const worn = (state: BankState): void => void (state.nonces[1] = U32_MAX);
    expect(countersAfter(encodeTransfers([{ ...good, nonce: U32_MAX }]), worn)).to.deep.equal([0n, 1n]);
    const last = (state: BankState): void => void (state.nonces[1] = U32_MAX - 1);
    expect(countersAfter(encodeTransfers([{ ...good, nonce: U32_MAX - 1 }]), last)).to.deep.equal([1n, 0n]);
  });

  it("counts the bytes behind the last whole record as one bad transfer", () => {
    const body = encodeTransfers([good, good]);
    for (const cut of [21, 30, 39]) expect(countersAfter(body.subarray(0, cut))).to.deep.equal([1n, 1n]);
    expect(countersAfter(body.subarray(0, 1))).to.deep.equal([0n, 1n]);
  });

  it("keeps its accounts from batch to batch", () => {
    const guest = new LoadedGuest("bank/bank.elf");
    const oracle = genesis();
    for (let nonce = 0; nonce < 3; nonce++) expectBatch(guest, oracle, encodeTransfers([{ ...good, nonce }, good]));
    expect(oracle.applied).to.equal(3n);
  });

  const notClosed: Readonly<Record<string, Transfer>> = {
    "of a day that is over": closed(1, 0),
    "of a day to come": closed(1, 4),
    "of more days than a year has left": closed(359, 3),
    "of days without number": closed(U32_MAX, 3),
    "at a rate of more than 32 bits": closed(1, 3, 1n << 32n),
  };
  for (const [name, record] of Object.entries(notClosed)) {
    it(`rejects a closing ${name} and goes on`, () => {
      const late = (state: BankState): void => void (state.day = 3);
      expect(countersAfter(encodeTransfers([closed(0, 3), closed(2, 3), record, good]), late).join()).to.equal("3,1");
    });
  }

  it("pays interest every day on what is there that day, and keeps the fraction", () => {
    const [guest, oracle] = [new LoadedGuest("bank/bank.elf"), genesis()];
    expectBatch(guest, oracle, encodeTransfers([good, closed(1, 0), { ...good, nonce: 1 }, closed(2, 1)]));
    const earned = (1_000_000 * 3 * Number(USUAL)) / 2 ** 32;
    const balance = Number(oracle.balances[3]!) + oracle.fractions[3]! / 2 ** 32;
    expect(Math.abs(balance - (1_000_000 + earned)) <= 1).to.equal(true);
    expect(oracle.fractions[3]).to.not.equal(0);
    expect([oracle.day, oracle.statements.some((byte) => byte !== 0)]).to.deep.equal([3, false]);
  });

  it("pays no interest that would lift a balance to 2^64", () => {
    const [guest, oracle] = [new LoadedGuest("bank/bank.elf"), genesis()];
    const balances = [U64_MAX, 2n ** 63n, 2n ** 63n + 1n, 2n ** 32n - 1n, 2n ** 32n];
    for (const [i, balance] of balances.entries()) {
      [oracle.balances[2 * i], oracle.balances[2 * i + 1]] = [balance, balance];
      oracle.fractions[2 * i] = U32_MAX;
    }
    restore(guest, oracle);
    expectBatch(guest, oracle, encodeTransfers([closed(2, 0, GREATEST)]));
    expect(oracle.balances[0]).to.equal(U64_MAX);
    expect(oracle.balances[2]! > 2n ** 63n).to.equal(true);
  });

  it("gives every account a statement at the end of a month", () => {
    const [guest, oracle] = [new LoadedGuest("bank/bank.elf"), genesis()];
    oracle.day = 29;
    restore(guest, oracle);
    const { state, phases } = expectBatch(guest, oracle, encodeTransfers([good, closed(2, 29), good]));
    expect(phases.map(({ id }) => id)).to.deep.equal([1, 2, 3, 4, 3, 2, 5]);
    expect(state.step).to.be.above(100_000_000);
    expect(hex(guest.memory.copy(guest.symbol("statements"), 32))).to.equal(hex(oracle.statements));
  });

  it("closes a year in fewer than 2^31 steps, with a full input section of good transfers", () => {
    const count = FULL - 1;
    const body = encodeTransfers([
      ...Array.from({ length: count }, (_, nonce) => ({ ...good, nonce })),
      closed(360, 0),
    ]);
    const oracle = genesis();
    applyBatch(oracle, body);
    const { program } = loadProgram(readFileSync(guestPath("bank/bank.elf")));
    const machine = new Machine(program, { input: inputOf(body) });
    const steps = TRANSLATOR.on(machine)(2 ** 31);
    expect([machine.state.status, hex(machine.state.output)]).to.deep.equal([STATUS_HALTED, digest(oracle)]);
    expect(steps).to.be.within(1_400_000_000, 2 ** 31 - 1);
    expect([oracle.day, oracle.applied]).to.deep.equal([360, BigInt(count + 1)]);
  });

  it(`agrees with the oracle over random batches (seed ${SEED})`, () => {
    const random = new Random(SEED);
    const guest = new LoadedGuest("bank/bank.elf");
    const oracle = genesis();
    for (let batch = 0; batch < 4; batch++) expectBatch(guest, oracle, randomBody(random, oracle));
    expect(oracle.applied > 100n && oracle.rejected > 100n).to.equal(true);
  });

  it(`takes any bytes, up to a full input section (seed ${SEED + 1})`, () => {
    const random = new Random(SEED + 1);
    expectBatch(new LoadedGuest("bank/bank.elf"), genesis(), random.bytes(0x20000 - 256));
  });

  it("fits 2^24 steps with a full input section of good transfers", () => {
    const count = FULL;
    const body = encodeTransfers(Array.from({ length: count }, (_, nonce) => ({ ...good, nonce })));
    const oracle = genesis();
    expect(expectBatch(new LoadedGuest("bank/bank.elf"), oracle, body).state.step).to.be.below(2 ** 24);
    expect(oracle.applied).to.equal(BigInt(count));
  });
});

/** Among few accounts, so that nonces and balances collide; about half of the transfers are good. */
function randomBody(random: Random, { nonces }: BankState): Uint8Array {
  const next = nonces.slice();
  const transfers = Array.from({ length: 200 }, (): Transfer => {
    const from = random.below(20);
    const nonce = random.below(8) === 0 ? random.below(4) : next[from]!++;
    return { from, to: random.below(22) * 500, amount: BigInt(random.below(400_000)), nonce };
  });
  const body = encodeTransfers(transfers);
  return body.subarray(0, body.length - random.below(3));
}
