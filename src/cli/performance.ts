import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { Governor, type PerformanceConfig } from "../agent/governor.ts";
import { UsageError } from "./errors.ts";
import { pool, readFile } from "./files.ts";
import type { JsonOptions } from "./options.ts";
import { showSetback } from "./output.ts";

export type PerformanceOptions = JsonOptions & { readonly performance?: string };

const UNITS = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

const bytes = z
  .string()
  .regex(/^\d{1,6} (KiB|MiB|GiB)$/, "an amount such as `512 MiB`")
  .transform((text) => {
    const [amount, unit] = text.split(" ");
    return Number(amount) * UNITS[unit as keyof typeof UNITS];
  });

const schema = z.strictObject({
  parallel_threads: z.number().int().positive(),
  cache_size: bytes,
  memory_limit: bytes,
  cpu_limit: z.number().positive(),
});

/** What an agent takes when nobody says otherwise. */
function usual(): PerformanceConfig {
  const cores = availableParallelism();
  return { parallel_threads: cores, cache_size: 512 * UNITS.MiB, memory_limit: 4 * UNITS.GiB, cpu_limit: cores };
}

/** Adds `--performance`. */
export function withPerformance(command: Command): Command {
  return command.option("--performance <file>", "what the agent may take of this machine, YAML (docs/checkpoints.md)");
}

/** What keeps this process within its bounds, hashing on several threads included. @throws UsageError FILE_UNREADABLE, ARGUMENT_INVALID */
export function governorOf(options: PerformanceOptions): Governor {
  const config = options.performance === undefined ? usual() : parse(options.performance);
  const governor = new Governor(config, (error) => showSetback(options, error));
  pool.limit = () => governor.threads;
  return governor;
}

function parse(path: string): PerformanceConfig {
  const lines = new LineCounter();
  const document = parseDocument(new TextDecoder().decode(readFile(path)), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined)
    throw invalid(`${path}:${lines.linePos(broken.pos[0]).line}`, broken.message.split("\n")[0]!);
  const { data, error } = schema.safeParse(document.toJS());
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw invalid(path, `${issue!.path.join(".")}: ${issue!.message}`);
}

function invalid(where: string, what: string): UsageError {
  const fix = "Give parallel_threads, cache_size, memory_limit and cpu_limit, such as 2, 512 MiB, 2 GiB and 1.5";
  return new UsageError("ARGUMENT_INVALID", { what, where, fix });
}
