import { setTimeout } from "node:timers/promises";
import { EXECUTIONS } from "./executor.ts";
import { RollupError } from "../rollup/error.ts";
import type { Means } from "../rollup/trace.ts";
import type { AssizeError } from "../types/error.ts";

/** What an agent may take of its machine. The names are those of the file that says it. */
export type PerformanceConfig = {
  /** Threads that may work at the same time. */
  readonly parallel_threads: number;
  /** Bytes of memory for checkpoints of runs, those in dispute included. */
  readonly cache_size: number;
  /** Bytes of resident memory from which on everything is let go that can be made again. */
  readonly memory_limit: number;
  /** Processors' time that may be used of each second of time, in seconds: 1 is one core, 0.5 half of one. */
  readonly cpu_limit: number;
};

/** What the agent takes. */
export type Usage = {
  /** Resident memory, bytes. */
  memory(): number;
  /** Processor time so far, seconds. */
  cpu(): number;
  /** Time, seconds. */
  now(): number;
  pause(seconds: number, signal: AbortSignal): Promise<void>;
};

const OF_THIS_PROCESS: Usage = {
  memory: () => process.memoryUsage.rss(),
  cpu() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  now: () => performance.now() / 1e3,
  pause: (seconds, signal) => setTimeout(seconds * 1e3, undefined, { signal }).catch(() => {}),
};

/** Keeps an agent within what it may take of its machine, by doing less at a time and never by giving up. */
export class Governor {
  readonly #config: PerformanceConfig;
  readonly #tell: (error: AssizeError) => void;
  readonly #usage: Usage;
  #isShort = false;

  /** @param tell of having run out of memory, once until there is enough again */
  constructor(config: PerformanceConfig, tell: (error: AssizeError) => void, usage: Usage = OF_THIS_PROCESS) {
    this.#config = config;
    this.#tell = tell;
    this.#usage = usage;
  }

  /** How much an execution may hold on to. */
  get means(): Pick<Means, "bytes"> {
    return { bytes: Math.floor(this.#config.cache_size / EXECUTIONS) };
  }

  /** Threads to work with, one at least; while memory is short, one. */
  get threads(): number {
    const { parallel_threads, cpu_limit } = this.#config;
    return this.#isShort ? 1 : Math.max(1, Math.min(parallel_threads, Math.floor(cpu_limit)));
  }

  /**
   * The same tick, after which memory is let go where there is too little, and time is let pass where too much of it was used:
   * not where something was sent, for then a clock may be running.
   * @param shed lets go of all that can be made again
   */
  governed(tick: () => Promise<number>, shed: () => void, signal: AbortSignal): () => Promise<number> {
    return async () => {
      const [cpu, now] = [this.#usage.cpu(), this.#usage.now()];
      const sent = await tick();
      this.#lookAtMemory(shed);
      const due = (this.#usage.cpu() - cpu) / this.#config.cpu_limit - (this.#usage.now() - now);
      if (sent === 0 && due > 0) await this.#usage.pause(due, signal);
      return sent;
    };
  }

  #lookAtMemory(shed: () => void): void {
    const wasShort = this.#isShort;
    const used = this.#usage.memory();
    this.#isShort = used > this.#config.memory_limit;
    if (!this.#isShort) return;
    shed();
    if (wasShort) return;
    const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;
    const what = `The agent takes ${mebibytes(used)} of memory, and may take ${mebibytes(this.#config.memory_limit)}: checkpoints are let go`;
    this.#tell(
      new RollupError("MEMORY_SHORT", { what, fix: "Raise memory_limit, or lower cache_size; it goes on more slowly" }),
    );
  }
}
