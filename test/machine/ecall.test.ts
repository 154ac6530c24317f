import { expect } from "chai";
import { describe, it } from "mocha";
import { CODE, CONSTANTS, DATA, INPUT, NOWHERE, TOP, machineFor } from "../../scripts/generate/stepCase.ts";
import { encode } from "../../scripts/generate/encode.ts";
import { FIELD, toLittleEndian } from "../../src/crypto/field.ts";
import { MachineError } from "../../src/machine/error.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { referencePoseidon } from "../../scripts/fuzz/oracle.ts";

const OUT = DATA + 4096;
const AFTER = CODE + 4;

/** A machine that stands before an ecall with these arguments, `leaves` lying from DATA on. */
function before(number: number, args: readonly number[], leaves: readonly bigint[] = []): Machine {
  const registers: Record<number, number> = { 17: number };
  args.forEach((value, i) => (registers[10 + i] = value));
  const memory = new Map(leaves.map((leaf, i) => [DATA + 32 * i, toLittleEndian(leaf)]));
  return machineFor({ name: "ecall", word: encode("ecall"), registers, memory });
}

function after(number: number, args: readonly number[], leaves: readonly bigint[] = []): Machine {
  const machine = before(number, args, leaves);
  machine.run(1);
  return machine;
}

const leafAt = (machine: Machine, address: number): string =>
  Buffer.from(machine.live.copy(address, 32)).toString("hex");
const text = (leaf: bigint): string => Buffer.from(toLittleEndian(leaf)).toString("hex");
const trapped = (cause: number) => ({ pc: CODE, status: 2, exitCode: cause });
const running = { pc: AFTER, status: 0, exitCode: 0 };

