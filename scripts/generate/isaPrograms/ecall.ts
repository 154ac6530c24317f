import { buildPoseidonReference } from "circomlibjs";
import { FIELD, TOP, leaf, leafWords } from "./leaf.ts";
import { type Program, Signature, hex } from "./program.ts";

const ALIGN = "  .balign 32";

function ecallProgram(name: string, about: string, lines: readonly string[]): Program {
  return { group: "ecall", name, about, lines };
}

function foldLeaf(signature: Signature, value: bigint): void {
  leafWords(value).forEach((word) => signature.fold(word));
}

/** Factors and modulus at the edges of 256 bits; the product has up to 512. */
const PRODUCTS: readonly (readonly [a: bigint, b: bigint, m: bigint])[] = [
  [3n, 5n, 7n],
  [3n, 5n, 0n],
  [0n, TOP, TOP],
  [TOP, TOP, 1n],
  [TOP, TOP, TOP],
  [TOP, TOP, TOP - 1n],
  [TOP - 5n, TOP - 7n, FIELD],
  [FIELD - 1n, FIELD - 1n, FIELD],
  [2n ** 255n, 2n, 2n ** 256n - 189n],
  [0x0123456789abcdefn << 128n, 0xfedcba9876543210n << 100n, 2n ** 255n - 19n],
];

const product = (a: bigint, b: bigint, m: bigint): bigint => (m === 0n ? 0n : (a * b) % m);

function mulmodProgram(): Program {
  const signature = new Signature();
  const lines = PRODUCTS.map(([a, b, m], i) => {
    foldLeaf(signature, product(a, b, m));
    return `  la a0, to; la a1, a${i}; la a2, b${i}; la a3, m${i}; ECALL(1003); CHECK_LEAF(to, e${i})`;
  });
  // Operands are read before the result is written, so leaves may coincide: x = x * x mod y, then y = x * y mod y = 0.
  const [x, y] = [TOP - 3n, 2n ** 200n + 235n];
  const square = product(x, x, y);
  [square, product(square, square, square)].forEach((value) => foldLeaf(signature, value));
  lines.push(
    "  la a0, x; la a1, x; la a2, x; la a3, y; ECALL(1003); CHECK_LEAF(x, square)",
    "  la a0, x; la a1, x; la a2, x; la a3, x; ECALL(1003); CHECK_LEAF(x, zero)",
    signature.finish(),
  );
  const constants = PRODUCTS.flatMap(([a, b, m], i) =>
    Object.entries({ a, b, m, e: product(a, b, m) }).map(([label, value]) => `${label}${i}: ${leaf(value)}`),
  );
  const data = ["  .data", ALIGN, "to: .space 32", `x: ${leaf(x)}`, `y: ${leaf(y)}`];
  const about = "MULMOD256: edges of 256 bits, modulus 0 and 1, coinciding operands.";
  const end = [ALIGN, ...constants, `square: ${leaf(square)}`, "zero: .space 32", ...data];
  return ecallProgram("mulmod256", about, [...lines, ...end]);
}

/** Inputs to hash, for each arity of the machine. */
const HASHED: readonly (readonly bigint[])[] = [
  [0n, 0n],
  [1n, 2n],
  [FIELD - 1n, FIELD - 1n],
  [0n, 0n, 0n, 0n],
  [1n, 2n, 3n, 4n],
  [FIELD - 1n, 0n, FIELD - 2n, 1n << 253n],
  [0n, 0n, 0n, 0n, 0n],
  [1n, 2n, 3n, 4n, 5n],
  [FIELD - 5n, FIELD - 4n, FIELD - 3n, FIELD - 2n, FIELD - 1n],
];

type Hash = (inputs: readonly bigint[]) => bigint;

function poseidonProgram(hash: Hash): Program {
  const signature = new Signature();
  const lines = HASHED.map((inputs, i) => {
    foldLeaf(signature, hash(inputs));
    return `  la a0, to; la a1, in${i}; li a2, ${inputs.length}; ECALL(1004); CHECK_LEAF(to, e${i})`;
  });
  foldLeaf(signature, hash([7n, 8n]));
  lines.push("  la a0, both; la a1, both; li a2, 2; ECALL(1004); CHECK_LEAF(both, eBoth)", signature.finish());
  const constants = HASHED.flatMap((inputs, i) => [
    `in${i}:`,
    ...inputs.map((input) => `  ${leaf(input)}`),
    `e${i}: ${leaf(hash(inputs))}`,
  ]);
  const data = ["  .data", ALIGN, "to: .space 32", `both: ${leaf(7n)}`, `  ${leaf(8n)}`];
  const about = "POSEIDON of 2, 4 and 5 leaves: field edges, result over its own source.";
  return ecallProgram("poseidon", about, [...lines, ALIGN, ...constants, `eBoth: ${leaf(hash([7n, 8n]))}`, ...data]);
}

