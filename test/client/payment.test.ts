import { expect } from "chai";
import { describe, it } from "mocha";
import { verifyPayment, type PaymentProof } from "../../src/client/payment.ts";
import type { SettledBatch } from "../../src/client/settled.ts";
import { FIELD } from "../../src/crypto/field.ts";
import { TO_CREATE, TO_EXIT } from "../../src/ledger/constants.ts";
import { inputOf, paymentProof, recordLeaves } from "../../src/prover/payment.ts";
import type { Hex } from "../../src/types/hex.ts";
import { ANNA, ANNAS, BERT, BERTS, CARL, executed, FUNDED, INPUT_SIZE, keyRecord, signed } from "./bank.ts";

const codeOf = (action: () => unknown): string => {
  try {
    action();
    return "no error";
  } catch (error) {
    return (error as { readonly code?: string }).code ?? String(error);
  }
};

const order = (from: number, to: number, amount: bigint, fee = 1n) => ({ from, to, amount, fee });
const key = keyRecord(CARL);
/** Anna pays Bert, makes an account for Carl and pays Bert what she has not; Bert leaves with part of his. */
const records = [
  signed(ANNA, 0, order(ANNAS, BERTS, 100n)),
  key,
  signed(ANNA, 1, order(ANNAS, TO_CREATE, 200n), key),
  signed(ANNA, 2, order(ANNAS, BERTS, 1n << 34n)),
  signed(BERT, 0, order(BERTS, TO_EXIT, 300n)),
];
const [TRANSFER, CREATE, VOID, EXIT] = [0, 2, 3, 4];
const { place, settled } = executed(FUNDED, records);
const shown = (record: number): PaymentProof => paymentProof(place, record, INPUT_SIZE);
const json = (proof: unknown): unknown => JSON.parse(JSON.stringify(proof));

/** Every text and number in it, changed one at a time. */
function* spoilt(value: unknown, path: readonly string[] = []): Generator<{ path: string; proof: unknown }> {
  if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      for (const { path: at, proof } of spoilt(part, [...path, name])) {
        const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
        (copy as Record<string, unknown>)[name] = proof;
        yield { path: at, proof: copy };
      }
    }
    return;
  }
  const at = path.join(".");
  if (typeof value === "number") yield* [value + 1, value - 1, value + 0.5].map((proof) => ({ path: at, proof }));
  else if (typeof value === "string" && value.startsWith("0x")) {
    for (const where of [2, Math.floor(value.length / 2), value.length - 1].filter((i) => i < value.length && i > 1)) {
      const digit = ((Number.parseInt(value[where]!, 16) + 1) % 16).toString(16);
      yield { path: at, proof: value.slice(0, where) + digit + value.slice(where + 1) };
    }
    yield { path: at, proof: `${value}00` };
    yield { path: at, proof: value.slice(0, -2) };
  } else yield { path: at, proof: "another" };
}

