import { expect } from "chai";
import { before, describe, it } from "mocha";
import { referencePoseidon } from "../../scripts/fuzz/oracle.ts";
import { newMachine } from "../../scripts/fuzz/program.ts";
import { encode } from "../../scripts/generate/encode.ts";
import { CODE, TOP } from "../../scripts/generate/stepCase.ts";
import { fromLittleEndian, toLittleEndian } from "../../src/crypto/field.ts";
import { fixedHash } from "../../src/machine/hash.ts";
import { KIND_CODE, KIND_READ_WRITE } from "../../src/machine/isa.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { inputRoot, layoutHash } from "../../src/machine/section.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import { isVoid } from "../../src/rollup/outcome.ts";
import { MachineTrace } from "../../src/rollup/trace.ts";
import { ECALL, ecall, NOP, onAll, type OnAll, programOf, type Sketch } from "./onAll.ts";

/** Code at both ends of the addresses, data inside of it. */
const RING = [
  { start: 0, size: 4096, kind: KIND_CODE },
  { start: 4096, size: 4096, kind: KIND_READ_WRITE },
  { start: 0xffff_e000, size: 4096, kind: KIND_READ_WRITE },
  { start: 0xffff_f000, size: 4096, kind: KIND_CODE },
];
/** Data at both ends. */
const BELT = [
  { start: 0, size: 4096, kind: KIND_READ_WRITE },
  { start: CODE, size: 4096, kind: KIND_CODE },
  { start: 0xffff_f000, size: 4096, kind: KIND_READ_WRITE },
];
const LAST = 0xffff_fffc;
const word = (machine: Machine, address: number): number =>
  new DataView(machine.live.copy(address, 4).buffer).getUint32(0, true);

