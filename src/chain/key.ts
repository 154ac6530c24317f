import { readFileSync } from "node:fs";
import type { Hex } from "viem";
import { privateKeyToAccount, type PrivateKeyAccount } from "viem/accounts";
import { ChainError } from "./errors.ts";

/**
 * The account that pays and signs, from the environment: `ASSIZE_KEY` (32 bytes, hex), or `ASSIZE_KEYSTORE` (path of a
 * Web3 Secret Storage file, the format of geth and of most wallets) with `ASSIZE_PASSWORD`. Never from a file in the repository.
 * @throws ChainError KEY_MISSING, KEY_INVALID
 */
export async function readKey(environment: NodeJS.ProcessEnv): Promise<PrivateKeyAccount> {
  const { ASSIZE_KEY: key, ASSIZE_KEYSTORE: keystore, ASSIZE_PASSWORD: password } = environment;
  if (key !== undefined) return accountOf(key, "ASSIZE_KEY");
  if (keystore !== undefined) return accountOf(await decrypt(keystore, password), keystore);
  throw new ChainError("KEY_MISSING", {
    what: "This command sends transactions and found no key",
    where: "environment",
    fix: "Set ASSIZE_KEY, or ASSIZE_KEYSTORE and ASSIZE_PASSWORD",
  });
}

async function decrypt(path: string, password: string | undefined): Promise<string> {
  try {
    const { decryptKeystoreJson } = await import("ethers");
    const { privateKey } = await decryptKeystoreJson(readFileSync(path, "utf8"), password ?? "");
    return privateKey;
  } catch (cause) {
    throw new ChainError("KEY_INVALID", {
      what: "The keystore could not be opened",
      where: path,
      fix: "Check the path and ASSIZE_PASSWORD",
      cause,
    });
  }
}

/** No error quotes the key, not even as its cause. */
function accountOf(key: string, where: string): PrivateKeyAccount {
  try {
    return privateKeyToAccount((key.startsWith("0x") ? key : `0x${key}`) as Hex);
  } catch {
    const what = "Not a private key: 32 bytes in hex are expected";
    throw new ChainError("KEY_INVALID", { what, where, fix: "Check its value" });
  }
}
