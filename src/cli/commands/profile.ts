import { basename } from "node:path";
import type { Command } from "commander";
import { writeLayout } from "../../machine/layoutWrite.ts";
import { profileOf, type Profile } from "../../machine/profile/profile.ts";
import { Profiler } from "../../machine/profile/profiler.ts";
import { suggestLayout, type Suggestion } from "../../machine/profile/suggest.ts";
import { lineAt, type Program, type Settings } from "../../machine/program.ts";
import { readProgram, requireNew, writeNewFile } from "../files.ts";
import { drawFlame } from "../flame.ts";
import { grouped, hexWord } from "../format.ts";
import { withExample } from "../options.ts";
import { facts, show, table } from "../output.ts";
import { startProgress } from "../progress.ts";
import { prepare, withRun, type RunOptions } from "../runOptions.ts";
import { statusName } from "../status.ts";

type Options = RunOptions & { readonly svg?: string; readonly suggestLayout?: string };

/** Steps between two looks at the clock. */
const SLICE = 10_000_000;
/** Chunks that a person is shown; `--json` has them all. */
const SHOWN = 10;

export function defineProfile(command: Command): void {
  withRun(command)
    .option("--svg <file>", "draw a flame graph into a new file")
    .option("--suggest-layout <file>", "write a layout made for this run into a new file");
  withExample(command, "npx assize profile guest/sort/sort.elf --svg sort.svg").action(profile);
}

function profile(elf: string, options: Options): void {
  for (const file of [options.svg, options.suggestLayout]) if (file !== undefined) requireNew(file);
  const { program, machine, limit } = prepare(elf, options);
  const profiler = new Profiler(program, machine);
  const progress = startProgress();
  while (profiler.step < limit && profiler.run(Math.min(SLICE, limit - profiler.step)) > 0) {
    progress.update(`step ${grouped(profiler.step)}`);
  }
  const found = profileOf(program, machine.live, profiler);
  progress.update("looking for a layout");
  const suggestion = suggestLayout(program, machine.live, profiler.memory.spans);
  progress.done();
  if (options.svg !== undefined) {
    writeNewFile(options.svg, drawFlame(found.flame, `${basename(elf)}: ${grouped(found.steps)} steps`));
  }
  if (options.suggestLayout !== undefined) {
    writeNewFile(options.suggestLayout, layoutFile(suggestion, program, readProgram(elf, options.layout).settings));
  }
  const { status, exitCode } = machine.state;
  const result = { ...resultOf(program, found, suggestion), status: statusName(status), exitCode };
  show(options, result, () => linesOf(result, options));
}

/** The suggested sections with what else the present layout says. */
function layoutFile({ sections }: Suggestion, { names }: Program, settings: Settings): string {
  const criticalSections = settings.criticalSections.flatMap((critical) =>
    sections.filter(({ from }) => names[from] === critical).map(({ name }) => name),
  );
  return writeLayout(sections, { ...settings, criticalSections });
}

function resultOf(program: Program, { chunks, functions, ...rest }: Profile, suggestion: Suggestion) {
  const { sections, hashesBefore, hashesAfter } = suggestion;
  return {
    ...rest,
    functions: functions.map((one) => {
      const line = lineAt(program, one.address);
      return { ...one, address: hexWord(one.address), line: line === undefined ? null : `${line.file}:${line.line}` };
    }),
    chunks: chunks.map((one) => ({ ...one, section: program.names[one.section] ?? "", address: hexWord(one.address) })),
    suggestion: {
      hashesBefore,
      hashesAfter,
      sections: sections.map(({ name, start, size, priority }) => ({ name, start: hexWord(start), size, priority })),
    },
  };
}

type Result = ReturnType<typeof resultOf> & { readonly status: string; readonly exitCode: number };

function linesOf({ steps, phases, functions, chunks, span, spans, suggestion, ...rest }: Result, options: Options) {
  const share = (part: number): string => (steps === 0 ? "0.00" : ((100 * part) / steps).toFixed(2));
  const { hashesBefore, hashesAfter, sections } = suggestion;
  const written = [options.svg, options.suggestLayout].filter((file) => file !== undefined);
  return [
    ...facts([
      ["steps", grouped(steps)],
      ["status", `${rest.status}, exit code ${rest.exitCode}`],
    ]),
    "",
    ...table([
      ["phase", "steps", "%", "entered"],
      ...phases.map((one) => [one.name, grouped(one.steps), share(one.steps), grouped(one.entries)]),
    ]),
    "",
    ...table([
      ["function", "steps", "%", "with callees", "%", "calls", "line"],
      ...functions.map(({ name, self, total, calls, line }) => {
        return [name, grouped(self), share(self), grouped(total), share(total), grouped(calls), line ?? ""];
      }),
    ]),
    "",
    ...table([
      ["section", "chunk", "address", "writes", "reads", `written in, of ${spans} spans of ${grouped(span)} steps`],
      ...chunks
        .slice(0, SHOWN)
        .map((one) => [
          one.section,
          String(one.chunk),
          one.address,
          grouped(one.writes),
          grouped(one.reads),
          String(one.spans),
        ]),
    ]),
    ...(chunks.length > SHOWN ? [`… ${grouped(chunks.length - SHOWN)} more chunks; --json has them all`] : []),
    "",
    `Hashed once a span, this run costs ${grouped(hashesBefore)} hashes; with ${sections.length} sections as suggested, ${grouped(hashesAfter)}.`,
    ...written.map((file) => `written  ${file}`),
  ];
}
