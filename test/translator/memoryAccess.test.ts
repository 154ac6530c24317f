import { expect } from "chai";
import { describe, it } from "mocha";
import type { Assembler } from "../../scripts/fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, CODE, ENTRY, FAR, type Places, SP, T0, T1, guest } from "../../scripts/translations/guest.ts";
import {
  PAGE_BYTES,
  TRAP_ACCESS_OUTSIDE,
  TRAP_MISALIGNED_ACCESS,
  TRAP_WRITE_PROTECTED,
} from "../../src/machine/isa.ts";
import { Pair, agree } from "./agree.ts";

const LOADS = ["lb", "lh", "lw", "lbu", "lhu"];
const STORES = ["sb", "sh", "sw"];
const MEMORIES = {
  "in one piece": {},
  "in two pieces": { hasFar: true },
  "that begins with data": { dataFirst: true },
};
/** Steps beyond the end: generated code faults only where it has steps to go on. */
const MORE = 100;

/** Addresses at every edge, and what an access there comes to if it is aligned: nothing is said of what goes through. */
function addresses({ readOnly, data, input, end }: Places): number[] {
  const edges = [
    CODE,
    CODE + PAGE_BYTES,
    readOnly,
    data,
    data + PAGE_BYTES,
    input,
    end,
    FAR,
    FAR + PAGE_BYTES,
    0,
    2 ** 31,
    CODE - PAGE_BYTES,
  ];
  return edges.flatMap((edge) => [-4, -3, -2, -1, 0, 1, 2, 4].map((by) => (edge + by) | 0));
}

const two = (name: string, pointer: number, imm: number) => (code: Assembler) =>
  LOADS.includes(name)
    ? code.emit(name, { rd: T0, rs1: pointer, imm })
    : code.emit(name, { rs1: pointer, rs2: T1, imm });

