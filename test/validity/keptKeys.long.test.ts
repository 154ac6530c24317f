import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { after, describe, it } from "mocha";
import { compileCircuit } from "../../src/validity/compile.ts";
import { developmentKey } from "../../src/validity/keys.ts";
import { scratch } from "./toyCircuit.ts";

/* That contracts/validity/generated follows from circuits/keys is a check (`fresh`); that these follow from the circuits is this. */
describe("circuits/keys: each is what its circuit and the development secrets give, made anew", () => {
  const folder = scratch();
  after(() => folder.remove());

  for (const file of readdirSync("circuits/keys")) {
    it(file, async () => {
      const circuit = await compileCircuit(file.replace(/\.json$/, ""), { cache: folder.path });
      const { manifest, header } = await developmentKey(circuit, undefined, folder.path);
      const kept = JSON.parse(readFileSync(`circuits/keys/${file}`, "utf8")) as unknown;
      expect(kept).to.deep.equal({ r1cs: manifest.r1cs, key: header.key });
    });
  }
});
