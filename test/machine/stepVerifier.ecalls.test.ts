import { expect } from "chai";
import { before, describe, it } from "mocha";
import { deployJudge, type Judge } from "../../scripts/fuzz/judge.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { verifyStep } from "../../src/machine/verify.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { ECALL } from "../helpers/encode.ts";
import { CODE, CONSTANTS, DATA, guest, INPUT, TOP } from "../helpers/judge.ts";
import { type Access, copy, type Guest, leafAt, littleEndian, poke, prove, stateHash } from "../helpers/prover.ts";

/** An ecall: what lies in memory, the accesses it must make, and what it changes. */
type Rule = {
  readonly name: string;
  readonly registers: Readonly<Record<number, number>>;
  /** Whether there is a readWrite page at address 0 too, so that leaves may wrap into it. */
  readonly hasPageZero?: boolean;
  readonly memory?: readonly (readonly [address: number, number: bigint])[];
  readonly accesses?: (before: Guest) => Access[];
  readonly change: (after: Guest) => void;
};

const [HALT, PRINT, COMMIT, ANCHOR, MULMOD, POSEIDON, OPEN, PHASE] = [93, 64, 1001, 1002, 1003, 1004, 1005, 1006];
const MAX = 2n ** 256n - 1n;
const LAST = TOP + 4064;

const call = (a7: number, ...a: number[]): Record<number, number> => ({
  17: a7,
  ...Object.fromEntries(a.map((value, index) => [10 + index, value >>> 0])),
});
const next = (after: Guest): void => {
  after.pc += 4;
};
const trap = (cause: number) => (after: Guest) => Object.assign(after, { status: 2, exitCode: cause });
const leaf = (number: bigint): Uint8Array => littleEndian(number, 32);
const read = (address: number): Access => ({ read: address });
const write = (address: number, number: bigint): Access => ({ write: address, leaf: leaf(number) });
/** The leaves from `address` on hold these numbers, and on to the next instruction. */
const stores =
  (address: number, ...numbers: bigint[]) =>
  (after: Guest) => {
    for (const [index, number] of numbers.entries()) poke(after, (address + 32 * index) % 2 ** 32, leaf(number));
    next(after);
  };
const bad = (name: string, registers: Record<number, number>): Rule => ({ name, registers, change: trap(9) });
const consecutive = (address: number, numbers: bigint[]): [number, bigint][] =>
  numbers.map((number, index) => [(address + 32 * index) % 2 ** 32, number]);

const simple: Rule[] = [
  {
    name: "halt",
    registers: call(HALT, 0xffff_ffff),
    change: (after) => Object.assign(after, { status: 1, exitCode: 0xffff_ffff }),
  },
  {
    name: "halt with 0",
    registers: call(HALT, 0),
    change: (after) => Object.assign(after, { status: 1, exitCode: 0 }),
  },
  {
    name: "print checks no pointer",
    registers: call(PRINT, 9, 1, 0x8765_4321),
    change: (after) => next(Object.assign(after, { registers: after.registers.with(10, 0x8765_4321) })),
  },
  { name: "phase", registers: call(PHASE, 7), change: next },
  ...[0, 94, 1000, 1007, 0xffff_ffff].map((a7): Rule => ({
    name: `unknown ecall ${a7}`,
    registers: call(a7),
    change: trap(8),
  })),
];

const leaves: Rule[] = [
  ...[DATA + 64, CODE, CONSTANTS + 4064, INPUT + 32, LAST].map((pointer): Rule => ({
    name: `commit of 0x${pointer.toString(16)}`,
    registers: call(COMMIT, pointer),
    accesses: () => [read(pointer)],
    change: (after) => next(Object.assign(after, { output: leafAt(after, pointer) })),
  })),
  bad("commit misaligned", call(COMMIT, DATA + 16)),
  bad("commit outside", call(COMMIT, DATA + 0x5000)),
  {
    name: "anchor",
    registers: call(ANCHOR, LAST),
    accesses: ({ anchor }) => [{ write: LAST, leaf: anchor }],
    change: (after) => next((poke(after, LAST, after.anchor), after)),
  },
  bad("anchor misaligned", call(ANCHOR, DATA + 1)),
  bad("anchor outside", call(ANCHOR, 32)),
  ...[CODE, CONSTANTS, INPUT].map((pointer) => bad("anchor to a section that is not readWrite", call(ANCHOR, pointer))),
];

