import { type Program, Signature, hex } from "./program.ts";

const SIGNATURE_REGISTER = "x27";
const valueOf = (register: number): bigint => BigInt(register) * 0x01010101n;

/** Every register holds its own value at once. x27 goes through memory first, while no signature is in it yet. */
function registersProgram(): Program {
  const signature = new Signature();
  const numbers = Array.from({ length: 30 }, (_, i) => i + 1); // x31 holds the address meanwhile
  const lines = [
    "  la x31, saved",
    ...numbers.map((i) => `  li x${i}, ${hex(valueOf(i))}`),
    "  li zero, 0x7777 /* no effect */",
    ...Array.from({ length: 31 }, (_, i) => `  sw x${i}, ${4 * i}(x31)`),
    `  li ${SIGNATURE_REGISTER}, 0`,
    ...Array.from({ length: 31 }, (_, i) => {
      signature.fold(valueOf(i));
      return `  la x5, saved; lw x31, ${4 * i}(x5); CHECK(x31, ${hex(valueOf(i))})`;
    }),
    signature.finish(),
    "  .section .bss",
    "  .balign 4",
    "saved: .space 124",
  ];
  return { group: "instruction", name: "registers", about: "Registers are 31 separate words, and x0 is zero.", lines };
}

/** FENCE has no effect, whatever its other fields hold. */
function fenceProgram(): Program {
  const signature = new Signature();
  const words = ["0x0000000f", "0x0ff0000f", "0x0330000f", "0x8330000f", "0xffff8f8f"];
  const lines = words.flatMap((word) => {
    signature.fold(0x5a5a5a5an);
    return ["  li x31, 0x5a5a5a5a", `  .word ${word}`, "  CHECK(x31, 0x5a5a5a5a)"];
  });
  return { group: "instruction", name: "fence", about: "FENCE: no effect.", lines: [...lines, signature.finish()] };
}

/** ECALL as far as Linux has the same numbers: PRINT returns its length and touches nothing else. */
function ecallProgram(): Program {
  const signature = new Signature();
  [6n, 1n, 64n].forEach((word) => signature.fold(word));
  const lines = [
    "  li a0, 1",
    "  la a1, text",
    "  li a2, 6",
    "  ECALL(64)",
    "  mv x5, a0",
    "  mv x6, a7",
    "  la x7, text",
    "  sub x7, a1, x7",
    "  addi x7, x7, 1",
    "  CHECK(x5, 6)",
    "  CHECK(x7, 1)",
    "  CHECK(x6, 64)",
    signature.finish(),
    'text: .ascii "ecall\\n"',
  ];
  return { group: "instruction", name: "ecall", about: "ECALL: PRINT, then HALT.", lines };
}

/** Programs of what is neither computation, memory access nor jump. */
export function systemPrograms(): Program[] {
  return [registersProgram(), fenceProgram(), ecallProgram()];
}
