import { expect } from "chai";
import { before, describe, it } from "mocha";
import { FIELD } from "../../../src/crypto/field.ts";
import { compileCircuit } from "../../../src/validity/compile.ts";
import { Dice } from "../../ledger/dice.ts";
import { sceneOf } from "../../ledger/agree.ts";
import { RandomBatches } from "../../ledger/randomBatch.ts";
import { vectors } from "../../ledger/vectorFile.ts";
import { Gadget } from "../gadget.ts";
import { changes, defects } from "../hunt.ts";
import { provable, sceneOfVector } from "./segments.ts";

/** One vector in so many is tried here, all of them in batch.long.test.ts. */
const EVERY = 16;
const SEED = 20_261_122;

describe("circuits: a batch (dev, 4 records)", () => {
  let gadget: Gadget;
  before(async () => {
    gadget = await Gadget.of(await compileCircuit("dev"));
  });

  it("has 5 public signals", () => {
    expect(gadget.constraints.publicSignals).to.equal(5);
    for (const [i, name] of ["in", "out", "z", "c", "y"].entries()) expect(gadget.name(i + 1)).to.equal(name);
  });

  for (const vector of vectors.filter((_, i) => i % EVERY === 0)) {
    it(`proves the vector "${vector.name}"`, () => {
      const { state, batch } = sceneOfVector(vector);
      const segments = provable(gadget, state, batch, BigInt(vector.z), BigInt(vector.before.messagesRoot));
      expect(segments.at(-1)!.statement.out).to.equal(BigInt(vector.output));
      const inner = segments.slice(1).map(({ statement }) => statement.in);
      expect(inner).to.deep.equal(inner.map((_, i) => BigInt(vector.progress[4 * (i + 1)]!)));
    });
  }

  it("proves random batches", () => {
    const dice = new Dice(SEED);
    const batches = new RandomBatches(dice);
    for (let i = 0; i < 2; i++) {
      const [state, mirror] = sceneOf(dice);
      provable(gadget, state, batches.next(state, [...mirror.accounts.keys()]), dice.wide(253));
    }
  });

  it("has no other witness one signal away from that of a batch with everything in it", () => {
    const { state, batch } = sceneOfVector(vectors.find(({ records }) => records.length >= 4)!);
    const [{ inputs }] = provable(gadget, state, batch, 123n) as [ReturnType<typeof provable>[0]];
    const witness = gadget.witness(inputs);
    expect(gadget.constraints.firstBroken(witness)).to.equal(undefined);
    // One signal in 16 here; which ones the seed says. All of them in batch.long.test.ts.
    const dice = new Dice(SEED);
    expect(defects(changes(gadget, witness, () => dice.chance(16)))).to.deep.equal([]);
  });

  it("refuses another output, anchor, z, c or y, each alone", () => {
    const { state, batch } = sceneOfVector(vectors[0]!);
    const [{ inputs }] = provable(gadget, state, batch, 123n) as [ReturnType<typeof provable>[0]];
    for (const name of ["in", "out", "z", "c", "y"]) {
      const other = ((inputs[name] as bigint) + 1n) % FIELD;
      expect(() => gadget.witness({ ...inputs, [name]: other }), name).to.throw("No witness");
    }
  });
});
