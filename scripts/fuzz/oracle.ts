import { buildPoseidonReference } from "circomlibjs";
import type { Guest } from "../../src/machine/machine.ts";

/*
 * The machine of docs/machine.md a second time: slow, on BigInt and strings of bits, without a line in common with
 * src/machine. Poseidon comes from circomlibjs.
 */

export type Poseidon = (inputs: readonly bigint[]) => bigint;

const built = await buildPoseidonReference();

/** circomlib's own Poseidon, the reference. */
export const referencePoseidon: Poseidon = (inputs) => built.F.toObject(built(inputs));

const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const u32 = (value: bigint): bigint => BigInt.asUintN(32, value);
const s32 = (value: bigint): bigint => BigInt.asIntN(32, value);

export class Oracle {
  pc: bigint;
  status: "running" | "halted" | "trapped" = "running";
  exitCode = 0n;
  readonly registers: bigint[] = Array.from({ length: 32 }, () => 0n);
  output: Uint8Array;
  readonly memory: Uint8Array[];
  readonly #guest: Guest;
  readonly #anchor: Uint8Array;
  readonly #poseidon: Poseidon;
  readonly #preimages = new Map<string, readonly bigint[]>();

  constructor(guest: Guest, anchor: Uint8Array, input: Uint8Array, poseidon: Poseidon) {
    this.#guest = guest;
    this.#poseidon = poseidon;
    this.#anchor = anchor;
    this.output = anchor;
    this.pc = BigInt(guest.entry);
    this.registers[10] = BigInt(input.length);
    this.memory = guest.layout.map(({ size, kind }, i) => {
      const bytes = new Uint8Array(size);
      bytes.set(kind === 4 ? input : guest.images[i]!);
      return bytes;
    });
  }

  know(children: readonly bigint[]): void {
    this.#preimages.set(`${children.length}:${this.#poseidon(children)}`, children);
  }

  step(): void {
    if (this.status !== "running") return;
    const cause = this.#execute();
    if (cause === 0) return;
    this.status = "trapped";
    this.exitCode = BigInt(cause);
  }

