import { z } from "zod";
import { FIELD, fromBigEndian, fromLittleEndian, toBigEndian } from "../crypto/field.ts";
import { poseidon } from "../crypto/poseidon.ts";
import { type Account, accountPreimages } from "../ledger/account.ts";
import { ACCOUNTS_DEPTH, BALANCE_LIMIT, LAST_NONCE, MAX_ACCOUNTS, MAX_RECORDS } from "../ledger/constants.ts";
import { counters, outputOf } from "../ledger/state.ts";
import { poseidonScheme } from "../tree/poseidonTree.ts";
import { toBytes, toHex, type Hex } from "../types/hex.ts";
import { refused } from "./error.ts";

/*
 * What a light client is shown comes from a stranger as JSON. Numbers that may be large are hexadecimal, 32 bytes and below
 * the field; paths have the one encoding that their scheme takes.
 */

export const hex = z.string().regex(/^0x([0-9a-f]{2})*$/) as unknown as z.ZodType<Hex>;
const below = (bound: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(bound - 1);
const numeral = (bound: bigint): z.ZodType<Hex> =>
  z
    .string()
    .regex(/^0x[0-9a-f]{64}$/)
    .refine((text) => BigInt(text) < bound) as unknown as z.ZodType<Hex>;
export const element = numeral(FIELD);
export const recordIndex = below(MAX_RECORDS);
export const nonceSchema = below(LAST_NONCE + 1);

/** An account in a state, or, without fields, that there is none. */
const accountSchema = z.strictObject({
  index: below(MAX_ACCOUNTS),
  // Each within its bound: a leaf packs balance and nonce, and the counters pack two numbers, so that beyond it others would pass.
  fields: z
    .strictObject({
      x: element,
      y: element,
      balance: numeral(BALANCE_LIMIT),
      nonce: nonceSchema,
      exitAddress: numeral(1n << 160n),
    })
    .optional(),
  path: hex,
});

/** What an output is the hash of. */
const stateSchema = z.strictObject({
  accountsRoot: element,
  accounts: below(MAX_ACCOUNTS + 1),
  messages: numeral(1n << 64n),
  messagesRoot: element,
});

export const openingSchema = z.strictObject({ state: stateSchema, account: accountSchema });
export type Opening = z.infer<typeof openingSchema>;

const scheme = poseidonScheme(ACCOUNTS_DEPTH, accountPreimages);

export function elementOf(value: bigint): Hex {
  return toHex(toBigEndian(value));
}

export function numberOf(text: Hex): bigint {
  return fromBigEndian(toBytes(text));
}

/**
 * The account at the index, or undefined where there is none, in the state that an output stands for.
 * @throws ClientError STATE_NOT_OF_OUTPUT, ACCOUNT_NOT_IN_STATE
 */
export function accountIn({ state, account: shown }: Opening, output: Hex, where: string): Account | undefined {
  const { accountsRoot, accounts, messages, messagesRoot } = state;
  const root = numberOf(accountsRoot);
  const stateRoot = poseidon([root, counters({ accounts, messages: numberOf(messages) })]);
  if (outputOf(stateRoot, numberOf(messagesRoot)) !== fromLittleEndian(toBytes(output, 32))) {
    throw refused("STATE_NOT_OF_OUTPUT", `The state shown is not what the output ${output} stands for`, where);
  }
  const { index, fields, path } = shown;
  const account = fields && {
    key: { x: numberOf(fields.x), y: numberOf(fields.y) },
    balance: numberOf(fields.balance),
    nonce: fields.nonce,
    exitAddress: numberOf(fields.exitAddress),
  };
  if (scheme.verify(root, index, account, toBytes(path))) return account;
  throw refused("ACCOUNT_NOT_IN_STATE", `Account ${index} is not in the state as it was shown`, where);
}
