import { concatBytes } from "../../src/crypto/bytes.ts";
import { FIELD, toLittleEndian } from "../../src/crypto/field.ts";
import {
  A0,
  A1,
  A2,
  A3,
  A7,
  ECALL_ANCHOR,
  ECALL_COMMIT,
  ECALL_HALT,
  ECALL_MULMOD256,
  ECALL_PHASE,
  ECALL_POSEIDON,
  ECALL_POSEIDON_OPEN,
  ECALL_PRINT,
} from "../../src/machine/isa.ts";
import { encode } from "./encode.ts";
import { CODE, CONSTANTS, DATA, INPUT, NOWHERE, type StepCase, TOP } from "./stepCase.ts";

function ecallCase(name: string, number: number, args: readonly number[], leaves: readonly bigint[] = []): StepCase {
  const registers: Record<number, number> = { [A7]: number };
  [A0, A1, A2, A3].forEach((register, i) => (registers[register] = args[i] ?? 0));
  const memory = new Map([[DATA, concatBytes(leaves.map(toLittleEndian))]]);
  return { name, word: encode("ecall"), registers, memory };
}

const BIG = 2n ** 256n - 1n;
const OUT = DATA + 4096;

function plainEcalls(): StepCase[] {
  return [
    ecallCase("HALT 0", ECALL_HALT, [0]),
    ecallCase("HALT 0xffffffff", ECALL_HALT, [0xffffffff]),
    ecallCase("PRINT", ECALL_PRINT, [1, DATA, 5]),
    ecallCase("PRINT from nowhere", ECALL_PRINT, [1, NOWHERE + 1, 0xffffffff]),
    ecallCase("PHASE", ECALL_PHASE, [7]),
    ecallCase("unknown 0", 0, []),
    ecallCase("unknown 1000", 1000, []),
    ecallCase("unknown 1007", 1007, []),
    ecallCase("unknown 0xfffffc17", 0xfffffc17, []),
    ecallCase("COMMIT", ECALL_COMMIT, [DATA], [BIG - 5n]),
    ecallCase("COMMIT from code", ECALL_COMMIT, [CODE]),
    ecallCase("COMMIT from the last leaf", ECALL_COMMIT, [TOP + 4064]),
    ecallCase("COMMIT misaligned", ECALL_COMMIT, [DATA + 4]),
    ecallCase("COMMIT nowhere", ECALL_COMMIT, [NOWHERE]),
    ecallCase("ANCHOR", ECALL_ANCHOR, [DATA + 32], [1n, 2n]),
    ecallCase("ANCHOR misaligned", ECALL_ANCHOR, [DATA + 16]),
    ecallCase("ANCHOR to constants", ECALL_ANCHOR, [CONSTANTS]),
    ecallCase("ANCHOR to input", ECALL_ANCHOR, [INPUT]),
    ecallCase("ANCHOR nowhere", ECALL_ANCHOR, [NOWHERE]),
  ];
}

function mulmodEcalls(): StepCase[] {
  const mulmod = (name: string, leaves: readonly bigint[], args = [OUT, DATA, DATA + 32, DATA + 64]): StepCase =>
    ecallCase(`MULMOD256 ${name}`, ECALL_MULMOD256, args, leaves);
  return [
    mulmod("small", [6n, 7n, 10n]),
    mulmod("512-bit product", [BIG, BIG, BIG - 1n]),
    mulmod("modulus 0", [BIG, BIG, 0n]),
    mulmod("modulus 1", [BIG, BIG, 1n]),
    mulmod("onto its own operand", [3n, 5n, 7n], [DATA + 64, DATA, DATA + 32, DATA + 64]),
    mulmod("of one leaf thrice", [9n], [DATA, DATA, DATA, DATA]),
    mulmod("misaligned a", [], [OUT, DATA + 1, DATA, DATA]),
    mulmod("b nowhere", [], [OUT, DATA, NOWHERE, DATA]),
    mulmod("misaligned m", [], [OUT, DATA, DATA, DATA + 31]),
    mulmod("to code", [], [CODE, DATA, DATA, DATA]),
    mulmod("misaligned target", [], [OUT + 8, DATA, DATA, DATA]),
  ];
}

function poseidonEcalls(): StepCase[] {
  const hash = (name: string, leaves: readonly bigint[], args: readonly number[]): StepCase =>
    ecallCase(`POSEIDON ${name}`, ECALL_POSEIDON, args, leaves);
  return [
    hash("of 2", [1n, 2n], [OUT, DATA, 2]),
    hash("of 4", [1n, 2n, 3n, 4n], [OUT, DATA, 4]),
    hash("of 5", [1n, 2n, 3n, 4n, 5n], [OUT, DATA, 5]),
    hash("of 5 zeros onto the first", [], [DATA, DATA, 5]),
    hash("of the largest elements", [FIELD - 1n, FIELD - 1n], [OUT, DATA, 2]),
    hash("first element not below the field", [FIELD, 2n], [OUT, DATA, 2]),
    hash("last element not below the field", [1n, 2n, 3n, 4n, BIG], [OUT, DATA, 5]),
    ...[0, 1, 3, 6, 0xffffffff].map((n) => hash(`of ${n}`, [], [OUT, DATA, n])),
    hash("across the end of a section", [], [OUT, DATA + 8160, 2]),
    hash("across 2^32", [], [OUT, TOP + 4064, 2]),
    hash("misaligned source", [], [OUT, DATA + 16, 2]),
    hash("misaligned target", [], [OUT + 4, DATA, 2]),
    hash("to constants", [], [CONSTANTS, DATA, 2]),
    hash("source nowhere", [], [OUT, NOWHERE, 2]),
  ];
}

function openEcalls(hashes: readonly bigint[]): StepCase[] {
  const open = (name: string, leaf: bigint, args: readonly number[]): StepCase =>
    ecallCase(`POSEIDON_OPEN ${name}`, ECALL_POSEIDON_OPEN, args, [leaf]);
  return [
    open("2", hashes[0]!, [DATA, OUT, 2]),
    open("4", hashes[1]!, [DATA, OUT, 4]),
    open("2 over its own hash", hashes[2]!, [DATA, DATA, 2]),
    open("4 across a page", hashes[1]!, [DATA, OUT - 64, 4]),
    open("hash not below the field", FIELD, [DATA, OUT, 2]),
    ...[0, 1, 3, 5].map((n) => open(`${n}`, hashes[0]!, [DATA, OUT, n])),
    open("misaligned hash", hashes[0]!, [DATA + 8, OUT, 2]),
    open("misaligned target", hashes[0]!, [DATA, OUT + 8, 2]),
    open("hash nowhere", hashes[0]!, [NOWHERE, OUT, 2]),
    open("to constants", hashes[0]!, [DATA, CONSTANTS, 2]),
    open("last leaf outside", hashes[1]!, [DATA, OUT + 4096 - 96, 4]),
    open("last leaf beyond 2^32", hashes[1]!, [DATA, TOP + 4096 - 96, 4]),
    open("the last leaf of memory", hashes[0]!, [DATA, TOP + 4096 - 64, 2]),
  ];
}

/** Every ecall with its edges. `hashes` are those of `NODES`. */
export function ecallCases(hashes: readonly bigint[]): StepCase[] {
  return [...plainEcalls(), ...mulmodEcalls(), ...poseidonEcalls(), ...openEcalls(hashes)];
}
