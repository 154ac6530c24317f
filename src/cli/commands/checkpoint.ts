import type { Command } from "commander";
import { resume } from "../../machine/checkpoint.ts";
import { Rewind } from "../../machine/rewind.ts";
import { readCheckpoint, readChunk, stepsIn, writeCheckpoint } from "../../store/checkpointFolder.ts";
import type { CheckpointStore } from "../../store/checkpointStore.ts";
import type { StateHash } from "../../types/stateHash.ts";
import { checkpointsIn } from "../checkpoints.ts";
import { CommandError } from "../errors.ts";
import { requireReadableFolder, requireWritable } from "../files.ts";
import { grouped, short } from "../format.ts";
import { withExample, withJson, type JsonOptions } from "../options.ts";
import { show, table } from "../output.ts";
import { CHECKPOINTS, prepare, withRun, type RunOptions } from "../runOptions.ts";

type StoreOptions = JsonOptions & { readonly checkpoints: string };

export function defineCheckpoint(command: Command): void {
  const list = withStore(
    withJson(command.command("list").description("runs that have checkpoints, and at which steps")),
  );
  withExample(list, "npx assize checkpoint list").action(listAll);

  const write = command.command("export").description("write the checkpoints of a run to files");
  withStore(withRun(write)).requiredOption("--to <folder>", "where checkpoint.<step>.json and its chunks are put");
  withExample(write, "npx assize checkpoint export guest/sort/sort.elf --to states").action(exportRun);

  const read = command.command("import").description("take over checkpoints from files, each verified by its hash");
  withStore(withRun(read)).requiredOption("--from <folder>", "what `checkpoint export` has written");
  withExample(read, "npx assize checkpoint import guest/sort/sort.elf --from states").action(importRun);
}

function withStore(command: Command): Command {
  return command.option("--checkpoints <folder>", "where they are kept", CHECKPOINTS);
}

function listAll(options: StoreOptions): Promise<void> {
  return inStore(options, (store) => {
    const runs = store.runs.map((run) => ({ run, steps: store.steps(run) }));
    show(options, { runs }, () =>
      runs.length === 0
        ? ["no checkpoints"]
        : table([
            ["run", "checkpoints", "first", "last"],
            ...runs.map(({ run, steps }) => [
              short(run),
              grouped(steps.length),
              ...[steps[0]!, steps.at(-1)!].map(grouped),
            ]),
          ]),
    );
  });
}

function exportRun(elf: string, options: StoreOptions & RunOptions & { readonly to: string }): Promise<void> {
  return inStore(options, (store) => {
    const run = prepare(elf, options).machine.stateHash();
    const steps = store.steps(run);
    if (steps.length === 0) {
      const fix = "Make some with `npx assize run --checkpoints`, with the same program, input and anchor";
      throw notFound(`There are no checkpoints of the run ${run}`, options.checkpoints, fix);
    }
    requireWritable(options.to);
    let chunks = 0;
    for (const step of steps)
      chunks += writeCheckpoint(options.to, store.find(run, step)!, (name) => store.chunk(name));
    told(options, run, steps, `${grouped(chunks)} chunks written to ${options.to}`, chunks);
  });
}

function importRun(elf: string, options: StoreOptions & RunOptions & { readonly from: string }): Promise<void> {
  return inStore(options, (store) => {
    requireReadableFolder(options.from);
    const { machine } = prepare(elf, options);
    const run = machine.stateHash();
    const rewind = new Rewind(machine);
    const steps = stepsIn(options.from);
    if (steps.length === 0) {
      const fix = "Give the folder that `npx assize checkpoint export` has written";
      throw notFound("There is no checkpoint.<step>.json", options.from, fix);
    }
    let chunks = 0;
    for (const step of steps) {
      resume(rewind, run, readCheckpoint(options.from, step), (name) => readChunk(options.from, name));
      chunks += rewind.look((verified) => store.keep(run, verified));
    }
    told(options, run, steps, `${grouped(chunks)} chunks taken over`, chunks);
  });
}

function notFound(what: string, where: string, fix: string): CommandError {
  return new CommandError("NOT_FOUND", { what, where, fix });
}

function told(options: JsonOptions, run: StateHash, steps: readonly number[], line: string, chunks: number): void {
  show(options, { run, steps, chunks }, () => [`run ${short(run)}: ${grouped(steps.length)} checkpoints, ${line}`]);
}

async function inStore(options: StoreOptions, work: (store: CheckpointStore) => void): Promise<void> {
  const store = checkpointsIn(options.checkpoints, options);
  try {
    work(store);
  } finally {
    await store.close();
  }
}
