import { workerData } from "node:worker_threads";
import { Shares } from "./shares.ts";

/* One thread of hashPool.ts: hashes its share of every round, and ends when the pool or the process ends it. */

const shares = new Shares(workerData as SharedArrayBuffer);
// Not while the module is being evaluated: Node crashes when it ends a thread that is still at that.
setImmediate(() => shares.serve());