describe("edges, on every implementation", () => {
  let run: OnAll;
  before(async () => {
    run = await onAll();
  });

  describe("pc and addresses wrap at 2^32", () => {
    const goes = async (to: number, sketch: Sketch, context: string): Promise<Machine> => {
      const machine = await run({ layout: RING, ...sketch }, context);
      expect(machine.state.pc, context).to.equal(to);
      expect(machine.state.status, context).to.equal(0);
      return machine;
    };

    it("pc goes on from 2^32 - 4 to 0", async () => {
      await goes(0, { pc: LAST, words: [NOP] }, "one step");
      const machine = await goes(
        8,
        { pc: LAST - 4, words: [NOP, NOP, encode("addi", { rd: 5, imm: 1 }), NOP], limit: 4 },
        "four",
      );
      expect(machine.state.registers[5]).to.equal(1);
    });

    it("JAL, JALR, branches and AUIPC wrap both ways", async () => {
      const jal = await goes(4, { pc: LAST, words: [encode("jal", { rd: 1, imm: 8 })] }, "jal forward");
      expect(jal.state.registers[1], "the return address wraps too").to.equal(0);
      await goes(LAST, { pc: 4, words: [encode("jal", { imm: -8 })] }, "jal backward");
      await goes(
        0x7c,
        { pc: LAST, words: [encode("jalr", { rs1: 6, imm: 0x7f })], registers: { 6: -3 } },
        "jalr forward",
      );
      await goes(LAST, { pc: 0, words: [encode("jalr", { rs1: 6, imm: -8 })], registers: { 6: 4 } }, "jalr backward");
      for (const name of ["beq", "bge", "bgeu"]) {
        await goes(8, { pc: LAST - 4, words: [encode(name, { imm: 16 })] }, `${name} forward`);
        await goes(LAST - 4, { pc: 8, words: [encode(name, { imm: -16 })] }, `${name} backward`);
      }
      const auipc = await goes(0, { pc: LAST, words: [encode("auipc", { rd: 5, imm: 0x1000 })] }, "auipc");
      expect(auipc.state.registers[5]).to.equal(0xffc);
    });

    it("load and store addresses wrap both ways", async () => {
      const memory = [
        [0, Uint8Array.of(1, 2, 3, 4)],
        [LAST, Uint8Array.of(5, 6, 7, 8)],
      ] as const;
      for (const [base, imm, value] of [
        [-4, 4, 0x04030201],
        [-1, 1, 0x04030201],
        [-2048, 2044, 0x08070605 | 0],
        [4, -8, 0x08070605 | 0],
        [2047, -2047, 0x04030201],
      ] as const) {
        const words = [encode("lw", { rd: 5, rs1: 6, imm }), encode("sw", { rs1: 6, rs2: 7, imm })];
        const machine = await run(
          { layout: BELT, words, registers: { 6: base, 7: 99 }, memory, limit: 2 },
          `${base} ${imm}`,
        );
        expect(machine.state.registers[5]).to.equal(value);
        expect(word(machine, (base + imm) >>> 0)).to.equal(99);
      }
    });

    it("leaves of one ecall wrap: the one behind the last of memory is the one at 0", async () => {
      const memory = [
        [0xffff_ffe0, toLittleEndian(7n)],
        [0, toLittleEndian(8n)],
      ] as const;
      const hashed = await run(ecall(1004, [64, -32, 2], { layout: BELT, memory }), "POSEIDON");
      expect(fromLittleEndian(hashed.live.copy(64, 32))).to.equal(referencePoseidon([7n, 8n]));
      const open = ecall(1005, [64, -32, 2], {
        layout: BELT,
        memory: [[64, toLittleEndian(referencePoseidon([1n, 2n]))]],
      });
      const opened = await run(open, "POSEIDON_OPEN");
      expect([opened.live.copy(0xffff_ffe0, 1)[0], opened.live.copy(0, 1)[0]]).to.deep.equal([1, 2]);
    });
  });

  describe("a section that ends at 2^32", () => {
    it("its last byte, half, word and leaf are in it, what comes next is not", async () => {
      const fine: readonly (readonly [string, number])[] = [
        ["lb", -1],
        ["lhu", -2],
        ["lw", -4],
        ["sb", -1],
        ["sh", -2],
        ["sw", -4],
      ];
      for (const [name, address] of fine) {
        const words = [encode(name, { rd: 5, rs1: 6, rs2: 7 })];
        expect((await run({ words, registers: { 6: address } }, name)).state.status, name).to.equal(0);
        const behind = await run({ words, registers: { 6: 0 } }, `${name} behind`);
        expect([behind.state.status, behind.state.exitCode], name).to.deep.equal([2, 5]);
      }
      expect((await run(ecall(1001, [TOP + 4064]), "commit")).state.status).to.equal(0);
      for (const [number, args] of [
        [1004, [TOP, TOP + 4064, 2]],
        [1005, [TOP, TOP + 4064, 2]],
        [1005, [TOP, TOP + 4096 - 96, 4]],
      ] as const) {
        expect((await run(ecall(number, args), `${number}`)).state.exitCode).to.equal(9);
      }
    });

    it("a word that would reach across 2^32 is misaligned", async () => {
      for (const [name, address] of [
        ["lw", -1],
        ["lw", -2],
        ["lh", -1],
        ["sw", -3],
        ["sh", -1],
      ] as const) {
        const { state } = await run(
          { words: [encode(name, { rd: 5, rs1: 6 })], registers: { 6: address }, layout: BELT },
          name,
        );
        expect([state.status, state.exitCode], name).to.deep.equal([2, 4]);
      }
    });

    it("code: its last instruction is executed, and the fetch behind it traps where no code is at 0", async () => {
      const layout = RING.slice(1);
      const { state } = await run({ layout, pc: LAST, words: [NOP], limit: 2 }, "off the end");
      expect([state.pc, state.status, state.exitCode]).to.deep.equal([0, 2, 1]);
    });
  });

  describe("halt exactly at maxSteps and just after, and steps of states that have stopped", () => {
    const MAX_STEPS = 16;
    /** Halts with code 0 in step `steps`, counted from 1. */
    const halting = (steps: number): Sketch => {
      return { words: [...Array<number>(steps - 1).fill(NOP), ECALL], registers: { 17: 93 }, limit: MAX_STEPS };
    };
    const traceOf = (sketch: Sketch): MachineTrace => {
      const { guest, commitment, state } = newMachine(programOf(sketch));
      const fixed = fixedHash(state.anchor, inputRoot(guest.layout, commitment.roots()), layoutHash(guest.layout));
      return new MachineTrace(() => newMachine(programOf(sketch)), fixed, MAX_STEPS);
    };

    for (const [steps, status] of [
      [MAX_STEPS - 1, 1],
      [MAX_STEPS, 1],
      [MAX_STEPS + 1, 0],
    ] as const) {
      it(`a halt in step ${steps} of ${MAX_STEPS}: ${status === 1 ? "the run counts" : "still running at the limit, so void"}`, async () => {
        const machine = await run(halting(steps), "all legs");
        expect(machine.state.status).to.equal(status);
        const trace = traceOf(halting(steps));
        const end = trace.stateAt(MAX_STEPS);
        expect(end.status).to.equal(status);
        expect(isVoid(end)).to.equal(status === 0);
        const [before, after] = await traceOf(halting(steps)).hashesAt([MAX_STEPS - 1, MAX_STEPS]);
        expect(after, "the end of the span is the machine's").to.equal(machine.stateHash());
        const proof = await traceOf(halting(steps)).proofAt(MAX_STEPS - 1);
        expect(verifyStep(before!, proof), "the last step that a dispute can be about").to.equal(after);
      });
    }

    it("a state that has stopped is its own successor, for every status, exit code and place of pc", async () => {
      for (const [sketch, status] of [
        [ecall(93, [0]), 1],
        [ecall(93, [-1]), 1],
        [{ words: [0] }, 2],
        [{ pc: 0x4000_0001 }, 2],
        [ecall(1001, [1]), 2],
      ] as const) {
        const machine = await run({ ...sketch, limit: 3 }, "and two steps more");
        expect(machine.state.status).to.equal(status);
        const hash = machine.stateHash();
        const { prestate, poststate } = machine.proveStep();
        expect([prestate, poststate]).to.deep.equal([hash, hash]);
        expect(machine.run(1)).to.equal(0);
      }
    });
  });
});
