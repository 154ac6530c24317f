import type { Command } from "commander";
import { availableParallelism } from "node:os";
import { z } from "zod";
import { Governor, type PerformanceConfig } from "../agent/governor.ts";
import { readYaml } from "../chain/yamlText.ts";
import { UsageError } from "./errors.ts";
import { pool, readText } from "./files.ts";
import type { JsonOptions } from "./options.ts";
import { showSetback } from "./output.ts";

export type PerformanceOptions = JsonOptions & { readonly performance?: string };

const UNITS = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** Less than this share of a core leaves no agent the time to answer within its clock. */
const LEAST_CPU = 0.01;

const bytes = z
  .string()
  .regex(/^[1-9]\d{0,5} (KiB|MiB|GiB)$/, "an amount such as `512 MiB`")
  .transform((text) => {
    const [amount, unit] = text.split(" ");
    return Number(amount) * UNITS[unit as keyof typeof UNITS];
  });

const schema = z.strictObject({
  parallel_threads: z.number().int().positive(),
  cache_size: bytes,
  memory_limit: bytes,
  cpu_limit: z.number().min(LEAST_CPU),
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
  const read = readYaml(readText(path), schema);
  if ("value" in read) return read.value;
  throw invalid(`${path}:${read.line}`, read.what);
}

function invalid(where: string, what: string): UsageError {
  const fix = "Give parallel_threads, cache_size, memory_limit and cpu_limit, such as 2, 512 MiB, 2 GiB and 1.5";
  return new UsageError("ARGUMENT_INVALID", { what, where, fix });
}
