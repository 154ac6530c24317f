import { cpuHash, stateHash } from "../machine/hash.ts";
import type { Machine } from "../machine/machine.ts";
import { memoryRoot } from "../machine/section.ts";
import { packCpu } from "../machine/state.ts";
import { toBytes, toHex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";
import type { EndState } from "./view.ts";

/** The state of a machine as a claim opens it. */
export function describe(machine: Machine): EndState {
  const { state, guest } = machine;
  const roots = machine.sections().map(({ root }) => root);
  return {
    status: state.status,
    exitCode: state.exitCode,
    output: toHex(state.output),
    memoryRoot: toHex(memoryRoot(guest.layout, roots)),
    cpuHash: toHex(cpuHash(packCpu(state.pc, state.registers))),
  };
}

/** Its hash, under the anchor, input and layout that `fixed` stands for (docs/machine.md, State). */
export function hashOf(fixed: Uint8Array, { status, exitCode, output, memoryRoot, cpuHash }: EndState): StateHash {
  return stateHash(fixed, toBytes(output), toBytes(memoryRoot), toBytes(cpuHash), exitCode, status);
}

/** What two end states have otherwise. */
export function differences(one: EndState, other: EndState): (keyof EndState)[] {
  return (Object.keys(one) as (keyof EndState)[]).filter((field) => one[field] !== other[field]);
}
