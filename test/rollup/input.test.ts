import { expect } from "chai";
import { describe, it } from "mocha";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { Machine } from "../../src/machine/machine.ts";
import { composeInput, headerNumbers, HEADER_BYTES, inputRootOf } from "../../src/rollup/input.ts";
import { inputSize } from "../../src/rollup/load.ts";
import { toHex } from "../../src/types/hex.ts";
import { programOf } from "./batches.ts";

const HEADER = {
  chainId: 31337,
  rollup: "0xffeeddccbbaa99887766554433221100ffeeddcc",
  batch: 258,
  timestamp: 1_700_000_000,
} as const;

/** Leaf `i` as the little-endian number that it is. */
function leaf(input: Uint8Array, i: number): bigint {
  const bytes = input.slice(32 * i, 32 * i + 32).reverse();
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

describe("composeInput", () => {
  it("puts eight leaves of header before the body", () => {
    const body = new Uint8Array([9, 8, 7]);
    const input = composeInput(HEADER, body, 4096);
    expect(HEADER_BYTES).to.equal(8 * 32);
    const fields = Array.from({ length: 8 }, (_, i) => leaf(input, i));
    expect(fields).to.deep.equal([1n, 31337n, BigInt(HEADER.rollup), 258n, 1_700_000_000n, 3n, 0n, 0n]);
    expect(Array.from(input.subarray(HEADER_BYTES))).to.deep.equal([9, 8, 7]);
  });

  it("names the items of the queue where a batch is made of them", () => {
    const header = { chainId: 1, rollup: `0x${"11".repeat(20)}`, batch: 2, timestamp: 3 } as const;
    expect(headerNumbers(header, 4)).to.deep.equal([1n, 1n, BigInt(header.rollup), 2n, 3n, 4n, 0n, 0n]);
    const queued = { first: 7, count: 8 };
    expect(headerNumbers({ ...header, queued }, 4)).to.deep.equal([2n, 1n, BigInt(header.rollup), 2n, 3n, 4n, 7n, 8n]);
  });

  it("fills the section to its last byte and not further", () => {
    expect(composeInput(HEADER, new Uint8Array(4096 - 256), 4096)).to.have.length(4096);
    expect(() => composeInput(HEADER, new Uint8Array(4096 - 255), 4096))
      .to.throw(/3841 bytes.*at most 3840/)
      .with.property("code", "BODY_TOO_LONG");
  });
});

describe("inputRootOf", () => {
  it("is the root of the input section that a guest sees, whatever the length of the body", () => {
    const toy = programOf("toy");
    const size = inputSize(toy);
    for (const length of [0, 1, 31, 32, 33, 1_000, size - HEADER_BYTES]) {
      const input = composeInput(HEADER, new Uint8Array(length).fill(7), size);
      const machine = new Machine(toy, { input });
      const { root } = machine.sections().find(({ kind }) => kind === KIND_INPUT)!;
      expect(inputRootOf(input, size), `${length} bytes`).to.equal(toHex(root));
    }
  });
});
