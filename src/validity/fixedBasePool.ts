import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { ValidityError } from "./error.ts";
import { N8, type Curve, type CurveImage } from "./curve.ts";

/** Scalars of one group to multiply its generator by: what one thread does at a time. */
export type Job = { readonly group: "g1" | "g2"; readonly scalars: Uint8Array };
export type JobDone = { readonly points: Uint8Array };

/** The curve, and about how many scalars of each group one thread will be sent. */
export type Share = { readonly image: CurveImage; readonly counts: Readonly<Record<Job["group"], number>> };

/** Many scalars, and what to do with their points when they come. */
export type Work = Job & { readonly store: (at: number, points: Uint8Array) => void };

/** Scalars of one job: seconds of a thread, at most. */
const JOB = 8192;
/** Fewer than this in all are not worth a second thread and its tables. */
const FEW = 16_384;

/**
 * Multiplies on as many threads as there are cores. Nothing of them is left when it returns or throws.
 * @param progress gets the share that is done, 0 to 1
 */
export async function multiplyAll(
  { image }: Curve,
  works: readonly Work[],
  progress: (share: number) => void,
): Promise<void> {
  const total = works.reduce((sum, { scalars }) => sum + scalars.length / N8, 0);
  const jobs = works.flatMap(jobsOf);
  const threads = total < FEW ? 1 : Math.min(availableParallelism(), jobs.length);
  const count = (group: Job["group"]): number =>
    works.reduce((sum, work) => sum + (work.group === group ? work.scalars.length / N8 : 0), 0) / threads;
  const share: Share = { image, counts: { g1: count("g1"), g2: count("g2") } };
  const workers = Array.from({ length: threads }, () => new Worker(here("fixedBaseThread"), { workerData: share }));
  let done = 0;
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
          done += job.scalars.length / N8;
          const { points } = await answer(worker, job);
          job.store(job.at, points);
          progress(done / total);
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

type PlacedJob = Work & { readonly at: number };

function jobsOf(work: Work): PlacedJob[] {
  const { scalars } = work;
  const count = Math.ceil(scalars.length / N8 / JOB);
  return Array.from({ length: count }, (_, i) => ({
    ...work,
    at: i * JOB,
    scalars: scalars.slice(i * JOB * N8, (i + 1) * JOB * N8),
  }));
}

function answer(worker: Worker, { group, scalars }: Job): Promise<JobDone> {
  const job: Job = { group, scalars };
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      const what = `A thread that computes a key ended early, with code ${code}`;
      reject(new ValidityError("PROVING_FAILED", { what, fix: "Try again, with more memory free" }));
    });
    worker.postMessage(job, [scalars.buffer as ArrayBuffer]);
  });
}

/** A neighbour of this file, which is TypeScript in the checkout and JavaScript in a package. */
function here(name: string): URL {
  return new URL(`${name}${import.meta.url.slice(import.meta.url.lastIndexOf("."))}`, import.meta.url);
}
