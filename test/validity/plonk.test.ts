import { describe } from "mocha";
import { plonk } from "../../src/validity/plonk.ts";
import { behaves } from "./universal.ts";

describe("plonk, behind the interface of groth16", () => {
  behaves(plonk, 24, (proof) => ({ ...proof, A: proof["B"]! }));
});
