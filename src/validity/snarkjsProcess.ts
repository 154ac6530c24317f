import { operations } from "./snarkjsOperations.ts";
import type { Logger } from "./snarkjs.ts";

/*
 * A process that carries out one operation of snarkjs for snarkjsRun.ts, which kills it when it has the answer: that ends the
 * threads that snarkjs keeps as well. When the process that asked is gone, however that ended, it ends itself.
 */

export type Request = { readonly operation: string; readonly args: readonly unknown[] };
export type Report =
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "failed"; readonly message: string };

const tell = (report: Report): void => void process.send!(report);
const say = (text: string): void => tell({ kind: "progress", text });
const logger: Logger = { debug: say, info: say, warn: say, error: say };

// An orderly exit would wait for whatever its threads are in the middle of.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.once("message", ({ operation, args }: Request) => {
  const run = operations[operation as keyof typeof operations] as (...args: unknown[]) => Promise<unknown>;
  void run(logger, ...args).then(
    (value) => tell({ kind: "done", value }),
    (error: unknown) => tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
