import { expect } from "chai";
import { describe, it } from "mocha";
import { newMachine } from "../../scripts/fuzz/program.ts";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, ENTRY, RA, S0, S1, T0, T1, guest } from "../../scripts/translations/guest.ts";
import { KIND_READ_WRITE } from "../../src/machine/isa.ts";
import { Functions } from "../../src/translator/functions.ts";
import { JUMPED, REGISTERS, SITE, TARGET } from "../../src/translator/locals.ts";
import { Library } from "../../src/translator/library.ts";
import { Pages } from "../../src/translator/pages.ts";
import { Pair, agree } from "./agree.ts";
import { at } from "./flowOf.ts";

const DEPTH = 10;
/** All registers but two. */
const REST = Array.from({ length: 31 }, (_, i) => i + 1).filter((register) => register !== S0 && register !== S1);

function scene(write: (code: Assembler) => void) {
  const machine = newMachine(guest(write));
  const { live } = machine;
  const library = new Library();
  const functions = new Functions(machine.guest.layout, live, new Pages(live), () => 1, 20_000, library);
  const words = new Int32Array(live.memory.buffer);
  /** Enters what is translated at an instruction, with these registers; gives steps left, where it stopped, and a register. */
  const enter = (number: number, registers: Readonly<Record<number, number>>, left = 1000) => {
    for (const [register, value] of Object.entries(registers)) words[REGISTERS / 4 + Number(register)] = value;
    const [rest, pc] = functions.at(at(number))!(left, DEPTH);
    return { taken: left - rest, number: (pc - ENTRY) / 4, a0: words[REGISTERS / 4 + A0]! };
  };
  return { functions, enter, words, library };
}

const ret = (code: Assembler): void => code.emit("jalr", { rs1: RA });

