/**
 * What exists in one language only -> why. A key is a file (`path`), a function of it (`path#name`), a function of every
 * file of a folder (`folder#name`), or all of them (`folder#*`). The mirror check refuses entries that excuse nothing.
 */
export type OneSided = Readonly<Record<string, string>>;

const builtIn = "Solidity has it built in";
const errors = "Solidity declares an error where it is raised";
const onChain = "exists because contracts call, pay and are paid; off chain src/chain reads and calls it";
const speed = "makes the interpreter fast; what a step means does not depend on it";
const people = "names source lines, for people to read";
const cursor = "a contract reads its proof and table where they lie in calldata";
const packed = "registers stay packed in the words that are hashed";
const asked = "what the interpreter asks of any memory";
const made = "proofs and start states are made off chain";
const fields = "a word has accessors where a record has fields";
const loading = "a contract never loads a program: it knows the layout by its hash and memory by its roots";
const plumbing = "the machine's room src/crypto or src/tree does this in TypeScript";

export const oneSided: OneSided = {
  "contracts/types#*": "operators of value types; TypeScript's own work on branded numbers and strings",
  "contracts/types/Claim.sol": "src/rollup/view.ts has it, beside the other facts that it reads from L1",
  "contracts/types/ProgramId.sol": "src/rollup treats it as the hash that it is",
  "src/types/address.ts": builtIn,
  "src/types/hex.ts": builtIn,
  "src/types/error.ts": errors,
  "src/tree/error.ts": errors,
  "src/machine/error.ts": errors,
  "src/tree/rooted.ts": "both trees in one interface; a contract sees proofs of either by itself",
  "src/tree/poseidonTree.ts": "contracts see the ledger's trees through proofs of single leaves only",
  "src/tree/chunks.ts": "a contract never hashes a whole memory",
  "src/tree/chunkHasher.ts": "a contract never hashes a whole memory",
  "src/tree/kernel.ts": "a contract never hashes a whole memory",
  "src/tree/kernelCode.ts": "a contract never hashes a whole memory",
  "src/machine/access.ts": "a contract has one accessor, Replay, and so no interface between them",
  "src/machine/access/live.ts": "running a whole guest happens off chain only",
  "src/machine/arrange.ts": speed,
  "src/machine/access/record.ts": "proofs are made off chain",
  "src/machine/commitment.ts": "a contract never hashes a whole memory",
  "src/machine/critical.ts":
    "a watcher compares whole sections; a contract sees the two states that a dispute is about",
  "src/machine/disassemble.ts": "for people to read",
  "src/machine/elf.ts": loading,
  "src/machine/elfBytes.ts": loading,
  "src/machine/elfSections.ts": loading,
  "src/machine/elfSegments.ts": loading,
  "src/machine/elfSymbols.ts": loading,
  "src/machine/layout.ts": loading,
  "src/machine/layoutFile.ts": loading,
  "src/machine/layoutText.ts": loading,
  "src/machine/machine.ts": "the room's face to callers that run guests",
  "src/machine/nodes.ts": "a contract is given the children of a hash in the proof",
  "src/machine/nodeTable.ts": "a contract is given the children of a hash in the proof",
  "src/machine/predecode.ts": speed,
  "src/machine/step.ts#run": "a contract executes one step",
  "src/machine/diff.ts": "for people to read",
  "src/machine/layoutFit.ts": loading,
  "src/machine/lines.ts": people,
  "src/machine/linesCursor.ts": people,
  "src/machine/linesFiles.ts": people,
  "src/machine/linesHeader.ts": people,
  "src/machine/linesProgram.ts": people,
  "src/machine/program.ts": loading,
  "src/machine/verify.ts": "is contracts/machine/StepVerifier.sol, which has the name of its interface",
  "contracts/machine/StepVerifier.sol": "is src/machine/verify.ts",
  "contracts/tree/Merkle.sol#exchange": "both roots of a write in one walk: gas",
  "contracts/machine/Replay.sol#peek": cursor,
  "contracts/machine/Replay.sol#take": cursor,
  "contracts/machine/Replay.sol#nextLeaf": cursor,
  "contracts/machine/Section.sol#number": cursor,
  "contracts/machine/Section.sol#startPage": cursor,
  "contracts/machine/Section.sol#pages": cursor,
  "contracts/machine/Section.sol#tableAt": cursor,
  "contracts/machine/Section.sol#rows": cursor,
  "contracts/machine/Section.sol#row": cursor,
  "contracts/machine/State.sol#pc": packed,
  "contracts/machine/State.sol#setPc": packed,
  "contracts/machine/State.sol#register": packed,
  "contracts/machine/State.sol#setRegister": packed,
  "contracts/machine/State.sol#word": packed,
  "contracts/machine/State.sol#setWord": packed,
  "src/machine/access/replay.ts#fetch": asked,
  "src/machine/access/replay.ts#kind": asked,
  "src/machine/state.ts#startState": made,
  "src/machine/state.ts#packCpu": made,
  "src/machine/proof.ts#encodeHead": made,
  "src/machine/proof.ts#encodeAccess": made,
  "src/machine/section.ts#packLayout": made,
  "src/tree/merkle.ts#siblingCount": "a contract counts as it climbs",
  "src/machine/proof.ts#take": cursor,
  "src/machine/proof.ts#byte": cursor,
  "src/machine/proof.ts#word": cursor,
  "src/machine/proof.ts#end": cursor,
  "src/machine/proof.ts#where": cursor,
  "contracts/machine/Field.sol": plumbing,
  "contracts/machine/Poseidon.sol": plumbing,
  "contracts/dispute/Position.sol#opening": fields,
  "contracts/dispute/Position.sol#start": fields,
  "contracts/dispute/Position.sol#length": fields,
  "contracts/dispute/Position.sol#movedAt": fields,
  "contracts/dispute/Position.sol#spent": fields,
  "contracts/dispute/Position.sol#openerMoves": fields,
  "contracts/dispute/Position.sol#isLocked": fields,
  "src/dispute/position.ts#pack": "a contract is given the word",
  "src/dispute/error.ts": errors,
  "src/dispute/strategy.ts": "a contract has no strategy",
  "src/dispute/trace.ts": "a contract sees hashes, not a trace",
  "src/dispute/dissection.ts#select": "a contract is given the selection",
  "contracts/dispute/Bonds.sol": onChain,
  "contracts/dispute/Dispute.sol": onChain,
  "contracts/dispute/IBonds.sol": onChain,
  "contracts/dispute/IDispute.sol": onChain,
  "contracts/dispute/IStepVerifier.sol": onChain,
};
