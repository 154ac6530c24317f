import { expect } from "chai";
import { describe, it } from "mocha";
import { newMachine } from "../../scripts/fuzz/program.ts";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { Random } from "../../scripts/lib/random.ts";
import {
  A0,
  A1,
  A2,
  A3,
  A7,
  CODE,
  ENTRY,
  FAR,
  type Places,
  RA,
  S0,
  SP,
  T0,
  T1,
  T2,
  guest,
} from "../../scripts/translations/guest.ts";
import type { Observer } from "../../src/machine/access/live.ts";
import type { Engine } from "../../src/machine/engine.ts";
import { MachineError } from "../../src/machine/error.ts";
import {
  ECALL_ANCHOR,
  ECALL_COMMIT,
  ECALL_HALT,
  ECALL_MULMOD256,
  ECALL_PHASE,
  ECALL_POSEIDON,
  ECALL_POSEIDON_OPEN,
  ECALL_PRINT,
  STATUS_HALTED,
  STATUS_RUNNING,
  STATUS_TRAPPED,
} from "../../src/machine/isa.ts";
import { Rewind } from "../../src/machine/rewind.ts";
import { Library } from "../../src/translator/library.ts";
import { Translator } from "../../src/translator/translator.ts";
import { Pair, agree, eager } from "./agree.ts";

const SEED = 1_000_005;

const ret = (code: Assembler): void => code.emit("jalr", { rs1: RA });

/** An ecall with its number and operands. */
function ecall(code: Assembler, number: number, operands: Readonly<Record<number, number>> = {}): void {
  for (const [register, value] of Object.entries({ ...operands, [A7]: number })) code.set(Number(register), value);
  code.emit("ecall");
}

