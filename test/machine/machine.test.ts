import { expect } from "chai";
import { describe, it } from "mocha";
import { CODE, CONSTANTS, DATA, GUEST_LAYOUT, INPUT } from "../../scripts/generate/stepCase.ts";
import { encode } from "../../scripts/generate/encode.ts";
import { MEMORY_LIMIT } from "../../src/machine/access/live.ts";
import { MachineError } from "../../src/machine/error.ts";
import { STATUS_RUNNING } from "../../src/machine/isa.ts";
import { type Guest, Machine } from "../../src/machine/machine.ts";
import { depth } from "../../src/machine/section.ts";
import { zeroRoots } from "../../src/tree/merkle.ts";
import { toHex } from "../../src/types/hex.ts";
import { leavesOf, naiveRoot } from "../tree/naive.ts";
import { randomMachine } from "./programs.ts";

const SEED = 0x3ac;
const ANCHOR = new Uint8Array(32).fill(5);

const code = (...words: number[]): Uint8Array => new Uint8Array(Uint32Array.from(words).buffer);

/** Adds 1 to the word at DATA for ever. */
const COUNTER = code(
  encode("lui", { rd: 5, imm: DATA }),
  encode("lw", { rd: 6, rs1: 5 }),
  encode("addi", { rd: 6, rs1: 6, imm: 1 }),
  encode("sw", { rs1: 5, rs2: 6 }),
  encode("jal", { imm: -12 }),
);

function guestOf(...images: Uint8Array[]): Guest {
  const rest = GUEST_LAYOUT.map((_, i) => images[i] ?? new Uint8Array(0));
  return { layout: GUEST_LAYOUT, names: ["code", "constants", "data", "input", "top"], images: rest, entry: CODE };
}

const rootsOf = (machine: Machine): string[] => machine.sections().map(({ root }) => toHex(root));

