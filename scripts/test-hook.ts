import { setImmediate } from "node:timers/promises";

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

  /** The last test's lost promises are rejected before its process goes on to the next file. */
  afterAll: () => setImmediate(),
};
