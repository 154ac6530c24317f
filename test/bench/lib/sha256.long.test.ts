import { expect } from "chai";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { expectBound } from "../../circuits/bound.ts";
import { array, bitsOf, Gadget } from "../../circuits/gadget.ts";

/** The first 32 bits of the fractional parts of the square roots of the first 8 primes. */
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/** The words of the one block of a message of at most 55 bytes. */
function blockOf(message: string): number[] {
  const block = Buffer.alloc(64);
  block.write(message);
  block[message.length] = 0x80;
  block.writeUInt32BE(8 * message.length, 60);
  return Array.from({ length: 16 }, (_, i) => block.readUInt32BE(4 * i));
}

const words = (numbers: readonly number[]): bigint[][] => numbers.map((word) => bitsOf(BigInt(word), 32));

describe("bench: SHA-256 as a circuit", () => {
  it("is SHA-256, with nothing left free", async () => {
    const text = readFileSync("bench/lib/sha256.circom", "utf8").replace(/^pragma.*$/m, "");
    const gadget = await Gadget.source(text, "Sha256Block()", ["state", "block"]);
    for (const message of ["", "abc", "~".repeat(55)]) {
      const inputs = { state: words(START).flat(), block: words(blockOf(message)).flat() };
      const names = Array.from({ length: 8 }, (_, i) => array(`out[${i}]`, 32)).flat();
      const bits = gadget.outputs(inputs, ...names);
      const digest = Array.from({ length: 8 }, (_, i) =>
        bits.slice(32 * i, 32 * i + 32).reduceRight((sum, bit) => 2n * sum + bit, 0n),
      );
      const found = digest.map((word) => word.toString(16).padStart(8, "0")).join("");
      expect(found).to.equal(createHash("sha256").update(message).digest("hex"));
      if (message === "abc") expectBound(gadget, inputs);
    }
  });
});