describe("src/translator/memoryAccess", () => {
  for (const [memory, options] of Object.entries(MEMORIES)) {
    describe(`memory ${memory}`, () => {
      let places: Places;
      const made = (write: (code: Assembler) => void) =>
        new Pair(
          guest(
            (code, where) => {
              places = where;
              write(code);
            },
            { ...options, limit: MORE },
          ),
        );

      for (const name of [...LOADS, ...STORES]) {
        it(`${name} by a pointer, at the edges of all sections, is what the interpreter makes of it`, () => {
          const causes = new Set<number>();
          for (const imm of [8, -2048]) {
            // What was stored before a fault stays.
            const pair = made((code) => {
              code.emit("sb", { rs1: A1, rs2: A2 });
              two(name, A0, imm)(code);
              code.emit("ecall");
            });
            for (const address of addresses(places)) {
              pair.begin({ [A0]: address - imm, [A1]: places.data + 100 });
              pair.run(MORE, `${name} ${imm}(a0) at ${address.toString(16)}`);
              causes.add(pair.machine.state.exitCode);
            }
          }
          if (!name.includes("b")) expect(causes).to.include(TRAP_MISALIGNED_ACCESS);
          expect(causes).to.include(TRAP_ACCESS_OUTSIDE);
          if (STORES.includes(name)) expect(causes).to.include(TRAP_WRITE_PROTECTED);
        });

        it(`${name} at known addresses is, too`, () => {
          const starts = new Map<number, number>();
          const write = (code: Assembler): void => {
            starts.clear();
            for (const address of new Set(addresses(places))) {
              starts.set(address, code.pc);
              code.emit("addi");
              code.set(A0, address - 5);
              two(name, A0, 5)(code);
              code.emit("ecall");
            }
          };
          const pair = made(write);
          for (const [address, pc] of starts) {
            pair.begin({}, pc);
            pair.run(MORE, `${name} at ${address.toString(16)}`);
          }
        });

        it(`${name} in a loop, by a pointer that is aligned or not, walks out of memory as the interpreter does`, () => {
          for (const step of [4, 2]) {
            const pair = made((code) => {
              const loop = {};
              code.place(loop);
              two(name, A0, 6)(code);
              code.emit("addi", { rd: A0, rs1: A0, imm: step });
              code.emit("addi", { rd: A3, rs1: A3, imm: -1 });
              code.to(loop, "bne", { rs1: A3 });
              code.emit("ecall");
            });
            const { readOnly, data, end } = places;
            for (const edge of [readOnly, data, data + PAGE_BYTES, end, FAR + PAGE_BYTES, 0]) {
              for (const by of [-54, -53, -52, -51]) {
                for (const steps of [40, 4 * MORE]) {
                  pair.begin({ [A0]: edge + by, [A3]: 20 });
                  pair.run(steps, `${name} from ${(edge + by).toString(16)} by ${step}`);
                }
              }
            }
          }
        });
      }
    });
  }

  it("an access that is known to be misaligned faults, however it came to be known", () => {
    for (const [first, second] of [
      ["lw", 2],
      ["lw", 1],
      ["lhu", 1],
      ["lhu", 2],
      ["lhu", 4],
      ["lw", 4],
    ] as const) {
      for (const name of ["lw", "lhu", "sw", "sh"]) {
        for (const by of [0, 2]) {
          const { state } = agree(
            guest(
              (code) => {
                code.emit(first, { rd: T0, rs1: A0 });
                two(name, A0, second)(code);
                code.emit("ecall");
              },
              { registers: ({ data }) => ({ [A0]: data + by }), limit: MORE },
            ),
            [],
          ).machine;
          const isWrong = (by + second) % (name.includes("w") ? 4 : 2) !== 0;
          if (isWrong) expect(state.exitCode, `${first}, ${name} ${second}`).to.equal(TRAP_MISALIGNED_ACCESS);
        }
      }
    }
  });

  it("stores by one pointer in any order and at any distance mark their pages alone", () => {
    for (const offsets of [
      [0, 4, 8],
      [8, 0, 4],
      [-4, 0],
      [0, -4],
      [2044, -2048, 0],
      [0, 2044, -2048],
      [-2048, 2044],
    ]) {
      for (const to of [0, 4, 8, 2048, 4092]) {
        agree(
          guest(
            (code) => {
              for (const imm of offsets) code.emit("sw", { rs1: SP, rs2: A1, imm });
              code.emit("addi", { rd: SP, rs1: SP, imm: 2047 });
              code.emit("addi", { rd: SP, rs1: SP, imm: 2047 });
              code.emit("sb", { rs1: SP, rs2: A1 });
              code.emit("ebreak");
            },
            { pages: 5, registers: ({ data }) => ({ [SP]: data + PAGE_BYTES + to }), limit: MORE },
          ),
          [],
        );
      }
    }
  });

  it("what was found out on one way is not taken for known on another", () => {
    for (const way of [0, 1]) {
      for (const by of [0, 1, 2]) {
        agree(
          guest(
            (code) => {
              const [other, merge] = [{}, {}];
              code.to(other, "bne", { rs1: A1 });
              code.emit("sw", { rs1: A0, rs2: A2 });
              code.to(merge, "jal");
              code.place(other);
              code.emit("addi", { rd: T0, rs1: T0, imm: 1 });
              code.place(merge);
              code.emit("sw", { rs1: A0, rs2: A2, imm: 4 });
              code.emit("lhu", { rd: T1, rs1: A0 });
              code.emit("ecall");
            },
            { registers: ({ data }) => ({ [A0]: data + 4092 + by, [A1]: way }), limit: MORE },
          ),
        );
      }
    }
  });

  it("a loop's pointers are asked for once, and a wrong one leaves it where nothing was done", () => {
    for (const by of [0, 1, 2, 3]) {
      for (const [other, isSkipped] of [
        [0, 0],
        [0, 1],
        [1, 0],
        [2, 1],
      ] as const) {
        agree(
          guest(
            (code) => {
              const [loop, skip] = [{}, {}];
              code.emit("addi", { rd: T0, rs1: A0, imm: 3 });
              code.place(loop);
              code.emit("lhu", { rd: T1, rs1: A1, imm: 2 });
              code.to(skip, "bne", { rs1: A2 });
              code.emit("sw", { rs1: T0, rs2: T1, imm: 1 });
              code.place(skip);
              code.emit("addi", { rd: T0, rs1: T0, imm: 8 });
              code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
              code.emit("addi", { rd: A3, rs1: A3, imm: -1 });
              code.to(loop, "bne", { rs1: A3 });
              code.emit("ecall");
            },
            {
              registers: ({ data }) => ({ [A0]: data + by, [A1]: data + 64 + other, [A2]: isSkipped, [A3]: 4 }),
              limit: MORE,
            },
          ),
        );
      }
    }
  });

  it("a register that another way has written is as it was when a pointer turns out not to be aligned", () => {
    const { state } = agree(
      guest(
        (code) => {
          const loop = {};
          code.to(loop, "beq", { rs1: A1 });
          code.emit("addi", { rd: T1, imm: 7 });
          code.place(loop);
          code.emit("lw", { rd: T0, rs1: A0 });
          code.emit("addi", { rd: T1, imm: 1 });
          code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
          code.to(loop, "bne", { rs1: A0, rs2: A2 });
        },
        { registers: ({ data }) => ({ [A0]: data + 2, [A1]: 0, [A2]: data + 102, [T1]: 42 }), limit: MORE },
      ),
    ).machine;
    expect([state.exitCode, state.registers[T1]]).to.deep.equal([TRAP_MISALIGNED_ACCESS, 42]);
  });

  it("code of the first page can be read, and be written by nobody", () => {
    const { machine, translator } = agree(
      guest(
        (code) => {
          code.emit("lw", { rd: T0, rs1: A0 });
          code.emit("sw", { rs1: A0, rs2: T0 });
        },
        { registers: { [A0]: ENTRY }, limit: MORE },
      ),
    );
    expect(machine.state.exitCode).to.equal(TRAP_WRITE_PROTECTED);
    expect(translator.counts.undone).to.be.above(0);
  });
});