/** Opens only what the same run has hashed, so that a host which remembers its own hashes can answer. */
function poseidonOpenProgram(): Program {
  const signature = new Signature();
  const opened = HASHED.filter((inputs) => inputs.length !== 5);
  const lines = opened.flatMap((inputs, i) => {
    inputs.forEach((input) => foldLeaf(signature, input));
    return [
      `  la a0, hash; la a1, in${i}; li a2, ${inputs.length}; ECALL(1004)`,
      `  la a0, hash; la a1, to; li a2, ${inputs.length}; ECALL(1005)`,
      ...inputs.map((_, n) => `  CHECK_LEAF(to + ${32 * n}, in${i} + ${32 * n})`),
    ];
  });
  // The hash lies where the children go: it is read first.
  [1n, 2n, 0n].forEach((value) => foldLeaf(signature, value));
  lines.push(
    "  la a0, to + 32; la a1, in1; li a2, 2; ECALL(1004)",
    "  la a0, to + 32; la a1, to; li a2, 2; ECALL(1005)",
    "  CHECK_LEAF(to, in1); CHECK_LEAF(to + 32, in1 + 32); CHECK_LEAF(behind, in0)",
    signature.finish(),
  );
  const constants = opened.flatMap((inputs, i) => [`in${i}:`, ...inputs.map((input) => `  ${leaf(input)}`)]);
  const data = ["  .bss", ALIGN, "hash: .space 32", "to: .space 128", "behind: .space 32"];
  const about = "POSEIDON_OPEN of 2 and 4 leaves: the inverse of POSEIDON, also over the hash itself.";
  return ecallProgram("poseidonOpen", about, [...lines, ALIGN, ...constants, ...data]);
}

/** Without an anchor of its own the program cannot know the value: it commits it, and tests compare output and anchor. */
function anchorProgram(): Program {
  return ecallProgram("anchor", "ANCHOR: the leaf, the whole leaf, and nothing but the leaf. Commits the anchor.", [
    "  la a0, first; ECALL(1002)",
    "  la a0, second; ECALL(1002)",
    "  CHECK_LEAF(first, second); CHECK_LEAF(between, untouched); CHECK_LEAF(behind, untouched)",
    "  la a0, second; ECALL(1001)",
    "  HALT(0)",
    "  .balign 32",
    `untouched: ${leaf(TOP)}`,
    "  .data",
    "  .balign 32",
    "first: .space 32",
    `between: ${leaf(TOP)}`,
    "second: .space 32",
    `behind: ${leaf(TOP)}`,
  ]);
}

const COMMITTED = 0x1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100n;

/** COMMIT reads from every kind of section; the last call counts. */
function commitPrograms(): Program[] {
  const sections = {
    Code: ["  .balign 32", `last: ${leaf(COMMITTED)}`],
    ReadOnly: ["  .section .rodata", "  .balign 32", `last: ${leaf(COMMITTED)}`],
    ReadWrite: ["  .data", "  .balign 32", `last: ${leaf(COMMITTED)}`],
    Input: ['  .section .input, "a", @nobits', "  .balign 32", "last: .space 4096"],
  };
  return Object.entries(sections).map(([kind, section]) =>
    ecallProgram(
      `commit${kind}`,
      `COMMIT from ${kind.charAt(0).toLowerCase()}${kind.slice(1)} memory; the last call counts.`,
      [
        "  la a0, first; ECALL(1001)",
        "  la a0, last; ECALL(1001)",
        "  HALT(0)",
        "  FINAL(outputLeaf, last)",
        "  .balign 32",
        `first: ${leaf(TOP)}`,
        ...section,
      ],
    ),
  );
}

/** PRINT and PHASE take anything, and HALT any code. */
function hostPrograms(): Program[] {
  const signature = new Signature();
  const prints = [
    [1n, 0n, 0n],
    [2n, 0xfffffff0n, 0xffffffffn],
    [0xffffffffn, 3n, 0x80000000n],
  ];
  const printLines = prints.map(([fd, pointer, length]) => {
    signature.fold(length);
    return `  li a0, ${hex(fd)}; li a1, ${hex(pointer)}; li a2, ${hex(length)}; ECALL(64); CHECK(a0, ${hex(length)})`;
  });
  const print = ecallProgram("print", "PRINT: a0 = length; no pointer is bad.", [...printLines, signature.finish()]);
  const phaseSignature = new Signature();
  const phaseLines = [0n, 1n, 0xffffffffn].map((id) => {
    phaseSignature.fold(id);
    return `  li a0, ${hex(id)}; ECALL(1006); CHECK(a0, ${hex(id)})`;
  });
  const phase = ecallProgram("phase", "PHASE: no effect, a0 included.", [...phaseLines, phaseSignature.finish()]);
  const halts = [0n, 1n, 0xffffffffn].map((code) =>
    ecallProgram(`halt${code}`, "HALT: pc stays at the ecall.", [
      `  li a0, ${hex(code)}`,
      "  li a7, 93",
      "here: ecall",
      `  FINAL(status, 1)`,
      `  FINAL(exitCode, ${hex(code)})`,
      `  FINAL(a0, ${hex(code)})`,
      "  FINAL(pc, here)",
    ]),
  );
  return [print, phase, ...halts];
}

/** Programs of what every ecall does; what it refuses is in badArgument.ts. */
export async function ecallPrograms(): Promise<Program[]> {
  const reference = await buildPoseidonReference();
  const hash: Hash = (inputs) => reference.F.toObject(reference(inputs));
  return [
    mulmodProgram(),
    poseidonProgram(hash),
    poseidonOpenProgram(),
    anchorProgram(),
    ...commitPrograms(),
    ...hostPrograms(),
  ];
}
