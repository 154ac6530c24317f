import { expect } from "chai";
import { describe, it } from "mocha";
import { Machine } from "../../../src/machine/machine.ts";
import { profileOf, type Flame, type Profile } from "../../../src/machine/profile/profile.ts";
import { Profiler } from "../../../src/machine/profile/profiler.ts";
import {
  A0,
  A1,
  RA,
  SP,
  T0,
  addi,
  assemble,
  call,
  enter,
  halt,
  jump,
  leave,
  type Line,
  load,
  phase,
  ret,
  setStack,
  store,
} from "./assembly.ts";

/** Runs functions, the first of which has the stack set for it and halts, and says what the profile has. */
function profiled(functions: Readonly<Record<string, readonly Line[]>>, limit = 100_000): Profile {
  const program = assemble(functions);
  const machine = new Machine(program);
  const profiler = new Profiler(program, machine);
  profiler.run(limit);
  const profile = profileOf(program, machine.live, profiler);
  expect(profile.functions.reduce((sum, { self }) => sum + self, 0)).to.equal(profile.steps);
  return profile;
}

/** The ways of calls, as `a>b>c`, in the first phase. */
function ways({ flame }: Profile): string[] {
  const below = (flames: readonly Flame[], before: string): string[] =>
    flames.flatMap(({ name, above }) => [`${before}${name}`, ...below(above, `${before}${name}>`)]);
  return below(flame.above[0]?.above ?? [], "").toSorted();
}

const totals = ({ functions }: Profile): Record<string, number> =>
  Object.fromEntries(functions.map(({ name, total }) => [name, total]));
const calls = ({ functions }: Profile): Record<string, number> =>
  Object.fromEntries(functions.map(({ name, calls: count }) => [name, count]));

describe("profile: calls", () => {
  it("a call and its return: the caller goes on, steps with callees add up", () => {
    const profile = profiled({
      main: [setStack, call("a"), call("b"), ...halt],
      a: [...enter, call("b"), ...leave],
      b: [addi(A0, A0, 1), ret],
    });
    expect(ways(profile)).to.deep.equal(["main", "main>a", "main>a>b", "main>b"]);
    expect(totals(profile)).to.deep.equal({ main: 6 + 6 + 4, a: 6 + 2, b: 4 });
    expect(calls(profile)).to.deep.equal({ main: 1, a: 1, b: 2 });
  });

  it("a tail call takes its caller's place and returns to whoever called that", () => {
    const profile = profiled({
      main: [setStack, call("a"), ...halt],
      a: [addi(A0, A0, 1), jump("b")],
      b: [addi(A0, A0, 1), ret],
    });
    expect(ways(profile)).to.deep.equal(["main", "main>a", "main>b"]);
    expect(totals(profile)).to.deep.equal({ main: 9, a: 2, b: 2 });
  });

  it("a tail call through a register is no return", () => {
    const profile = profiled({
      main: [setStack, call("a"), ...halt],
      a: [
        ["auipc", { rd: T0, imm: 0 }],
        ["jalr", { rs1: T0, imm: 8 }],
      ],
      b: [addi(A0, A0, 1), ret],
    });
    expect(ways(profile)).to.deep.equal(["main", "main>a", "main>b"]);
  });

  it("recursion counts each step once in what it takes with callees", () => {
    const profile = profiled({
      main: [setStack, addi(A0, 0, 5), call("down"), ...halt],
      down: [...enter, ["beq", { rs1: A0 }, "down+5"], addi(A0, A0, -1), call("down"), ...leave],
    });
    expect(calls(profile).down).to.equal(6);
    expect(totals(profile).down).to.equal(profile.steps - 6);
    expect(ways(profile).at(-1)).to.equal("main>down>down>down>down>down>down");
  });

  it("a jump out of several functions ends them all, as longjmp does", () => {
    const profile = profiled({
      // setjmp keeps where main goes on in a1; c jumps there, and main goes on to call d.
      main: [setStack, ["auipc", { rd: A1, imm: 0 }], call("a"), call("d"), ...halt],
      a: [...enter, call("b"), ...leave],
      b: [...enter, call("c"), ...leave],
      c: [setStack, ["jalr", { rs1: A1, imm: 8 }]],
      d: [ret],
    });
    expect(ways(profile)).to.deep.equal(["main", "main>a", "main>a>b", "main>a>b>c", "main>d"]);
    expect(totals(profile)).to.include({ main: profile.steps, d: 1 });
  });

  it("the same where the stack pointer shows nothing of it", () => {
    const profile = profiled({
      main: [setStack, ["auipc", { rd: A1, imm: 0 }], call("a"), addi(A0, A0, 1), call("d"), ...halt],
      a: [["jalr", { rs1: A1, imm: 12 }]],
      d: [ret],
    });
    expect(ways(profile)).to.deep.equal(["main", "main>a", "main>d"]);
    expect(totals(profile)).to.deep.equal({ main: profile.steps, a: 1, d: 1 });
  });

  it("helpers called through t0 may move the stack pointer", () => {
    const profile = profiled({
      main: [setStack, call("a"), ...halt],
      a: [["jal", { rd: T0 }, "save"], call("b"), jump("restore")],
      b: [ret],
      save: [addi(SP, SP, -16), store(RA, 12), ["jalr", { rs1: T0 }]],
      restore: [load(RA, 12), addi(SP, SP, 16), ret],
    });
    expect(ways(profile)).to.deep.equal(["main", "main>a", "main>a>b", "main>a>save", "main>restore"]);
  });

  it("calls that never return leave no frame behind", () => {
    const profile = profiled({
      main: [setStack, call("again")],
      again: [addi(A0, A0, 1), call("again")],
    });
    expect(ways(profile)).to.deep.equal(["main", "main>again", "main>again>again"]);
  });

  it("a phase begins a tree of its own under the functions that are running", () => {
    const profile = profiled({
      main: [setStack, call("a"), ...halt],
      a: [...enter, ...phase(3), call("b"), ...leave],
      b: [ret],
    });
    expect(profile.flame.above.map(({ name }) => name)).to.deep.equal(["phase start", "phase 3"]);
    expect(ways({ ...profile, flame: { ...profile.flame, above: profile.flame.above.slice(1) } })).to.deep.equal([
      "main",
      "main>a",
      "main>a>b",
    ]);
    expect(totals(profile)).to.deep.equal({ main: profile.steps, a: 10, b: 1 });
  });

  it("recursion deeper than any picture keeps its totals", () => {
    const depth = 600;
    const profile = profiled({
      main: [setStack, addi(A0, 0, depth), call("down"), call("leaf"), ...halt],
      down: [...enter, ["beq", { rs1: A0 }, "down+5"], addi(A0, A0, -1), call("down"), call("leaf"), ...leave],
      leaf: [ret],
    });
    expect(calls(profile)).to.include({ down: depth + 1, leaf: depth + 2 });
    expect(totals(profile)).to.deep.equal({ main: profile.steps, down: profile.steps - 8, leaf: depth + 2 });
    expect(ways(profile).length).to.be.lessThan(250);
  });
});
