import { expect } from "chai";
import { describe, it } from "mocha";
import type { Block } from "../../src/translator/blocks.ts";
import { isReturn } from "../../src/translator/blocks.ts";
import { at, blocksOf } from "./flowOf.ts";

const shown = (blocks: ReadonlyMap<number, Block>): string[] =>
  [...blocks.values()]
    .toSorted((a, b) => a.pc - b.pc)
    .map(({ pc, body, end, next }) => {
      const numbers = next.map((one) => (one - at(0)) / 4);
      return `${(pc - at(0)) / 4}+${body.length} ${end.kind} ${numbers.join()}`.trim();
    });

describe("src/translator/blocks", () => {
  it("branches, jumps and what they lead to begin and end blocks", () => {
    const blocks = blocksOf((code) => {
      const [loop, over] = [{}, {}];
      code.place(loop);
      code.emit("addi", { rd: 5, rs1: 5, imm: 1 });
      code.to(over, "beq", { rs1: 5 });
      code.emit("addi", { rd: 6, imm: 1 });
      code.place(over);
      code.to(loop, "jal");
    });
    expect(shown(blocks)).to.deep.equal(["0+2 branch 3,2", "2+1 goto 3", "3+1 goto 0"]);
  });

  it("a branch to what lies behind it is no branch", () => {
    expect(shown(blocksOf((code) => code.emit("beq", { imm: 4 })))).to.deep.equal(["0+1 goto 1", "1+0 leave"]);
  });

  it("calls come back, by whatever register; those by a pair of instructions are known", () => {
    const blocks = blocksOf((code) => {
      code.emit("jal", { rd: 5, imm: 400 });
      code.emit("jalr", { rd: 1, rs1: 10 });
      code.emit("auipc", { rd: 6, imm: 0x1000 });
      code.emit("jalr", { rd: 1, rs1: 6, imm: -2047 });
      code.emit("jalr", { rs1: 1 });
    });
    expect(shown(blocks)).to.deep.equal(["0+1 call 1", "1+1 callRegister 2", "2+2 call 4", "4+1 jump"]);
    const targets = [...blocks.values()].map(({ end }) => (end.kind === "call" ? end.target : 0));
    expect(targets).to.deep.equal([at(100), 0, at(2) + 0x1000 - 2048, 0]);
  });

  it("an address that was made elsewhere is not known, nor is one in another register", () => {
    const pair = (first: string, rd: number): string[] =>
      shown(
        blocksOf((code) => {
          code.emit(first, { rd, imm: 0x1000 });
          code.emit("jalr", { rd: 1, rs1: 6 });
        }),
      );
    expect(pair("lui", 6)[0]).to.equal("0+2 callRegister 2");
    expect(pair("auipc", 7)[0]).to.equal("0+2 callRegister 2");
    expect(pair("auipc", 6)[0]).to.equal("0+2 call 2");
  });

  it("a register jump goes where it was seen to go, and only that by ra is a return", () => {
    const write = (code: Parameters<Parameters<typeof blocksOf>[0]>[0]): void => {
      code.emit("jalr", { rs1: 6 });
      code.emit("addi");
      code.emit("jalr", { rs1: 1 });
      code.emit("jalr", { rs1: 1, imm: 4 });
    };
    expect(shown(blocksOf(write))).to.deep.equal(["0+1 jump"]);
    const blocks = blocksOf(write, new Map([[at(0), new Set([at(1), at(3), at(1) + 2])]]));
    expect(shown(blocks)).to.deep.equal(["0+1 jump 1,3,1.5", "1+2 jump", "1.5+0 leave", "3+1 jump"]);
    expect(
      [...blocks.values()].filter((block) => block.body.length > 0 && isReturn(block)).map(({ pc }) => pc),
    ).to.deep.equal([at(1)]);
  });

  it("leaves to the interpreter what it has to do", () => {
    const blocks = blocksOf((code) => {
      code.emit("addi");
      code.emit("ebreak");
      code.emit("addi");
    });
    expect(shown(blocks)).to.deep.equal(["0+1 leave"]);
    expect(blocks.get(at(0))!.end).to.deep.equal({ kind: "leave", pc: at(1) });
  });

  it("asks the host for an ecall, and goes on behind it", () => {
    const blocks = blocksOf((code) => {
      code.emit("addi");
      code.emit("ecall");
      code.emit("addi");
      code.emit("ebreak");
    });
    expect(shown(blocks)).to.deep.equal(["0+2 ecall 2", "2+1 leave"]);
  });

  it("what lies where it is to stop is left", () => {
    const blocks = blocksOf(
      (code) => {
        const loop = {};
        code.emit("addi");
        code.place(loop);
        code.emit("addi");
        code.to(loop, "jal");
      },
      new Map(),
      at(1),
    );
    expect(shown(blocks)).to.deep.equal(["0+1 leave"]);
    expect(blocks.get(at(0))!.end).to.deep.equal({ kind: "leave", pc: at(1) });
  });

  it("takes a few thousand instructions, and leaves the rest, whatever they are", () => {
    const straight = blocksOf((code) => Array.from({ length: 9000 }, () => code.emit("addi")));
    expect(shown(straight)).to.deep.equal(["0+4096 leave"]);
    for (const name of ["jal", "bne"]) {
      const blocks = blocksOf((code) => {
        const end = {};
        for (let i = 0; i < 9000; i++) code.to(end, name, { rd: 1, rs1: i % 32 });
        code.place(end);
      });
      const numbers = new Set(blocks.keys());
      for (const { next } of blocks.values())
        for (const pc of next) expect(numbers.has(pc), `${name} ${pc}`).to.equal(true);
      const instructions = [...blocks.values()].reduce((sum, { body }) => sum + body.length, 0);
      expect(instructions).to.be.within(4096, 4100);
    }
  });
});
