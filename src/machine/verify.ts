import { type Hex, toBytes } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";
import { Replay } from "./access/replay.ts";
import { MachineError } from "./error.ts";
import { cpuHash, fixedHash, stateHash } from "./hash.ts";
import { type ProofHead, ProofReader, decodeHead } from "./proof.ts";
import { inputRoot, layoutHash, memoryRoot } from "./section.ts";
import { packCpu } from "./state.ts";
import { step } from "./step.ts";

/**
 * Executes one step from its proof alone and returns the hash of the state after it: what the judge does on chain
 * (contracts/machine/StepVerifier.sol). For every prestate there is at most one poststate that any proof leads to.
 * @throws MachineError PROOF_*
 * @throws TreeError when siblings are not in their canonical form
 */
export function verifyStep(prestate: StateHash, proof: Hex | Uint8Array): StateHash {
  const reader = new ProofReader(typeof proof === "string" ? toBytes(proof) : proof);
  const head = decodeHead(reader);
  const opened = hashOf(head);
  if (opened !== prestate) {
    const what = `The proof opens the state ${opened}, not ${prestate}`;
    throw new MachineError("PROOF_PRESTATE", { what, fix: "Prove the state before this step" });
  }
  const access = new Replay(head.layout, head.roots, reader);
  step(head.state, access);
  access.finish();
  return hashOf(head);
}

function hashOf({ state, layout, roots }: ProofHead): StateHash {
  const fixed = fixedHash(state.anchor, inputRoot(layout, roots), layoutHash(layout));
  const cpu = cpuHash(packCpu(state.pc, state.registers));
  return stateHash(fixed, state.output, memoryRoot(layout, roots), cpu, state.exitCode, state.status);
}
