import type { Command } from "commander";
import { KIND_NAMES } from "../../machine/layout.ts";
import type { Machine } from "../../machine/machine.ts";
import { NodeStore } from "../../machine/nodes.ts";
import { describe } from "../../rollup/state.ts";
import { toHex } from "../../types/hex.ts";
import { grouped, hexWord } from "../format.ts";
import { withExample } from "../options.ts";
import { facts, show, table } from "../output.ts";
import { startProgress } from "../progress.ts";
import { type CheckpointOptions, prepare, runTo, withCheckpoints, withRun, type RunOptions } from "../runOptions.ts";
import { statusName, type StatusName } from "../status.ts";

/** Characters of the guest's output that are kept: a guest may print for ever. */
const PRINTED_LIMIT = 1_000_000;

export function defineRun(command: Command): void {
  withExample(
    withCheckpoints(withRun(command)),
    "npx assize run guest/sha256/sha256.elf --input guest/toy/toy.c --json",
  ).action(run);
}

async function run(elf: string, options: RunOptions & CheckpointOptions): Promise<void> {
  const { checkpoints } = options;
  const disk = checkpoints === undefined ? undefined : await import("../checkpoints.ts");
  const store = disk?.checkpointsIn(checkpoints!, options);
  const nodes = store && new NodeStore(store.nodes, store.nodes.learn);
  const { machine, limit, maxSteps } = prepare(elf, options, nodes);
  const printed = listen(machine);
  const progress = startProgress();
  const from = store && disk?.goTo(machine, store, options, maxSteps, limit, progress);
  if (store === undefined) runTo(machine, limit, progress);
  progress.done();
  await store?.close();
  const result = { ...summaryOf(machine), ...(from === undefined ? {} : { from }), printed: printed() };
  show(options, result, () => [
    ...(result.printed === "" ? [] : [result.printed.trimEnd(), ""]),
    ...facts([
      ["steps", grouped(result.steps)],
      ...(from === undefined ? [] : [["executed from", grouped(from)] as const]),
      ["status", result.status],
      ["exitCode", String(result.exitCode)],
      ["pc", result.pc],
      ["output", result.output],
      ["stateHash", result.stateHash],
      ["memoryRoot", result.memoryRoot],
    ]),
    "",
    ...table([["section", "kind", "start", "bytes", "root"], ...result.sections.map(sectionRow)]),
  ]);
}

/** Collects what the guest prints. @returns what it has printed so far */
function listen(machine: Machine): () => string {
  const decoder = new TextDecoder();
  let text = "";
  machine.live.observer = {
    print(_, bytes) {
      if (text.length < PRINTED_LIMIT) text += decoder.decode(bytes, { stream: true });
    },
  };
  return () => (text.length < PRINTED_LIMIT ? text : `${text.slice(0, PRINTED_LIMIT)}\n… and more`);
}

type Summary = {
  readonly steps: number;
  readonly status: StatusName;
  readonly exitCode: number;
  readonly pc: string;
  readonly output: string;
  readonly stateHash: string;
  readonly memoryRoot: string;
  readonly sections: readonly {
    readonly name: string;
    readonly kind: string;
    readonly start: string;
    readonly size: number;
    readonly root: string;
  }[];
};

function summaryOf(machine: Machine): Summary {
  const { step: steps, status, exitCode, pc } = machine.state;
  const { output, memoryRoot } = describe(machine);
  const sections = machine.sections().map(({ name, kind, start, size, root }) => ({
    name,
    kind: KIND_NAMES.get(kind) ?? "",
    start: hexWord(start),
    size,
    root: toHex(root),
  }));
  return {
    steps,
    status: statusName(status),
    exitCode,
    pc: hexWord(pc),
    output,
    stateHash: machine.stateHash(),
    memoryRoot,
    sections,
  };
}

function sectionRow({ name, kind, start, size, root }: Summary["sections"][number]): string[] {
  return [name, kind, start, grouped(size), root];
}
