import { InvalidArgumentError } from "commander";
import { definition } from "../dispute/search.ts";
import { parseFault, type Fault } from "../rollup/fault.ts";
import { toBytes, type Hex } from "../types/hex.ts";

/*
 * Parsers of what is typed after an option or as an argument. Each throws commander's InvalidArgumentError, to which
 * commander adds the option's name and the value.
 */

/** Parser of a number of things, decimal or hexadecimal, from `least` up to `most`. */
export function count(least = 0, most: number = 2 ** 48): (text: string) => number {
  return (text) => {
    const value = /^(0x[0-9a-fA-F]+|\d+)$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most} is expected`);
  };
}

/** 1, 2, 4 and so on. */
export function powerOfTwo(text: string): number {
  const value = count(1)(text);
  if (Number.isInteger(Math.log2(value))) return value;
  throw new InvalidArgumentError("A power of two is expected, such as 67108864, which is 2^26");
}

/** Parts of a segment: a power of two from 2 to 128. */
export function parseNary(text: string): number {
  return orInvalid(() => definition(1, count()(text)).nary);
}

/** 32 bytes in hex. */
export function parseWord(text: string): Hex {
  try {
    toBytes(text, 32);
    return text.toLowerCase() as Hex;
  } catch {
    throw new InvalidArgumentError("32 bytes in hex are expected: 0x and 64 digits");
  }
}

/** The id of a claim or dispute, or its beginning. */
export function parsePrefix(text: string): string {
  if (/^0x[0-9a-fA-F]{1,64}$/.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("An id or its beginning is expected: 0x and 1 to 64 hex digits");
}

/** `kind` or `kind@step`. */
export function parseFaultValue(text: string): Fault {
  return orInvalid(() => parseFault(text));
}

function orInvalid<Value>(parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message.replace(/\.$/, ""));
  }
}
