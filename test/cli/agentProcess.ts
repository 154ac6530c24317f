import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startAssize, type Environment } from "./assize.ts";

/** One line of an agent's report, as `--json` has it. */
export type AgentEvent = Readonly<Record<string, unknown>> & { readonly event: string; readonly action?: string };

type Listener = { readonly wanted: (event: AgentEvent) => boolean; readonly tell: (event: AgentEvent) => void };

/** An agent in a process of its own, and what it has reported so far. */
export class AgentProcess {
  readonly events: AgentEvent[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | string>;
  #errors = "";
  #isKilled = false;
  #listeners: Listener[] = [];

  constructor(words: readonly string[], environment?: Environment, cwd?: string) {
    this.#child = startAssize([...words, "--json"], environment, cwd);
    this.#child.stderr?.on("data", (text) => (this.#errors += String(text)));
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.#hear(JSON.parse(line) as AgentEvent));
    this.#ended = new Promise((resolve) => this.#child.on("close", (code, signal) => resolve(code ?? signal ?? "")));
  }

  /** The first event, past or to come, that is wanted. @throws where the agent ends before it */
  async until(wanted: (event: AgentEvent) => boolean): Promise<AgentEvent> {
    const known = this.events.find(wanted);
    if (known !== undefined) return known;
    const told = new Promise<AgentEvent>((tell) => this.#listeners.push({ wanted, tell }));
    const ended = this.#ended.then((how) => {
      throw new Error(`the agent ended with ${how} before it said what was waited for: ${this.#errors}`);
    });
    return Promise.race([told, ended]);
  }

  /** Never, unless it ends by itself. @throws then */
  async failed(): Promise<never> {
    const how = await this.#ended;
    if (this.#isKilled) return new Promise(() => {});
    throw new Error(`the agent ended with ${how}: ${this.#errors}`);
  }

  /** Until it has sent a transaction of this kind. */
  did(action: string): Promise<AgentEvent> {
    return this.until((event) => event.action === action);
  }

  /** Until it has written something to standard error that `pattern` matches. */
  async complains(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#errors)) await once(this.#child.stderr!, "data");
  }

  /** Sends a signal without waiting for what comes of it. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** @returns exit code, or the signal that ended it */
  async end(signal: NodeJS.Signals): Promise<number | string> {
    this.#isKilled = true;
    this.#child.kill(signal);
    return this.#ended;
  }

  /** What it wrote to standard error. */
  get errors(): string {
    return this.#errors;
  }

  #hear(event: AgentEvent): void {
    this.events.push(event);
    for (const { wanted, tell } of this.#listeners) if (wanted(event)) tell(event);
    this.#listeners = this.#listeners.filter(({ wanted }) => !wanted(event));
  }
}
