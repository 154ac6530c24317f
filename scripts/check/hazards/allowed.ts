const hashing = "hashes words that lie side by side, which Solidity would copy first; memory-safe";
const calldata =
  "reads words of the proof where they lie; what is behind its end is refused by the length that is checked";
const wraps = "wraps at 2^32, as the machine does";

/**
 * What contracts may do although it is listed as a hazard: `rule: Contract.function` or `rule: path` -> why. An entry that
 * excuses nothing is a problem of its own.
 */
export const allowed: Readonly<Record<string, string>> = {
  "value or foreign code: Bonds.withdraw": "pays what the caller is owed, after the credit is gone; nothing follows",
  "value or foreign code: Bridge.pay": "pays what the account is owed, after the credit is gone; nothing follows",
  "value or foreign code: Groth16Verifier._combine": "calls precompiles, which have no code and keep nothing",
  "value or foreign code: Groth16Verifier._pairingHolds": "calls a precompile, which has no code and keeps nothing",
  "payable: IBridge.deposit": "a deposit, held until an exit",
  "payable: Bridge.deposit": "a deposit, held until an exit",
  "payable: IDispute.open": "the lock of a further dispute",
  "payable: Dispute.open": "the lock of a further dispute",
  "payable: IRollup.claim": "the bond of a claim",
  "payable: Rollup.claim": "the bond of a claim",
  "privilege: Bonds._requireOwn": "only its owner dissects for a claim",
  "privilege: Inbox._requireSequencer": "only the sequencer orders batches",
  "privilege: ValidityLane._requireHost": "only the rollup vouches for statements",
  "privilege: ValidityLane._requireProposer":
    "proposes verifiers and revokes the lane, and nothing else (docs/validity.md)",
  "origin: Inbox._requireSequencer": "makes sure that a body is a transaction's own calldata; authorises nobody",
  "loop over storage: ValidityLane.constructor": "over what the rollup is made with",
  "ignored result: Rollup.proveResult": "asks whether it is the batch, whose accumulator is of no use there",
  "block facts: currentTime": "the one place that reads the clock",

  "assembly: contracts/dispute/Dispute.sol":
    "gives an array its plain type, so that it is copied at once; changes nothing",
  "assembly: contracts/dispute/Dissection.sol": hashing,
  "assembly: contracts/machine/Hash.sol": hashing,
  "assembly: contracts/machine/Section.sol": "table lookups of one word; hashing",
  "assembly: contracts/machine/State.sol": "registers are packed eight to a word",
  "assembly: contracts/machine/Proof.sol": calldata,
  "assembly: contracts/machine/Replay.sol": calldata,
  "assembly: contracts/rollup/Commitment.sol": "a polynomial over every word of a batch; memory-safe",
  "assembly: contracts/rollup/Inbox.sol": "copies the body behind the header at once",
  "assembly: contracts/validity/Groth16Verifier.sol":
    "lays out what the precompiles read, each word once; memory-safe, each call's answer checked",
  "assembly: contracts/tree/Merkle.sol": "half of a step's gas is spent in these loops; memory-safe",

  "unchecked: Alu.add": wraps,
  "unchecked: Alu.sub": wraps,
  "unchecked: Ecall.leafAddress": wraps,
  "unchecked: Muldiv.mul": wraps,
  "unchecked: Search.cut": "a 64-bit length times an 8-bit index, in 256 bits",
  "unchecked: Search.segment": "an index of at most 128; the second cut is not before the first",
  "unchecked: Proof.decodeHead": "a byte of count times a few words; offsets in calldata, which cannot be so long",
  "unchecked: take": "the cursor never passes the end",
  "unchecked: Section.depth": "logarithms of numbers below 2^24",
  "unchecked: Section.find": "a difference that wraps exceeds any number of pages, as is meant",
  "unchecked: Section.leafIndex": "an address less the start of the section that holds it",
  "unchecked: Merkle.checkCanonical": "counts of at most 32 levels",

  "never read: Isa.KIND_READ_ONLY": "the table of kinds is whole, and generated",
};
