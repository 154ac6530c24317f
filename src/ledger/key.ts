import { type SigningKey, signingKey } from "../crypto/eddsa.ts";
import { concatBytes } from "../crypto/bytes.ts";
import { fromBigEndian, toBigEndian } from "../crypto/field.ts";
import { keccak256 } from "../crypto/keccak.ts";
import type { Address } from "../types/address.ts";
import { type Hex, toBytes } from "../types/hex.ts";
import { LedgerError } from "./error.ts";

/*
 * The ledger key of a wallet comes from one EIP-712 signature, so that whoever has the wallet has the key, and nothing
 * else need be kept. Whoever gets this signature has the key too: the domain names chain and rollup, and the text says so.
 */

/** Order of secp256k1, in whose upper half an equivalent of each S lies. */
const WALLET_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const SIGNATURE_BYTES = 65;

const WARNING =
  "Whoever has this signature can spend what this account holds in this rollup. Sign it only for software you trust.";

/** What the wallet is asked to sign: an EIP-712 message in the form that ethers, viem and wallets take. */
export type KeyRequest = {
  readonly domain: {
    readonly name: "Assize ledger";
    readonly version: "1";
    readonly chainId: number;
    readonly verifyingContract: Address;
  };
  readonly types: { readonly LedgerKey: { readonly name: "owner" | "warning"; readonly type: "address" | "string" }[] };
  readonly primaryType: "LedgerKey";
  readonly message: { readonly owner: Address; readonly warning: string };
};

export function keyRequest(chainId: number, rollup: Address, owner: Address): KeyRequest {
  return {
    domain: { name: "Assize ledger", version: "1", chainId, verifyingContract: rollup },
    types: {
      LedgerKey: [
        { name: "owner", type: "address" },
        { name: "warning", type: "string" },
      ],
    },
    primaryType: "LedgerKey",
    message: { owner, warning: WARNING },
  };
}

/**
 * The key of the wallet that signed a `keyRequest`. Its seed is keccak256(r | s) with the lower of the two s: how a
 * wallet writes v, and which s it takes, make no difference. The wallet must sign the same message the same way each time
 * (RFC 6979; ECDSA wallets do, contract accounts need not): ask twice and compare before the first deposit.
 * @param signature 65 bytes: r, s, v
 * @throws LedgerError WALLET_SIGNATURE_INVALID
 */
export function keyFromSignature(signature: Hex): SigningKey {
  const bytes = toBytes(signature);
  const r = bytes.subarray(0, 32);
  const s = fromBigEndian(bytes.subarray(32, 64));
  if (bytes.length !== SIGNATURE_BYTES || s === 0n || s >= WALLET_ORDER) {
    throw new LedgerError("WALLET_SIGNATURE_INVALID", {
      what: `${bytes.length} bytes are no ECDSA signature of a wallet`,
      fix: "Sign the key request with a wallet that holds a secp256k1 key, and give r, s and v in 65 bytes",
    });
  }
  const low = s > WALLET_ORDER / 2n ? WALLET_ORDER - s : s;
  return signingKey(keccak256(concatBytes([r, toBigEndian(low)])));
}
