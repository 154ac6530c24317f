import { describe, it } from "mocha";
import { agree, guest, RA, SP, T0, T1, S0, A0, A1, A2, A3, A7 } from "./guests.ts";
import type { Label } from "../../scripts/fuzz/shapes/assembler.ts";
describe("try", () => {
  it("call then again", () => {
    agree(guest((c) => {
      const [h, x, f]: Label[] = [{}, {}, {}];
      c.to(h, "jal");
      c.place(x);
      c.emit("addi", { rd: S0, rs1: A0, imm: 5 });
      c.to(f, "jal", { rd: RA });
      c.place(h);
      c.emit("addi", { rd: S0, rs1: 0, imm: 1 });
      c.emit("add", { rd: A3, rs1: A3, rs2: A0 });
      c.emit("addi", { rd: A2, rs1: A2, imm: -1 });
      c.to(x, "bne", { rs1: A2 });
      c.emit("addi", { rd: A7, imm: 93 });
      c.emit("ecall");
      c.place(f);
      c.emit("addi", { rd: A0, rs1: A0, imm: 3 });
      c.emit("jalr", { rs1: RA });
    }, { registers: { [A2]: 5 } }));
  });
  it("align union", () => {
    agree(guest((c) => {
      const [x, done]: Label[] = [{}, {}];
      c.to(x, "beq", { rs1: A1 });
      c.emit("addi", { rd: S0, imm: 7 });
      c.place(x);
      c.emit("lw", { rd: T0, rs1: A0 });
      c.emit("addi", { rd: S0, imm: 1 });
      c.emit("addi", { rd: A0, rs1: A0, imm: 4 });
      c.to(x, "bne", { rs1: A0, rs2: A2 });
    }, { registers: ({ data }) => ({ [A0]: data + 2, [A1]: 0, [S0]: 42, [A2]: data + 102 }) }));
  });
  it("long", () => {
    agree(guest((c) => {
      const f: Label = {};
      for (let i = 0; i < 10_000; i++) c.to(f, "jal", { rd: RA });
      c.emit("addi", { rd: A7, imm: 93 });
      c.emit("ecall");
      c.place(f);
      c.emit("addi", { rd: A0, rs1: A0, imm: 3 });
      c.emit("jalr", { rs1: RA });
    }, { limit: 100_000 }), [1, 100, 10000, 20000]);
  });
});