describe(`machine (seed ${SEED})`, () => {
  it("starts as docs/machine.md says", () => {
    const machine = new Machine(guestOf(COUNTER), { anchor: ANCHOR, input: Uint8Array.of(1, 2, 3) });
    const { registers, ...rest } = machine.state;
    expect(rest).to.deep.equal({ pc: CODE, status: 0, exitCode: 0, anchor: ANCHOR, output: ANCHOR, step: 0 });
    expect([...registers]).to.deep.equal(Array.from({ length: 32 }, (_, i) => (i === 10 ? 3 : 0)));
    expect([...machine.live.copy(INPUT, 4)]).to.deep.equal([1, 2, 3, 0]);
    expect([...machine.live.copy(CODE, COUNTER.length)]).to.deep.equal([...COUNTER]);
  });

  it("section roots are those of the naive tree after any run", () => {
    for (let seed = SEED; seed < SEED + 5; seed++) {
      const machine = randomMachine(seed);
      for (const steps of [0, 1, 20, 400]) {
        machine.run(steps);
        for (const { start, size, root, name } of machine.sections()) {
          const leaves = leavesOf(machine.live.copy(start, size));
          expect(toHex(root), `seed ${seed}, ${name}`).to.equal(toHex(naiveRoot(leaves, depth(size / 4096))));
        }
      }
    }
  });

  it("only chunks that changed are hashed again, zero chunks never", () => {
    const machine = new Machine(guestOf(COUNTER));
    machine.stateHash();
    expect(machine.commitment.hashed, "code is the only chunk that is not zero").to.equal(1);
    machine.run(4);
    machine.stateHash();
    machine.stateHash();
    expect(machine.commitment.hashed).to.equal(2);
    machine.run(4000);
    machine.stateHash();
    expect(machine.commitment.hashed).to.equal(3);
    machine.run(2);
    machine.stateHash();
    expect(machine.commitment.hashed, "nothing was stored").to.equal(3);
  });

  it("changing one section leaves the other roots alone (B09, B33)", () => {
    const base = rootsOf(new Machine(guestOf(COUNTER, Uint8Array.of(1), Uint8Array.of(2))));
    const module = COUNTER.slice();
    module[8]! ^= 0x80;
    const changes = [
      guestOf(module, Uint8Array.of(1), Uint8Array.of(2)),
      guestOf(COUNTER, Uint8Array.of(9), Uint8Array.of(2)),
      guestOf(COUNTER, Uint8Array.of(1), Uint8Array.of(9)),
    ];
    for (const [section, guest] of changes.entries()) {
      const roots = rootsOf(new Machine(guest));
      expect(roots.map((root, i) => root !== base[i])).to.deep.equal(base.map((_, i) => i === section));
    }
  });

  it("an empty memory costs no hashing", () => {
    const layout = [
      { start: 0, size: 4096, kind: 1 },
      { start: 2 ** 28, size: 2 ** 26, kind: 3 },
    ];
    const machine = new Machine({ layout, names: ["a", "b"], images: [COUNTER, new Uint8Array(0)], entry: 0 });
    expect(rootsOf(machine)[1]).to.equal(toHex(zeroRoots()[21]!));
    expect(machine.commitment.hashed).to.equal(1);
  });

  it("goes back to a snapshot, hashing only what differs", () => {
    for (let seed = SEED; seed < SEED + 10; seed++) {
      const machine = randomMachine(seed);
      const marks = [0, 1, 10, 50].map((steps) => {
        machine.run(steps);
        return { snapshot: machine.snapshot(), hash: machine.stateHash(), step: machine.state.step };
      });
      machine.run(1000);
      const end = machine.stateHash();
      for (const { snapshot, hash, step } of marks.toReversed()) {
        machine.restore(snapshot);
        expect(machine.stateHash()).to.equal(hash);
        expect(machine.state.step).to.equal(step);
        const before = machine.commitment.hashed;
        machine.restore(snapshot);
        machine.stateHash();
        expect(machine.commitment.hashed, "restored twice").to.equal(before);
      }
      const other = randomMachine(seed);
      other.restore(marks[2]!.snapshot);
      expect(other.stateHash(), "another machine").to.equal(marks[2]!.hash);
      for (const one of [machine, other]) {
        one.run(100_000 - one.state.step);
        if (one.state.status !== STATUS_RUNNING) expect(one.stateHash()).to.equal(end);
      }
    }
  });

  it("a snapshot is not touched by the run that goes on", () => {
    const machine = new Machine(guestOf(COUNTER));
    machine.run(6);
    const snapshot = machine.snapshot();
    const hash = machine.stateHash();
    machine.run(500);
    machine.restore(snapshot);
    machine.run(3);
    machine.restore(snapshot);
    expect(machine.stateHash()).to.equal(hash);
  });

  it("begins another batch on the memory that the last one left", () => {
    const machine = new Machine(guestOf(COUNTER), { input: new Uint8Array(100).fill(1) });
    machine.run(4);
    const anchor = new Uint8Array(32).fill(9);
    machine.begin({ anchor, input: Uint8Array.of(7) });
    expect(machine.state).to.deep.include({ pc: CODE, step: 0, status: 0, anchor, output: anchor });
    expect([...machine.live.copy(INPUT, 3)]).to.deep.equal([7, 0, 0]);
    expect(machine.live.copy(DATA, 1)[0]).to.equal(1);
    const fresh = new Machine(guestOf(COUNTER, new Uint8Array(0), Uint8Array.of(1)), {
      anchor,
      input: Uint8Array.of(7),
    });
    expect(machine.stateHash()).to.equal(fresh.stateHash());
  });

  it("proving a step is taking it", () => {
    const machine = new Machine(guestOf(COUNTER));
    const { poststate } = machine.proveStep();
    expect(machine.state.step).to.equal(1);
    expect(machine.stateHash()).to.equal(poststate);
  });

  it("stops at the exact step, and goes on from there", () => {
    const machine = new Machine(guestOf(COUNTER));
    expect(machine.run(2 ** 20 + 1)).to.equal(2 ** 20 + 1);
    expect(machine.state.step).to.equal(2 ** 20 + 1);
    expect(machine.run(0)).to.equal(0);
    // After lui, four instructions a round: 2^18 rounds are complete.
    expect(new DataView(machine.live.copy(DATA, 4).buffer).getUint32(0, true)).to.equal(2 ** 18);
    expect(machine.state.pc).to.equal(CODE + 4);
  });

  it("refuses more memory than this host has, and an input that does not fit", () => {
    const huge = [
      { start: 0, size: 4096, kind: 1 },
      { start: 2 ** 30, size: MEMORY_LIMIT, kind: 3 },
    ];
    const guest = { layout: huge, names: ["a", "b"], images: [COUNTER, new Uint8Array(0)], entry: 0 };
    expect(() => new Machine(guest))
      .to.throw(MachineError)
      .with.property("code", "MEMORY_LIMIT");
    const input = new Uint8Array(4097);
    expect(() => new Machine(guestOf(COUNTER), { input }))
      .to.throw(MachineError)
      .with.property("code", "INPUT_TOO_LONG");
    const layout = GUEST_LAYOUT.slice(0, 2);
    const none = { layout, names: ["a", "b"], images: [COUNTER, COUNTER], entry: CODE };
    expect(() => new Machine(none, { input: Uint8Array.of(1) }))
      .to.throw(MachineError)
      .with.property("code", "INPUT_TOO_LONG");
    expect(new Machine(none).state.pc).to.equal(CODE);
  });

  it("reads memory out, up to where a section ends", () => {
    const machine = new Machine(guestOf(COUNTER, Uint8Array.of(1, 2)));
    expect([...machine.live.copy(CONSTANTS - 1, 3)]).to.deep.equal([0, 1, 2]);
    expect(machine.live.copy(0xfffffffe, 4)).to.have.length(2);
    expect(machine.live.copy(0, 4)).to.have.length(0);
  });
});
