import { expect } from "chai";
import { before, describe, it } from "mocha";
import { LOW_ORDER, OFF_CURVE, SIGNED_ZERO, TOO_LARGE, twisted } from "../../../scripts/generate/ledgerCases/keys.ts";
import { keyOf } from "../../../scripts/generate/ledgerCases/world.ts";
import { goodKey, pack } from "../../../src/crypto/babyjub.ts";
import { fromBigEndian } from "../../../src/crypto/field.ts";
import { amountOf, feeOf } from "../../../src/ledger/amount.ts";
import { decodeRecord } from "../../../src/ledger/record.ts";
import { Dice } from "../../ledger/dice.ts";
import { expectBound } from "../bound.ts";
import { array, bitsOf, Gadget } from "../gadget.ts";

const SEED = 20_261_123;
const toNumber = (bits: readonly bigint[]): bigint => bits.reduceRight((sum, bit) => 2n * sum + bit, 0n);

describe("circuits: records", () => {
  let tx: Gadget;
  let key: Gadget;
  before(async () => {
    tx = await Gadget.compile("ledger/tx.circom", "Tx()", ["words"]);
    key = await Gadget.compile("ledger/tx.circom", "Key()", ["key", "exitAddress"]);
  });

  it("reads the fields of any 78 bytes", () => {
    const dice = new Dice(SEED);
    const samples = [
      new Uint8Array(78),
      new Uint8Array(78).fill(255),
      ...Array.from({ length: 8 }, () => dice.bytes(78)),
    ];
    for (const bytes of samples) {
      const words = [0, 26, 52].map((at) => fromBigEndian(bytes.subarray(at, at + 26)));
      const number = (at: number, length: number): bigint => fromBigEndian(bytes.subarray(at, at + length));
      const [from, to, amount, fee, deposited, exitAddress] = tx.outputs(
        { words },
        "from",
        "to",
        "amount",
        "fee",
        "deposited",
        "exitAddress",
      );
      expect([from, to, deposited, exitAddress]).to.deep.equal([
        number(0, 4),
        number(4, 4),
        number(8, 12),
        number(52, 20),
      ]);
      expect([amount, fee]).to.deep.equal([amountOf(number(8, 5)), feeOf(number(13, 1))]);
      for (const [name, at] of [
        ["h", 14],
        ["S", 46],
        ["key", 20],
      ] as const) {
        expect(toNumber(tx.outputs({ words }, ...array(name, 256))), name).to.equal(number(at, 32));
      }
      const record = decodeRecord(bytes);
      if (record.kind === "transaction") expect(BigInt(record.from)).to.equal(from);
    }
    expectBound(tx, { words: [1n << 207n, 3n, 5n] });
    expect(() => tx.witness({ words: [0n, 1n << 208n, 0n] })).to.throw("No witness");
  });

  it("judges keys as TypeScript does", () => {
    const dice = new Dice(SEED);
    const packed = [0, 1, 2].flatMap((person) => [pack(keyOf(person).publicKey), pack(twisted(person))]);
    const others = [OFF_CURVE, ...LOW_ORDER, ...TOO_LARGE, ...SIGNED_ZERO, ...[1, 2, 3, 4].map(() => dice.wide(256))];
    for (const value of [...packed, ...packed.map((point) => point ^ (1n << 255n)), ...others]) {
      const expected = goodKey(value);
      const inputs = { key: bitsOf(value, 256), exitAddress: 5n };
      const [good, x, y] = key.outputs(inputs, "owner.good", "owner.x", "owner.y");
      expect(good, String(value)).to.equal(expected === undefined ? 0n : 1n);
      if (expected !== undefined) expect({ x, y }).to.deep.equal(expected);
    }
    for (const value of [packed[0]!, OFF_CURVE, LOW_ORDER[0]!, LOW_ORDER[4]!]) {
      expectBound(key, { key: bitsOf(value, 256), exitAddress: 5n });
    }
  });
});
