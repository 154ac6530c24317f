import type { Mutant } from "./mutant.ts";

/**
 * A mutant that no test can tell from the original, and why. Matched by its text, so that it outlives edits elsewhere. A listed
 * mutant that a test does kill is a mistake in this list, and an error.
 */
export type Equivalent = Pick<Mutant, "file" | "scope" | "before" | "after"> & { readonly reason: string };

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "contracts/machine/Ecall.sol",
    scope: "mulmod256",
    before: "store(access, state.register(Isa.A0), Field.toLittleEndian(m == 0 ? 0 : mulmod(a, b, m)));",
    after: "store(access, state.register(Isa.A0), Field.toLittleEndian(m == 0 ? 0 : mulmod(b, a, m)));",
    reason: "a product does not depend on the order of its factors",
  },
  {
    file: "contracts/machine/Replay.sol",
    scope: "children",
    before: "numbers[i] = uint256(bytes32(msg.data[from:from + 32]));",
    after: "numbers[i] = uint256(bytes32(msg.data[from:from + 33]));",
    reason:
      "the first 32 bytes are taken, and no proof that verifies ends with children: leaves that are written follow",
  },
  {
    file: "contracts/machine/StepVerifier.sol",
    scope: "step",
    before: "if (access.written) memoryRoot = Section.memoryRoot(access.slots, access.zeroTable);",
    after: "if (true) memoryRoot = Section.memoryRoot(access.slots, access.zeroTable);",
    reason:
      "without a write the root that was checked is computed again: dearer, which gas snapshots see, and the same",
  },
  {
    file: "contracts/dispute/Search.sol",
    scope: "parts",
    before: "return steps < nary ? steps : nary;",
    after: "return steps <= nary ? steps : nary;",
    reason: "the smaller of two equal numbers is either",
  },
  {
    file: "contracts/machine/Step.sol",
    scope: "muldiv",
    before: "if (operation == Isa.MULHU) return Muldiv.mulhu(a, b);",
    after: "if (operation == Isa.MULHU) return Muldiv.mulhu(b, a);",
    reason: "a product of two unsigned numbers does not depend on their order",
  },
  {
    file: "contracts/dispute/Dissection.sol",
    scope: "root",
    before: "} lt(to, end) {",
    after: "} iszero(gt(to, end)) {",
    reason: "one more pass behind the end, where everything is overwritten before it is read",
  },
  {
    file: "contracts/validity/Groth16Verifier.sol",
    scope: "_combine",
    before: "done := and(done, staticcall(gas(), 7, term, 0x60, term, 0x40))",
    after: "done := or(done, staticcall(gas(), 7, term, 0x60, term, 0x40))",
    reason: "points of the key and their multiples are on the curve, so the precompile never fails",
  },
  {
    file: "contracts/validity/Groth16Verifier.sol",
    scope: "_combine",
    before: "done := and(done, staticcall(gas(), 6, sum, 0x80, sum, 0x40))",
    after: "done := or(done, staticcall(gas(), 6, sum, 0x80, sum, 0x40))",
    reason: "points of the key and their multiples are on the curve, so the precompile never fails",
  },
  {
    file: "contracts/rollup/Commitment.sol",
    scope: "wordBytes",
    before: "if (bodyLength <= PREFIX_BYTES) return PREFIX_BYTES;",
    after: "if (bodyLength < PREFIX_BYTES) return PREFIX_BYTES;",
    reason: "a body that is the prefix alone has no record, and no record adds nothing to the prefix",
  },
];

/** The entry for `mutant`, if there is one. */
export function equivalentOf(mutant: Mutant, listed: readonly Equivalent[] = EQUIVALENTS): Equivalent | undefined {
  return listed.find(({ file, scope, before, after }) => {
    return file === mutant.file && scope === mutant.scope && before === mutant.before && after === mutant.after;
  });
}
