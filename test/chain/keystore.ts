import { createCipheriv, pbkdf2Sync } from "node:crypto";
import { keccak256 } from "../../src/crypto/keccak.ts";
import { toHex, type Hex } from "../../src/types/hex.ts";

/** A key as wallets keep it: Web3 Secret Storage, version 3, written down from its definition. */
export function keystoreOf(key: Hex, password: string): object {
  const [salt, iv] = [Buffer.alloc(32, 1), Buffer.alloc(16, 2)];
  const kdfparams = { dklen: 32, c: 1024, prf: "hmac-sha256", salt: salt.toString("hex") };
  const derived = pbkdf2Sync(password, salt, kdfparams.c, kdfparams.dklen, "sha256");
  const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(key.slice(2), "hex"), cipher.final()]);
  const crypto = {
    cipher: "aes-128-ctr",
    cipherparams: { iv: iv.toString("hex") },
    ciphertext: ciphertext.toString("hex"),
    kdf: "pbkdf2",
    kdfparams,
    mac: toHex(keccak256(derived.subarray(16), ciphertext)).slice(2),
  };
  return { version: 3, id: "00000000-0000-4000-8000-000000000000", crypto };
}
