import type { Assembler, Label } from "../fuzz/shapes/assembler.ts";
import { A0, A1, A2, A3, A7, FAR, type Places, RA, S0, SP, T0, T1, T2 } from "./guest.ts";

/** A small guest whose translation is kept as text. */
export type Golden = {
  readonly name: string;
  readonly write: (code: Assembler, places: Places) => void;
  readonly registers?: (places: Places) => Readonly<Record<number, number>>;
  /** Not all of its memory is in one piece. */
  readonly hasFar?: boolean;
  /** A register jump and where it was seen to go, by the number of the instruction. */
  readonly learned?: { readonly site: number; readonly places: readonly number[] };
};

const halt = (code: Assembler): void => {
  code.emit("addi", { rd: A7, imm: 93 });
  code.emit("ecall");
};

const ret = (code: Assembler): void => code.emit("jalr", { rs1: RA });

const labels = (): Label[] => Array.from({ length: 4 }, () => ({}));

export const GOLDEN: readonly Golden[] = [
  {
    name: "straight",
    write(code) {
      code.emit("lui", { rd: T0, imm: 0x12345000 });
      code.emit("auipc", { rd: T1, imm: 0x1000 });
      code.emit("add", { rd: A0, rs1: T0, rs2: A1 });
      code.emit("slti", { rd: A1, rs1: A0, imm: -5 });
      code.emit("sub", { rs1: A0, rs2: A1 });
      code.emit("srai", { rd: A2, rs1: A2, imm: 3 });
      code.emit("fence");
      halt(code);
    },
  },
  {
    // a0: source, a1: target, a2: end of the source.
    name: "copy",
    write(code) {
      const [loop] = labels();
      code.place(loop!);
      code.emit("lw", { rd: T0, rs1: A0 });
      code.emit("sw", { rs1: A1, rs2: T0 });
      code.emit("addi", { rd: A0, rs1: A0, imm: 4 });
      code.emit("addi", { rd: A1, rs1: A1, imm: 4 });
      code.to(loop!, "bltu", { rs1: A0, rs2: A2 });
      halt(code);
    },
    registers: ({ readOnly, data }) => ({ [A0]: readOnly, [A1]: data, [A2]: readOnly + 64 }),
  },
  {
    // a0: rows, a1: columns, a2: sum.
    name: "nested",
    write(code) {
      const [outer, inner] = labels();
      code.place(outer!);
      code.emit("addi", { rd: T0, rs1: A1 });
      code.place(inner!);
      code.emit("mul", { rd: T1, rs1: A0, rs2: T0 });
      code.emit("add", { rd: A2, rs1: A2, rs2: T1 });
      code.emit("addi", { rd: T0, rs1: T0, imm: -1 });
      code.to(inner!, "bne", { rs1: T0 });
      code.emit("addi", { rd: A0, rs1: A0, imm: -1 });
      code.to(outer!, "bne", { rs1: A0 });
      ret(code);
    },
    registers: () => ({ [A0]: 4, [A1]: 3, [RA]: 2 }),
  },
  {
    name: "ifElse",
    write(code) {
      const [other, merge] = labels();
      code.to(other!, "blt", { rs1: A0, rs2: A1 });
      code.emit("addi", { rd: A2, rs1: A0, imm: 1 });
      code.to(merge!, "jal");
      code.place(other!);
      code.emit("xori", { rd: A2, rs1: A1, imm: -1 });
      code.place(merge!);
      code.emit("add", { rd: A0, rs1: A2, rs2: A2 });
      ret(code);
    },
    registers: () => ({ [A0]: 4, [A1]: 30, [RA]: 2 }),
  },
  {
    name: "call",
    write(code) {
      const [double] = labels();
      code.emit("addi", { rd: S0, rs1: A0, imm: 1 });
      code.to(double!, "jal", { rd: RA });
      code.emit("add", { rd: A0, rs1: A0, rs2: S0 });
      halt(code);
      code.place(double!);
      code.emit("add", { rd: A0, rs1: A0, rs2: A0 });
      ret(code);
    },
  },
  {
    // The sum of 1 to a0, with a frame on the stack for each.
    name: "recursion",
    write(code) {
      const [sum, zero] = labels();
      code.to(sum!, "jal", { rd: RA });
      halt(code);
      code.place(sum!);
      code.to(zero!, "beq", { rs1: A0 });
      code.emit("addi", { rd: SP, rs1: SP, imm: -16 });
      code.emit("sw", { rs1: SP, rs2: RA, imm: 12 });
      code.emit("sw", { rs1: SP, rs2: A0, imm: 8 });
      code.emit("addi", { rd: A0, rs1: A0, imm: -1 });
      code.to(sum!, "jal", { rd: RA });
      code.emit("lw", { rd: T0, rs1: SP, imm: 8 });
      code.emit("lw", { rd: RA, rs1: SP, imm: 12 });
      code.emit("add", { rd: A0, rs1: A0, rs2: T0 });
      code.emit("addi", { rd: SP, rs1: SP, imm: 16 });
      code.place(zero!);
      ret(code);
    },
    registers: ({ input }) => ({ [A0]: 5, [SP]: input }),
  },
  {
    name: "indirectCall",
    write(code) {
      const [start, f] = labels();
      code.to(start!, "jal");
      code.place(f!);
      code.emit("addi", { rd: A0, rs1: A0, imm: 7 });
      ret(code);
      code.place(start!);
      code.emit("auipc", { rd: T0 });
      code.emit("addi", { rd: T0, rs1: T0, imm: -8 });
      code.emit("addi", { rd: T1, rs1: T0 });
      code.emit("jalr", { rd: RA, rs1: T1 });
      code.emit("addi", { rd: A1, rs1: A0, imm: 1 });
      halt(code);
    },
  },
  {
    // a0 rounds; each jumps to one of two places by its parity.
    name: "switch",
    learned: { site: 4, places: [5, 7] },
    write(code) {
      const [loop, next] = labels();
      code.place(loop!);
      code.emit("andi", { rd: T0, rs1: A0, imm: 1 });
      code.emit("slli", { rd: T0, rs1: T0, imm: 3 });
      code.emit("auipc", { rd: T1 });
      code.emit("add", { rd: T1, rs1: T1, rs2: T0 });
      code.emit("jalr", { rs1: T1, imm: 12 });
      code.emit("addi", { rd: A1, rs1: A1, imm: 1 });
      code.to(next!, "jal");
      code.emit("addi", { rd: A2, rs1: A2, imm: 1 });
      code.place(next!);
      code.emit("addi", { rd: A0, rs1: A0, imm: -1 });
      code.to(loop!, "bne", { rs1: A0 });
      halt(code);
    },
    registers: () => ({ [A0]: 100 }),
  },
  {
    name: "division",
    write(code) {
      code.emit("div", { rd: T0, rs1: A0, rs2: A1 });
      code.emit("remu", { rd: T1, rs1: A0, rs2: A1 });
      code.emit("rem", { rd: T2, rs1: A0, rs2: A1 });
      ret(code);
    },
    registers: () => ({ [A0]: -(2 ** 31), [A1]: -1, [RA]: 2 }),
  },
  {
    name: "highProduct",
    write(code) {
      code.emit("mulh", { rd: T0, rs1: A0, rs2: A1 });
      code.emit("mulhsu", { rd: T1, rs1: A0, rs2: A1 });
      code.emit("mulhu", { rd: T2, rs1: A0, rs2: A1 });
      code.emit("mul", { rd: A0, rs1: A0, rs2: A1 });
      ret(code);
    },
    registers: () => ({ [A0]: -3, [A1]: -(2 ** 31), [RA]: 2 }),
  },
  {
    // A loop that is entered at two places.
    name: "irreducible",
    write(code) {
      const [first, second] = labels();
      code.to(second!, "beq", { rs1: A1 });
      code.place(first!);
      code.emit("addi", { rd: A0, rs1: A0, imm: -1 });
      code.place(second!);
      code.emit("addi", { rd: A2, rs1: A2, imm: 3 });
      code.to(first!, "bne", { rs1: A0 });
      ret(code);
    },
    registers: () => ({ [A0]: 6, [A1]: 0, [RA]: 2 }),
  },
  {
    // The second access is known to be misaligned once the first is known not to be.
    name: "misaligned",
    write(code) {
      code.emit("lw", { rd: T0, rs1: A0 });
      code.emit("lhu", { rd: T1, rs1: A0, imm: 6 });
      code.emit("addi", { rd: A1, rs1: A0, imm: 8 });
      code.emit("lw", { rd: T1, rs1: A1, imm: -2 });
      ret(code);
    },
    registers: ({ data }) => ({ [A0]: data, [RA]: 2 }),
  },
  {
    name: "far",
    hasFar: true,
    write(code) {
      code.emit("lb", { rd: T0, rs1: A0, imm: -3 });
      code.emit("sb", { rs1: A1, rs2: T0, imm: 5 });
      code.emit("sb", { rs1: A0, rs2: T0, imm: 6 });
      ret(code);
    },
    registers: ({ data }) => ({ [A0]: data + 8, [A1]: FAR, [RA]: 2 }),
  },
  {
    // Stores by one pointer, whose pages are asked for together.
    name: "stores",
    write(code) {
      code.emit("sw", { rs1: SP, rs2: A0, imm: 12 });
      code.emit("sw", { rs1: SP, rs2: A1, imm: 4 });
      code.emit("addi", { rd: SP, rs1: SP, imm: -16 });
      code.emit("sh", { rs1: SP, rs2: A2, imm: 2 });
      code.emit("sw", { rs1: A3, rs2: A2 });
      code.emit("sw", { rs1: SP, rs2: A0, imm: 8 });
      ret(code);
    },
    registers: ({ input, data }) => ({ [SP]: input - 16, [A3]: data, [RA]: 2 }),
  },
];
