import { expect } from "chai";
import { describe, it } from "mocha";
import { MachineError } from "../../src/machine/error.ts";
import { ProofReader, decodeHead, encodeAccess, encodeHead } from "../../src/machine/proof.ts";
import { toHex } from "../../src/types/hex.ts";

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

const head = {
  state: {
    pc: 0x80000004,
    status: 2,
    exitCode: 0xfedcba98,
    registers: Int32Array.from({ length: 32 }, (_, i) => -i),
    anchor: filled(1),
    output: filled(2),
    step: 0,
  },
  layout: [
    { start: 0, size: 2 ** 32 - 4096, kind: 3 },
    { start: 2 ** 32 - 4096, size: 4096, kind: 1 },
  ],
  roots: [filled(3), filled(4)],
};

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof MachineError) return error.code;
    throw error;
  }
  return "no error";
};

describe("proof", () => {
  it("the head has the form of docs/machine.md and comes back from it", () => {
    const bytes = encodeHead(head);
    const words = Array.from({ length: 31 }, (_, i) => (2 ** 32 - i - 1).toString(16)).join("");
    const expected = ["01".repeat(32), "02".repeat(32), "80000004", words, "02", "fedcba98", "02"].join("");
    const table = "00000000" + "0fffff" + "03" + "000fffff" + "000001" + "01";
    expect(toHex(bytes)).to.equal(`0x${expected}${table}${"03".repeat(32)}${"04".repeat(32)}`);
    const reader = new ProofReader(bytes);
    expect(decodeHead(reader)).to.deep.equal(head);
    reader.end();
  });

  it("an access is leaf, bitmap, siblings", () => {
    const bytes = encodeAccess(filled(7), { zeros: 0x80000001, hashes: [filled(8), filled(9)] });
    expect(toHex(bytes)).to.equal(`0x${"07".repeat(32)}80000001${"08".repeat(32)}${"09".repeat(32)}`);
  });

  it("a head of another form is refused, saying where", () => {
    const changed = (at: number, byte: number): ProofReader => {
      const bytes = encodeHead(head);
      bytes[at] = byte;
      return new ProofReader(bytes);
    };
    expect(codeOf(() => decodeHead(changed(192, 3)))).to.equal("PROOF_STATUS");
    expect(codeOf(() => decodeHead(changed(197, 0)))).to.equal("PROOF_SECTION_COUNT");
    expect(codeOf(() => decodeHead(changed(197, 17)))).to.equal("PROOF_SECTION_COUNT");
    expect(codeOf(() => decodeHead(changed(197, 16)))).to.equal("PROOF_TRUNCATED");
    expect(() => decodeHead(changed(192, 255))).to.throw("byte 193 of the proof");
  });

  it("the reader gives nothing beyond the end, and says what is left", () => {
    const reader = new ProofReader(Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect([reader.byte(), reader.word()]).to.deep.equal([1, 0x02030405]);
    expect(codeOf(() => reader.word())).to.equal("PROOF_TRUNCATED");
    expect(() => reader.end()).to.throw(MachineError, "1 bytes after its last part");
    reader.take(1);
    reader.end();
  });
});