describe("src/translator/functions", () => {
  it("translates what is entered and what that calls, once", () => {
    const { functions, enter } = scene((code) => {
      code.emit("jal", { rd: RA, imm: 12 });
      code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
      code.emit("ecall");
      code.emit("addi", { rd: A0, rs1: A0, imm: 10 });
      ret(code);
    });
    expect(functions.at(at(0))).to.equal(undefined);
    functions.translate(at(0));
    const [caller, callee] = [functions.at(at(0)), functions.at(at(3))];
    expect(callee).to.not.equal(undefined);
    expect(functions.at(at(1))).to.equal(undefined);
    expect(enter(0, { [A0]: 5 })).to.deep.equal({ taken: 4, number: 2, a0: 16 });
    functions.translate(at(0));
    functions.translate(at(3));
    expect([functions.at(at(0)), functions.at(at(3))]).to.deep.equal([caller, callee]);
  });

  it("takes no step that it cannot end, and enters no function too deep", () => {
    const { functions, enter } = scene((code) => {
      code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
      code.emit("jal", { rd: RA, imm: 8 });
      code.emit("ecall");
      ret(code);
    });
    functions.translate(at(0));
    expect(enter(0, { [A0]: 5 }, 1)).to.deep.equal({ taken: 0, number: 0, a0: 5 });
    // The callee has no step left.
    expect(enter(0, { [A0]: 5 }, 2)).to.deep.equal({ taken: 2, number: 3, a0: 6 });
    expect([...functions.at(at(0))!(1000, 0)]).to.deep.equal([1000, at(0)]);
    expect([...functions.at(at(0))!(1000, 1)]).to.deep.equal([997, at(2)]);
  });

  it("nothing is translated where the interpreter is needed anyway", () => {
    const { functions } = scene((code) => {
      code.emit("ecall");
      code.emit("ebreak");
    });
    for (const pc of [at(0), at(1), at(2), at(0) + 2, 0]) {
      functions.translate(pc);
      expect(functions.at(pc), String(pc)).to.equal(undefined);
    }
  });

  it("the loop around an entry is entered where it begins, too, and left for there", () => {
    const { functions, enter } = scene((code) => {
      const loop = {};
      code.place(loop);
      code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
      code.emit("addi", { rd: A1, rs1: A1, imm: -1 });
      code.to(loop, "bne", { rs1: A1 });
      code.emit("ecall");
    });
    functions.translate(at(1));
    expect(enter(1, { [A0]: 0, [A1]: 3 })).to.deep.equal({ taken: 2, number: 0, a0: 0 });
    expect(enter(0, { [A0]: 0, [A1]: 3 })).to.deep.equal({ taken: 9, number: 3, a0: 3 });
  });

  it("a loop is translated for what it leaves alone, and for anything once it was entered otherwise", () => {
    const { functions, enter } = scene((code) => {
      const again = {};
      code.place(again);
      code.emit("add", { rd: A0, rs1: A0, rs2: A2 });
      code.emit("addi", { rd: A1, rs1: A1, imm: 1 });
      code.to(again, "bne", { rs1: A1, rs2: A3 });
      code.emit("ecall");
    });
    const registers = Int32Array.from({ length: 32 }, (_, register) => (register === A2 ? 7 : 20));
    functions.translate(at(0), registers);
    expect(enter(0, { [A0]: 0, [A1]: 0, [A2]: 7, [A3]: 20 })).to.deep.equal({ taken: 60, number: 3, a0: 140 });
    expect(enter(0, { [A0]: 1, [A1]: 5, [A2]: 7, [A3]: 20 }), "what the loop changes").to.deep.include({ a0: 106 });
    functions.reconsider(at(0), registers);
    const other = { [A0]: 0, [A1]: 0, [A2]: 7, [A3]: 10 };
    expect(enter(0, other)).to.deep.equal({ taken: 0, number: 0, a0: 0 });
    functions.reconsider(at(0), registers.with(A3, 10));
    expect(enter(0, other)).to.deep.equal({ taken: 30, number: 3, a0: 70 });
    expect(enter(0, { [A0]: 0, [A1]: 0, [A2]: 8, [A3]: 2 })).to.deep.equal({ taken: 6, number: 3, a0: 16 });
  });

  it("a loop is entered with other registers time and again, and stopped anywhere", () => {
    const program = guest((code) => {
      const again = {};
      code.place(again);
      code.emit("sw", { rs1: A0, rs2: A2 });
      code.emit("add", { rd: A0, rs1: A0, rs2: A3 });
      code.emit("addi", { rd: A2, rs1: A2, imm: 1 });
      code.to(again, "bne", { rs1: A2, rs2: A1 });
    });
    const pair = new Pair(program);
    const data = program.layout.find(({ kind }) => kind === KIND_READ_WRITE)!.start;
    for (const [first, step, rounds] of [
      [0, 4, 12],
      [0, 4, 12],
      [4000, 4, 40],
      [4000, 8, 3],
      [4092, -4, 30],
      [2, 4, 3],
    ] as const) {
      for (const steps of [500, 1, 9, 17, 18, 40]) {
        pair.begin({ [A0]: data + first, [A1]: rounds, [A2]: 0, [A3]: step });
        pair.run(steps);
        pair.run(500);
      }
    }
  });

  it("a jump by register is learned when it has missed often, and is then within the function", () => {
    const { functions, enter, words } = scene((code) => {
      code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
      code.emit("jalr", { rs1: T0 });
      code.emit("addi", { rd: A0, rs1: A0, imm: 10 });
      code.emit("ecall");
      code.emit("addi", { rd: A0, rs1: A0, imm: 100 });
      code.emit("ecall");
    });
    functions.translate(at(0));
    for (let time = 0; time < 16; time++) {
      expect(enter(0, { [A0]: 0, [T0]: at(2 + 2 * (time & 1)) })).to.include({ taken: 2, a0: 1 });
      expect(words[SITE / 4]).to.equal(at(1));
      functions.learn(at(1), at(2 + 2 * (time & 1)));
    }
    expect(enter(0, { [A0]: 0, [T0]: at(2) })).to.deep.equal({ taken: 3, number: 3, a0: 11 });
    expect(enter(0, { [A0]: 0, [T0]: at(4) })).to.deep.equal({ taken: 3, number: 5, a0: 101 });
    // Bit 0 falls away; halves of instructions are nowhere.
    expect(enter(0, { [A0]: 0, [T0]: at(4) + 1 })).to.deep.equal({ taken: 3, number: 5, a0: 101 });
    expect(enter(0, { [A0]: 0, [T0]: at(2) + 2 })).to.deep.equal({ taken: 2, number: 2.5, a0: 1 });
    expect(enter(0, { [A0]: 0, [T0]: at(3) })).to.deep.equal({ taken: 2, number: 3, a0: 1 });
  });

  it("learned places may be far apart, or half an instruction", () => {
    for (const places of [
      [2, 4000],
      [2.5, 4],
      [4, 2.5],
      [2, 2.5, 4000],
    ]) {
      const { functions, enter } = scene((code) => {
        code.emit("jalr", { rs1: T0 });
        for (let i = 1; i < 4002; i++)
          code.emit(i % 2 === 0 ? "addi" : "ebreak", i % 2 === 0 ? { rd: A0, imm: i / 2 } : {});
      });
      functions.translate(at(0));
      for (let time = 0; time < 16; time++) functions.learn(at(0), at(places[time % places.length]!));
      for (const place of [2, 4, 2.5, 4000, 3998]) {
        const isKnown = places.includes(place) && Number.isInteger(place);
        const found = enter(0, { [A0]: 7, [T0]: at(place) });
        // Places of the other half of an instruction than the first are found by no table.
        if (isKnown && Math.min(...places) % 1 === 0)
          expect(found).to.deep.equal({ taken: 2, number: place + 1, a0: place / 2 });
        else if (!isKnown) expect(found).to.deep.equal({ taken: 1, number: place, a0: 7 });
      }
    }
  });

  it("a return is learned by nobody", () => {
    const { functions, enter, words } = scene(ret);
    functions.translate(at(0));
    enter(0, { [RA]: at(5) });
    expect(words[SITE / 4]).to.equal(0);
  });

  it("nor is one by another register, where that is what a call has left there", () => {
    const { functions, library } = scene((code) => {
      code.emit("jal", { rd: T0, imm: 12 });
      code.emit("jalr", { rd: T1, rs1: A0 });
      code.emit("ecall");
      code.emit("jalr", { rs1: T0 });
      code.emit("jalr", { rs1: T1 });
    });
    for (const [site, place] of [
      [3, 1],
      [4, 2],
    ] as const) {
      functions.learn(at(site), at(place));
      expect([...library.learned.keys()], `${site} to ${place}`).to.deep.equal([]);
    }
    for (const [site, place] of [
      [3, 2],
      [4, 1],
    ] as const) {
      functions.learn(at(site), at(place));
      expect(library.learned.get(at(site)), `${site} to ${place}`).to.deep.equal(new Set([at(place)]));
    }
  });

  it("a jump says where it went", () => {
    const { functions, enter, words } = scene((code) => code.emit("jalr", { rs1: T0, imm: 8 }));
    functions.translate(at(0));
    enter(0, { [T0]: at(5) });
    expect([words[SITE / 4], words[JUMPED / 4]]).to.deep.equal([at(0), at(7)]);
  });

  it("jumps that all go everywhere make no more than an engine takes", () => {
    const jumps = 2000;
    const { functions, enter, library } = scene((code) => {
      for (let i = 0; i < jumps; i++) code.emit("jalr", { rs1: T0 });
      for (let i = 0; i < jumps; i++) code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
      code.emit("ecall");
    });
    functions.translate(at(0));
    const learn = (site: number, targets: number): void => {
      for (let i = 0; i < targets; i++)
        functions.learn(at(site), at(2 * jumps - 1 - Math.floor((2 * jumps * i) / targets)));
    };
    learn(0, 2 * jumps);
    for (let site = 1; site < jumps; site++) learn(site, 3);
    learn(0, 16_384);
    expect(library.learned.get(at(0))!.size).to.be.within(100, 1000);
    for (let site = 1; site < jumps; site++) learn(site, 12);
    const places = [...library.learned.values()].reduce((sum, { size }) => sum + size, 0);
    expect(places).to.be.within(10_000, 20_000);
    // Once more with all of it.
    for (let i = 0; i < 512; i++) functions.learn(at(1), at(0));
    expect(enter(0, { [A0]: 0, [T0]: at(2 * jumps - 2) }, 10_000)).to.deep.equal({
      taken: 3,
      number: 2 * jumps,
      a0: 2,
    });
  });

  it("what the engine refuses becomes smaller functions", () => {
    // Each way around is an exit where all registers are computed again.
    const { functions, enter } = scene((code) => {
      const loop = {};
      code.place(loop);
      for (const register of REST) {
        code.emit("div", { rd: register, rs1: S0, rs2: S1 });
        for (let i = 0; i < 11; i++) code.emit("mulhsu", { rd: register, rs1: register, rs2: S1 });
        code.emit("beq", { rs1: S0, rs2: S1, imm: 4 });
      }
      for (let i = 0; i < 600; i++) code.to(loop, "bne", { rs1: S0, rs2: S1 });
      for (let i = 0; i < 1500; i++) {
        code.emit("beq", { rs1: S0, rs2: S1, imm: 8 });
        code.to(loop, "jal");
      }
      code.emit("ecall");
    });
    functions.translate(at(0));
    const { taken, number } = enter(0, { [S0]: 4, [S1]: 4 }, 10_000);
    expect(taken).to.be.within(1, 1024);
    expect(number).to.be.within(29 * 13 + 600, 29 * 13 + 3600);
  });

  it("a call to what is not translated takes no step there, and says where it was to go", () => {
    const { functions, enter, words } = scene((code) => {
      code.emit("jalr", { rd: RA, rs1: T0 });
      code.emit("ecall");
      code.emit("addi", { rd: A0, rs1: A0, imm: 3 });
      ret(code);
    });
    functions.translate(at(0));
    for (const pc of [at(2), 0, -4, 2 ** 31 - 4, at(2) + 2, at(100_000)]) {
      const target = pc & ~1;
      expect(enter(0, { [A0]: 1, [T0]: pc })).to.deep.equal({ taken: 1, number: (target - ENTRY) / 4, a0: 1 });
      expect(words[TARGET / 4]).to.equal(target);
    }
    functions.translate(at(2));
    expect(enter(0, { [A0]: 1, [T0]: at(2) })).to.deep.equal({ taken: 3, number: 1, a0: 4 });
  });

  it("a switch in a loop is what the interpreter makes of it before, while and after it is learned", () => {
    agree(
      guest(
        (code) => {
          const loop = {};
          code.place(loop);
          code.emit("andi", { rd: T0, rs1: A0, imm: 3 });
          code.emit("slli", { rd: T0, rs1: T0, imm: 3 });
          code.emit("auipc", { rd: T1 });
          code.emit("add", { rd: T1, rs1: T1, rs2: T0 });
          code.emit("jalr", { rs1: T1, imm: 12 });
          for (const register of [A1, A2, A3, A1]) {
            code.emit("addi", { rd: register, rs1: register, imm: register });
            code.emit("addi", { rd: A0, rs1: A0, imm: -1 });
          }
          code.to(loop, "bne", { rs1: A0 });
          code.emit("ecall");
        },
        { registers: { [A0]: 200 }, limit: 10_000 },
      ),
      Array.from({ length: 60 }, (_, i) => 37 * i),
    );
  });
});
