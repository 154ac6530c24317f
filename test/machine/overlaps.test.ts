import { expect } from "chai";
import { before, describe, it } from "mocha";
import { referencePoseidon } from "../../scripts/fuzz/oracle.ts";
import { CODE, CONSTANTS, DATA, INPUT, TOP } from "../../scripts/generate/stepCase.ts";
import { fromLittleEndian, toLittleEndian } from "../../src/crypto/field.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { ecall, onAll, type OnAll } from "./onAll.ts";

const leafAt = (machine: Machine, address: number): bigint => fromLittleEndian(machine.live.copy(address, 32));
const put = (address: number, value: bigint) => [address, toLittleEndian(value)] as const;

/** Every way in which four operands can share leaves: which leaf each of them is in, the first that is new numbered next. */
function sharings(count: number, used = 0): number[][] {
  if (count === 0) return [[]];
  return Array.from({ length: used + 1 }, (_, leaf) => leaf).flatMap((leaf) =>
    sharings(count - 1, Math.max(used, leaf + 1)).map((rest) => [leaf, ...rest]),
  );
}

/*
 * All reads come before all writes, so an operand that is also the destination is read as it was. Operands are whole leaves at
 * multiples of 32: two of them are the same leaf or have no byte in common, and a pointer in between traps.
 */
describe("overlapping ecall operands, on every implementation", () => {
  let run: OnAll;
  before(async () => {
    run = await onAll();
  });

  it("MULMOD256: every way in which dst, a, b and m can be the same leaf", async () => {
    const values = [3n ** 150n, 5n ** 100n, 7n ** 80n, 11n ** 60n];
    const all = sharings(4);
    expect(all).to.have.length(15);
    for (const places of all) {
      const pointers = places.map((place) => DATA + 32 * place);
      const memory = values.map((value, leaf) => put(DATA + 32 * leaf, value));
      const machine = await run(ecall(1003, pointers, { memory }), places.join());
      const [, a, b, m] = places.map((place) => values[place]!) as [bigint, bigint, bigint, bigint];
      for (const [leaf, value] of values.entries()) {
        const expected = leaf === places[0] ? (a * b) % m : value;
        expect(leafAt(machine, DATA + 32 * leaf), `${places.join()}, leaf ${leaf}`).to.equal(expected);
      }
    }
  });

  it("POSEIDON: dst before, at each place in, and behind the range it reads", async () => {
    for (const n of [2, 4, 5]) {
      const inputs = Array.from({ length: n }, (_, i) => 100n + BigInt(i));
      for (let place = -1; place <= n; place++) {
        const source = DATA + 64;
        const memory = inputs.map((input, i) => put(source + 32 * i, input));
        const machine = await run(ecall(1004, [source + 32 * place, source, n], { memory }), `${n}, ${place}`);
        expect(leafAt(machine, source + 32 * place)).to.equal(referencePoseidon(inputs));
        for (const [i, input] of inputs.entries())
          if (i !== place) expect(leafAt(machine, source + 32 * i)).to.equal(input);
      }
    }
  });

  it("POSEIDON_OPEN: h before, at each place in, and behind the range it writes", async () => {
    for (const children of [
      [1n, 2n],
      [1n, 2n, 3n, 4n],
    ]) {
      for (let place = -1; place <= children.length; place++) {
        const target = DATA + 64;
        const pointer = target + 32 * place;
        const hash = referencePoseidon(children);
        const sketch = ecall(1005, [pointer, target, children.length], { memory: [put(pointer, hash)] });
        const machine = await run(sketch, `${children.length}, ${place}`);
        for (const [i, child] of children.entries()) expect(leafAt(machine, target + 32 * i)).to.equal(child);
        if (place < 0 || place >= children.length) expect(leafAt(machine, pointer)).to.equal(hash);
      }
    }
  });

  it("COMMIT and ANCHOR on one leaf: what ANCHOR wrote is committed", async () => {
    const words = [0x73, 0x3e900893, 0x73]; // ecall; li a7, 1001; ecall
    const machine = await run(ecall(1002, [TOP + 4064], { words, limit: 3 }), "anchor, commit");
    expect([...machine.state.output]).to.deep.equal([...machine.state.anchor]);
    expect(machine.state.status).to.equal(0);
  });

  it("partial overlap is impossible: every pointer that is no multiple of 32 traps", async () => {
    const good: readonly (readonly [number, readonly number[], number])[] = [
      [1001, [DATA], 1],
      [1002, [DATA], 1],
      [1003, [DATA, DATA + 32, DATA + 64, DATA + 96], 4],
      [1004, [DATA, DATA + 32, 2], 2],
      [1005, [DATA, DATA + 32, 2], 2],
    ];
    for (const [number, args, pointers] of good) {
      for (let argument = 0; argument < pointers; argument++) {
        for (const off of [1, 2, 4, 8, 16, 31]) {
          const { state } = await run(ecall(number, args.with(argument, args[argument]! + off)), `${number}, ${off}`);
          expect([state.status, state.exitCode], `${number}, argument ${argument} + ${off}`).to.deep.equal([2, 9]);
        }
      }
    }
  });

  it("reads from sections of every kind, one leaf for several operands", async () => {
    for (const place of [CODE + 64, CONSTANTS, INPUT, TOP]) {
      const machine = await run(ecall(1003, [DATA, place, place, place], { memory: [put(place, 12345n)] }), `${place}`);
      expect(leafAt(machine, DATA)).to.equal(0n);
      expect(machine.state.status).to.equal(0);
    }
  });
});
