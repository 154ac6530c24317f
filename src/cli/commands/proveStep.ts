import type { Command } from "commander";
import { startJudge, type StepGas } from "../../chain/judge.ts";
import type { Machine } from "../../machine/machine.ts";
import { NodeStore } from "../../machine/nodes.ts";
import type { Program } from "../../machine/program.ts";
import { verifyStep } from "../../machine/verify.ts";
import { toHex, type Hex } from "../../types/hex.ts";
import type { StateHash } from "../../types/stateHash.ts";
import { CommandError, UsageError } from "../errors.ts";
import { requireNew, writeNewFile } from "../files.ts";
import { grouped } from "../format.ts";
import { withExample } from "../options.ts";
import { facts, show, toJson } from "../output.ts";
import { startProgress } from "../progress.ts";
import { prepare, runTo, withCheckpoints, withRun, type CheckpointOptions, type RunOptions } from "../runOptions.ts";
import { placeOf, whereIs, type Place } from "../../machine/place.ts";
import { count } from "../values.ts";

type ProveOptions = RunOptions & CheckpointOptions & { readonly at: number; readonly export?: string };

/** A step with its proof, as a file has it: `StepVerifier.step(prestate, proof)` is `poststate` on any chain. */
export type ExportedStep = {
  readonly step: number;
  /** What the step executes; for people, no judge reads it. */
  readonly at: Place;
  readonly prestate: StateHash;
  readonly poststate: StateHash;
  readonly proof: Hex;
};

export function defineProveStep(command: Command): void {
  withCheckpoints(withRun(command))
    .requiredOption("--at <n>", "the step, counted from 0", count())
    .option("--export <file>", "write the step to a new file that verifies by itself");
  withExample(command, "npx assize prove-step guest/toy/toy.elf --at 100 --export step.json").action(prove);
}

async function prove(elf: string, options: ProveOptions): Promise<void> {
  if (options.export !== undefined) requireNew(options.export);
  const step = await exportedStep(elf, options);
  const gas = await judged(step);
  if (options.export !== undefined) writeNewFile(options.export, `${toJson(step)}\n`);
  show(options, { ...step, gas }, () => linesOf(step, gas, options.export));
}

async function exportedStep(elf: string, options: ProveOptions): Promise<ExportedStep> {
  const { checkpoints } = options;
  const disk = checkpoints === undefined ? undefined : await import("../checkpoints.ts");
  const store = disk?.checkpointsIn(checkpoints!, options);
  try {
    const nodes = store && new NodeStore(store.nodes, store.nodes.learn);
    const { program, machine, limit, maxSteps } = prepare(elf, options, nodes);
    if (options.at >= limit) throw beyond(options.at, limit);
    const progress = startProgress();
    if (store === undefined) runTo(machine, options.at, progress);
    else disk!.goTo(machine, store, options, maxSteps, options.at, progress);
    progress.done();
    return proven(program, machine, options.at);
  } finally {
    await store?.close();
  }
}

/** @returns UsageError ARGUMENT_INVALID */
function beyond(at: number, limit: number): UsageError {
  const what = `Step ${at} is beyond a run of at most ${limit} steps`;
  const fix = "Give a smaller step, or raise --max-steps or --stop-at";
  return new UsageError("ARGUMENT_INVALID", { what, where: "--at", fix });
}

function proven(program: Program, machine: Machine, step: number): ExportedStep {
  const at = placeOf(program, machine);
  const { prestate, proof, poststate } = machine.proveStep();
  return { step, at, prestate, poststate, proof: toHex(proof) };
}

/** Gas of the step, after the judge and our own verifier have agreed on it. */
async function judged({ step, prestate, poststate, proof }: ExportedStep): Promise<StepGas> {
  const judge = await startJudge();
  try {
    const [ours, theirs] = [verifyStep(prestate, proof), await judge.step(prestate, proof)];
    if (ours === poststate && theirs === poststate) return await judge.gas(prestate, proof);
    const what = `Step ${step} leads to ${poststate}, but its proof to ${ours} in TypeScript and to ${theirs} in Solidity`;
    const fix = "This is a defect of Assize: please report it with the guest and the options";
    throw new CommandError("STEP_DIFFERS", { what, fix });
  } finally {
    await judge.close();
  }
}

function linesOf({ step, at, prestate, poststate, proof }: ExportedStep, gas: StepGas, file?: string): string[] {
  return facts([
    ["step", grouped(step)],
    ["instruction", at.instruction],
    ["pc", at.pc],
    ["in", whereIs(at)],
    ["prestate", prestate],
    ["poststate", poststate],
    ["proof", `${grouped(proof.length / 2 - 1)} bytes`],
    ["execution", `${grouped(gas.execution)} gas`],
    ["transaction", `${grouped(gas.transaction)} gas`],
    ...(file === undefined ? [] : [["written", file] as const]),
  ]);
}
