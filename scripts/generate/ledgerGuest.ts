/**
 * Writes the numbers of guest/ledger: constants.c, and base.c with the multiples of the curve's base point. `--check`
 * writes nothing and fails when a file is not what it would write.
 */
import { babyjubjub } from "@noble/curves/misc.js";
import { FIELD } from "../../src/crypto/field.ts";
import { ACCOUNTS_DEPTH, TAG } from "../../src/ledger/constants.ts";
import { genesisOutput } from "../../src/ledger/state.ts";
import { zeroHash } from "../../src/tree/poseidonTree.ts";
import { emit } from "./emit.ts";

const { Point } = babyjubjub;
const { Fp } = Point;
const { a, d, n: order } = Point.CURVE();

/** r - 1 = ODD * 2^TWO_ADICITY. */
const TWO_ADICITY = 28n;
const ODD = (FIELD - 1n) >> TWO_ADICITY;
/** No square, as Euler's criterion says of it. */
const NON_SQUARE = 5n;
const POWERS_OF_TEN = 32;
/** One more than the greatest byte: the table answers for eight bits of a scalar. */
const MULTIPLES = 256;

const rootA = Fp.sqrt(a);
const scaledD = Fp.div(d, a);

/** A name, and numbers by the fields of its struct. */
type Struct = Readonly<Record<string, bigint>>;

const field: Struct = {
  modulus: FIELD,
  minusOne: FIELD - 1n,
  minusTwo: FIELD - 2n,
  one: 1n,
  two: 2n,
  half: (FIELD - 1n) / 2n,
  oddHalf: (ODD - 1n) / 2n,
  unityRoot: Fp.pow(NON_SQUARE, ODD),
};

const curve: Struct = {
  a,
  minusD: Fp.neg(d),
  scaledD,
  rootA,
  minusRootA: Fp.neg(rootA),
  inverseRootA: Fp.inv(rootA),
  order,
};

/** The i-th multiple of the base point as an addition wants it: x scaled, z = 1, t = x * y times the scaled d. */
function multiple(i: number): readonly bigint[] {
  const { x, y } = Point.BASE.multiplyUnsafe(BigInt(i)).toAffine();
  const scaledX = Fp.mul(x, rootA);
  return [scaledX, y, 1n, Fp.mul(scaledD, Fp.mul(scaledX, y))];
}

function leaf(value: bigint): string {
  const words = Array.from({ length: 8 }, (_, i) => (value >> BigInt(32 * i)) & 0xffff_ffffn);
  return `{.words = {${words.map((word) => `0x${word.toString(16).padStart(8, "0")}`).join(", ")}}}`;
}

const struct = (type: string, name: string, fields: Struct): string =>
  `const ${type} ${name} = {\n${Object.entries(fields)
    .map(([key, value]) => `    .${key} = ${leaf(value)},\n`)
    .join("")}};\n`;
const single = (name: string, value: bigint): string => `const Number ${name} = ${leaf(value)};\n`;
const array = (name: string, values: readonly bigint[]): string =>
  `const Number ${name} = {\n${values.map((value) => `    ${leaf(value)},\n`).join("")}};\n`;

const file = (include: readonly string[], parts: readonly string[]): string =>
  [
    "/* Written by scripts/generate/ledgerGuest.ts. */\n/* clang-format off */\n",
    ...include.map((header) => `#include "${header}"\n`),
    ...parts.map((part) => `\n${part}`),
  ].join("");

const constants = [
  struct("FieldConstants", "field", field),
  struct("CurveConstants", "curve", curve),
  array(
    "zeroHash[ACCOUNTS_DEPTH + 1]",
    Array.from({ length: ACCOUNTS_DEPTH + 1 }, (_, level) => zeroHash(level)),
  ),
  single("genesisOutput", genesisOutput()),
  array(
    "powersOfTen[32]",
    Array.from({ length: POWERS_OF_TEN }, (_, e) => 10n ** BigInt(e)),
  ),
  single("tag", TAG),
];

const rows = Array.from({ length: MULTIPLES }, (_, i) => {
  const leaves = multiple(i).map((value) => `     ${leaf(value)},\n`);
  return `    {\n${leaves.join("")}    },\n`;
});

await emit([
  { path: "guest/ledger/constants.c", text: file(["babyjub.h", "constants.h"], constants) },
  { path: "guest/ledger/base.c", text: file(["babyjub.h"], [`const Multiple base[256] = {\n${rows.join("")}};\n`]) },
]);