describe("ecall", () => {
  it("HALT stops with the code, pc stays", () => {
    expect(after(93, [42]).state).to.include({ pc: CODE, status: 1, exitCode: 42 });
    expect(after(93, [-1]).state.exitCode).to.equal(0xffffffff);
  });

  it("PRINT returns its length and reads nothing", () => {
    const machine = after(64, [1, NOWHERE + 3, -1]);
    expect(machine.state).to.include(running);
    expect(machine.state.registers[10]).to.equal(-1);
  });

  it("PRINT shows the observer what lies in memory, as far as it does", () => {
    const shown: [number, string][] = [];
    const show = (machine: Machine): void => {
      machine.live.observer = { print: (descriptor, bytes) => shown.push([descriptor, Buffer.from(bytes).toString()]) };
      machine.run(1);
    };
    const hello = [0x6f6c6c6568n];
    show(before(64, [1, DATA, 5], hello));
    show(before(64, [2, NOWHERE, 5], hello));
    show(before(64, [3, CODE + 8190, 5], hello));
    show(before(64, [4, DATA, -1], hello));
    expect(shown.slice(0, 3)).to.deep.equal([
      [1, "hello"],
      [2, ""],
      [3, "\0\0"],
    ]);
    expect(shown[3]![1]).to.have.length(8192);
  });

  it("PHASE tells the observer the stage and the step, and changes nothing", () => {
    const machine = before(1006, [7]);
    const seen: [number, number][] = [];
    machine.live.observer = { phase: (id, step) => seen.push([id, step]) };
    machine.state.step = 5;
    machine.run(1);
    expect(seen).to.deep.equal([[7, 5]]);
    expect(machine.state).to.include(running);
    expect(machine.state.registers[10]).to.equal(7);
  });

  it("COMMIT takes the leaf as it lies, from any section", () => {
    expect(Buffer.from(after(1001, [DATA], [0x0102n]).state.output).toString("hex")).to.equal(text(0x0102n));
    for (const place of [CODE, CONSTANTS, INPUT, TOP + 4064]) expect(after(1001, [place]).state).to.include(running);
  });

  it("ANCHOR writes the anchor as it lies", () => {
    const machine = after(1002, [OUT]);
    expect(leafAt(machine, OUT)).to.equal(Buffer.from(machine.state.anchor).toString("hex"));
  });

  it("MULMOD256 is the EVM's opcode", () => {
    const big = 2n ** 256n - 1n;
    for (const [a, b, m] of [
      [6n, 7n, 10n],
      [big, big, big - 1n],
      [big, big - 2n, 3n],
      [big, big, 0n],
      [big, big, 1n],
      [0n, big, 5n],
    ] as const) {
      const machine = after(1003, [OUT, DATA, DATA + 32, DATA + 64], [a, b, m]);
      expect(leafAt(machine, OUT)).to.equal(text(m === 0n ? 0n : (a * b) % m));
    }
  });

  it("POSEIDON of 2, 4 and 5 leaves; what it made can be opened", () => {
    for (const n of [2, 4, 5]) {
      const inputs = Array.from({ length: n }, (_, i) => FIELD - 1n - BigInt(i));
      const machine = after(1004, [OUT, DATA, n], inputs);
      const hash = referencePoseidon(inputs);
      expect(leafAt(machine, OUT)).to.equal(text(hash));
      if (n !== 5) expect(machine.live.children(hash, n)).to.deep.equal(inputs);
    }
  });

  it("POSEIDON and POSEIDON_OPEN in one program", () => {
    const machine = before(1004, [OUT, DATA, 2], [11n, 12n]);
    machine.run(1);
    machine.state.registers.set([OUT | 0, (OUT + 32) | 0, 2], 10);
    machine.state.registers[17] = 1005;
    machine.state.pc = CODE;
    machine.run(1);
    expect(machine.state).to.include(running);
    expect([leafAt(machine, OUT + 32), leafAt(machine, OUT + 64)]).to.deep.equal([text(11n), text(12n)]);
  });

  it("an unknown node is an error of the host and leaves the state before the step", () => {
    const machine = before(1005, [DATA, OUT, 2], [12345n]);
    machine.live.observer = {};
    const hash = machine.stateHash();
    expect(() => machine.run(1000))
      .to.throw(MachineError)
      .with.property("code", "UNKNOWN_NODE");
    expect(machine.state.step).to.equal(0);
    expect(machine.stateHash()).to.equal(hash);
    expect(() => machine.proveStep())
      .to.throw(MachineError)
      .with.property("code", "UNKNOWN_NODE");
    expect(machine.stateHash()).to.equal(hash);
  });

  it("a fault changes nothing but status and exit code", () => {
    for (const [number, args, leaves] of [
      [1004, [DATA, DATA, 2], [FIELD, 0n]],
      [1003, [CODE, DATA, DATA, DATA], [1n]],
      [1005, [DATA, CONSTANTS, 2], [1n]],
      [1002, [INPUT], []],
    ] as const) {
      const [start, end] = [before(number, args, leaves), after(number, args, leaves)];
      expect(end.state).to.include(trapped(9));
      expect([...end.state.registers]).to.deep.equal([...start.state.registers]);
      expect(end.sections()).to.deep.equal(start.sections());
    }
  });

  it("every operand of 1001 to 1005 is checked: alignment, section, right", () => {
    const good: Record<number, number[]> = {
      1001: [DATA],
      1002: [DATA],
      1003: [OUT, DATA, DATA + 32, DATA + 64],
      1004: [OUT, DATA, 2],
      1005: [DATA, OUT, 2],
    };
    const written: Record<number, number[]> = { 1001: [], 1002: [0], 1003: [0], 1004: [0], 1005: [1] };
    const pointers: Record<number, number> = { 1001: 1, 1002: 1, 1003: 4, 1004: 2, 1005: 2 };
    const leaf = [referencePoseidon([1n, 2n])];
    for (const [name, args] of Object.entries(good)) {
      const number = Number(name);
      expect(after(number, args, leaf).state, name).to.include(running);
      for (let i = 0; i < pointers[number]!; i++) {
        const isWritten = written[number]!.includes(i);
        const bad = [
          args[i]! + 1,
          args[i]! + 4,
          args[i]! + 16,
          NOWHERE,
          NOWHERE + 1,
          ...(isWritten ? [CODE, CONSTANTS, INPUT] : []),
        ];
        for (const pointer of bad) {
          const changed = args.map((value, j) => (j === i ? pointer : value));
          expect(after(number, changed, leaf).state, `${name}, argument ${i}, ${pointer.toString(16)}`).to.include(
            trapped(9),
          );
        }
      }
    }
  });

  it("numbers in between are unknown", () => {
    for (const number of [0, 1, 63, 65, 92, 94, 1000, 1007, -1, 93 + 2 ** 16]) {
      expect(after(number, []).state, `${number}`).to.include(trapped(8));
    }
  });
});
