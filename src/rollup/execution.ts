import { equalBytes } from "../crypto/bytes.ts";
import { fixedHash } from "../machine/hash.ts";
import { KIND_INPUT } from "../machine/isa.ts";
import { type Guest, Machine, type Snapshot } from "../machine/machine.ts";
import type { NodeStore } from "../machine/nodes.ts";

import { layoutHash, memoryRoot } from "../machine/section.ts";
import { toBytes, toHex } from "../types/hex.ts";
import type { Belief } from "./decide.ts";
import { RollupError } from "./error.ts";
import type { Fault, Tried } from "./fault.ts";
import type { Rules } from "./fold.ts";
import { resultId } from "./ids.ts";
import { isVoid, nextResult } from "./outcome.ts";
import { hashOf } from "./state.ts";
import { MachineTrace, type Means } from "./trace.ts";
import type { Batch, EndState, ResultOpening } from "./view.ts";

/** One batch to execute, and on what. */
export type Task = {
  readonly guest: Guest;
  readonly nodes: NodeStore;
  readonly rules: Rules;
  readonly parent: ResultOpening;
  readonly batch: Batch;
  /** Header and body. */
  readonly input: Uint8Array;
  /** Memory that the last good batch left; undefined for the program's own. */
  readonly memory: Snapshot | undefined;
  readonly fault: Fault | Tried | undefined;
  readonly means?: Means;
};

/** What executing one batch gave, and what defends it. */
export type Execution = {
  readonly parent: ResultOpening;
  readonly batch: Batch;
  readonly fault: Fault | undefined;
  /** What came of the fault. */
  readonly tried: Tried | undefined;
  readonly belief: Belief;
  readonly end: EndState;
  /** The result that the batch leads to. */
  readonly opening: ResultOpening;
  readonly trace: MachineTrace;
  /** Steps until the machine stopped, or maxSteps. */
  readonly steps: number;
  /** Memory that it started from; undefined for the program's own. */
  readonly before: Snapshot | undefined;
  /** Memory that the next batch starts from; undefined for the program's own. */
  readonly memory: Snapshot | undefined;
};

/** How many steps a fault without effect is moved on before it is given up. */
const FAULT_ATTEMPTS = 32;

/**
 * Executes a batch. With a fault: as a liar would have it, and so that the end is not the true one.
 * @throws RollupError BATCH_MISMATCH when the input is not what the Inbox has, MEMORY_MISMATCH when the memory is not the parent's
 */
export function executeBatch(task: Task): Execution {
  const { fault } = task;
  if (fault !== undefined && "isTried" in fault) return execute(task, fault);
  const truth = execute(task, undefined);
  if (fault === undefined) return truth;
  const { kind, step = Number(BigInt(task.batch.accumulator) % BigInt(truth.steps)) } = fault;
  for (let moved = 0; moved < FAULT_ATTEMPTS; moved++) {
    const lying = execute(task, { kind, step: step + moved, isTried: true });
    if (lying.belief.end !== truth.belief.end) return lying;
  }
  const what = `A ${kind} fault at step ${step} and after does not change the end state`;
  throw new RollupError("FAULT_INVALID", { what, fix: "Choose another step or kind" });
}

function execute(task: Task, tried: Tried | undefined): Execution {
  const { rules, parent, batch } = task;
  const fixed = fixedHash(toBytes(parent.output), toBytes(batch.inputRoot), layoutHash(task.guest.layout));
  const trace = new MachineTrace(() => start(task, tried?.kind === "input"), fixed, rules.maxSteps, tried, task.means);
  const end = trace.stateAt(rules.maxSteps);
  const steps = trace.lookAt(rules.maxSteps, ({ state }) => Math.min(state.step, rules.maxSteps));
  const opening = nextResult(parent, batch.accumulator, end, rules.programKind);
  const belief = { parent: resultId(parent), end: hashOf(fixed, end), result: resultId(opening) };
  const keeps = rules.programKind === "persistent" && !isVoid(end);
  return {
    parent,
    batch,
    fault: task.fault,
    tried,
    belief,
    end,
    opening,
    trace,
    steps,
    before: task.memory,
    memory: keeps
      ? sharing(
          trace.lookAt(rules.maxSteps, (machine) => machine.snapshot()),
          task.memory,
        )
      : task.memory,
  };
}

/** The same snapshot, holding no second copy of chunks that are as they were before: a batch costs what it has changed. */
function sharing({ state, chunks }: Snapshot, before: Snapshot | undefined): Snapshot {
  if (before === undefined) return { state, chunks };
  const shared = new Map<number, Uint8Array>();
  for (const [number, bytes] of chunks) {
    const old = before.chunks.get(number);
    shared.set(number, old !== undefined && equalBytes(old, bytes) ? old : bytes);
  }
  return { state, chunks: shared };
}

/**
 * The machine at the start of the run, on memory that is the parent's beyond doubt: all of it is hashed here.
 * @param wrongly with one bit of the input turned
 */
function start({ guest, nodes, parent, batch, input, memory }: Task, wrongly: boolean): Machine {
  const machine = new Machine(guest, { nodes });
  if (memory !== undefined) {
    machine.restore(memory);
    const roots = machine.sections().map(({ root }) => root);
    const found = toHex(memoryRoot(guest.layout, roots));
    if (found !== parent.memoryRoot) {
      throw new RollupError("MEMORY_MISMATCH", {
        what: `The memory before batch ${batch.number} has the root ${found}, its parent's is ${parent.memoryRoot}`,
        fix: "Start the agent again, on another machine if this comes back: its memory is not what it was",
      });
    }
  }
  machine.begin({ anchor: toBytes(parent.output), input });
  const root = machine.sections().find(({ kind }) => kind === KIND_INPUT)?.root;
  if (root === undefined || toHex(root) !== batch.inputRoot) {
    throw new RollupError("BATCH_MISMATCH", {
      what: `The calldata of batch ${batch.number} does not have the root that the Inbox recorded`,
      where: `transaction ${batch.transaction}`,
      fix: "Compare with another node: this one answers wrongly",
    });
  }
  if (wrongly) machine.begin({ anchor: toBytes(parent.output), input: turned(input) });
  return machine;
}

function turned(input: Uint8Array): Uint8Array {
  const other = input.slice();
  other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
  return other;
}
