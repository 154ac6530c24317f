import { workerData } from "node:worker_threads";
import { Shares } from "./shares.ts";

/*
 * One thread of hashPool.ts: hashes its share of every round, and ends when the pool or the process ends it. It loads no code
 * that compiles WebAssembly in the background: Node crashes when a thread ends while it waits for that.
 */

new Shares(workerData as SharedArrayBuffer).serve();
