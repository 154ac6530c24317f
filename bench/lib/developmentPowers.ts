import { concatBytes } from "../../src/crypto/bytes.ts";
import { FIELD, toLittleEndian } from "../../src/crypto/field.ts";
import { Curve, N8 } from "../../src/validity/curve.ts";
import { DEVELOPMENT_SECRETS } from "../../src/validity/developmentKey.ts";
import { multiplyAll, type Job } from "../../src/validity/fixedBasePool.ts";
import { lagrange } from "../../src/validity/qap.ts";
import { SectionWriter } from "../../src/validity/sections.ts";
import { BASE_FIELD } from "../../src/validity/zkey.ts";

const HEADER = 1;
const TAU_G1 = 2;
const TAU_G2 = 3;
const LAGRANGE_G1 = 12;

/**
 * INSECURE powers of tau with the public tau of development keys, as far as PLONK and FFLONK read them: a ceremony of
 * this size takes snarkjs many minutes, and what is measured and tested does not depend on who knows tau.
 */
export async function writeDevelopmentPowers(power: number, path: string): Promise<void> {
  const { tau } = DEVELOPMENT_SECRETS;
  const curve = await Curve.load();
  const powers: Uint8Array[] = [];
  for (let value = 1n; powers.length < 2 ** (power + 1) - 1; value = (value * tau) % FIELD)
    powers.push(toLittleEndian(value));
  // Lagrange's polynomials at tau over 1, 2, 4, … roots, one after the other.
  const bases = Array.from({ length: power + 1 }, (_, k) => {
    const at = lagrange(curve, 2 ** k, 0, 1, tau, 1n);
    curve.call.frm_batchFromMontgomery!(at, 2 ** k, at);
    return curve.bytes.slice(at, at + 2 ** k * N8);
  });
  const scalars: readonly [section: number, group: Job["group"], scalars: Uint8Array][] = [
    [TAU_G1, "g1", concatBytes(powers)],
    [TAU_G2, "g2", concatBytes(powers.slice(0, 2))],
    [LAGRANGE_G1, "g1", concatBytes(bases)],
  ];
  const writer = new SectionWriter(path, "ptau", [
    [HEADER, 4 + N8 + 8],
    ...scalars.map(([id, group, { length }]): [number, number] => [id, length * (group === "g1" ? 2 : 4)]),
  ]);
  writer.write(HEADER, 0, header(power));
  const works = scalars.map(([id, group, scalars]) => ({
    group,
    scalars,
    store: (at: number, points: Uint8Array) => writer.write(id, at * (group === "g1" ? 2 : 4) * N8, points),
  }));
  await multiplyAll(curve, works, () => {});
  writer.close();
}

function header(power: number): Uint8Array {
  const bytes = new Uint8Array(4 + N8 + 8);
  const fields = new DataView(bytes.buffer);
  fields.setUint32(0, N8, true);
  bytes.set(toLittleEndian(BASE_FIELD), 4);
  fields.setUint32(4 + N8, power, true);
  fields.setUint32(8 + N8, power, true);
  return bytes;
}
