import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import type { Contract } from "ethers";
import { provenCircuit, RECORDS } from "../../../scripts/lib/devLane.ts";
import type { Circuit } from "../../../src/prover/circuit.ts";
import { segmentsOf, type Segment } from "../../../src/validity/witness.ts";
import { sceneOf } from "../../ledger/agree.ts";
import { Dice } from "../../ledger/dice.ts";
import { RandomBatches } from "../../ledger/randomBatch.ts";

const SEED = 600_001;
const BATCHES = 20;
/** Segments of a batch at most. */
const MOST = 2;

describe("circuits: random batches, proven and verified on chain", () => {
  let circuit: Circuit;
  let verifier: Contract;

  before(async () => {
    ({ circuit } = await provenCircuit());
    const { ethers } = await network.create();
    verifier = (await ethers.deployContract("InsecureDevVerifier")) as unknown as Contract;
  });

  for (let i = 0; i < BATCHES; i++) {
    it(`a batch of seed ${SEED + i}`, async () => {
      for (const segment of randomBatch(SEED + i)) {
        const { in: from, out, z, c, y } = segment.statement;
        const proof = await circuit.calldata(await circuit.prove(segment, () => {}));
        const holds = (inputs: readonly bigint[]): Promise<boolean> => verifier.verify!(proof, inputs);
        expect(await holds([from, out, z, c, y])).to.equal(true);
        expect(await holds([from, out + 1n, z, c, y])).to.equal(false);
      }
    });
  }
});

/** The segments of the first batch of a seed that is short enough. */
function randomBatch(seed: number): Segment[] {
  const dice = new Dice(seed);
  const batches = new RandomBatches(dice);
  for (;;) {
    const [state, mirror] = sceneOf(dice);
    const batch = batches.next(state, [...mirror.accounts.keys()]);
    const segments = segmentsOf(state, batch, { records: RECORDS, z: dice.wide(253), parentMessages: 17n });
    if (segments.length <= MOST) return segments;
  }
}