describe("payment", () => {
  it("is believed by who has the batch's outputs and input root, from JSON, whatever it is", () => {
    expect(verifyPayment(settled, json(shown(TRANSFER)))).to.deep.equal({
      from: ANNAS,
      to: BERTS,
      amount: 100n,
      nonce: 0,
    });
    const owner = { key: key.key, exitAddress: key.exitAddress };
    const created = { from: ANNAS, to: TO_CREATE, amount: 200n, nonce: 1, owner };
    expect(verifyPayment(settled, json(shown(CREATE)))).to.deep.equal(created);
    const exit = shown(EXIT);
    expect(exit.evidence.kind).to.equal("message");
    expect(verifyPayment(settled, json(exit))).to.deep.equal({ from: BERTS, to: TO_EXIT, amount: 300n, nonce: 0 });
  });

  it("of an account that the same batch made is believed too", () => {
    const next = executed(FUNDED, [
      key,
      signed(ANNA, 0, order(ANNAS, TO_CREATE, 500n), key),
      signed(CARL, 0, order(2, BERTS, 7n)),
    ]);
    const proof = paymentProof(next.place, 2, INPUT_SIZE);
    expect(proof.before.account.fields).to.equal(undefined);
    expect(verifyPayment(next.settled, proof)).to.deep.equal({ from: 2, to: BERTS, amount: 7n, nonce: 0 });
  });

  for (const [name, record] of [
    ["by a message", EXIT],
    ["by the input", TRANSFER],
  ] as const) {
    it(`${name}: every field and sibling counts`, () => {
      const proof = json(shown(record));
      const codes = new Map<string, number>();
      for (const { path, proof: other } of spoilt(proof)) {
        const code = codeOf(() => verifyPayment(settled, other));
        expect(code, path).to.match(/^[A-Z_]+$/);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      expect([...codes.keys()]).to.include.members([
        "SHOWN_MALFORMED",
        "NOT_IN_BATCH",
        "STATE_NOT_OF_OUTPUT",
        "ACCOUNT_NOT_IN_STATE",
        "NOT_SIGNED",
      ]);
      for (const wrong of [undefined, null, 5, "proof", [], {}]) {
        expect(codeOf(() => verifyPayment(settled, wrong))).to.equal("SHOWN_MALFORMED");
      }
    });
  }

  it("is of one batch: with another root, output, anchor, chain or rollup it is nothing", () => {
    const flipped = (text: Hex): Hex => `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}` as Hex;
    const others: readonly [Partial<SettledBatch>, string][] = [
      [{ inputRoot: flipped(settled.inputRoot) }, "NOT_IN_BATCH"],
      [{ inputSize: 2 * INPUT_SIZE }, "NOT_IN_BATCH"],
      [{ anchor: settled.output }, "STATE_NOT_OF_OUTPUT"],
      [{ output: settled.anchor }, "STATE_NOT_OF_OUTPUT"],
      [{ chainId: 1 }, "NOT_SIGNED"],
      [{ rollup: `0x${"cd".repeat(20)}` }, "NOT_SIGNED"],
    ];
    for (const [change, code] of others) {
      for (const record of [EXIT, TRANSFER]) {
        expect(codeOf(() => verifyPayment({ ...settled, ...change }, shown(record)))).to.equal(code);
      }
    }
    expect(codeOf(() => verifyPayment({ ...settled, inputLength: settled.inputLength - 78 }, shown(EXIT)))).to.equal(
      "NOT_IN_BATCH",
    );
  });

  it("that was void cannot be shown as applied, whoever makes the proof", () => {
    expect(codeOf(() => shown(VOID))).to.equal("PAYMENT_VOID");
    expect(codeOf(() => shown(1))).to.equal("PAYMENT_VOID");
    const forged = shown(TRANSFER);
    for (let nonce = 0; nonce < 4; nonce++) {
      const code = codeOf(() => verifyPayment(settled, { ...forged, record: VOID, nonce }));
      expect(code).to.equal(nonce === 2 ? "NOT_APPLIED" : "NOT_SIGNED");
    }
  });

  it("that was void because an earlier batch had applied it already cannot be shown in the later one", () => {
    const first = executed(FUNDED, [records[0]!]);
    const second = executed(first.after, [records[0]!, signed(ANNA, 1, order(ANNAS, BERTS, 3n))]);
    const proof = paymentProof(second.place, 1, INPUT_SIZE);
    expect(verifyPayment(second.settled, proof).nonce).to.equal(1);
    expect(codeOf(() => verifyPayment(second.settled, { ...proof, record: 0, nonce: 0 }))).to.equal("NOT_APPLIED");
    const early = { ...paymentProof(first.place, 0, INPUT_SIZE), evidence: proof.evidence };
    expect(codeOf(() => verifyPayment(second.settled, early))).to.equal("STATE_NOT_OF_OUTPUT");
  });

  it("that was void cannot be shown by another account of the same owner that did use the nonce", () => {
    const annas = keyRecord(ANNA);
    const both = executed(FUNDED, [annas, signed(ANNA, 0, order(ANNAS, TO_CREATE, 500n), annas)]).after;
    const { place: made, settled: batch } = executed(both, [
      signed(ANNA, 0, order(2, BERTS, 1n << 34n)),
      signed(ANNA, 1, order(ANNAS, BERTS, 2n)),
    ]);
    const other = paymentProof(made, 1, INPUT_SIZE);
    for (const nonce of [0, 1]) {
      const code = codeOf(() => verifyPayment(batch, { ...other, record: 0, nonce }));
      expect(code).to.equal("ACCOUNT_NOT_IN_STATE");
    }
  });

  it("that was void for a key that is not canonical cannot be shown by the create that has the same signed message", () => {
    const aliased = { ...key, key: key.key + FIELD };
    const create = signed(ANNA, 0, order(ANNAS, TO_CREATE, 500n), key);
    const { place: made, settled: batch } = executed(FUNDED, [aliased, create, key, create]);
    const applied = paymentProof(made, 3, INPUT_SIZE);
    expect(verifyPayment(batch, applied).owner!.key).to.equal(key.key);
    expect(codeOf(() => verifyPayment(batch, { ...applied, record: 1 }))).to.equal("NOT_IN_BATCH");
  });

  it("of a sender who signed two orders with one nonce is believed of neither: no path tells which was applied", () => {
    const [cheap, dear] = [order(ANNAS, BERTS, 1n), order(ANNAS, BERTS, 1n << 34n)];
    const twice = executed(FUNDED, [signed(ANNA, 0, dear), signed(ANNA, 0, cheap)]);
    const applied = paymentProof(twice.place, 1, INPUT_SIZE);
    expect(codeOf(() => verifyPayment(twice.settled, applied))).to.equal("SIGNED_TWICE");
    // The void one, with all that is true of the other.
    expect(codeOf(() => verifyPayment(twice.settled, { ...applied, record: 0 }))).to.equal("SIGNED_TWICE");
    // The same order twice is one payment.
    const doubled = executed(FUNDED, [signed(ANNA, 0, cheap), signed(ANNA, 0, cheap)]);
    const { amount } = verifyPayment(doubled.settled, paymentProof(doubled.place, 0, INPUT_SIZE));
    expect(amount).to.equal(1n);
  });

  it("by a message is for the only transaction of its sender: of several exits the input must be shown", () => {
    const exits = executed(FUNDED, [
      signed(ANNA, 0, order(ANNAS, TO_EXIT, 5n)),
      signed(ANNA, 1, order(ANNAS, TO_EXIT, 5n)),
    ]);
    const proof = paymentProof(exits.place, 1, INPUT_SIZE);
    expect(proof.evidence.kind).to.equal("input");
    expect(verifyPayment(exits.settled, proof).nonce).to.equal(1);
    const { evidence } = shown(EXIT);
    const message = { ...proof, evidence: { ...evidence, leaves: leavesOf(exits, 1) } };
    expect(codeOf(() => verifyPayment(exits.settled, message))).to.equal("NOT_APPLIED");
    // A transfer is no exit, though its sender sent nothing else.
    const single = executed(FUNDED, [signed(ANNA, 0, order(ANNAS, BERTS, 5n))]);
    const transfer = {
      ...paymentProof(single.place, 0, INPUT_SIZE),
      evidence: { ...evidence, leaves: leavesOf(single, 0) },
    };
    expect(codeOf(() => verifyPayment(single.settled, transfer))).to.equal("NOT_APPLIED");
    const other = executed(FUNDED, [signed(ANNA, 0, order(ANNAS, TO_EXIT, 5n))]);
    const sequence = `0x${"00".repeat(31)}01`;
    const notSent = {
      ...paymentProof(other.place, 0, INPUT_SIZE),
      evidence: { ...evidence, sequence, leaves: leavesOf(other, 0) },
    };
    expect(codeOf(() => verifyPayment(other.settled, notSent))).to.equal("MESSAGE_NOT_SENT");
  });
});

/** The leaves of a record with their paths, true ones. */
function leavesOf({ place: made }: ReturnType<typeof executed>, record: number): unknown {
  return recordLeaves(inputOf(made), record, INPUT_SIZE);
}
