import { describe } from "mocha";
import { fflonk } from "../../src/validity/plonk.ts";
import { behaves } from "./universal.ts";

describe("fflonk, behind the interface of groth16", () => {
  behaves(fflonk, 24, (proof) => {
    const { polynomials } = proof;
    return { ...proof, polynomials: { ...polynomials, C1: polynomials!["C2"] } };
  });
});
