import type { Command } from "commander";
import type { Engine } from "../machine/engine.ts";
import { Machine, type Batch } from "../machine/machine.ts";
import type { NodeStore } from "../machine/nodes.ts";
import type { Program } from "../machine/program.ts";
import { composeInput } from "../rollup/input.ts";
import { TRANSLATOR } from "../translator/engine.ts";
import { toBytes, type Hex } from "../types/hex.ts";
import type { Step } from "../types/step.ts";
import { UsageError } from "./errors.ts";
import { readFile, readProgram } from "./files.ts";
import { grouped } from "./format.ts";
import { withJson, withLayout, type JsonOptions } from "./options.ts";
import type { Progress } from "./progress.ts";
import { count, parseWord, powerOfTwo } from "./values.ts";

/** Options of every command that runs a guest by itself, away from any chain. */
export type RunOptions = JsonOptions & {
  readonly input?: string;
  readonly anchor?: Hex;
  readonly layout?: string;
  readonly maxSteps?: number;
  readonly stopAt?: number;
};

export type CheckpointOptions = JsonOptions & { readonly checkpoints?: string; readonly every?: Step };

/** Where checkpoints are when nobody says otherwise. */
export const CHECKPOINTS = "cache/checkpoints";

/** Where a run ends that nothing else stops; steps. */
const DEFAULT_MAX_STEPS = 2 ** 32;

/** Steps between two looks at the clock. */
const SLICE = 100_000_000;

/** Adds the argument `<elf>` and `--input`, `--anchor`, `--layout`, `--max-steps`, `--stop-at` and `--json`. */
export function withRun(command: Command): Command {
  const withInput = command
    .argument("<elf>", "the guest")
    .option(
      "--input <file>",
      "body of the batch, behind a header as the Inbox writes it for batch 1 (default: no input)",
    )
    .option("--anchor <hex>", "the parent's output, 32 bytes (default: zero)", parseWord)
    .option("--max-steps <n>", "end of the span (default: the layout's, else 2^32)", count(1))
    .option("--stop-at <n>", "go no further than this many steps", count());
  return withJson(withLayout(withInput));
}

/** Adds `--checkpoints` and `--every`. */
export function withCheckpoints(command: Command): Command {
  return command
    .hook("preAction", (_, action) => requireFolder(action.opts()))
    .option(
      "--checkpoints <folder>",
      `keep states of the run there, such as ${CHECKPOINTS}, and go on from those kept before`,
    )
    .option("--every <steps>", "between two of them, a power of two (default: by what they cost)", powerOfTwo);
}

/** @throws UsageError ARGUMENT_INVALID for a distance between checkpoints that are kept nowhere */
function requireFolder({ checkpoints, every }: CheckpointOptions): void {
  if (every === undefined || checkpoints !== undefined) return;
  const what = "Without a folder no checkpoints are kept";
  throw new UsageError("ARGUMENT_INVALID", {
    what,
    where: "--every",
    fix: "Give --checkpoints <folder>, or leave it out",
  });
}

/** A guest at the start of a run, and how far it is to run. */
export type Prepared = {
  readonly program: Program;
  readonly machine: Machine;
  readonly maxSteps: number;
  /** The smaller of the span and `--stop-at`. */
  readonly limit: number;
};

/**
 * @param nodes preimages that are known already
 * @throws UsageError FILE_UNREADABLE; MachineError and RollupError for what is in the files
 */
export function prepare(elf: string, options: RunOptions, nodes?: NodeStore): Prepared {
  const { program, settings } = readProgram(elf, options.layout);
  const machine = new Machine(program, { ...batchOf(program, options), ...(nodes && { nodes }) });
  const maxSteps = options.maxSteps ?? settings.maxSteps ?? DEFAULT_MAX_STEPS;
  return { program, machine, maxSteps, limit: Math.min(maxSteps, options.stopAt ?? maxSteps) };
}

/** What the options say of the batch that is run. */
export function batchOf(program: Program, { input, anchor }: Pick<RunOptions, "input" | "anchor">): Batch {
  const nowhere = { chainId: 0, rollup: "0x00", batch: 1, timestamp: 0 } as const;
  const composed = input === undefined ? new Uint8Array(0) : composeInput(nowhere, readFile(input), program.inputSize);
  return { anchor: anchor === undefined ? new Uint8Array(32) : toBytes(anchor), input: composed };
}

/** Runs up to step `limit`, telling `progress` now and then. */
export function runTo(machine: Machine, limit: number, progress: Progress): void {
  telling(progress).on(machine)(limit - machine.state.step);
}

/** The translator, which tells `progress` now and then. */
export function telling(progress: Progress): Engine {
  return {
    ...TRANSLATOR,
    on(machine) {
      const run = TRANSLATOR.on(machine);
      return (steps) => {
        const start = machine.state.step;
        for (let left = steps; left > 0; left = start + steps - machine.state.step) {
          if (run(Math.min(SLICE, left)) === 0) break;
          progress.update(`step ${grouped(machine.state.step)}`);
        }
        return machine.state.step - start;
      };
    },
  };
}
