import { after, before, describe, it } from "mocha";
import { join } from "node:path";
import type { CompiledCircuit } from "../../src/validity/compile.ts";
import { contribute, setupKey, verifyKey } from "../../src/validity/keys.ts";
import { makePowers } from "./powers.ts";
import { refused } from "./refused.ts";
import { ITEMS, repeatingKey } from "./repeatingKey.ts";
import { compileToy, scratch } from "./toyCircuit.ts";

describe("keys: a ceremony's key is not verified", () => {
  const folder = scratch();
  const at = (name: string): string => join(folder.path, name);
  let circuit: CompiledCircuit;

  before(async () => {
    circuit = await compileToy(folder.path);
    await makePowers(6, at("powers.ptau"));
    await setupKey(circuit, at("powers.ptau"), at("0.zkey"));
    await contribute(at("0.zkey"), at("1.zkey"), "first");
    await verifyKey(circuit, at("powers.ptau"), at("1.zkey"));
  });

  after(() => folder.remove());

  it("against other powers", async () => {
    await makePowers(6, at("other.ptau"));
    await refused(() => verifyKey(circuit, at("other.ptau"), at("1.zkey")), "CEREMONY_INVALID");
  });

  for (const section of Object.keys(ITEMS) as (keyof typeof ITEMS)[]) {
    it(`with an item of section ${section} that is its neighbour's`, async () => {
      const { path } = await repeatingKey(at("1.zkey"), section, at(`${section}.zkey`));
      await refused(() => verifyKey(circuit, at("powers.ptau"), path), "CEREMONY_INVALID");
    });
  }
});
