import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler, Label } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, A4, CODE, FAR, type Places, S0, S1, T0, T1, guest } from "../../scripts/translations/guest.ts";
import { STATUS_RUNNING, STATUS_TRAPPED } from "../../src/machine/isa.ts";
import { agree } from "./agree.ts";

type Options = NonNullable<Parameters<typeof guest>[1]>;

/** `body`, A2 times. */
const loop = (body: (code: Assembler, again: Label) => void) => (code: Assembler) => {
  const again: Label = {};
  code.place(again);
  body(code, again);
  code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
  code.to(again, "bne", { rs1: A2 });
  code.emit("ecall");
};

/** Stops at each step of what is written, from the given registers, are the interpreter's; says how it ended. */
function sweep(write: (code: Assembler) => void, registers: (places: Places) => Record<number, number>, more: Options) {
  const given = (places: Places): Record<number, number> => ({ [A2]: 12, [A3]: 77, ...registers(places) });
  return agree(guest(write, { limit: 400, pages: 5, ...more, registers: given })).machine.state;
}

/** Stores by A1, which moves on by as much each time, as an instruction can say it or by a register. */
const stores = (by: number) =>
  loop((code) => {
    code.emit("sw", { rs1: A1, rs2: A2 });
    if (by >= -2048 && by < 2048) code.emit("addi", { rd: A1, rs1: A1, imm: by });
    else {
      code.set(T0, by);
      code.emit("add", { rd: A1, rs1: A1, rs2: T0 });
    }
  });

const SHAPES: readonly Options[] = [{}, { hasFar: true }, { dataFirst: true }];

