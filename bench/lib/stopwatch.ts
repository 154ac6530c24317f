type Method = (...args: never[]) => unknown;

/**
 * Says which methods of a program the time goes to, each without what other watched ones take inside it. Methods may be
 * asynchronous; two that run at the same time are taken for one inside the other.
 */
export class Stopwatch {
  readonly #clock: () => number;
  readonly #open: string[] = [];
  #spent = new Map<string, number>();
  #since: number;

  /** @param clock seconds, of whatever is measured */
  constructor(clock: () => number) {
    this.#clock = clock;
    this.#since = clock();
  }

  /**
   * Watches one method of a class. @param label its place in the result, or how that follows from what is open around it
   */
  watch<Class extends object>(
    { prototype }: { readonly prototype: Class },
    name: keyof Class & string,
    label: string | ((open: readonly string[]) => string),
  ): void {
    const methods = prototype as Record<string, Method>;
    const inner = methods[name];
    if (inner === undefined) throw new TypeError(`there is no method ${name}`);
    const [enter, leave] = [
      () => void this.#open.push((this.#book(), typeof label === "string" ? label : label(this.#open))),
      () => void (this.#book(), this.#open.pop()),
    ];
    methods[name] = function watched(this: Class, ...args: never[]): unknown {
      enter();
      let result: unknown;
      try {
        result = inner.apply(this, args);
      } finally {
        if (!(result instanceof Promise)) leave();
      }
      return result instanceof Promise ? result.finally(leave) : result;
    };
  }

  /** Seconds by label since the last call; `other` is what no watched method took. */
  take(): ReadonlyMap<string, number> {
    this.#book();
    const spent = this.#spent;
    this.#spent = new Map();
    return spent;
  }

  #book(): void {
    const now = this.#clock();
    const label = this.#open.at(-1) ?? "other";
    this.#spent.set(label, (this.#spent.get(label) ?? 0) + now - this.#since);
    this.#since = now;
  }
}

export function wallSeconds(): number {
  return performance.now() / 1_000;
}

/** User and system time of this process. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
