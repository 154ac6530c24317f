import { readFileSync } from "node:fs";
import { expect } from "chai";
import { after, afterEach, before, beforeEach, describe, it } from "mocha";
import { Stage } from "../../scripts/lib/stage.ts";
import { TOY } from "../../scripts/lib/story.ts";
import { Executor } from "../../src/agent/executor.ts";
import { INTERPRETER } from "../../src/machine/engine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { CheckpointStore } from "../../src/store/checkpointStore.ts";
import { MemoryRows } from "../../src/store/memoryRows.ts";
import { Watcher, type Verdict } from "../../src/challenger/watcher.ts";
import { guestPath } from "../guest/elf.ts";
import { catchAll } from "./planted.ts";

/** The toy with its stack and its counter apart. */
const LAYOUT = `memory_layout:
  code: { start: 0x80000000, size: 0x1000, kind: code }
  constants: { start: 0x80001000, size: 0x1000, kind: readOnly }
  stack: { start: 0x80002000, size: 0x4000 }
  counters: { start: 0x80006000, size: 0x1000 }
  input: { start: 0x80007000, size: 0x20000, kind: input }
`;
const { program } = loadProgram(readFileSync(guestPath("toy/toy.elf")), LAYOUT);
const [stack, counters] = ["stack", "counters"].map((name) => program.names.indexOf(name)) as [number, number];

