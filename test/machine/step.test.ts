import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { stepCases } from "../../scripts/generate/cases.ts";
import { CODE, NODES, machineFor } from "../../scripts/generate/stepCase.ts";
import { encode } from "../../scripts/generate/encode.ts";
import { INSTRUCTIONS } from "../../scripts/generate/instructions.ts";
import { KIND_INPUT, STATUS_HALTED, STATUS_RUNNING } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { run, step } from "../../src/machine/step.ts";
import { expectEqual, oracleOf } from "./compare.ts";
import { randomMachine } from "./programs.ts";

const SEED = 0x57e9;

describe(`step (seed ${SEED})`, () => {
  it("the labels of the dispatch are the operation numbers of the table", () => {
    const source = readFileSync(new URL("../../src/machine/step.ts", import.meta.url), "utf8");
    const labels = [...source.matchAll(/case \/\* (\w+) +\*\/ +(\d+):/g)].map(([, name, number]) => [
      name,
      Number(number),
    ]);
    const table = INSTRUCTIONS.map(({ name }, index) => [name, index + 1]);
    expect(labels).to.deep.equal([["undecoded", 0], ...table]);
  });

  describe("each instruction, trap and ecall does what the oracle does", () => {
    for (const stepCase of stepCases(new NodeStore().add(...NODES))) {
      it(stepCase.name, () => {
        const machine = machineFor(stepCase);
        const oracle = oracleOf(machine, machine.guest.images[3]!);
        expect(machine.run(1)).to.equal(1);
        oracle.step();
        expectEqual(machine, oracle, stepCase.name);
      });
    }
  });

  it("random programs equal the oracle after every step", () => {
    let steps = 0;
    const causes = new Set<string>();
    for (let seed = SEED; seed < SEED + 60; seed++) {
      const { machine, oracle } = pair(seed);
      for (let i = 0; i < 300 && machine.state.status === STATUS_RUNNING; i++, steps++) {
        machine.run(1);
        oracle.step();
        expectEqual(machine, oracle, `seed ${seed}, step ${i}`, i % 16 === 0);
      }
      expectEqual(machine, oracle, `seed ${seed}, end`);
      causes.add(`${oracle.status} ${oracle.exitCode}`);
    }
    expect(steps).to.be.greaterThan(3000);
    expect(causes.size, [...causes].join(", ")).to.be.greaterThan(5);
  });

  it("many steps at once are the same steps", () => {
    for (let seed = SEED; seed < SEED + 60; seed++) {
      const [single, slow] = [pair(seed).machine, pair(seed).machine];
      for (const length of [0, 1, 2, 7, 30, 100]) {
        const taken = run(single.state, single.live, length);
        let counted = 0;
        for (let i = 0; i < length; i++) counted += step(slow.state, slow.live);
        expect(taken).to.equal(counted);
        expect(single.state).to.deep.equal(slow.state);
      }
      expect(single.stateHash()).to.equal(slow.stateHash());
    }
  });

  it("a halted or trapped state is a fixed point", () => {
    for (const word of [encode("ecall"), encode("ebreak")]) {
      const machine = machineFor({ name: "stop", word, registers: { 17: 93, 10: 3 } });
      expect(machine.run(10)).to.equal(1);
      expect(machine.state.step).to.equal(1);
      expect(machine.state.pc).to.equal(CODE);
      const hash = machine.stateHash();
      expect(machine.run(10)).to.equal(0);
      expect(step(machine.state, machine.live)).to.equal(0);
      expect(machine.state.step).to.equal(1);
      expect(machine.stateHash()).to.equal(hash);
    }
  });

  it("pc wraps at 2^32, from the end of a code section there to one at 0", () => {
    const last = new Uint8Array(4096);
    new DataView(last.buffer).setUint32(4092, encode("addi", { rd: 5, imm: 1 }), true);
    const first = new Uint8Array(4);
    new DataView(first.buffer).setUint32(0, encode("ecall"), true);
    const layout = [
      { start: 0, size: 4096, kind: 1 },
      { start: 2 ** 32 - 4096, size: 4096, kind: 1 },
    ];
    const machine = new Machine({ layout, names: ["low", "high"], images: [first, last], entry: 2 ** 32 - 4 });
    machine.state.registers[17] = 93;
    expect(machine.run(1)).to.equal(1);
    expect(machine.state.pc).to.equal(0);
    expect(machine.run(5)).to.equal(1);
    expect(machine.state).to.include({ pc: 0, status: STATUS_HALTED, exitCode: 0 });
  });

  it("code runs on from one section into the next, and jumps between them", () => {
    const words = (...list: number[]): Uint8Array => new Uint8Array(Uint32Array.from(list).buffer);
    const first = new Uint8Array(4096);
    first.set(words(encode("jal", { rd: 1, imm: 4096 }), encode("ecall")));
    first.set(words(encode("addi", { rd: 6, imm: 1 })), 4092);
    const second = words(encode("addi", { rd: 5, rs1: 5, imm: 1 }), encode("bne", { rs1: 6, rs2: 0, imm: 8 }));
    const rest = words(encode("jal", { rd: 0, imm: -12 }), encode("jalr", { rs1: 1 }));
    const layout = [
      { start: CODE, size: 4096, kind: 1 },
      { start: CODE + 4096, size: 4096, kind: 1 },
    ];
    const images = [first, Uint8Array.from([...second, ...rest])];
    const machine = new Machine({ layout, names: ["a", "b"], images, entry: CODE });
    machine.state.registers[17] = 93;
    // jal, addi, bne (not taken), jal back, last addi of the first section, addi, bne (taken), jalr, ecall
    expect(machine.run(100)).to.equal(9);
    expect(machine.state.status).to.equal(STATUS_HALTED);
    expect([...machine.state.registers.subarray(5, 7)]).to.deep.equal([2, 1]);
  });

  it("a long jump out of code does not find the code of a section that lies elsewhere", () => {
    const words = (...list: number[]): Uint8Array => new Uint8Array(Uint32Array.from(list).buffer);
    const layout = [
      { start: 0x10000, size: 4096, kind: 1 },
      { start: 0x80000000, size: 4096, kind: 1 },
    ];
    const halt = encode("ecall");
    for (const imm of [4096, 8192, 12288, -4100, -8192]) {
      const low = words(encode("jal", { imm }), halt, halt);
      const high = new Uint8Array(Uint32Array.from({ length: 1024 }, () => halt).buffer);
      high.set(words(encode("jalr", { rs1: 5 })));
      const images = [low, high];
      const machine = new Machine({ layout, names: ["low", "high"], images, entry: 0x80000000 });
      machine.state.registers.set([0x10000], 5);
      machine.state.registers[17] = 93;
      expect(machine.run(10)).to.equal(3);
      expect(machine.state, `${imm}`).to.include({ pc: 0x10000 + imm, status: 2, exitCode: 1 });
    }
  });

  it("x0 stays zero whatever is written to it", () => {
    for (const { name, format } of INSTRUCTIONS) {
      if (format === "S" || format === "B" || name === "ecall" || name === "ebreak") continue;
      const registers = { 6: 0x80010000, 7: 3 };
      const machine = machineFor({ name, word: encode(name, { rd: 0, rs1: 6, rs2: 7, imm: 4096 + 8 }), registers });
      machine.run(1);
      expect(machine.state.registers[0], name).to.equal(0);
      expect(machine.state.status, name).to.equal(STATUS_RUNNING);
    }
  });
});

function pair(seed: number): { machine: Machine; oracle: ReturnType<typeof oracleOf> } {
  const machine = randomMachine(seed);
  const { layout, images } = machine.guest;
  const input = images.find((_, i) => layout[i]!.kind === KIND_INPUT) ?? new Uint8Array(0);
  return { machine, oracle: oracleOf(machine, input) };
}
