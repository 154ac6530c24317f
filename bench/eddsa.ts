// Time to sign and to verify one EdDSA-Poseidon signature, ours against circomlibjs in the same run.
// Usage: node bench/eddsa.ts
import { buildEddsa } from "circomlibjs";
import { sign, signingKey, verify } from "../src/crypto/eddsa.ts";
import { toBigEndian } from "../src/crypto/field.ts";
import { type Figure, writeResult } from "./lib/result.ts";

/** Signatures in each round; the median of the rounds counts. Ours and theirs take turns, so that both see the same load. */
const ROUNDS = 15;
const PER_ROUND = 20;

const eddsa = await buildEddsa();
const { F } = eddsa.babyJub;
const seed = toBigEndian(123_456_789n);
const key = signingKey(seed);
const theirKey = eddsa.prv2pub(seed);
const message = 987_654_321n;
const mine = sign(key, message);
const theirs = eddsa.signPoseidon(seed, F.e(message));

const work = {
  sign: () => sign(key, message),
  verify: () => verify(mine, key.publicKey, message),
  "circomlibjs sign": () => eddsa.signPoseidon(seed, F.e(message)),
  "circomlibjs verify": () => eddsa.verifyPoseidon(F.e(message), theirs, theirKey),
};
const samples = Object.entries(work).map(([name, run]) => ({ name, run, times: [] as number[] }));
for (let round = 0; round < ROUNDS; round++) {
  for (const { name, run, times } of samples) times.push(milliseconds(run, name.startsWith("circom") ? 2 : PER_ROUND));
}
const medians = new Map(samples.map(({ name, times }) => [name, times.toSorted((a, b) => a - b)[ROUNDS >> 1]!]));
writeResult(
  "eddsa",
  [...medians].map(([name, value]): Figure => {
    const other = medians.get(`circomlibjs ${name}`);
    const figure = { name, value: Math.round(value * 1000) / 1000, unit: "ms" };
    return other === undefined ? figure : { ...figure, ratio: { to: "circomlibjs", value: value / other } };
  }),
);

function milliseconds(run: () => unknown, times: number): number {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / times;
}