describe("src/translator/unroll, at its limits", () => {
  it("stores across the ends of sections, forwards and backwards, in any step", () => {
    const ends = new Set<number>();
    for (const shape of SHAPES) {
      for (const by of [4, -4, 64, 2044, -2048, 4096, -4096, 8192, 4100]) {
        for (const start of [
          ({ data }: Places) => data + 4096 - 8,
          ({ data }: Places) => data + 8,
          ({ input }: Places) => input - 24,
          ({ input }: Places) => input - 4 - 3 * by,
        ]) {
          const { exitCode } = sweep(stores(by), (places) => ({ [A1]: start(places) | 0 }), shape);
          ends.add(exitCode);
        }
      }
    }
    // Run through to an ecall that is none, out of sections, and into what may not be written.
    expect([...ends].sort()).to.deep.equal([5, 6, 8]);
  }).timeout(60_000);

  it("stores into code, read-only data, input, behind all sections, far away and around 2^32", () => {
    for (const shape of SHAPES) {
      for (const start of [
        () => CODE - 8,
        () => CODE + 16,
        ({ readOnly }: Places) => readOnly - 16,
        ({ data }: Places) => data - 8,
        ({ input }: Places) => input - 8,
        ({ end }: Places) => end - 8,
        () => FAR - 8,
        () => FAR + 4096 - 16,
        () => -8,
        () => 2 ** 31 - 8,
      ]) {
        for (const by of [4, -4]) {
          const { status } = sweep(stores(by), (places) => ({ [A1]: start(places) | 0 }), shape);
          expect(status).to.equal(STATUS_TRAPPED);
        }
      }
    }
  }).timeout(60_000);

  it("several pointers into the same page, into two, and one into the other's way", () => {
    for (const [first, second, by] of [
      [0, 4, 8],
      [4000, 4096, 16],
      [4092, 4088, 4],
      [0, 48, 4],
      [4096 + 40, 4096, 4],
    ] as const) {
      const body = loop((code) => {
        code.emit("lw", { rd: T0, rs1: A1 });
        code.emit("add", { rd: A0, rs1: A0, rs2: T0 });
        code.emit("sw", { rs1: A4, rs2: A0 });
        code.emit("sb", { rs1: A1, rs2: A2, imm: 1 });
        code.emit("addi", { rd: A1, rs1: A1, imm: by });
        code.emit("addi", { rd: A4, rs1: A4, imm: 4 });
      });
      for (const shape of SHAPES) sweep(body, ({ data }) => ({ [A1]: data + first, [A4]: data + second }), shape);
    }
  });

  it("a store that happens in some rounds only, and one whose pointer another store has made", () => {
    const some = loop((code) => {
      const over: Label = {};
      code.emit("andi", { rd: T0, rs1: A2, imm: 3 });
      code.to(over, "bne", { rs1: T0 });
      code.emit("sw", { rs1: A1, rs2: A2 });
      code.place(over);
      code.emit("addi", { rd: A1, rs1: A1, imm: 1024 });
    });
    const chained = loop((code) => {
      code.emit("sw", { rs1: S0, rs2: A1 });
      code.emit("lw", { rd: T1, rs1: S0 });
      code.emit("sw", { rs1: T1, rs2: A2 });
      code.emit("addi", { rd: A1, rs1: A1, imm: 1024 });
    });
    for (const shape of SHAPES) {
      for (const body of [some, chained]) sweep(body, ({ data }) => ({ [A1]: data + 16, [S0]: data + 32 }), shape);
    }
  });

  it("a loop that is entered in its middle, and two that share their ends", () => {
    const middle = (code: Assembler): void => {
      const [again, inside]: Label[] = [{}, {}];
      code.to(inside!, "jal");
      code.place(again!);
      code.emit("sw", { rs1: A1, rs2: A2 });
      code.place(inside!);
      code.emit("addi", { rd: A1, rs1: A1, imm: 512 });
      code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
      code.to(again!, "bne", { rs1: A2 });
      code.emit("ecall");
    };
    const shared = (code: Assembler): void => {
      const [one, other, both]: Label[] = [{}, {}, {}];
      code.to(other!, "beq", { rs1: A3 });
      code.place(one!);
      code.emit("sw", { rs1: A1, rs2: A2 });
      code.to(both!, "bne", { rs1: A3 });
      code.place(other!);
      code.emit("sw", { rs1: A1, rs2: A3, imm: 4 });
      code.place(both!);
      code.emit("addi", { rd: A3, rs1: A3, imm: -7 });
      code.emit("addi", { rd: A1, rs1: A1, imm: 400 });
      code.to(one!, "bge", { rs1: A3, rs2: 0 });
      code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
      code.to(other!, "bne", { rs1: A2 });
    };
    for (const shape of SHAPES) {
      for (const body of [middle, shared]) sweep(body, ({ data }) => ({ [A1]: data + 4000 }), shape);
    }
  });

  it("a trap in a round of a copy: misaligned, no instruction, EBREAK", () => {
    for (const trap of [
      (code: Assembler): void => code.emit("sw", { rs1: A1, rs2: A2, imm: 2 }),
      (code: Assembler): void => void code.words.push(0xffff_ffff),
      (code: Assembler): void => code.emit("ebreak"),
      (code: Assembler): void => code.emit("jalr", { rs1: A1, imm: 2 }),
    ]) {
      for (const round of [1, 2, 5, 7]) {
        const body = loop((code) => {
          const over: Label = {};
          code.emit("sw", { rs1: A1, rs2: A2 });
          code.to(over, "bne", { rs1: A2, rs2: S1 });
          trap(code);
          code.place(over);
          code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
        });
        const { status } = sweep(body, ({ data }) => ({ [A1]: data + 4080, [S1]: round }), {});
        expect(status).to.equal(STATUS_TRAPPED);
      }
    }
  });

  it("loops of one instruction, one that never ends, and a function that begins with its loop", () => {
    for (const write of [
      (code: Assembler): void => code.emit("jal"),
      (code: Assembler): void => code.emit("beq", { rs1: A2, rs2: A2 }),
      (code: Assembler): void => code.emit("bne", { rs1: A2, rs2: A2 }),
      (code: Assembler): void => {
        const [again, callee]: Label[] = [{}, {}];
        code.place(again!);
        code.to(callee!, "jal", { rd: 1 });
        code.to(again!, "jal");
        code.place(callee!);
        code.emit("sw", { rs1: A1, rs2: A3 });
        code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
        code.emit("addi", { rd: A3, rs1: A3, imm: -11 });
        code.to(callee!, "bge", { rs1: A3 });
        code.emit("addi", { rd: A3, imm: 60 });
        code.emit("jalr", { rs1: 1 });
      },
    ]) {
      sweep(write, ({ data }) => ({ [A1]: data + 4000 }), { limit: 300 });
    }
  });

  it("a loop one of whose instructions is another one's second half, as a jump by register has it", () => {
    // There are no halves: whoever jumps there traps, in any round.
    for (const by of [0, 2, 4]) {
      const body = loop((code) => {
        code.emit("sw", { rs1: A1, rs2: A2 });
        code.emit("auipc", { rd: T0 });
        code.emit("jalr", { rs1: T0, imm: 8 + by });
        code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
      });
      const { status } = sweep(body, ({ data }) => ({ [A1]: data + 4080 }), { limit: 60 });
      expect(status === STATUS_RUNNING, String(by)).to.equal(by !== 2);
    }
  });
});
