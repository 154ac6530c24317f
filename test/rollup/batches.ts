import { readFileSync } from "node:fs";
import { Machine } from "../../src/machine/machine.ts";
import { KIND_INPUT } from "../../src/machine/isa.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { loadProgram, type Program } from "../../src/machine/program.ts";
import type { Task } from "../../src/rollup/execution.ts";
import { nextAccumulator } from "../../src/rollup/ids.ts";
import { composeInput } from "../../src/rollup/input.ts";
import { inputSize } from "../../src/rollup/load.ts";
import type { ResultOpening } from "../../src/rollup/view.ts";
import { toHex, type Hex } from "../../src/types/hex.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import { guestPath } from "../guest/elf.ts";

export const ZERO: Hex = `0x${"00".repeat(32)}`;

export function programOf(guest: string): Program {
  return loadProgram(readFileSync(guestPath(`${guest}/${guest}.elf`))).program;
}

/** A batch on `parent`, as the Inbox would have it, ready to be executed: anchored, honest, 2^12 steps. */
export function taskOf(guest: Program, body: Uint8Array, parent: ResultOpening, more: Partial<Task> = {}): Task {
  const header = { chainId: 31337, rollup: `0x${"12".repeat(20)}` as const, batch: 1, timestamp: 1_700_000_000 };
  const input = composeInput(header, body, inputSize(guest));
  const machine = new Machine(guest);
  machine.begin({ anchor: new Uint8Array(32), input });
  const inputRoot = toHex(machine.sections().find(({ kind }) => kind === KIND_INPUT)!.root);
  const accumulator = nextAccumulator(parent.accumulator, inputRoot, input.length);
  const { batch: number, timestamp } = header;
  return {
    guest,
    nodes: new NodeStore(),
    rules: { maxSteps: 2 ** 12, nary: 16, programKind: "anchored" },
    parent,
    batch: { number, accumulator, inputRoot, inputLength: input.length, timestamp, transaction: ZERO },
    input,
    memory: undefined,
    fault: undefined,
    ...more,
  };
}

/** The root of the tree of results of an anchored program. */
export const GENESIS: ResultOpening = { parent: ZERO as ResultId, accumulator: ZERO, output: ZERO, memoryRoot: ZERO };