const mulmod = (name: string, dst: number, [a, b, m]: readonly (readonly [number, bigint])[]): Rule => {
  const result = m![1] === 0n ? 0n : (a![1] * b![1]) % m![1];
  return {
    name,
    registers: call(MULMOD, dst, a![0], b![0], m![0]),
    memory: [a!, b!, m!],
    accesses: () => [read(a![0]), read(b![0]), read(m![0]), write(dst, result)],
    change: stores(dst, result),
  };
};

const products: Rule[] = [
  mulmod("mulmod of 512 bits", DATA, [
    [DATA + 32, MAX],
    [LAST, MAX - 1n],
    [CONSTANTS, MAX - 2n],
  ]),
  mulmod("mulmod by zero", DATA, [
    [DATA + 32, 5n],
    [DATA + 64, 7n],
    [DATA + 96, 0n],
  ]),
  mulmod("mulmod by one", DATA, [
    [DATA + 32, 5n],
    [DATA + 64, 7n],
    [DATA + 96, 1n],
  ]),
  mulmod("mulmod over its own operand", LAST, [
    [LAST, 3n],
    [DATA, 2n ** 200n],
    [INPUT, FIELD],
  ]),
  mulmod("mulmod of one leaf three times", DATA, [
    [LAST, MAX],
    [LAST, MAX],
    [LAST, MAX],
  ]),
  ...[0, 1, 2, 3].map((which) => {
    const pointers = [DATA, DATA + 32, DATA + 64, DATA + 96];
    return bad(`mulmod with argument ${which} misaligned`, call(MULMOD, ...pointers.with(which, DATA + 4)));
  }),
  ...[0, 1, 2, 3].map((which) => {
    const pointers = [DATA, DATA + 32, DATA + 64, DATA + 96];
    return bad(`mulmod with argument ${which} outside`, call(MULMOD, ...pointers.with(which, 0)));
  }),
  bad("mulmod to code", call(MULMOD, CODE, DATA, DATA, DATA)),
];

const hashes: Rule[] = [
  ...[2, 4, 5].flatMap((n): Rule[] => {
    const inputs = Array.from({ length: n }, (_, index) => (index === 1 ? FIELD - 1n : BigInt(index) << 100n));
    const hash = poseidon(inputs);
    const reads = (source: number): Access[] => inputs.map((_, index) => read((source + 32 * index) % 2 ** 32));
    const rule = (name: string, dst: number, source: number): Rule => ({
      name: `poseidon of ${n} ${name}`,
      registers: call(POSEIDON, dst, source, n),
      memory: consecutive(source, inputs),
      accesses: () => [...reads(source), write(dst, hash)],
      change: stores(dst, hash),
    });
    const large: Rule = {
      name: `poseidon of ${n} whose last is the field`,
      registers: call(POSEIDON, DATA, DATA + 32, n),
      memory: consecutive(DATA + 32, inputs.with(n - 1, FIELD)),
      accesses: () => reads(DATA + 32),
      change: trap(9),
    };
    const largest = { ...large, memory: consecutive(DATA + 32, inputs.with(0, MAX)) };
    return [
      rule("", DATA, DATA + 32),
      rule("from the input", LAST, INPUT),
      rule("over its first leaf", DATA, DATA),
      large,
      largest,
    ];
  }),
  ...[0, 1, 3, 6, 0xffff_ffff, (0x1_0000_0002 % 2 ** 32) ^ 0x100].map((n) =>
    bad(`poseidon of ${n}`, call(POSEIDON, DATA, DATA + 32, n)),
  ),
  bad("poseidon from a misaligned source", call(POSEIDON, DATA, DATA + 8, 2)),
  bad("poseidon to a misaligned leaf", call(POSEIDON, DATA + 8, DATA + 32, 2)),
  bad("poseidon whose last leaf is outside", call(POSEIDON, DATA, DATA + 0x5000 - 32, 2)),
  bad("poseidon whose last leaf wraps to nowhere", call(POSEIDON, DATA, LAST, 2)),
  bad("poseidon to readOnly", call(POSEIDON, CONSTANTS, DATA, 2)),
];

