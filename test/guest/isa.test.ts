import { expect } from "chai";
import { describe, it } from "mocha";
import { staleSources } from "../../scripts/generate/isaPrograms.ts";
import { INSTRUCTIONS, STATUS_HALTED, STATUS_TRAPPED } from "../../src/machine/isa.ts";
import { startState } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";
import { type End, LoadedGuest } from "./machine.ts";
import { isaElfs } from "./programs.ts";

const ANCHOR = Uint8Array.from({ length: 32 }, (_, i) => 0xe0 + i);

/** Numbers of the registers that the programs' final_<register> symbols name. */
const REGISTERS: Readonly<Record<string, number>> = { ra: 1, a0: 10 };

const finals = (guest: LoadedGuest): [string, number][] =>
  [...guest.elf.symbols]
    .filter(([name]) => name.startsWith("final_"))
    .map(([name, { value }]) => [name.slice("final_".length), value]);

function checkFinal(guest: LoadedGuest, { state, printed }: End, what: string, value: number): void {
  if (what === "status") expect(state.status, what).to.equal(value);
  else if (what === "exitCode") expect(state.exitCode, what).to.equal(value);
  else if (what === "pc") expect(state.pc >>> 0, what).to.equal(value);
  else if (what === "signature") expect(printed).to.match(new RegExp(`${value.toString(16).padStart(8, "0")}\n$`));
  else if (what === "outputLeaf") expect(state.output).to.deep.equal(guest.memory.copy(value, 32));
  else expect(state.registers[REGISTERS[what]!]! >>> 0, what).to.equal(value);
}

describe("guest/isa", () => {
  it("has a program for each of the 48 instructions", () => {
    const programs = isaElfs("instruction").map((path) => path.replace(/.*\/|\.elf/g, ""));
    const names = INSTRUCTIONS.map(({ name }) => name as string).filter((name) => name !== "ebreak");
    expect(programs).to.include.members(names);
    expect(isaElfs("trap")).to.include("isa/trap/breakpoint.elf");
  });

  it("has a program for each trap cause", () => {
    const causes = isaElfs("trap").map((path) => new LoadedGuest(path).symbol("final_exitCode"));
    expect([...new Set(causes)].toSorted()).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("is what its generator writes", async () => {
    expect(await staleSources()).to.deep.equal([]);
  });

  for (const path of [...isaElfs("instruction"), ...isaElfs("ecall")]) {
    it(`${path} halts, and every check in it holds`, () => {
      const guest = new LoadedGuest(path);
      const end = guest.run(undefined, ANCHOR);
      const expected = finals(guest);
      if (!expected.some(([what]) => what === "exitCode")) expected.push(["exitCode", 0]);
      expect(end.state.status).to.equal(STATUS_HALTED);
      for (const [what, value] of expected) checkFinal(guest, end, what, value);
    });
  }

  it("isa/ecall/anchor.elf commits its anchor", () => {
    expect(new LoadedGuest("isa/ecall/anchor.elf").run(undefined, ANCHOR).state.output).to.deep.equal(ANCHOR);
  });

  for (const path of isaElfs("trap")) {
    it(`${path} traps, and the trap changes status and exitCode only`, () => {
      const guest = new LoadedGuest(path);
      const end = guest.run(undefined, ANCHOR);
      expect(end.state.status).to.equal(STATUS_TRAPPED);
      for (const [what, value] of finals(guest)) checkFinal(guest, end, what, value);

      const before = new LoadedGuest(path);
      const state = startState(before.elf.entry, ANCHOR, 0);
      run(state, before.memory, end.state.step - 1);
      expect({ ...state, status: STATUS_TRAPPED, exitCode: end.state.exitCode, step: end.state.step }).to.deep.equal(
        end.state,
      );
      expect(Buffer.from(before.memory.bytes).equals(guest.memory.bytes), "memory").to.equal(true);
    });
  }
});
