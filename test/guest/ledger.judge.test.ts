import { expect } from "chai";
import { describe, it } from "mocha";
import { anchorOf, machineOf, nodesOf } from "../../bench/lib/ledgerGuest.ts";
import { keyRecord, signedBy, stateOf } from "../../scripts/generate/ledgerCases/world.ts";
import { deployJudge } from "../../scripts/fuzz/judge.ts";
import { type Batch, encodeBody } from "../../src/ledger/body.ts";
import { KIND_POSTED, TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import * as isa from "../../src/machine/isa.ts";
import type { Machine, StepProof } from "../../src/machine/machine.ts";
import { DOMAIN } from "../../scripts/generate/ledgerCases/world.ts";
import { Random } from "./random.ts";

const SEED = 20_261_121;
/** Steps of each ecall, and of everything else, that are proven. */
const OF_EACH_ECALL = 24;
const OTHERS = 180;
const ECALL_WORD = 0x73;

const seats = [0, 1, 2].map((i) => ({ index: 700 * i, person: i, balance: 10n ** 18n, nonce: i }));
const state = stateOf({ seats });

/** A transfer, an exit and a create, with fees: all that a transaction can do. */
function batch(): Batch {
  const owner = keyRecord(7);
  const body = encodeBody(700, [
    signedBy(0, { from: 0, to: 1400, amount: 5n, fee: 3n }),
    signedBy(1, { from: 700, to: TO_EXIT, amount: 6n, fee: 3n, nonce: 1 }),
    owner,
    signedBy(2, { from: 1400, to: TO_CREATE, amount: 7n, fee: 3n, nonce: 2, owner }),
  ]);
  const { chainId, rollup } = DOMAIN;
  return { header: [KIND_POSTED, chainId, rollup, 1n, 1n, BigInt(body.length), 0n, 0n], body };
}

const start = (): Machine => machineOf(batch(), anchorOf(state), nodesOf(state));

/** Number of the ecall that the machine stands at, undefined at any other instruction. */
function ecallAt({ state: at, live }: Machine): number | undefined {
  return live.words[live.read(at.pc) >>> 2] === ECALL_WORD ? at.registers[isa.A7] : undefined;
}

/** Steps to prove, in order: some of each kind of ecall and some of the rest, drawn from the whole run. */
function sample(random: Random): number[] {
  const machine = start();
  const kinds = new Map<number | undefined, number[]>();
  for (let step = 0; machine.state.status === isa.STATUS_RUNNING; step++) {
    const kind = ecallAt(machine);
    const steps = kinds.get(kind);
    if (steps === undefined) kinds.set(kind, [step]);
    else steps.push(step);
    machine.run(1);
  }
  const ecalls = [isa.ECALL_ANCHOR, isa.ECALL_POSEIDON_OPEN, isa.ECALL_POSEIDON, isa.ECALL_MULMOD256, isa.ECALL_PHASE];
  expect([...kinds.keys()]).to.include.members([undefined, ...ecalls, isa.ECALL_COMMIT, isa.ECALL_HALT]);
  const drawn = [...kinds].flatMap(([kind, steps]) => draw(random, steps, kind === undefined ? OTHERS : OF_EACH_ECALL));
  return drawn.toSorted((a, b) => a - b);
}

/** `count` of the values, or all if there are no more. */
function draw(random: Random, values: number[], count: number): number[] {
  if (values.length <= count) return values;
  return Array.from({ length: count }, () => values.splice(random.below(values.length), 1)[0]!);
}

describe("the judge and the interpreter, on steps of a ledger batch", () => {
  it(`agree (seed ${SEED})`, async () => {
    const machine = start();
    const proven: StepProof[] = [];
    for (const step of sample(new Random(SEED))) {
      machine.run(step - machine.state.step);
      proven.push(machine.proveStep());
    }
    expect(machine.state.status).to.equal(isa.STATUS_HALTED);
    const outcomes = await (await deployJudge()).outcomes(proven);
    const wrong = proven.findIndex(({ poststate }, i) => outcomes[i]?.poststate !== poststate);
    expect(wrong, `first of ${proven.length} steps on which they differ`).to.equal(-1);
  }).timeout(300_000);
});