const opens: Rule[] = [
  ...[2, 4].flatMap((n): Rule[] => {
    const children = Array.from({ length: n }, (_, index) => (index === 1 ? FIELD - 1n : BigInt(index)));
    const hash = poseidon(children);
    const writes = (dst: number): Access[] => children.map((child, index) => write(dst + 32 * index, child));
    const rule = (name: string, pointer: number, dst: number): Rule => ({
      name: `open ${n} ${name}`,
      registers: call(OPEN, pointer, dst, n),
      memory: [[pointer, hash]],
      accesses: () => [read(pointer), { children }, ...writes(dst)],
      change: stores(dst, ...children),
    });
    return [rule("", DATA, DATA + 32), rule("over its own hash", DATA + 32, DATA), rule("of the input", INPUT, TOP)];
  }),
  {
    name: "open of the field",
    registers: call(OPEN, DATA, DATA + 32, 2),
    memory: [[DATA, FIELD]],
    accesses: () => [read(DATA)],
    change: trap(9),
  },
  ...[0, 1, 3, 5, 0x8000_0002].map((n) => bad(`open ${n}`, call(OPEN, DATA, DATA + 32, n))),
  bad("open of a misaligned hash", call(OPEN, DATA + 2, DATA + 32, 2)),
  bad("open to a misaligned leaf", call(OPEN, DATA, DATA + 33, 2)),
  bad("open of a hash outside", call(OPEN, 0, DATA + 32, 2)),
  bad("open whose last leaf is outside", call(OPEN, DATA, DATA + 0x5000 - 96, 4)),
  bad("open whose last leaf is in no readWrite section", call(OPEN, DATA, LAST, 2)),
  bad("open to code", call(OPEN, DATA, CODE, 2)),
];

/** The leaf behind the last one of memory is the one at address 0. */
const wraps: Rule[] = [
  {
    name: "poseidon from both ends of memory",
    hasPageZero: true,
    registers: call(POSEIDON, DATA, LAST, 2),
    memory: consecutive(LAST, [7n, 8n]),
    accesses: () => [read(LAST), read(0), write(DATA, poseidon([7n, 8n]))],
    change: stores(DATA, poseidon([7n, 8n])),
  },
  {
    name: "open to both ends of memory",
    hasPageZero: true,
    registers: call(OPEN, DATA, LAST, 2),
    memory: [[DATA, poseidon([7n, 8n])]],
    accesses: () => [read(DATA), { children: [7n, 8n] }, write(LAST, 7n), write(0, 8n)],
    change: stores(LAST, 7n, 8n),
  },
];

describe("StepVerifier: ecalls", () => {
  let judge: Judge;
  before(async () => {
    judge = await deployJudge();
  });

  for (const [group, rules] of Object.entries({ simple, leaves, products, hashes, opens, wraps })) {
    it(`${group}: ${rules.length} cases`, async () => {
      const guests = rules.map(({ registers, hasPageZero = false, memory = [] }) => {
        const made = guest(ECALL, registers);
        if (hasPageZero) made.sections.unshift({ startPage: 0, pages: 1, kind: 3, bytes: new Uint8Array(0) });
        for (const [address, number] of memory) poke(made, address, leaf(number));
        return made;
      });
      const cases = rules.map(({ accesses }, index) => {
        const made = guests[index]!;
        return { prestate: stateHash(made), proof: prove(made, [read(made.pc), ...(accesses?.(made) ?? [])]) };
      });
      const outcomes = await judge.outcomes(cases);
      for (const [index, { name, change }] of rules.entries()) {
        const after = copy(guests[index]!);
        change(after);
        expect(outcomes[index], name).to.deep.equal({ poststate: stateHash(after) });
        const { prestate, proof } = cases[index]!;
        expect(verifyStep(prestate as StateHash, proof), `${name}, in TypeScript`).to.equal(stateHash(after));
      }
    });
  }
});