describe(`src/translator/translator, at its limits (seed ${SEED})`, () => {
  describe("guest recursion", () => {
    const LEVELS = 100_000;
    /** Sums 1 to a0, a frame of the stack for each, the callee being called in one of several ways. */
    const sum = (call: (code: Assembler, callee: object) => void) => (code: Assembler) => {
      const [callee, zero] = [{}, {}];
      code.to(callee, "jal", { rd: RA });
      ecall(code, ECALL_HALT);
      code.place(callee);
      code.to(zero, "beq", { rs1: A0 });
      code.emit("addi", { rd: SP, rs1: SP, imm: -16 });
      code.emit("sw", { rs1: SP, rs2: RA, imm: 12 });
      code.emit("sw", { rs1: SP, rs2: A0, imm: 8 });
      code.emit("addi", { rd: A0, rs1: A0, imm: -1 });
      call(code, callee);
      code.emit("lw", { rd: T0, rs1: SP, imm: 8 });
      code.emit("lw", { rd: RA, rs1: SP, imm: 12 });
      code.emit("add", { rd: A0, rs1: A0, rs2: T0 });
      code.emit("addi", { rd: SP, rs1: SP, imm: 16 });
      code.place(zero);
      ret(code);
    };
    const direct = sum((code, callee) => code.to(callee, "jal", { rd: RA }));
    const indirect = sum((code) => {
      code.emit("auipc", { rd: T1 });
      code.emit("addi", { rd: T2, rs1: T1, imm: -20 });
      code.emit("jalr", { rd: RA, rs1: T2 });
    });
    const options = { pages: Math.ceil((16 * LEVELS) / 4096) + 1, limit: 3_000_000 };

    for (const [name, write] of Object.entries({ direct, indirect })) {
      it(`${name}, of ${LEVELS} levels, is no deeper for the host`, () => {
        const program = guest(write, { ...options, registers: ({ input }) => ({ [A0]: LEVELS, [SP]: input }) });
        const { machine, translator } = agree(program, [1_000_000]);
        expect(machine.state.status).to.equal(STATUS_HALTED);
        expect(machine.state.exitCode).to.equal(Number(BigInt.asUintN(32, (BigInt(LEVELS) * BigInt(LEVELS + 1)) / 2n)));
        expect(translator.counts.interpreted).to.be.below(machine.state.step);
      }).timeout(60_000);

      it(`${name}, until the stack ends, traps there`, () => {
        const program = guest(write, {
          ...options,
          pages: 20,
          registers: ({ input }) => ({ [A0]: LEVELS, [SP]: input }),
        });
        expect(agree(program, [1000, 20_000]).machine.state.status).to.equal(STATUS_TRAPPED);
      }).timeout(60_000);
    }
  });

  it("a function of 10,000 calls", () => {
    const program = guest(
      (code) => {
        const callee = {};
        for (let i = 0; i < 10_000; i++) code.to(callee, "jal", { rd: RA });
        ecall(code, ECALL_HALT);
        code.place(callee);
        code.emit("addi", { rd: A0, rs1: A0, imm: 3 });
        ret(code);
      },
      { limit: 100_000, registers: { [A0]: 0 } },
    );
    expect(agree(program, [1, 12_000, 20_000]).machine.state.exitCode).to.equal(30_000);
  }).timeout(60_000);

  it("a function of hundreds of branches to one place, and one of more to a place each", () => {
    for (const [count, to] of [
      [500, () => 499],
      [1200, (i: number, random: Random) => Math.min(1199, i + 1 + random.below(400))],
    ] as const) {
      const program = guest(
        (code) => {
          const random = new Random(SEED);
          const places = Array.from({ length: count }, () => ({}));
          places.forEach((place, i) => {
            code.place(place);
            code.emit("addi", { rd: A0, rs1: A0, imm: i & 7 });
            code.to(places[to(i, random)]!, "bltu", { rs1: A1, rs2: A0 });
          });
          code.emit("ecall");
        },
        { limit: 10_000, registers: { [A0]: 0, [A1]: 2 * count } },
      );
      // One that translated each place where it has too few steps left would do nothing else.
      agree(program, [3, 2 * count, 2 * count + 1], { burst: 200, times: 1, reach: 20_000 });
    }
  }).timeout(60_000);

  describe("code that no compiler makes", () => {
    it("a jump into the middle of a function, past what it knows of its pointers", () => {
      agree(
        guest(
          (code) => {
            const [loop, middle] = [{}, {}];
            code.emit("addi", { rd: A0, rs1: A0, imm: 2 });
            code.to(middle, "jal", { rd: T0 });
            code.place(loop);
            code.emit("sw", { rs1: A0, rs2: A2 });
            code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
            code.place(middle);
            code.emit("sh", { rs1: A0, rs2: A2, imm: 4 });
            code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
            code.to(loop, "bne", { rs1: A2 });
            code.emit("ecall");
          },
          { registers: ({ data }) => ({ [A0]: data, [A2]: 3 }), limit: 100 },
        ),
      );
    });

    it("a call that returns elsewhere, with another stack pointer, or never", () => {
      for (const by of [0, 4, 8, -4, 2]) {
        for (const frame of [0, 16]) {
          agree(
            guest(
              (code) => {
                const callee = {};
                code.emit("addi", { rd: S0, rs1: A0, imm: 1 });
                code.to(callee, "jal", { rd: RA });
                code.emit("addi", { rd: S0, rs1: S0, imm: 2 });
                code.emit("sw", { rs1: SP, rs2: S0 });
                code.emit("sw", { rs1: SP, rs2: A0, imm: 4 });
                code.emit("addi", { rd: A3, rs1: A3, imm: -1 });
                code.emit("beq", { rs1: A3, imm: 8 });
                code.emit("jal", { imm: -28 });
                code.emit("ecall");
                code.place(callee);
                code.emit("addi", { rd: A0, rs1: A0, imm: 3 });
                code.emit("addi", { rd: SP, rs1: SP, imm: frame });
                code.emit("addi", { rd: RA, rs1: RA, imm: by });
                ret(code);
              },
              { registers: ({ data }) => ({ [SP]: data, [A3]: 3 }), limit: 100 },
            ),
          );
        }
      }
    });

    it("a function that returns by another register than it was called by", () => {
      agree(
        guest(
          (code) => {
            const [loop, callee] = [{}, {}];
            code.place(loop);
            code.to(callee, "jal", { rd: T0 });
            code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
            code.to(loop, "bne", { rs1: A2 });
            code.emit("ecall");
            code.place(callee);
            code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
            code.emit("jalr", { rs1: T0 });
          },
          { registers: { [A2]: 60 }, limit: 1000 },
        ),
      );
    });

    it("returns by any register are entered from the host no more than once in a while, and nothing is learned of them", () => {
      for (const link of [RA, T0, S0]) {
        const { library, calls } = callers((code) => {
          code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
          code.emit("jalr", { rs1: link });
        }, link);
        expect([...library.learned], `by x${link}`).to.deep.equal([]);
        expect(calls, `by x${link}`).to.be.below(50);
      }
    });

    it("of a return in another register than the call's, no place is learned that it did not go to", () => {
      const { library, returns } = callers((code) => {
        code.emit("addi", { rd: T1, rs1: RA });
        code.emit("jalr", { rs1: T1 });
      }, RA);
      const learned = [...library.learned.values()].flatMap((places) => [...places]);
      expect(learned).to.have.length.above(0);
      for (const place of learned) expect(returns).to.include(place);
    });

    it("calls to halves of instructions, the word before all code among them, stand in nobody's way", () => {
      for (const half of [CODE - 2, ENTRY + 4 * 7 + 2]) {
        for (const called of [CODE + 4 * 8, CODE - 4, 0x4000_0000]) {
          const write = (code: Assembler): void => {
            const over = {};
            code.to(over, "beq", { rs1: A0, rs2: A1 });
            code.emit("jal", { rd: RA, imm: half - code.pc });
            code.place(over);
            code.emit("addi", { rd: A2, rs1: A2, imm: 1 });
            code.emit("jalr", { rd: RA, rs1: T0 });
            code.emit("addi", { rd: A2, rs1: A2, imm: 2 });
            code.emit("jalr", { rs1: S0 });
            code.emit("ecall");
            code.emit("addi", { rd: A2, rs1: A2, imm: 4 });
            ret(code);
          };
          agree(guest(write, { registers: { [A0]: 1, [A1]: 1, [T0]: called | 0, [S0]: ENTRY }, limit: 40 }));
        }
      }
    });

    it("data in code, and words that are no instructions", () => {
      agree(
        guest(
          (code) => {
            const over = {};
            code.emit("addi", { rd: A0, rs1: A0, imm: 1 });
            code.to(over, "bne", { rs1: A0 });
            code.words.push(0xffff_ffff, 0, 0x0000_0001, 0x1234_5678);
            code.place(over);
            code.emit("lw", { rd: T0, rs1: A1, imm: 8 });
            code.emit("jalr", { rs1: A1, imm: 8 });
          },
          { registers: { [A1]: ENTRY }, limit: 100 },
        ),
      );
    });

    it("random words of code, as they come", () => {
      const random = new Random(SEED);
      for (let round = 0; round < 25; round++) {
        const words = Array.from({ length: 40 }, () => random.below(2 ** 32));
        // Most random words are no instructions: give them an opcode.
        const opcodes = [0x33, 0x13, 0x63, 0x03, 0x23, 0x6f, 0x67, 0x37, 0x17];
        const made = words
          .map((word) => ((word & ~0x7f) | random.pick(opcodes)) >>> 0)
          .map((word) => shortened(word, random));
        agree(
          guest((code) => code.words.push(...made), { registers: (places) => pointers(places, random), limit: 300 }),
          [5, 50, 299],
        );
      }
    });
  });

  describe("ecalls", () => {
    /** Calls with work before, between and after, in a loop. */
    const busy =
      (calls: readonly (readonly [number, Readonly<Record<number, number>>])[], after?: (code: Assembler) => void) =>
      (code: Assembler) => {
        const loop = {};
        code.place(loop);
        for (const [number, operands] of calls) {
          code.emit("addi", { rd: S0, rs1: S0, imm: 1 });
          code.emit("sw", { rs1: SP, rs2: S0 });
          ecall(code, number, operands);
          code.emit("lw", { rd: T2, rs1: SP });
          code.emit("add", { rd: T1, rs1: T1, rs2: T2 });
        }
        code.emit("addi", { rd: T0, rs1: T0, imm: -1 });
        code.to(loop, "bne", { rs1: T0 });
        after?.(code);
        ecall(code, ECALL_HALT, { [A0]: 7 });
      };
    const registers = ({ data }: Places): Record<number, number> => ({ [T0]: 3, [S0]: 0, [SP]: data + 512 });

    it("all of them, stopped at any step", () => {
      let zero = 0;
      const write = (code: Assembler, { data }: Places): void => {
        zero = data + 4096;
        busy([
          [ECALL_PRINT, { [A0]: 1, [A1]: data, [A2]: 5 }],
          [ECALL_ANCHOR, { [A0]: data + 64 }],
          [ECALL_MULMOD256, { [A0]: data + 96, [A1]: data, [A2]: data + 64, [A3]: data + 128 }],
          // Numbers below the field's order: leaves of small words.
          [ECALL_POSEIDON, { [A0]: data + 160, [A1]: zero, [A2]: 2 }],
          [ECALL_POSEIDON_OPEN, { [A0]: data + 160, [A1]: data + 192, [A2]: 2 }],
          [ECALL_PHASE, { [A0]: 9 }],
          [ECALL_COMMIT, { [A0]: data + 160 }],
        ])(code);
      };
      const program = guest(write, { registers, pages: 3 });
      program.images.forEach((image, i) => {
        const { start, size } = program.layout[i]!;
        if (zero >= start && zero < start + size) image.fill(0, zero - start, zero - start + 4096);
      });
      const { machine } = agree(program);
      expect([machine.state.status, machine.state.exitCode]).to.deep.equal([STATUS_HALTED, 7]);
    });

    it("MULMOD256 of leaves anywhere: at home, far away, nowhere, beside a leaf's place, on pages kept or not", () => {
      const random = new Random(SEED);
      /** Where leaves can be, then where they cannot, or not in one run with the code. */
      const where = ({ readOnly, data, input, end }: Places): number[] => {
        const home = [CODE, readOnly, data, data + 32, data + 4064, data + 4096, data + 8160, input, end - 32];
        return home.concat(home, data + 4, data + 16, data + 4095, end, CODE - 32, FAR, FAR + 4064, FAR + 4096, 0, -32);
      };
      const statuses = new Set<number>();
      for (let i = 0; i < 40; i++) {
        const drawn = Array.from({ length: 8 }, () => random.below(28));
        const program = guest(
          (code, places) => {
            const all = where(places);
            const calls = [drawn.slice(0, 4), drawn.slice(4)].map((four) => {
              const [a0, a1, a2, a3] = four.map((one) => all[one]! | 0);
              return [ECALL_MULMOD256, { [A0]: a0!, [A1]: a1!, [A2]: a2!, [A3]: a3! }] as const;
            });
            // The first one's target is where stores go as well, so that its page is kept.
            const { data } = places;
            busy([[ECALL_MULMOD256, { [A0]: data, [A1]: data + 32, [A2]: data + 4096, [A3]: data + 64 }], ...calls])(
              code,
            );
          },
          { registers, hasFar: i % 2 === 0, dataFirst: i % 3 === 0 },
        );
        statuses.add(agree(program).machine.state.status);
      }
      expect([...statuses].sort()).to.deep.equal([STATUS_HALTED, STATUS_TRAPPED].sort());
    });

    it("the observer hears of each once, whatever is undone later", () => {
      const program = guest(
        (code, places) =>
          busy(
            [
              [ECALL_PRINT, { [A0]: 1, [A1]: places.data, [A2]: 5 }],
              [ECALL_PHASE, { [A0]: 9 }],
            ],
            // A long run of stores that ends in a fault.
            (one) => {
              const loop = {};
              one.place(loop);
              one.emit("sw", { rs1: SP, rs2: S0 });
              one.emit("addi", { rd: SP, rs1: SP, imm: 4 });
              one.to(loop, "jal");
            },
          )(code),
        { registers, limit: 10_000 },
      );
      const heard = (by: (observer: Observer) => void): string[] => {
        const told: string[] = [];
        by({
          print: (descriptor, bytes) => told.push(`print ${descriptor} ${Buffer.from(bytes).toString("hex")}`),
          phase: (id, step) => told.push(`phase ${id} ${step}`),
        });
        return told;
      };
      const wanted = heard((observer) => {
        const machine = newMachine(program);
        machine.live.observer = observer;
        machine.run(10_000);
      });
      expect(wanted).to.have.length(6);
      for (const patience of [
        { burst: 1, times: 1, reach: 20_000 },
        { burst: 7, times: 2, reach: 20_000 },
      ]) {
        let undone = 0;
        const found = heard((observer) => {
          const machine = newMachine(program);
          machine.live.observer = observer;
          const translator = new Translator(machine, patience);
          translator.run(10_000);
          expect(machine.state.status).to.equal(STATUS_TRAPPED);
          undone = translator.counts.undone;
        });
        expect(found).to.deep.equal(wanted);
        expect(undone).to.be.above(0);
      }
    });

    it("a node that nobody knows is thrown where the step that asks for it begins", () => {
      const program = guest(
        (code, { data }) =>
          busy([
            [ECALL_PHASE, { [A0]: 1 }],
            [ECALL_POSEIDON_OPEN, { [A0]: data + 4096, [A1]: data, [A2]: 2 }],
          ])(code),
        { registers, pages: 3 },
      );
      program.images[2]!.fill(0, 4096);
      const pair = new Pair(program);
      pair.begin();
      for (const run of [(): number => pair.interpreted.run(1000), (): number => pair.translator.run(1000)]) {
        expect(run).to.throw(MachineError).with.property("code", "UNKNOWN_NODE");
      }
      expect(pair.machine.state.step).to.equal(pair.interpreted.state.step);
      pair.run(0, "where the node is asked for");
      expect(() => pair.translator.run(1)).to.throw(MachineError);
      pair.run(0, "where it is asked for again");
    });
  });

  it("a fault in the middle of a long run leaves what was stored before it", () => {
    const program = guest(
      (code) => {
        const loop = {};
        code.place(loop);
        code.emit("sw", { rs1: A0, rs2: A1 });
        code.emit("addi", { rd: A1, rs1: A1, imm: 1 });
        code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
        code.to(loop, "jal");
      },
      { pages: 30, registers: ({ data }) => ({ [A0]: data, [A1]: 0 }), limit: 1_000_000 },
    );
    const { machine, translator } = agree(program, [1000, 122_880, 122_881]);
    expect(machine.state.status).to.equal(STATUS_TRAPPED);
    expect(machine.state.step).to.equal(1 + 4 * 1024 * 30 + 1);
    expect(translator.counts.undone).to.be.above(0);
  });

  it("constants among code are read, after a while as fast as any; by the next machine of the program at once", () => {
    for (const from of [0, 4096 - 128]) {
      const program = guest(
        (code) => {
          const loop = {};
          code.place(loop);
          code.emit("andi", { rd: T0, rs1: A0, imm: 0x7c });
          code.emit("add", { rd: T0, rs1: T0, rs2: A3 });
          code.emit("lw", { rd: T1, rs1: T0, imm: from === 0 ? 0 : 128 });
          code.emit("add", { rd: A0, rs1: A0, rs2: T1 });
          code.emit("sw", { rs1: A2, rs2: A0 });
          code.to(loop, "jal");
        },
        { registers: ({ data }) => ({ [A2]: data, [A3]: CODE + from }), limit: 400_000 },
      );
      const library = new Library();
      const first = agree(program, [5, 70_000, 200_001], undefined, library).translator.counts;
      expect(first.undone, "first").to.be.within(16, 40);
      expect(first.interpreted).to.be.below(200_000);
      expect(agree(program, [5, 70_000], undefined, library).translator.counts.undone, "next").to.equal(0);
    }
  });

  it("what a run that faults has counted in memory is counted once", () => {
    const program = guest(
      (code) => {
        const loop = {};
        code.place(loop);
        code.emit("lw", { rd: T0, rs1: A1 });
        code.emit("addi", { rd: T0, rs1: T0, imm: 1 });
        code.emit("sw", { rs1: A1, rs2: T0 });
        code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
        code.emit("lbu", { rd: T1, rs1: A0 });
        code.to(loop, "jal");
      },
      { registers: ({ data, end }) => ({ [A0]: end - 2000, [A1]: data }), limit: 10_000 },
    );
    const { machine, translator } = agree(program, [1000]);
    expect(machine.state.status).to.equal(STATUS_TRAPPED);
    expect(translator.counts.undone).to.be.above(0);
  });

  it("a state that is replaced between two calls, and marks that are taken away, are what the next one goes by", () => {
    const program = guest(
      (code) => {
        const loop = {};
        code.place(loop);
        code.emit("lw", { rd: T0, rs1: A0 });
        code.emit("addi", { rd: T0, rs1: T0, imm: 1 });
        code.emit("sw", { rs1: A0, rs2: T0 });
        code.emit("addi", { rd: A1, rs1: A1, imm: 1 });
        code.emit("andi", { rd: T1, rs1: A1, imm: 7 });
        code.emit("slli", { rd: T1, rs1: T1, imm: 11 });
        code.emit("add", { rd: A0, rs1: A2, rs2: T1 });
        code.to(loop, "jal");
      },
      { pages: 5, registers: ({ data }) => ({ [A0]: data, [A1]: 0, [A2]: data }) },
    );
    const random = new Random(SEED);
    let translator!: Translator;
    const engine: Engine = {
      name: "eager",
      stepsPerSecond: 1,
      on(machine) {
        translator = eager(machine);
        return (steps) => translator.run(steps);
      },
    };
    const [found, wanted] = [new Rewind(newMachine(program), engine), new Rewind(newMachine(program))];
    const kept = [[found.keep(), wanted.keep()] as const];
    for (let round = 0; round < 60; round++) {
      const steps = random.below(200);
      expect(found.run(steps)).to.equal(wanted.run(steps));
      if (random.below(3) === 0) {
        const pair = [found.keep(), wanted.keep()] as const;
        expect(pair[0].copied).to.equal(pair[1].copied);
        kept.push(pair);
      }
      if (random.below(3) === 0) {
        const [one, other] = random.pick(kept);
        found.restore(one);
        wanted.restore(other);
      }
      const hashes = [found, wanted].map((one) => one.look((machine) => machine.stateHash()));
      expect(hashes[0], `round ${round}`).to.equal(hashes[1]);
    }
    expect(translator.counts.calls).to.be.above(10);
  });

  it("a batch that begins on memory as it is", () => {
    const program = guest(
      (code) => {
        code.emit("addi", { rd: T0, rs1: T0, imm: 1 });
        code.emit("lw", { rd: T1, rs1: T0, imm: 0 });
        ecall(code, ECALL_HALT);
      },
      { registers: ({ input }) => ({ [T0]: input - 1 }) },
    );
    const pair = new Pair(program);
    for (const input of [1, 2]) {
      pair.begin();
      for (const machine of [pair.interpreted, pair.machine]) {
        machine.begin({ anchor: new Uint8Array(32), input: Uint8Array.of(input, input) });
        machine.state.registers[T0] = program.registers[T0]!;
      }
      pair.run(100, `input ${input}`);
      expect(pair.machine.state.registers[T1]).to.equal(input * 257);
    }
  });

  it("takes no step of a machine that has stopped, and stops right after HALT", () => {
    const { machine, translator } = agree(guest((code) => ecall(code, ECALL_HALT, { [A0]: 3 })));
    expect([machine.state.status, machine.state.exitCode, machine.state.step]).to.deep.equal([STATUS_HALTED, 3, 6]);
    expect(translator.run(10)).to.equal(0);
    expect(machine.state.step).to.equal(6);
  });

  it("an empty run does nothing", () => {
    const machine = newMachine(guest((code) => code.emit("addi")));
    expect(eager(machine).run(0)).to.equal(0);
    expect([machine.state.status, machine.state.step]).to.deep.equal([STATUS_RUNNING, 0]);
  });
});

