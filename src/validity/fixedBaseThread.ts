import { parentPort, workerData } from "node:worker_threads";
import { Curve } from "./curve.ts";
import { FixedBase } from "./fixedBase.ts";
import type { Job, JobDone, Share } from "./fixedBasePool.ts";

/*
 * One thread of fixedBasePool.ts: multiplies generators by the scalars that it is sent. It begins when the pool says how
 * many there will be, and ends when the pool ends it.
 */

const { counts, image } = workerData as Share;
const curve = await Curve.from(image);
const tables = new Map<Job["group"], FixedBase>();

parentPort!.on("message", ({ group, scalars }: Job) => {
  const table = tables.get(group) ?? new FixedBase(curve, group, counts[group]);
  tables.set(group, table);
  const done: JobDone = { points: table.multiply(scalars) };
  parentPort!.postMessage(done, [done.points.buffer as ArrayBuffer]);
});
