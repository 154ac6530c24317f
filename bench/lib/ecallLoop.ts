import { encode } from "../../scripts/generate/encode.ts";
import { CODE, DATA, machineFor } from "../../scripts/generate/stepCase.ts";
import { toLittleEndian } from "../../src/crypto/field.ts";
import type { Machine } from "../../src/machine/machine.ts";

/** Registers of the loop: its counter, and x0. */
const [COUNTER, ZERO] = [5, 0];

/**
 * A machine at the start of a loop of three instructions: an ecall whose result is an operand of the next, the counter, and
 * the branch back.
 * @param args of the ecall, from a0 on, as numbers of leaves where `leaves` says so, else as they are
 */
export function ecallLoop(
  ecall: number,
  args: readonly { readonly leaf?: number; readonly value?: number }[],
  leaves: readonly bigint[],
  times: number,
): Machine {
  const words = [
    encode("addi", { rd: COUNTER, rs1: COUNTER, imm: -1 }),
    encode("bne", { rs1: COUNTER, rs2: ZERO, imm: -8 }),
  ];
  const memory = new Map<number, Uint8Array>(leaves.map((leaf, i) => [DATA + 32 * i, toLittleEndian(leaf)]));
  memory.set(CODE + 4, new Uint8Array(Uint32Array.from(words).buffer));
  const registers: Record<number, number> = { 17: ecall, [COUNTER]: times };
  args.forEach(({ leaf, value }, i) => (registers[10 + i] = leaf === undefined ? value! : DATA + 32 * leaf));
  return machineFor({ name: "loop", word: encode("ecall"), registers, memory });
}

/** Steps of a loop of so many rounds. */
export function stepsOf(times: number): number {
  return 3 * times;
}
