import { expect } from "chai";
import { before, describe, it } from "mocha";
import { encode } from "../../scripts/generate/encode.ts";
import { CODE, CONSTANTS, DATA, INPUT, NOWHERE } from "../../scripts/generate/stepCase.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import { EBREAK, ECALL, ecall, NOP, onAll, type OnAll, type Sketch } from "./onAll.ts";

/** What alone leads to each cause from 3 on, with x6 and the arguments as below. */
const FAULTS: Readonly<Record<number, Sketch>> = {
  3: { words: [0xffff_ffff] },
  4: { words: [encode("lw", { rd: 5, rs1: 6 })], registers: { 6: DATA + 2 } },
  5: { words: [encode("lw", { rd: 5, rs1: 6 })], registers: { 6: NOWHERE } },
  6: { words: [encode("sw", { rs1: 6, rs2: 5 })], registers: { 6: CONSTANTS } },
  7: { words: [EBREAK] },
  8: ecall(1007, []),
  9: ecall(1001, [NOWHERE]),
};
const DATA_PC = DATA + 64;
const wordOf = ({ words }: Sketch): Uint8Array => new Uint8Array(Uint32Array.from(words!).buffer);

describe("precedence of simultaneous traps: the lowest cause wins, on every implementation", () => {
  let run: OnAll;
  before(async () => {
    run = await onAll();
  });

  const traps = async (cause: number, sketch: Sketch, context: string): Promise<void> => {
    const { state } = await run(sketch, context);
    const pc = sketch.pc ?? CODE;
    expect({ status: state.status, exitCode: state.exitCode, pc: state.pc }, context).to.deep.equal({
      status: 2,
      exitCode: cause,
      pc,
    });
  };

  it("each fault alone", async () => {
    await traps(1, { pc: DATA_PC, words: [NOP] }, "1");
    await traps(2, { pc: CODE + 2, words: [NOP] }, "2");
    for (const [cause, sketch] of Object.entries(FAULTS)) await traps(Number(cause), sketch, cause);
  });

  it("1 over 2: pc in no code and misaligned", async () => {
    for (const pc of [NOWHERE + 2, DATA + 2, INPUT + 1, CONSTANTS + 3, 0xffff_ffff]) await traps(1, { pc }, `${pc}`);
  });

  it("1 over 3 to 9: pc in no code, where the word would trap as well", async () => {
    for (const place of [DATA_PC, CONSTANTS + 64, INPUT + 64]) {
      for (const [cause, sketch] of Object.entries(FAULTS)) await traps(1, { ...sketch, pc: place }, `1 over ${cause}`);
    }
  });

  it("2 over 3 to 9: misaligned pc, where the words around it would trap as well", async () => {
    for (const [cause, sketch] of Object.entries(FAULTS)) {
      for (const offset of [1, 2, 3]) {
        const pc = CODE + 64 + offset;
        // The word lies where pc points, and at the aligned place before it.
        const memory = [[pc - offset, wordOf(sketch)] as const];
        await traps(2, { ...sketch, pc }, `2 over ${cause}, at pc`);
        await traps(2, { ...sketch, pc, words: [], memory }, `2 over ${cause}, before pc`);
      }
    }
  });

  it("3 over 4, 5 and 6: a load or store that there is none of, with a bad address", async () => {
    for (const funct3 of [3, 6, 7]) {
      const load = 0x0003_0283 | (funct3 << 12);
      const store = 0x0053_0023 | (funct3 << 12);
      for (const address of [DATA + 2, NOWHERE, NOWHERE + 1, CONSTANTS, CONSTANTS + 1]) {
        for (const word of [load, store])
          await traps(3, { words: [word], registers: { 6: address } }, word.toString(16));
      }
    }
  });

  it("3 over 7, 8 and 9: a system word that is neither ECALL nor EBREAK", async () => {
    for (const word of [ECALL | (1 << 7), ECALL | (1 << 15), EBREAK | (1 << 7), EBREAK | (1 << 15), 0x0020_0073]) {
      for (const number of [1007, 1001]) await traps(3, ecall(number, [NOWHERE], { words: [word] }), word.toString(16));
    }
  });

  it("4 over 5: misaligned and in no section", async () => {
    for (const [name, offset] of [
      ["lh", 1],
      ["lhu", 1],
      ["lw", 1],
      ["lw", 2],
      ["lw", 3],
      ["sh", 1],
      ["sw", 2],
    ] as const) {
      const words = [encode(name, { rd: 5, rs1: 6, rs2: 7 })];
      for (const base of [NOWHERE, 0, 0x7fff_fffc]) await traps(4, { words, registers: { 6: base + offset } }, name);
    }
  });

  it("4 over 6: misaligned and write-protected", async () => {
    for (const [name, offset] of [
      ["sh", 1],
      ["sw", 1],
      ["sw", 2],
      ["sw", 3],
    ] as const) {
      const words = [encode(name, { rs1: 6, rs2: 7 })];
      for (const base of [CODE, CONSTANTS, INPUT]) await traps(4, { words, registers: { 6: base + offset } }, name);
    }
  });

  it("5 and 6 never coincide: a store to no section is 5, a byte's too", async () => {
    for (const name of ["sb", "sh", "sw"]) {
      await traps(5, { words: [encode(name, { rs1: 6, rs2: 7 })], registers: { 6: NOWHERE } }, name);
      await traps(6, { words: [encode(name, { rs1: 6, rs2: 7 })], registers: { 6: CONSTANTS } }, name);
    }
  });

  it("8 over 9: an unknown number with bad pointers", async () => {
    for (const number of [0, 1000, 1007, -1]) {
      await traps(8, ecall(number, [NOWHERE + 1, CONSTANTS + 1, 3, 1]), `${number}`);
    }
  });

  it("9, however many operands are bad, and before any write", async () => {
    const memory = [[DATA, toLittleEndian(2n ** 256n - 1n)]] as const;
    for (const [number, args] of [
      [1003, [CODE + 1, NOWHERE, DATA + 1, 0]],
      [1004, [CONSTANTS, DATA, 3]],
      [1004, [CONSTANTS, DATA, 2]],
      [1004, [DATA + 32, DATA, 2]],
      [1005, [NOWHERE, CODE, 5]],
      [1005, [DATA, CONSTANTS, 2]],
      [1005, [DATA, DATA + 32, 2]],
    ] as const) {
      await traps(9, ecall(number, args, { memory }), `${number} ${args.join(" ")}`);
    }
  });
});