describe("Watcher", () => {
  let stage: Stage;
  let fresh: unknown;

  before(async () => {
    stage = await Stage.open({ ...TOY, guest: program });
    fresh = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  afterEach(async () => {
    await stage.chain.provider.request({ method: "evm_revert", params: [fresh] });
    fresh = await stage.chain.provider.request({ method: "evm_snapshot" });
  });

  after(() => stage.close());

  const watch = async (): Promise<Watcher> => new Watcher(await stage.openCourt(), stage.program);

  it("judges every claim once, the true and the false, and sends nothing", async () => {
    const watcher = await watch();
    const faults = new Map([[2, { kind: "register", step: 300 } as const]]);
    const [sequencer, challenger] = [await stage.sequencer(undefined, faults), await stage.challenger()];
    await sequencer.post(new Uint8Array([1]));
    await sequencer.post(new Uint8Array([2]));
    expect(await watcher.tick()).to.deep.equal([]);
    await sequencer.tick();
    const first = await watcher.tick();
    await challenger.tick();
    const second = await watcher.tick();
    const told = [...first, ...second].map(({ batch, truthful }) => [batch, truthful]);
    expect(told).to.deep.equal([
      [1, true],
      [2, false],
      [2, true],
    ]);
    expect(await watcher.tick()).to.deep.equal([]);
  });

  for (const [kind, step, differs] of [
    ["output", 300, ["output"]],
    ["memoryRoot", 300, ["memoryRoot"]],
    ["pc", 301, ["output", "memoryRoot"]],
    ["skip", 300, ["cpuHash"]],
  ] as const) {
    it(`says what a false claim has wrong, and narrows down with the dispute: ${kind}`, async () => {
      const watcher = await watch();
      const faults = new Map([[1, { kind, step }]]);
      const [sequencer, challenger] = [await stage.sequencer(undefined, faults), await stage.challenger()];
      await sequencer.post(new Uint8Array([1]));
      await sequencer.tick();
      const told: Verdict[] = await watcher.tick();
      expect(told.map(({ span }) => span)).to.deep.equal([undefined]);
      expect(told[0]!.differs).to.include.members([...differs]);
      for (let acted = true; acted;) {
        acted = false;
        for (const actor of [challenger, sequencer]) {
          acted = (await actor.tick()) > 0 || acted;
          told.push(...(await watcher.tick()).filter(({ truthful }) => !truthful));
        }
      }
      const spans = told.map(({ span }) => span).filter((span) => span !== undefined);
      // The liar opens, and dissects once more; what the challenger says in between is true and narrows nothing.
      expect(spans.map(({ length }) => length)).to.deep.equal([256, 1]);
      for (const { start, length } of spans) expect(step).to.be.within(start, start + length - 1);
    });
  }

  describe("with an archive", () => {
    /** So slow that the end of every run is worth keeping. */
    const engine = { ...INTERPRETER, stepsPerSecond: 1 };
    const faults = new Map([[1, { kind: "register", step: 300 } as const]]);
    let rows: MemoryRows;
    let told: string[];

    /** @param draw 0 has every batch executed that the archive knows */
    const withArchive = async (draw: number, critical: readonly number[] = []): Promise<Watcher> => {
      const archive = new CheckpointStore(rows, undefined, ({ code }) => told.push(code));
      return new Watcher(await stage.openCourt(), stage.program, { archive, engine }, critical, () => draw);
    };

    /** Has the archive say of batch 1 that a byte of a section was otherwise at step 600, and no word of it at the end. */
    const plant = async (section: number): Promise<void> => {
      const court = await stage.openCourt();
      const [honest] = await new Executor(court, stage.program).path((await court.sync()).view);
      const store = new CheckpointStore(rows);
      const machine = honest!.trace.machineAt(600);
      machine.live.bytes[machine.live.write(stage.program.layout[section]!.start + 2048)]! ^= 1;
      store.keep(store.runs[0]!, machine);
    };

    /** Has the archive say of batch 1 what a liar says of it. */
    const poison = async (): Promise<void> => {
      const court = await stage.openCourt();
      const [lying] = await new Executor(court, stage.program, faults).path((await court.sync()).view);
      const store = new CheckpointStore(rows);
      const [run] = store.runs;
      store.forget(run!);
      lying!.trace.lookAt(lying!.trace.maxSteps, (machine) => store.keep(run!, machine));
    };

    beforeEach(async () => {
      rows = new MemoryRows();
      told = [];
      await (await stage.sequencer()).post(new Uint8Array([1]));
      await (await withArchive(1)).tick();
    });

    const verdicts = async (watcher: Watcher): Promise<boolean[]> =>
      (await watcher.tick()).map(({ truthful }) => truthful);

    it("takes the end of a batch from there, and executes nothing where claims say the same", async () => {
      await (await stage.sequencer()).tick();
      const watcher = await withArchive(1);
      expect(await verdicts(watcher)).to.deep.equal([true]);
      const [execution] = await watcher.executor.path((await (await stage.openCourt()).sync()).view);
      expect([execution!.trace.isExecuted, told.length]).to.deep.equal([false, 0]);
    });

    it("executes the batch before it calls a claim false: a poisoned entry is found, told and gone", async () => {
      await poison();
      await (await stage.sequencer()).tick();
      expect(await verdicts(await withArchive(1))).to.deep.equal([true]);
      expect(told).to.deep.equal(["ARCHIVE_FALSE"]);
      expect(rows.keys("checkpoint/")).to.deep.equal([]);
    });

    it("finds a poisoned entry that says what a false claim says when it is drawn", async () => {
      await poison();
      await (await stage.sequencer(undefined, faults)).tick();
      expect(await verdicts(await withArchive(1)), "not drawn: believed").to.deep.equal([true]);
      expect(await verdicts(await withArchive(0))).to.deep.equal([false]);
      expect(told).to.deep.equal(["ARCHIVE_FALSE"]);
    });

    it("finds a poisoned entry that nothing was drawn for, where a section is critical", async () => {
      await poison();
      await (await stage.sequencer(undefined, faults)).tick();
      expect(await verdicts(await withArchive(1, [counters]))).to.deep.equal([false]);
      expect(told).to.deep.equal(["ARCHIVE_FALSE"]);
    });

    for (const [what, section, critical, draw, found] of [
      [
        "finds a fault in a critical section at a checkpoint on the way, with nothing else sampled",
        counters,
        counters,
        1,
        true,
      ],
      ["does not look there at other sections that it does not draw", stack, counters, 1, false],
      ["finds those that it draws", stack, counters, 0, true],
    ] as const) {
      it(what, async () => {
        await plant(section);
        await (await stage.sequencer()).tick();
        const watcher = await withArchive(draw, [critical]);
        expect(await verdicts(watcher)).to.deep.equal([true]);
        expect(told).to.deep.equal(found ? ["ARCHIVE_FALSE"] : []);
        expect(rows.keys("checkpoint/").length).to.equal(found ? 0 : 2);
        expect(await verdicts(watcher)).to.deep.equal([]);
      });
    }

    it("leaves a challenger alone, who has none and acts on what two executions say", async () => {
      await poison();
      await (await stage.sequencer(undefined, faults)).tick();
      expect(await (await stage.challenger()).tick()).to.be.greaterThan(0);
    });
  });

  it("catches every planted fault", async () => {
    const { planted, caught } = await catchAll(stage, 7, 7);
    expect(caught).to.deep.equal(planted);
  });
});
