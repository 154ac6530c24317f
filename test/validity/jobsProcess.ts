import { Jobs } from "../../src/validity/jobs.ts";

/** A prover without proofs: `node test/validity/jobsProcess.ts <folder> hold|work` prints the jobs that it takes. */
const [, , folder = "", mode = ""] = process.argv;
const jobs = new Jobs(folder, 60);
for (let lease = jobs.take(Date.now() / 1000); lease !== undefined; lease = jobs.take(Date.now() / 1000)) {
  console.log(lease.id);
  if (mode === "hold") await new Promise(() => void setInterval(() => {}, 1000));
  jobs.finish(lease, process.pid);
}
