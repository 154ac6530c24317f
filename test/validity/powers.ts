import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadSnarkjs } from "../../src/validity/snarkjs.ts";

/*
 * Powers of tau for circuits of up to 2^power rows, of one contributor and for tests alone. snarkjs makes them, in a process
 * of their own: `node test/validity/powers.ts <power> <file>`.
 */

const program = fileURLToPath(import.meta.url);

export async function makePowers(power: number, file: string): Promise<void> {
  await promisify(execFile)(process.execPath, [program, String(power), file]);
}

async function main(power: number, file: string): Promise<void> {
  const { powersOfTau, curves } = loadSnarkjs();
  const curve = await curves.getCurveFromName("bn128");
  await powersOfTau.newAccumulator(curve, power, `${file}.0`);
  await powersOfTau.contribute(`${file}.0`, `${file}.1`, "a test", "no secret");
  await powersOfTau.preparePhase2(`${file}.1`, file);
  process.exit(0);
}

if (process.argv[1] === program) await main(Number(process.argv[2]), process.argv[3]!);
