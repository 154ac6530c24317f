import { readFileSync } from "node:fs";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { anchorOf, MAX_STEPS as LEDGER_STEPS, machineOf, nodesOf } from "../../bench/lib/ledgerGuest.ts";
import { DOMAIN, keyRecord, signedBy, stateOf } from "../../scripts/generate/ledgerCases/world.ts";
import { Random } from "../../scripts/lib/random.ts";
import { startJudge, type Judge } from "../../src/chain/judge.ts";
import { answer, dissect } from "../../src/dispute/strategy.ts";
import type { Trace } from "../../src/dispute/trace.ts";
import { encodeBody } from "../../src/ledger/body.ts";
import { KIND_POSTED, TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import { type Engine, INTERPRETER } from "../../src/machine/engine.ts";
import type { MachineError } from "../../src/machine/error.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { inputRoot, layoutHash } from "../../src/machine/section.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { FAULT_KINDS } from "../../src/rollup/fault.ts";
import { MachineTrace } from "../../src/rollup/trace.ts";
import { TRANSLATOR } from "../../src/translator/engine.ts";
import { Translator } from "../../src/translator/translator.ts";
import type { Hex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { bankRules, PaperCourt } from "../agent/paperCourt.ts";
import { guestPath } from "../guest/elf.ts";
import { isaElfs, PLAIN_PROGRAMS } from "../guest/programs.ts";
import { programOf } from "../rollup/batches.ts";

const SEED = 5_112_027;
const NARY = 16;
const KINDS = FAULT_KINDS.filter((kind) => kind !== "input");

/** Translates what the usual patience leaves to the interpreter in programs as short as these. */
const EAGER: Engine = {
  ...TRANSLATOR,
  on: (machine) => {
    const translator = new Translator(machine, { burst: 1, times: 2, reach: 10_000 });
    return (steps) => translator.run(steps);
  },
};

type Run = { readonly start: () => Machine; readonly maxSteps: number };

/** What an honest side says: by `engine`, and nothing that the interpreter does not say. */
function honest({ start, maxSteps }: Run, fixed: Uint8Array, engine: Engine) {
  const [first, second] = [engine, INTERPRETER].map(
    (by) => new MachineTrace(start, fixed, maxSteps, undefined, { engine: by }),
  );
  return {
    maxSteps,
    steps: first!.lookAt(maxSteps, ({ state }) => state.step),
    async hashesAt(steps: readonly number[]): Promise<StateHash[]> {
      const hashes = await first!.hashesAt(steps);
      expect(hashes).to.deep.equal(await second!.hashesAt(steps));
      return hashes;
    },
    async proofAt(step: number): Promise<Hex> {
      const proof = await first!.proofAt(step);
      expect(proof).to.equal(await second!.proofAt(step));
      return proof;
    },
  };
}

/** The last step of the dispute that two sides have, each of which answers the other in turn; undefined where they end alike. */
async function search(lying: Trace, truth: Trace): Promise<number | undefined> {
  const { maxSteps } = truth;
  let last = await dissect(lying, 0, maxSteps, NARY);
  if (last.hashes.at(-1) === (await truth.hashesAt([maxSteps]))[0]) return undefined;
  for (let turn = 0; ; turn++) {
    const found = await answer(last, turn % 2 === 0 ? truth : lying, NARY);
    if (found.kind === "prove") return found.step;
    if (found.kind === "agree") throw new Error("one side agrees with the other");
    last = found.dissection;
  }
}

describe(`disputes by the translator (seed ${SEED})`, function () {
  this.timeout(60_000);
  const random = new Random(SEED);
  let judge: Judge = undefined!;
  before(async () => {
    judge = await startJudge();
  });
  after(() => judge.close());

  /** Disputes a run until one lie was found out that changes its end. */
  async function dispute(run: Run, engine: Engine): Promise<void> {
    const machine = run.start();
    const { layout } = machine.guest;
    const root = inputRoot(layout, machine.commitment.roots());
    const fixed = fixedHash(machine.state.anchor, root, layoutHash(layout));
    const truth = honest(run, fixed, engine);
    for (let attempt = 0; attempt < 20; attempt++) {
      const lie = { kind: random.pick(KINDS), step: random.below(truth.steps) };
      const lying = new MachineTrace(run.start, fixed, run.maxSteps, lie, { engine });
      const step = await search(lying, truth).catch(unknownNode);
      if (step === undefined) continue;
      const [before, right] = await truth.hashesAt([step, step + 1]);
      const [wrong] = await lying.hashesAt([step + 1]);
      const proof = await truth.proofAt(step);
      expect(verifyStep(before!, proof), `${lie.kind} at ${lie.step}`).to.equal(right).and.not.equal(wrong);
      expect(await judge.step(before!, proof), "on chain").to.equal(right);
      return;
    }
    throw new Error("no lie changes the end");
  }

  for (const elf of [...PLAIN_PROGRAMS, "gas/gas.elf"]) {
    it(`of ${elf} end at a step that the judges decide`, () =>
      dispute({ start: starting(elf, new Uint8Array(300).fill(7)), maxSteps: 2 ** 24 }, TRANSLATOR));
  }

  it("of the ledger, with its ecalls, end at a step that the judges decide", () =>
    dispute({ start: ledgerBatch, maxSteps: LEDGER_STEPS }, TRANSLATOR));

  for (const group of ["instruction", "trap", "ecall"] as const) {
    it(`of every program in isa/${group} end at a step that the judges decide`, async () => {
      for (const elf of isaElfs(group)) await dispute({ start: starting(elf), maxSteps: 2 ** 16 }, EAGER);
    });
  }

  it("are what agents have: they execute by the translator, and once more by the interpreter before they risk a bond", async () => {
    const engine = TRANSLATOR as { on: Engine["on"] };
    const { on } = engine;
    let machines = 0;
    engine.on = (machine) => {
      machines++;
      return on(machine);
    };
    try {
      const court = new PaperCourt(programOf("bank"), bankRules);
      court.post(new Uint8Array(0));
      const [execution] = await court.executor.path(court.view);
      expect(machines).to.equal(1);
      await court.executor.agreed(execution!, (trace) => trace.hashesAt([trace.maxSteps]));
      expect(machines, "the second is the interpreter's").to.equal(1);
    } finally {
      engine.on = on;
    }
  });
});

/** A lie may have a guest open a node that nobody knows: then there is no run to lie with. */
function unknownNode(error: unknown): undefined {
  if ((error as Partial<MachineError>).code !== "UNKNOWN_NODE") throw error;
}

/** Starts the guest with an input, where it takes one. */
function starting(elf: string, input?: Uint8Array): () => Machine {
  const { program } = loadProgram(readFileSync(guestPath(elf)));
  return () => new Machine(program, input && program.inputSize > 0 ? { input } : {});
}

/** A transfer, an exit and a create of the ledger. */
function ledgerBatch(): Machine {
  const owner = keyRecord(7);
  const seats = [0, 1, 2].map((i) => ({ index: 700 * i, person: i, balance: 10n ** 18n, nonce: i }));
  const body = encodeBody(700, [
    signedBy(0, { from: 0, to: 1400, amount: 5n, fee: 3n }),
    signedBy(1, { from: 700, to: TO_EXIT, amount: 6n, fee: 3n, nonce: 1 }),
    owner,
    signedBy(2, { from: 1400, to: TO_CREATE, amount: 7n, fee: 3n, nonce: 2, owner }),
  ]);
  const { chainId, rollup } = DOMAIN;
  const header = [KIND_POSTED, chainId, rollup, 1n, 1n, BigInt(body.length), 0n, 0n];
  const state = stateOf({ seats });
  return machineOf({ header, body }, anchorOf(state), nodesOf(state));
}
