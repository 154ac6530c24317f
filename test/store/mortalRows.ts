import type { KeyValue, Writer } from "../../src/store/keyValue.ts";

/** Rows that kill their process, as kill -9 does, before step `killAt`: before each write, before the commit and after it. */
export class MortalRows implements KeyValue {
  readonly where: string;
  /** Steps so far. */
  steps = 0;
  readonly #rows: KeyValue;
  readonly #killAt: number;

  constructor(rows: KeyValue, killAt: number) {
    [this.where, this.#rows, this.#killAt] = [rows.where, rows, killAt];
  }

  get(key: string): Uint8Array | undefined {
    return this.#rows.get(key);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  entries(prefix: string): Iterable<readonly [string, Uint8Array]> {
    return this.#rows.entries(prefix);
  }

  keys(prefix: string): readonly string[] {
    return this.#rows.keys(prefix);
  }

  transaction<T>(work: (writer: Writer) => T): T {
    const result = this.#rows.transaction((writer) => {
      const done = work({
        put: (key, value) => (this.#dieIfDue(), writer.put(key, value)),
        remove: (key) => (this.#dieIfDue(), writer.remove(key)),
      });
      this.#dieIfDue();
      return done;
    });
    this.#dieIfDue();
    return result;
  }

  close(): Promise<void> {
    return this.#rows.close();
  }

  #dieIfDue(): void {
    if (++this.steps === this.#killAt) process.kill(process.pid, "SIGKILL");
  }
}
