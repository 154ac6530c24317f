import { expect } from "chai";
import { before, describe, it } from "mocha";
import { compileCircuit } from "../../../src/validity/compile.ts";
import { sceneOf } from "../../ledger/agree.ts";
import { Dice } from "../../ledger/dice.ts";
import { RandomBatches } from "../../ledger/randomBatch.ts";
import { vectors } from "../../ledger/vectorFile.ts";
import { Gadget } from "../gadget.ts";
import { changes, defects } from "../hunt.ts";
import { provable, sceneOfVector } from "./segments.ts";

const SEED = 500_001;
const PARTS = 20;
const BATCHES = 50;
/** Vectors whose witnesses are hunted through, signal by signal. */
const HUNTED = 10;

describe("circuits: batches (dev, 4 records)", () => {
  let gadget: Gadget;
  before(async () => {
    gadget = await Gadget.of(await compileCircuit("dev"));
  });

  for (const vector of vectors) {
    it(`prove the vector "${vector.name}"`, () => {
      const { state, batch } = sceneOfVector(vector);
      const segments = provable(gadget, state, batch, BigInt(vector.z), BigInt(vector.before.messagesRoot));
      expect(segments.at(-1)!.statement.out).to.equal(BigInt(vector.output));
    });
  }

  for (let part = 0; part < PARTS; part++) {
    it(`${BATCHES} random ones of seed ${SEED + part} lead where src/ledger says`, () => {
      const dice = new Dice(SEED + part);
      const batches = new RandomBatches(dice);
      for (let i = 0; i < BATCHES; i++) {
        const [state, mirror] = sceneOf(dice);
        provable(gadget, state, batches.next(state, [...mirror.accounts.keys()]), dice.wide(253));
      }
    });
  }

  for (const vector of vectors.filter((_, i) => i % Math.ceil(vectors.length / HUNTED) === 0)) {
    it(`have no other witness one signal away: "${vector.name}"`, () => {
      const { state, batch } = sceneOfVector(vector);
      for (const { inputs } of provable(gadget, state, batch, 123n)) {
        const witness = gadget.witness(inputs);
        expect(gadget.constraints.firstBroken(witness)).to.equal(undefined);
        expect(defects(changes(gadget, witness))).to.deep.equal([]);
      }
    });
  }
});