  #kind(address: bigint): number {
    return this.#guest.layout[this.#section(address)]?.kind ?? 0;
  }

  #section(address: bigint): number {
    const at = Number(u32(address));
    return this.#guest.layout.findIndex(({ start, size }) => at >= start && at < start + size);
  }

  #read(address: bigint, width: number): bigint {
    let value = 0n;
    for (let i = width - 1; i >= 0; i--) {
      const at = u32(address + BigInt(i));
      const section = this.#section(at);
      value = value * 256n + BigInt(this.memory[section]![Number(at) - this.#guest.layout[section]!.start]!);
    }
    return value;
  }

  #write(address: bigint, width: number, value: bigint): void {
    for (let i = 0; i < width; i++) {
      const at = u32(address + BigInt(i));
      const section = this.#section(at);
      const byte = Number((value >> BigInt(8 * i)) & 255n);
      this.memory[section]![Number(at) - this.#guest.layout[section]!.start] = byte;
    }
  }

  #execute(): number {
    if (this.#kind(this.pc) !== 1) return 1;
    if (this.pc % 4n !== 0n) return 2;
    const bits = this.#read(this.pc, 4).toString(2).padStart(32, "0");
    const part = (high: number, low: number): string => bits.slice(31 - high, 32 - low);
    const number = (text: string): bigint => BigInt(`0b${text}`);
    const signed = (text: string): bigint => BigInt.asIntN(text.length, number(text));
    const rd = Number(number(part(11, 7)));
    const a = this.registers[Number(number(part(19, 15)))]!;
    const b = this.registers[Number(number(part(24, 20)))]!;
    const funct3 = part(14, 12);
    const funct7 = part(31, 25);
    const immI = signed(part(31, 20));
    const next = u32(this.pc + 4n);
    const done = (value: bigint): number => this.#finish(rd, value, next);
    switch (part(6, 0)) {
      case "0110111":
        return done(number(part(31, 12)) << 12n);
      case "0010111":
        return done(this.pc + (number(part(31, 12)) << 12n));
      case "1101111": {
        const offset = signed(part(31, 31) + part(19, 12) + part(20, 20) + part(30, 21) + "0");
        return this.#finish(rd, next, u32(this.pc + offset));
      }
      case "1100111":
        return funct3 === "000" ? this.#finish(rd, next, u32(a + immI) & ~1n) : 3;
      case "1100011": {
        const taken = branch(funct3, a, b);
        if (taken === undefined) return 3;
        const offset = signed(part(31, 31) + part(7, 7) + part(30, 25) + part(11, 8) + "0");
        return this.#finish(0, 0n, taken ? u32(this.pc + offset) : next);
      }
      case "0000011":
        return this.#load(funct3, u32(a + immI), done);
      case "0100011":
        return this.#store(funct3, u32(a + signed(part(31, 25) + part(11, 7))), b, next);
      case "0010011": {
        const shift = funct3 === "001" || funct3 === "101";
        const value = arithmetic(funct3, shift ? funct7 : "0000000", a, shift ? number(part(24, 20)) : u32(immI));
        return value === undefined ? 3 : done(value);
      }
      case "0110011": {
        const value = funct7 === "0000001" ? multiplication(funct3, a, b) : arithmetic(funct3, funct7, a, b);
        return value === undefined ? 3 : done(value);
      }
      case "0001111":
        return funct3 === "000" ? this.#finish(0, 0n, next) : 3;
      case "1110011":
        if (part(31, 7) === "0".repeat(25)) return this.#ecall(next);
        return part(31, 7) === "0".repeat(11) + "1" + "0".repeat(13) ? 7 : 3;
      default:
        return 3;
    }
  }

  #finish(rd: number, value: bigint, next: bigint): number {
    if (rd !== 0) this.registers[rd] = u32(value);
    this.pc = next;
    return 0;
  }

  #load(funct3: string, address: bigint, done: (value: bigint) => number): number {
    const width = { "000": 1, "001": 2, "010": 4, "100": 1, "101": 2 }[funct3];
    if (width === undefined) return 3;
    if (address % BigInt(width) !== 0n) return 4;
    if (this.#kind(address) === 0) return 5;
    const value = this.#read(address, width);
    return done(funct3.startsWith("1") ? value : BigInt.asIntN(8 * width, value));
  }

  #store(funct3: string, address: bigint, value: bigint, next: bigint): number {
    const width = { "000": 1, "001": 2, "010": 4 }[funct3];
    if (width === undefined) return 3;
    if (address % BigInt(width) !== 0n) return 4;
    if (this.#kind(address) === 0) return 5;
    if (this.#kind(address) !== 3) return 6;
    this.#write(address, width, value);
    return this.#finish(0, 0n, next);
  }

  #ecall(next: bigint): number {
    const [a0, a1, a2, a3] = this.registers.slice(10, 14) as [bigint, bigint, bigint, bigint];
    const fits = (kinds: readonly number[]) => (pointer: bigint, n: bigint) =>
      pointer % 32n === 0n && range(n).every((i) => kinds.includes(this.#kind(pointer + 32n * i)));
    const canRead = fits([1, 2, 3, 4]);
    const canWrite = fits([3]);
    const leaf = (pointer: bigint): bigint => this.#read(pointer, 32);
    switch (this.registers[17]) {
      case 93n:
        this.status = "halted";
        this.exitCode = a0;
        return 0;
      case 64n:
        return this.#finish(10, a2, next);
      case 1001n:
        if (!canRead(a0, 1n)) return 9;
        this.output = Uint8Array.from(range(32n), (i) => Number(this.#read(a0 + i, 1)));
        return this.#finish(0, 0n, next);
      case 1002n:
        if (!canWrite(a0, 1n)) return 9;
        this.#anchor.forEach((byte, i) => this.#write(a0 + BigInt(i), 1, BigInt(byte)));
        return this.#finish(0, 0n, next);
      case 1003n: {
        if (![a1, a2, a3].every((pointer) => canRead(pointer, 1n)) || !canWrite(a0, 1n)) return 9;
        const modulus = leaf(a3);
        this.#write(a0, 32, modulus === 0n ? 0n : (leaf(a1) * leaf(a2)) % modulus);
        return this.#finish(0, 0n, next);
      }
      case 1004n: {
        if (![2n, 4n, 5n].includes(a2) || !canRead(a1, a2) || !canWrite(a0, 1n)) return 9;
        const inputs = range(a2).map((i) => leaf(a1 + 32n * i));
        if (inputs.some((input) => input >= FIELD)) return 9;
        this.know(inputs);
        this.#write(a0, 32, this.#poseidon(inputs));
        return this.#finish(0, 0n, next);
      }
      case 1005n: {
        if (![2n, 4n].includes(a2) || !canRead(a0, 1n) || !canWrite(a1, a2)) return 9;
        const hash = leaf(a0);
        if (hash >= FIELD) return 9;
        this.#preimages.get(`${a2}:${hash}`)!.forEach((child, i) => this.#write(a1 + 32n * BigInt(i), 32, child));
        return this.#finish(0, 0n, next);
      }
      case 1006n:
        return this.#finish(0, 0n, next);
      default:
        return 8;
    }
  }
}

function range(n: bigint): bigint[] {
  return Array.from({ length: Number(n) }, (_, i) => BigInt(i));
}

function branch(funct3: string, a: bigint, b: bigint): boolean | undefined {
  const rules: Record<string, boolean> = {
    "000": a === b,
    "001": a !== b,
    "100": s32(a) < s32(b),
    "101": s32(a) >= s32(b),
    "110": a < b,
    "111": a >= b,
  };
  return rules[funct3];
}

function arithmetic(funct3: string, funct7: string, a: bigint, b: bigint): bigint | undefined {
  const rules: Record<string, bigint> = {
    "0000000 000": a + b,
    "0100000 000": a - b,
    "0000000 001": a << (b % 32n),
    "0000000 010": s32(a) < s32(b) ? 1n : 0n,
    "0000000 011": a < b ? 1n : 0n,
    "0000000 100": a ^ b,
    "0000000 101": a >> (b % 32n),
    "0100000 101": s32(a) >> (b % 32n),
    "0000000 110": a | b,
    "0000000 111": a & b,
  };
  return rules[`${funct7} ${funct3}`];
}

function multiplication(funct3: string, a: bigint, b: bigint): bigint {
  switch (funct3) {
    case "000":
      return a * b;
    case "001":
      return (s32(a) * s32(b)) >> 32n;
    case "010":
      return (s32(a) * b) >> 32n;
    case "011":
      return (a * b) >> 32n;
    case "100":
      return b === 0n ? -1n : s32(a) / s32(b);
    case "101":
      return b === 0n ? -1n : a / b;
    case "110":
      return b === 0n ? a : s32(a) % s32(b);
    default:
      return b === 0n ? a : a % b;
  }
}
