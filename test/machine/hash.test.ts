import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { describe, it } from "mocha";
import { cpuHash, fixedHash, stateHash } from "../../src/machine/hash.ts";
import { toHex } from "../../src/types/hex.ts";

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const hash = (text: string): string => toHex(keccak_256(Buffer.from(text, "hex")));

describe("hash", () => {
  it("packs as docs/machine.md says", () => {
    const cpu = Uint8Array.from({ length: 128 }, (_, i) => i);
    expect(toHex(cpuHash(cpu))).to.equal(hash(Buffer.from(cpu).toString("hex")));
    expect(toHex(fixedHash(filled(1), filled(2), filled(3)))).to.equal(
      hash("01".repeat(32) + "02".repeat(32) + "03".repeat(32)),
    );
    const packed = [1, 2, 3, 4].map((byte) => `0${byte}`.repeat(32)).join("") + "deadbeef" + "02";
    expect(packed).to.have.length(2 * 133);
    expect(stateHash(filled(1), filled(2), filled(3), filled(4), 0xdeadbeef, 2)).to.equal(hash(packed));
  });

  it("every field counts", () => {
    const fields = [filled(1), filled(2), filled(3), filled(4), 5, 1] as const;
    const base = stateHash(...fields);
    for (let i = 0; i < 6; i++) {
      const changed = fields.map((field, j) => (j !== i ? field : typeof field === "number" ? field + 1 : filled(9)));
      expect(stateHash(...(changed as unknown as typeof fields)), `field ${i}`).to.not.equal(base);
    }
  });
});
