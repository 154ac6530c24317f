import { expect } from "chai";
import { buildEddsa } from "circomlibjs";
import { type Point, unpack } from "../../src/crypto/babyjub.ts";
import { noncePoint, compact, sign, signingKey, verify } from "../../src/crypto/eddsa.ts";
import { FIELD, fromLittleEndian } from "../../src/crypto/field.ts";
import { Dice } from "../ledger/dice.ts";

const eddsa = await buildEddsa();
const { F } = eddsa.babyJub;

/** Whether circomlibjs accepts (R, S) under any key. */
export function opinionOfCircomlib(R: Point, S: bigint, key: Point, message: bigint): boolean {
  const R8: [ReturnType<typeof F.e>, ReturnType<typeof F.e>] = [F.e(R.x), F.e(R.y)];
  return eddsa.verifyPoseidon(F.e(message), { R8, S }, [F.e(key.x), F.e(key.y)]);
}

/** Keys and signatures of both from random seeds, edges of the messages among them; each side judges the other's, whole and spoilt. */
export function compareEddsa(seed: number, count: number): void {
  const dice = new Dice(seed);
  for (let i = 0; i < count; i++) {
    const secret = dice.bytes(32);
    const message = dice.of([0n, 1n, FIELD - 1n, dice.wide(253), dice.wide(253), dice.wide(253)]);
    const where = `seed ${seed}, number ${i}`;
    const key = signingKey(secret);
    const { publicKey } = key;
    const theirKey = eddsa.prv2pub(secret);
    expect({ x: F.toObject(theirKey[0]), y: F.toObject(theirKey[1]) }, where).to.deep.equal(publicKey);
    expect(unpack(fromLittleEndian(eddsa.babyJub.packPoint(theirKey))), where).to.deep.equal(publicKey);
    const mine = sign(key, message);
    const theirs = eddsa.signPoseidon(secret, F.e(message));
    const R = { x: F.toObject(theirs.R8[0]), y: F.toObject(theirs.R8[1]) };
    expect(compact(R, theirs.S, publicKey, message), where).to.deep.equal(mine);
    expect(noncePoint(mine, publicKey), where).to.deep.equal(R);
    expect(verify(mine, publicKey, message), where).to.equal(true);
    expect(opinionOfCircomlib(R, mine.S, publicKey, message), where).to.equal(true);
    const spoilt = dice.of([
      { ...mine, h: mine.h ^ (1n << BigInt(dice.below(254))) },
      { ...mine, S: mine.S ^ (1n << BigInt(dice.below(251))) },
    ]);
    expect(verify(spoilt, publicKey, message), where).to.equal(false);
  }
}
