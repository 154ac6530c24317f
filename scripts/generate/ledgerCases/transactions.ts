import { ORDER } from "../../../src/crypto/babyjub.ts";
import { FIELD } from "../../../src/crypto/field.ts";
import { BALANCE_LIMIT, LAST_NONCE, MAX_ACCOUNTS, TO_CREATE, TO_EXIT } from "../../../src/ledger/constants.ts";
import type { Transaction } from "../../../src/ledger/record.ts";
import { pack } from "../../../src/crypto/babyjub.ts";
import { about, ETHER, type LedgerCase, THREE } from "./case.ts";
import { LOW_ORDER, OFF_CURVE, SIGNED_ZERO, TOO_LARGE, twisted } from "./keys.ts";
import { DOMAIN, keyRecord, type Said, type Seat, signedBy } from "./world.ts";

const pay = (said: Partial<Said> = {}): Transaction => signedBy(0, { from: 0, to: 1, amount: 7n, ...said });
const encoded = (mantissa: bigint, exponent: bigint): { code: bigint } => ({ code: mantissa + (exponent << 35n) });
const forged = (change: Partial<Transaction>): Transaction => ({ ...pay(), ...change });
const seats = (...changes: readonly Partial<Seat>[]): { scene: { seats: Seat[] } } => ({
  scene: { seats: THREE.map((seat, i) => ({ ...seat, ...changes[i] })) },
});
const create = (person: number, said: Partial<Said> = {}): Transaction =>
  pay({ to: TO_CREATE, owner: keyRecord(person), ...said });
const createFor = (key: bigint): (ReturnType<typeof keyRecord> | Transaction)[] => {
  const owner = keyRecord(9, key);
  const signed = key % (1n << 255n) < FIELD ? pay({ to: TO_CREATE, owner }) : pay({ to: TO_CREATE });
  return [owner, signed];
};
const valid = pay();

const effects: readonly LedgerCase[] = [
  about("a transfer", [pay({ amount: 123_000_000_000n })]),
  about("a transfer of nothing", [pay({ amount: 0n })]),
  about("a transfer to oneself", [pay({ to: 0, amount: ETHER })]),
  about(
    "every bit of an amount, set and not",
    [encoded(0x2_aaaa_aaaan, 21n), encoded(0x5_5555_5555n, 10n), encoded(7n, 31n), encoded((1n << 35n) - 1n, 27n)].map(
      (amount, nonce) => pay({ amount, nonce }),
    ),
    seats({ balance: BALANCE_LIMIT - 1n }, { balance: 0n }),
  ),
  about("the first mantissa and the first exponent with their highest bit", [
    pay({ amount: encoded(1n << 34n, 0n) }),
    pay({ amount: encoded(1n, 16n), nonce: 1 }),
  ]),
  about(
    "an exit and a create of the largest amounts",
    [
      pay({ to: TO_EXIT, amount: encoded((1n << 35n) - 1n, 27n) }),
      keyRecord(3),
      create(3, { amount: encoded(3_000_000n, 31n), nonce: 1 }),
    ],
    seats({ balance: BALANCE_LIMIT - 1n }),
  ),
  about("transfers in a row, each with the next nonce", [pay(), pay({ nonce: 1 }), pay({ nonce: 2, to: 2 })]),
  about("a transfer to an account that was made in this batch, which then pays", [
    keyRecord(3),
    create(3, { amount: 50n }),
    pay({ to: 3, nonce: 1 }),
    signedBy(3, { from: 3, to: 0, amount: 57n }),
  ]),
  about("an exit", [pay({ to: TO_EXIT, amount: ETHER })]),
  about(
    "exits of one batch follow each other",
    [pay({ to: TO_EXIT }), signedBy(1, { from: 1, to: TO_EXIT, amount: 2n, nonce: 1 })],
    {
      scene: { seats: THREE, messages: (1n << 63n) + 5n },
    },
  ),
  about("exits at the word of the message counter", [pay({ to: TO_EXIT }), pay({ to: TO_EXIT, nonce: 1 })], {
    scene: { seats: THREE, messages: (1n << 32n) - 1n },
  }),
  about("a create", [keyRecord(3), create(3)]),
  about("a create for a key that another account has", [keyRecord(1), create(1)]),
  about("a create for a key with a part outside the subgroup, which then signs", [
    keyRecord(3, pack(twisted(3))),
    pay({ to: TO_CREATE, owner: keyRecord(3, pack(twisted(3))) }),
    signedBy(3, { from: 3, to: 0, amount: 7n, key: twisted(3) }),
  ]),
  about("the last place of the tree is taken", [keyRecord(3), create(3), keyRecord(4), create(4, { nonce: 1 })], {
    scene: { seats: THREE, accounts: MAX_ACCOUNTS - 1 },
  }),
];

