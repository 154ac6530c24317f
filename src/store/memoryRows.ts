import type { KeyValue, Writer } from "./keyValue.ts";

/** Rows that die with the process: what a store does is the same. */
export class MemoryRows implements KeyValue {
  readonly where = "memory";
  #rows = new Map<string, Uint8Array>();

  get(key: string): Uint8Array | undefined {
    return this.#rows.get(key);
  }

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  entries(prefix: string): [string, Uint8Array][] {
    return [...this.#rows].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  keys(prefix: string): string[] {
    return this.entries(prefix).map(([key]) => key);
  }

  transaction<T>(work: (writer: Writer) => T): T {
    const before = new Map(this.#rows);
    try {
      return work({
        put: (key, value) => void this.#rows.set(key, value),
        remove: (key) => void this.#rows.delete(key),
      });
    } catch (error) {
      this.#rows = before;
      throw error;
    }
  }

  async close(): Promise<void> {}
}
