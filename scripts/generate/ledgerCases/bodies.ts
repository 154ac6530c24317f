import { pack } from "../../../src/crypto/babyjub.ts";
import { keccak256 } from "../../../src/crypto/keccak.ts";
import { BALANCE_LIMIT, KIND_QUEUE, MAX_ACCOUNTS, TO_CREATE, TO_EXIT } from "../../../src/ledger/constants.ts";
import { about, ETHER, followedBy, type LedgerCase, posted, THREE } from "./case.ts";
import { LOW_ORDER, OFF_CURVE, TOO_LARGE, twisted } from "./keys.ts";
import { deposit, keyRecord, signedBy } from "./world.ts";

const queue = { kind: KIND_QUEUE };
const pay = signedBy(0, { from: 0, to: 1, amount: 7n, fee: 1n });

const deposits: readonly LedgerCase[] = [
  about("the first deposits of all", [deposit(0, TO_CREATE, ETHER), deposit(1, TO_CREATE, 1n), deposit(0, 0, 5n)], {
    ...queue,
    scene: { seats: [] },
  }),
  about("a deposit to an account", [deposit(0, 1, ETHER)], queue),
  about("a deposit of nothing", [deposit(0, 1, 0n)], queue),
  about("the largest deposit", [deposit(0, 1, (1n << 96n) - 1n)], queue),
  about("a deposit to an account made by the one before", [deposit(3, TO_CREATE, 4n), deposit(0, 3, 5n)], queue),
  about(
    "deposits for keys that are not good go back",
    [OFF_CURVE, LOW_ORDER[1]!, TOO_LARGE[1]!].map((key) => deposit(3, TO_CREATE, 5n, key)),
    queue,
  ),
  about("a deposit for a key with a part outside the subgroup", [deposit(3, TO_CREATE, 5n, pack(twisted(3)))], queue),
  about("deposits to nobody go back", [deposit(3, 3, 5n), deposit(3, TO_EXIT, 6n), deposit(3, 0xffff_fffd, 7n)], {
    ...queue,
    scene: { seats: THREE, messages: 41n },
  }),
  about("a deposit for which the account has no room goes back", [deposit(3, 0, 7n), deposit(3, 0, 6n)], {
    ...queue,
    scene: { seats: [{ ...THREE[0]!, balance: BALANCE_LIMIT - 7n }] },
  }),
  about("a deposit into a full tree goes back", [deposit(3, TO_CREATE, 5n), deposit(3, 0, 6n)], {
    ...queue,
    scene: { seats: THREE, accounts: MAX_ACCOUNTS },
  }),
  about("a deposit in a batch of the sequencer", [deposit(0, 1, ETHER), deposit(3, TO_EXIT, 5n)]),
  about("a deposit in a batch of a kind that does not exist", [deposit(0, 1, ETHER)], { kind: 3n }),
  about("a transaction in a queue batch", [pay, deposit(0, 1, 5n)], { ...queue, feeAccount: 2 }),
  about(
    "a deposit is no key record",
    [deposit(3, TO_CREATE, 5n), signedBy(0, { from: 0, to: TO_CREATE, amount: 1n, owner: keyRecord(3) })],
    queue,
  ),
];

const base = about("a transfer", [pay], { feeAccount: 2 });
const renamed = (name: string, change: (body: Uint8Array) => Uint8Array, from = base): LedgerCase => ({
  ...posted(from, change),
  name,
});
const withByte = (body: Uint8Array, at: number, byte: number): Uint8Array => body.with(at, byte);
/** 26 bytes are no record; each 78 after them are one. */
const RECORD = 26;
const noise = Array.from({ length: 20 }, (_, i) => keccak256(new TextEncoder().encode(`noise ${i}`)));

const shapes: readonly LedgerCase[] = [
  renamed("no body", () => new Uint8Array(0)),
  renamed("a body shorter than the fee account", () => Uint8Array.of(0, 0, 0)),
  renamed("a body of the prefix alone", (body) => body.slice(0, RECORD)),
  renamed("a body one byte short of the prefix", (body) => body.slice(0, RECORD - 1)),
  renamed("a record of one byte", (body) => body.slice(0, RECORD + 1)),
  renamed("a transaction one byte short", (body) => body.slice(0, -1)),
  renamed("a deposit short of its unused bytes", (body) => body.slice(0, -6), about("", [deposit(0, 1, 5n)], queue)),
  renamed("a record and one byte", (body) => followedBy(body, Uint8Array.of(0))),
  renamed("a key record of four bytes", (body) => followedBy(body, Uint8Array.of(255, 255, 255, 255))),
  renamed("unused bytes of the prefix", (body) => withByte(body, RECORD - 1, 255)),
  renamed(
    "unused bytes of a key record",
    (body) => withByte(withByte(body, RECORD + 4, 255), RECORD + 77, 255),
    about("", [keyRecord(3), signedBy(0, { from: 0, to: TO_CREATE, amount: 7n, owner: keyRecord(3) })]),
  ),
  renamed(
    "unused bytes of a deposit",
    (body) => withByte(body, RECORD + 77, 255),
    about("", [deposit(0, 1, 5n)], queue),
  ),
  renamed(
    "a record that has a key, but does not say so, is no key record",
    (body) => withByte(body, RECORD + 3, 0xfd),
    about("", [keyRecord(3), signedBy(0, { from: 0, to: TO_CREATE, amount: 7n, owner: keyRecord(3) })]),
  ),
  renamed("noise", () => followedBy(...(noise as [Uint8Array, ...Uint8Array[]]))),
  renamed(
    "noise in a queue batch",
    () => followedBy(...(noise as [Uint8Array, ...Uint8Array[]])),
    about("", [], queue),
  ),
];

export const bodyCases: readonly LedgerCase[] = [...deposits, ...shapes];
