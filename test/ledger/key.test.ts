import { expect } from "chai";
import { Wallet } from "ethers";
import { describe, it } from "mocha";
import { privateKeyToAccount } from "viem/accounts";
import { goodKey, pack } from "../../src/crypto/babyjub.ts";
import { sign, verify } from "../../src/crypto/eddsa.ts";
import { keyFromSignature, keyRequest } from "../../src/ledger/key.ts";
import { toAddress } from "../../src/types/address.ts";
import type { Hex } from "../../src/types/hex.ts";
import { random } from "../helpers/random.ts";

const ROLLUP = toAddress("0x5FbDB2315678afecb367f032d93F642f64180aa3");
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

async function signatures(secret: Hex, chainId = 31337, rollup = ROLLUP): Promise<Hex[]> {
  const wallet = new Wallet(secret);
  const request = keyRequest(chainId, rollup, toAddress(wallet.address));
  const { domain, types, message } = request;
  const ofEthers = (await wallet.signTypedData(domain, types, message)) as Hex;
  return [ofEthers, await privateKeyToAccount(secret).signTypedData(request)];
}

const secretOf = (seed: number): Hex => {
  const next = random(seed);
  return `0x${Array.from({ length: 8 }, () => next().toString(16).padStart(8, "0")).join("")}`;
};

describe("ledger key", () => {
  for (const seed of [1, 2, 3, 4]) {
    it(`is the same from ethers and from viem, and signs (seed ${seed})`, async () => {
      const [one, two] = (await signatures(secretOf(seed))).map(keyFromSignature);
      expect(one).to.deep.equal(two);
      expect(goodKey(pack(one.publicKey))).to.deep.equal(one.publicKey);
      expect(verify(sign(one, 5n), one.publicKey, 5n)).to.equal(true);
    });
  }

  it("is another for another wallet, chain or rollup", async () => {
    const all = await Promise.all([
      signatures(secretOf(1)),
      signatures(secretOf(2)),
      signatures(secretOf(1), 1),
      signatures(secretOf(1), 31337, toAddress(`0x${"11".repeat(20)}`)),
    ]);
    const keys = all.map(([signature]) => pack(keyFromSignature(signature!).publicKey));
    expect(new Set(keys).size).to.equal(4);
  });

  it("does not depend on how the wallet writes v, or on which s it takes", async () => {
    const [signature] = await signatures(secretOf(1));
    const r = signature!.slice(2, 66);
    const s = BigInt(`0x${signature!.slice(66, 130)}`);
    const written = ["00", "01", "1b", "1c"].flatMap((v) =>
      [s, ORDER - s].map((either): Hex => `0x${r}${either.toString(16).padStart(64, "0")}${v}`),
    );
    for (const spelling of written) expect(keyFromSignature(spelling)).to.deep.equal(keyFromSignature(signature!));
  });

  it("does not come from anything else", async () => {
    const [signature] = await signatures(secretOf(1));
    const wrong: Hex[] = [
      signature!.slice(0, -2) as Hex,
      `${signature!}00`,
      "0x",
      `0x${"11".repeat(32)}${"00".repeat(32)}1b`,
      `0x${"11".repeat(32)}${ORDER.toString(16)}1b`,
    ];
    for (const bytes of wrong) {
      expect(() => keyFromSignature(bytes))
        .to.throw()
        .with.property("code", "WALLET_SIGNATURE_INVALID");
    }
  });

  it("stays what it was: accounts depend on it", async () => {
    const [signature] = await signatures(`0x${"ac".repeat(32)}`);
    expect(pack(keyFromSignature(signature!).publicKey).toString(16)).to.equal(
      "276eedb87627cd269b5dcfcbad74d25ac8cca08caad01593e43941dddd42dca2",
    );
  });
});
