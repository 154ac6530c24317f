import { expect } from "chai";
import { describe, it } from "mocha";
import { INSTRUCTIONS, STATUS_HALTED, STATUS_RUNNING } from "../../src/machine/isa.ts";
import { startState } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";
import { LoadedGuest } from "./machine.ts";

const ECALLS = [
  "print",
  "phase",
  "commit",
  "anchor",
  "mulmod256",
  "halt",
  ...[2, 4, 5].map((n) => `poseidon${n}`),
  ...[2, 4].map((n) => `poseidonOpen${n}`),
];

const marks = (guest: LoadedGuest): { name: string; address: number }[] =>
  [...guest.elf.symbols]
    .filter(([name]) => name.startsWith("gas_"))
    .map(([name, { value }]) => ({ name: name.slice("gas_".length), address: value }))
    .toSorted((a, b) => a.address - b.address);

describe("guest/gas", () => {
  const guest = new LoadedGuest("gas/gas.elf");

  it("has 64 KiB of code and 1 MiB of data", () => {
    expect(guest.layout.map(({ size }) => size)).to.deep.equal([0x10000, 0x1000, 0x100000, 0x20000]);
  });

  it("marks every instruction but EBREAK, and every ecall", () => {
    const instructions = INSTRUCTIONS.map(({ name }) => name as string).filter((name) => !/^e(call|break)$/.test(name));
    const names = marks(guest).map(({ name }) => name);
    expect(names.toSorted()).to.deep.equal([...instructions, ...ECALLS].toSorted());
  });

  it("executes each mark once, in the order of addresses", () => {
    const state = startState(guest.elf.entry, new Uint8Array(32), 0);
    const wanted = new Set(marks(guest).map(({ address }) => address));
    const seen: number[] = [];
    while (state.status === STATUS_RUNNING) {
      if (wanted.has(state.pc >>> 0)) seen.push(state.pc >>> 0);
      run(state, guest.memory, 1);
    }
    expect(state.status).to.equal(STATUS_HALTED);
    expect(state.exitCode).to.equal(0);
    expect(seen).to.deep.equal([...wanted]);
  });

  it("leaves no zero leaf in code or data", () => {
    const { bytes, offsets } = guest.memory;
    const zeroLeaf = (section: number, from = 0): number => {
      const [start, size] = [offsets[section]!, guest.layout[section]!.size];
      for (let at = from; at < size; at += 32) {
        if (bytes.subarray(start + at, start + at + 32).every((byte) => byte === 0)) return at;
      }
      return -1;
    };
    const [code, data] = [0, 2];
    const anchored = 0xb7b60; // where ANCHOR wrote the zero anchor of this test
    expect(zeroLeaf(code)).to.equal(-1);
    expect(zeroLeaf(data)).to.equal(anchored);
    expect(zeroLeaf(data, anchored + 32)).to.equal(-1);
  });
});