const fees: readonly LedgerCase[] = [
  about("a fee", [pay({ fee: 30n })], { feeAccount: 2 }),
  about("fees of several, one of them void", [pay({ fee: 1n }), pay({ fee: 2n }), pay({ fee: 3n, nonce: 1 })], {
    feeAccount: 2,
  }),
  about("the fee account is the sender", [pay({ fee: 9n })], { feeAccount: 0 }),
  about("a fee that is paid from what is left to the last wei", [pay({ amount: 1000n, fee: 30n })], {
    feeAccount: 1,
    ...seats({ balance: 1030n }),
  }),
  about("a fee that is one wei too much", [pay({ amount: 1000n, fee: 30n })], {
    feeAccount: 1,
    ...seats({ balance: 1029n }),
  }),
  about(
    "a fee that would be too much, in a batch without fees",
    [pay({ amount: 1000n, fee: 30n })],
    seats({ balance: 1029n }),
  ),
  about(
    "fees cannot be spent in the batch that pays them",
    [pay({ fee: 90n }), signedBy(1, { from: 1, to: 0, amount: 15n, nonce: 1 })],
    { feeAccount: 1, ...seats({}, { balance: 7n }) },
  ),
  about("the fee account is the next one", [pay({ fee: 30n })], { feeAccount: 3 }),
  about("the fee account is made by this batch", [keyRecord(3), create(3, { fee: 30n })], { feeAccount: 3 }),
  about("fees that do not fit are nobody's", [pay({ fee: 30n, to: 2 })], {
    feeAccount: 1,
    ...seats({}, { balance: BALANCE_LIMIT - 30n }),
  }),
  about("fees that just fit", [pay({ fee: 30n, to: 2 })], {
    feeAccount: 1,
    ...seats({}, { balance: BALANCE_LIMIT - 31n }),
  }),
  about("the largest fee", [pay({ fee: { code: 0xffn } })], { feeAccount: 1, ...seats({ balance: 16n * ETHER }) }),
];

const refused: readonly LedgerCase[] = [
  about("from the next account", [pay({ from: 3 })]),
  about("from an index that is no kind of record", [pay({ from: 0xffff_fffd })]),
  about("to the next account", [pay({ to: 3 })]),
  about("to an index that is no kind of recipient", [pay({ to: 0xffff_fffd })]),
  about("one wei more than there is", [pay({ amount: 1001n })], seats({ balance: 1000n })),
  about(
    "an amount just above every balance",
    [pay({ amount: encoded((1n << 35n) - 1n, 28n) })],
    seats({ balance: BALANCE_LIMIT - 1n }),
  ),
  about("the largest amount", [pay({ amount: { code: (1n << 40n) - 1n } })], seats({ balance: BALANCE_LIMIT - 1n })),
  about(
    "the last nonce but one signs, the last never",
    [pay({ nonce: LAST_NONCE - 1 }), pay({ nonce: LAST_NONCE })],
    seats({ nonce: LAST_NONCE - 1 }),
  ),
  about("a recipient without room", [pay({ amount: 7n })], seats({}, { balance: BALANCE_LIMIT - 7n })),
  about("a recipient with just enough room", [pay({ amount: 7n })], seats({}, { balance: BALANCE_LIMIT - 8n })),
  about("oneself with a full balance", [pay({ to: 0, amount: 7n })], seats({ balance: BALANCE_LIMIT - 1n })),
  about("a create without a key record", [create(3)]),
  about("a create after a transaction", [pay(), create(3, { nonce: 1 })]),
  about("two creates after one key record", [keyRecord(3), create(3), create(3, { nonce: 1 })]),
  about("a create for another key than the record's", [keyRecord(4), create(3)]),
  about("a create for another exit address", [{ ...keyRecord(3), exitAddress: 5n }, create(3)]),
  about("a create in a full tree", [keyRecord(3), create(3)], { scene: { seats: THREE, accounts: MAX_ACCOUNTS } }),
  about("a create for a key off the curve", createFor(OFF_CURVE)),
  about("creates for keys of low order", LOW_ORDER.flatMap(createFor)),
  about("creates for keys that are not canonical", [...TOO_LARGE, ...SIGNED_ZERO].flatMap(createFor)),
  about("a key record at the end", [pay(), keyRecord(3)]),
  about("a transfer after a key record signs without it", [
    keyRecord(3),
    pay(),
    keyRecord(3),
    pay({ nonce: 1, owner: keyRecord(3) }),
  ]),
];

const signatures: readonly LedgerCase[] = [
  about("a signature of zeros", [forged({ signature: { h: 0n, S: 0n } })]),
  about("h plus the field", [forged({ signature: { h: valid.signature.h + FIELD, S: valid.signature.S } })]),
  about("h plus the order", [forged({ signature: { h: (valid.signature.h + ORDER) % FIELD, S: valid.signature.S } })]),
  about("S plus the order", [forged({ signature: { h: valid.signature.h, S: valid.signature.S + ORDER } })]),
  about("S equal to the order", [forged({ signature: { h: valid.signature.h, S: ORDER } })]),
  about("all bits set", [forged({ signature: { h: (1n << 256n) - 1n, S: (1n << 256n) - 1n } })]),
  about("signed for another chain", [pay({ domain: { ...DOMAIN, chainId: 1n } })]),
  about("signed for another rollup", [pay({ domain: { ...DOMAIN, rollup: DOMAIN.rollup + 1n } })]),
  about("signed for another nonce", [pay({ nonce: 1 })]),
  about("signed by another", [signedBy(1, { from: 0, to: 1, amount: 7n })]),
  about("signed for another recipient", [forged({ to: 2 })]),
  about("signed for another encoding of the amount", [{ ...pay({ amount: 70n }), amount: 7n + (1n << 35n) }]),
  about("another encoding of the amount", [pay({ amount: { code: 7n + (1n << 35n) } })]),
  about("signed for another fee", [forged({ fee: 1n })]),
  about("signed for another fee, in a batch without fees", [{ ...pay({ fee: 1n }), fee: 2n }]),
  about("posted twice", [pay(), pay()]),
  about(
    "a key with a part outside the subgroup",
    [pay({ key: twisted(0) }), pay({ nonce: 1 })],
    seats({ key: twisted(0) }),
  ),
];

export const transactionCases: readonly LedgerCase[] = [...effects, ...fees, ...refused, ...signatures];