/** A loop of ten calls to what is written, run until everything is translated that will be; and where it was to return to. */
function callers(write: (code: Assembler) => void, link: number) {
  const returns: number[] = [];
  const program = guest(
    (code) => {
      const [loop, callee] = [{}, {}];
      code.place(loop);
      for (let i = 0; i < 10; i++) {
        code.to(callee, "jal", { rd: link });
        returns[i] = CODE + 4 * code.words.length;
        code.emit("addi", { rd: A1, rs1: A1, imm: i });
      }
      code.emit("addi", { rd: A2, rs1: A2, imm: -1 });
      code.to(loop, "bne", { rs1: A2 });
      code.emit("ecall");
      code.place(callee);
      write(code);
    },
    { registers: { [A2]: 100_000 }, limit: 200_000 },
  );
  const library = new Library();
  // Left anywhere, most of all behind returns that were expected.
  const pair = new Pair(program, undefined, library);
  for (let piece = 0; piece < 100; piece++) pair.run(101, `piece ${piece}`);
  const { calls } = agree(program, [100_000], { burst: 7, times: 3, reach: 20_000 }, library).translator.counts;
  return { library, calls, returns };
}

/** Branches and jumps of random code lead to places close by, most of them. */
function shortened(word: number, random: Random): number {
  const opcode = word & 0x7f;
  if (opcode === 0x63)
    return ((word & 0x01ff_f0ff) | (random.below(8) << 8) | (random.below(2) === 0 ? 0xfe00_0080 : 0)) >>> 0;
  if (opcode === 0x6f) return ((word & 0xfff) | (random.below(12) << 22)) >>> 0;
  return word;
}

/** Registers of which half point into memory, so that accesses go through now and then. */
function pointers({ data }: Places, random: Random): Record<number, number> {
  const some = Array.from({ length: 31 }, (_, i) => [
    i + 1,
    random.below(2) === 0 ? data + 4096 + random.below(64) : random.below(8),
  ]);
  return Object.fromEntries(some) as Record<number, number>;
}
