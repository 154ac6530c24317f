import { AssizeError } from "./error.ts";

/** Bytes as text: `0x` and lower-case digits, two a byte. */
export type Hex = `0x${string}`;

/** Makes `Base` nominal: a value of one brand is never taken for another, though at run time both are the same text. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };

/** Text that was to be bytes and is not. */
export class HexError extends AssizeError<"HEX_INVALID"> {}

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const PREFIX = Uint8Array.from("0x", (letter) => letter.charCodeAt(0));
const decoder = new TextDecoder("latin1");

/** Decoded at once: text that is put together digit by digit stays a tree in memory, of thirty times its size. */
export function toHex(bytes: Uint8Array): Hex {
  const text = new Uint8Array(PREFIX.length + 2 * bytes.length);
  text.set(PREFIX);
  let at = PREFIX.length;
  for (const byte of bytes) {
    text[at++] = DIGITS[byte >> 4]!;
    text[at++] = DIGITS[byte & 15]!;
  }
  return decoder.decode(text) as Hex;
}

/**
 * The bytes of `hex`, exactly `length` of them when a length is given. Upper-case digits are read, never written.
 * @throws HexError HEX_INVALID
 */
export function toBytes(hex: string, length?: number): Uint8Array {
  if (!/^0x([0-9a-fA-F]{2})*$/.test(hex)) {
    const shown = hex.length > 80 ? `${hex.slice(0, 80)}…` : hex;
    throw new HexError("HEX_INVALID", { what: `"${shown}" is not hexadecimal bytes`, fix: "Write 0x and two digits for each byte" });
  }
  const bytes = new Uint8Array(hex.length / 2 - 1);
  if (length !== undefined && bytes.length !== length) {
    throw new HexError("HEX_INVALID", { what: `${bytes.length} bytes where ${length} are due`, fix: `Give ${length} bytes` });
  }
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(hex.slice(2 * i + 2, 2 * i + 4), 16);
  return bytes;
}
