import { toLittleEndian } from "../../../src/crypto/field.ts";
import {
  A0,
  A1,
  A2,
  A3,
  A7,
  ECALL_ANCHOR,
  ECALL_COMMIT,
  ECALL_MULMOD256,
  ECALL_PHASE,
  ECALL_POSEIDON,
  ECALL_POSEIDON_OPEN,
  ECALL_PRINT,
  KIND_READ_WRITE,
  LEAF_BYTES,
} from "../../../src/machine/isa.ts";
import type { Layout } from "../../../src/machine/section.ts";
import type { Random } from "../../lib/random.ts";
import { poke } from "../program.ts";
import { someAddress, someElement, someNode, someWord } from "../values.ts";
import type { Assembler } from "./assembler.ts";

/** What an ecall needs beside code: where leaves lie, and memory to put operands into before the run. */
export type EcallScope = {
  readonly asm: Assembler;
  readonly random: Random;
  readonly layout: Layout;
  readonly images: readonly Uint8Array[];
};

/**
 * One ecall. Its pointers are drawn from so few leaves that operands overlap more often than not; one in ten is nearly
 * valid, which traps and so ends the run. Partial overlap does not exist: pointers are multiples of a leaf.
 */
export function someEcall(scope: EcallScope): void {
  const { asm, random } = scope;
  const number = random.pick([
    ECALL_PRINT,
    ECALL_PHASE,
    ECALL_COMMIT,
    ECALL_ANCHOR,
    ECALL_MULMOD256,
    ECALL_MULMOD256,
    ECALL_POSEIDON,
    ECALL_POSEIDON_OPEN,
    ECALL_POSEIDON_OPEN,
  ]);
  const args = [...operandsOf(scope, number)];
  if (random.below(10) === 0) args[random.below(args.length)] = nearlyValid(scope, number);
  for (const [i, register] of [A0, A1, A2, A3].entries()) {
    if (i < args.length) asm.set(register, args[i]);
  }
  asm.set(A7, number);
  asm.emit("ecall");
}

function operandsOf(scope: EcallScope, number: number): number[] {
  const { random } = scope;
  const [from, to] = [pool(scope, false), pool(scope, true)];
  const [read, write] = [(): number => random.pick(from), (): number => random.pick(to)];
  switch (number) {
    case ECALL_COMMIT:
      return [read()];
    case ECALL_ANCHOR:
      return [write()];
    case ECALL_MULMOD256:
      return [write(), read(), read(), read()];
    case ECALL_POSEIDON: {
      const [source, n] = [read(), random.pick([2, 2, 4, 5])];
      // An element is below the field more often than a random leaf would be.
      for (let i = 0; i < n; i++) if (random.below(32) > 0) put(scope, source + LEAF_BYTES * i, someElement(random));
      return [write(), source, n];
    }
    case ECALL_POSEIDON_OPEN: {
      const { hash, n } = someNode(random);
      const pointer = read();
      put(scope, pointer, hash);
      return [pointer, write(), n];
    }
    default:
      return [someWord(random), someAddress(random, scope.layout), random.below(100)];
  }
}

/** A few neighbouring leaves of one section, of one that can be written to if that is wanted. */
function pool({ random, layout }: EcallScope, writable: boolean): number[] {
  const { start, size } = random.pick(layout.filter(({ kind }) => !writable || kind === KIND_READ_WRITE));
  const last = start + size - LEAF_BYTES;
  const first = random.pick([start, start + 128, last - 4 * LEAF_BYTES, last]);
  return [first, first + LEAF_BYTES, first + 2 * LEAF_BYTES].map((address) => address | 0);
}

function put({ layout, images }: EcallScope, address: number, value: bigint): void {
  poke(layout, images, address >>> 0, toLittleEndian(value));
}

function nearlyValid({ random, layout }: EcallScope, number: number): number {
  const leaf = someAddress(random, layout) & -LEAF_BYTES;
  const hasCount = number === ECALL_POSEIDON || number === ECALL_POSEIDON_OPEN;
  if (hasCount && random.below(3) === 0) return random.pick([0, 1, 3, 5, 6, -1, 2 ** 31 - 2]);
  return random.pick([leaf, leaf + 1, leaf + 4, leaf + 16, leaf + 31]) | 0;
}
