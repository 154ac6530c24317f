import { FIELD, TOP, leaf } from "./leaf.ts";
import type { Program } from "./program.ts";
import { trapProgram } from "./trap.ts";

const BAD_ECALL_ARGUMENT = 9;

type Pointer = { readonly register: string; readonly leaves: number; readonly written: boolean };
type Ecall = {
  readonly name: string;
  readonly number: number;
  readonly pointers: readonly Pointer[];
  readonly count?: number;
};

const read = (register: string, leaves = 1): Pointer => ({ register, leaves, written: false });
const written = (register: string, leaves = 1): Pointer => ({ register, leaves, written: true });

/** Operands of each ecall that has any (docs/machine.md, Ecalls); `count` goes to a2. */
const ECALLS: readonly Ecall[] = [
  { name: "Commit", number: 1001, pointers: [read("a0")] },
  { name: "Anchor", number: 1002, pointers: [written("a0")] },
  { name: "Mulmod256", number: 1003, pointers: [written("a0"), read("a1"), read("a2"), read("a3")] },
  { name: "Poseidon", number: 1004, pointers: [written("a0"), read("a1", 2)], count: 2 },
  { name: "PoseidonOpen", number: 1005, pointers: [read("a0"), written("a1", 2)], count: 2 },
];

/** One readWrite page of zero leaves; every operand that is not the fault lies there. */
const PAGE = ["  .section .bss", "  .balign 4096", "good: .space 4096"];

/** The program of one bad call: good operands, then `change` over them. */
function badCall(
  ecall: Ecall,
  edge: string,
  about: string,
  change: readonly string[],
  data: readonly string[] = [],
): Program {
  const operands = ecall.pointers.map(({ register }, i) => `  la ${register}, good + ${128 * i}`);
  const count = ecall.count === undefined ? [] : [`  li a2, ${ecall.count}`];
  const code = [...operands, ...count, ...change, `  li a7, ${ecall.number}`, "here: ecall", ...data, ...PAGE];
  return trapProgram(BAD_ECALL_ARGUMENT, {
    name: `bad${ecall.name}${edge}`,
    about: `${ecall.name.toUpperCase()}, ${about}`,
    code,
  });
}

function pointerFaults(ecall: Ecall, { register, leaves, written: isWritten }: Pointer): Program[] {
  const at = (edge: string, about: string, address: string, data: readonly string[] = []): Program =>
    badCall(ecall, `${edge}${register.toUpperCase()}`, `${register} ${about}`, [`  la ${register}, ${address}`], data);
  const faults = [at("Misaligned", "16 modulo 32", "good + 16"), at("Outside", "in no section", "_start - 32")];
  if (leaves > 1) faults.push(at("Crossing", "in the last leaf of its section", "good + 4096 - 32"));
  if (isWritten) {
    faults.push(at("Code", "in code", "aim", ["  .balign 32", "aim: .space 32"]));
    faults.push(at("ReadOnly", "in readOnly memory", "aim", ["  .section .rodata", "  .balign 32", "aim: .space 32"]));
    faults.push(
      at("Input", "in the input", "aim", ['  .section .input, "a", @nobits', "  .balign 32", "aim: .space 4096"]),
    );
  }
  return faults;
}

const named = (name: string): Ecall => ECALLS.find((ecall) => ecall.name === name)!;

function countFaults(name: string, counts: readonly bigint[]): Program[] {
  return counts.map((n) => badCall(named(name), `Count${n}`, `n = ${n}`, [`  li a2, ${n}`]));
}

/** The machine reads all leaves of POSEIDON before it judges the first. */
function elementFaults(): Program[] {
  const hashed = (edge: string, about: string, leaves: readonly bigint[]): Program => {
    const data = ["  .balign 32", "aim:", ...leaves.map((value) => `  ${leaf(value)}`)];
    return badCall(named("Poseidon"), edge, about, ["  la a1, aim", `  li a2, ${leaves.length}`], data);
  };
  const opened = (edge: string, about: string, hash: bigint): Program =>
    badCall(named("PoseidonOpen"), edge, about, ["  la a0, aim"], ["  .balign 32", `aim: ${leaf(hash)}`]);
  return [
    hashed("Field", "the first element is the field's order", [FIELD, 0n]),
    hashed("FieldLast", "the last element is the field's order", [0n, 0n, 0n, 0n, FIELD]),
    hashed("Top", "an element is 2^256 - 1", [0n, TOP, 0n, 0n]),
    opened("Field", "the hash is the field's order", FIELD),
    opened("Top", "the hash is 2^256 - 1", TOP),
  ];
}

/** The second leaf of an operand that begins in the last leaf below 2^32 is at address zero. */
function wrapFaults(): Program[] {
  const top = ['  .section .top, "aw", @nobits', "  .space 4096"];
  return [
    badCall(named("Poseidon"), "WrapA1", "a1 in the last leaf below 2^32", ["  li a1, -32"], top),
    badCall(named("PoseidonOpen"), "WrapA1", "a1 in the last leaf below 2^32", ["  li a1, -32"], top),
  ];
}

/** Programs of every operand fault of ecalls 1001 to 1005; none of them writes anything. */
export function badArgumentPrograms(): Program[] {
  return [
    ...ECALLS.flatMap((ecall) => ecall.pointers.flatMap((pointer) => pointerFaults(ecall, pointer))),
    ...countFaults("Poseidon", [0n, 1n, 3n, 6n, 0xffffffffn]),
    ...countFaults("PoseidonOpen", [0n, 1n, 3n, 5n, 0xffffffffn]),
    ...elementFaults(),
    ...wrapFaults(),
  ];
}
