import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import type { Context } from "mocha";

/** Run around every test file. */
export const mochaHooks = {
  /**
   * A promise that nobody awaited fails the test that runs when it is rejected: mocha reports what is thrown here.
   * For each file again, because mocha's worker removes all listeners when a file ends.
   */
  beforeAll(): void {
    process.on("unhandledRejection", (reason) => {
      throw reason;
    });
  },

  /** A failure goes to the main process as JSON, which has no bigint: what holds one goes as text, or all of the report is lost. */
  afterEach(this: Context): void {
    const error = (this.currentTest?.err ?? {}) as Record<string, unknown>;
    for (const [name, value] of Object.entries(error)) {
      const text = inspect(value, { depth: null });
      // A diff of texts would say no more than the message does.
      if (/\b\d+n\b/.test(text)) error[name] = name === "actual" || name === "expected" ? undefined : text;
    }
  },

  /** The last test's lost promises are rejected before its process goes on to the next file. */
  async afterAll(): Promise<void> {
    await setImmediate();
    // Where contracts are instrumented (scripts/coverage.ts), what this process has run of them.
    if (process.env.HARDHAT_COVERAGE === undefined) return;
    const { markTestWorkerDone } = await import("hardhat/internal/coverage");
    await markTestWorkerDone("mocha");
  },
};
