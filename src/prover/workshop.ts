import type { Segment } from "../validity/witness.ts";
import type { Jobs, Lease } from "../validity/jobs.ts";
import { parseProof, proofFileOf } from "../validity/proofFile.ts";
import type { Proof } from "../validity/proofSystem.ts";
import { AssizeError } from "../types/error.ts";
import type { Circuit } from "./circuit.ts";
import { ProverError } from "./error.ts";
import type { Task } from "./proving.ts";

/** Renewals in the time that a lease lasts. */
const RENEWALS = 3;

export type WorkshopReport = {
  /** A proof is being made. */
  proving(id: string, phase: string): void;
  proven(id: string, seconds: number): void;
  /** Something did not work, and the workshop goes on with the rest. */
  setback(error: AssizeError): void;
};

/**
 * Proves one segment at a time, of work that several provers may share through one folder (src/validity/jobs.ts). Of the
 * folder nothing is believed: what to prove everyone has from L1, and a proof that somebody else has made is checked.
 */
export class Workshop {
  readonly #circuit: Circuit;
  readonly #jobs: Jobs;
  readonly #leaseSeconds: number;
  readonly #report: WorkshopReport;
  readonly #clock: () => number;
  /** Proofs that hold for what they are to prove, by task. */
  readonly #proofs = new Map<string, Proof>();
  /** Tasks that no attempt of ours can do. */
  readonly #refused = new Set<string>();
  #work: Promise<void> | undefined;
  /** What went wrong in a way that nobody foresaw; told by the next look. */
  #defect: { readonly error: unknown } | undefined;

  /** @param clock seconds since 1970 */
  constructor(
    circuit: Circuit,
    jobs: Jobs,
    leaseSeconds: number,
    report: WorkshopReport,
    clock: () => number = () => Date.now() / 1_000,
  ) {
    [this.#circuit, this.#jobs, this.#leaseSeconds] = [circuit, jobs, leaseSeconds];
    [this.#report, this.#clock] = [report, clock];
  }

  /** The proof of a task, if somebody has made it. Those that hold for something else, or for nothing, are thrown away. */
  async look(tasks: readonly Task[]): Promise<void> {
    if (this.#defect !== undefined) throw this.#defect.error;
    const ids = new Set(tasks.map(({ id }) => id));
    for (const id of this.#proofs.keys()) if (!ids.has(id)) this.#proofs.delete(id);
    for (const task of tasks) {
      if (this.#proofs.has(task.id)) continue;
      const proof = await this.#found(task);
      if (proof !== undefined) this.#proofs.set(task.id, proof);
    }
  }

  /** As `look` has found it. */
  proofOf(id: string): Proof | undefined {
    return this.#proofs.get(id);
  }

  /** Begins to prove the first of the tasks that nobody is at, unless it is at one already. */
  begin(tasks: readonly Task[]): void {
    if (this.#work !== undefined) return;
    const wanted = tasks.filter(({ id }) => !this.#refused.has(id));
    for (const { id, segment } of wanted) this.#jobs.add(id, this.#described(segment));
    const lease = this.#jobs.take(
      this.#clock(),
      wanted.map(({ id }) => id),
    );
    const task = wanted.find(({ id }) => id === lease?.id);
    if (lease === undefined || task === undefined) return;
    this.#work = this.#prove(task, lease).finally(() => {
      this.#work = undefined;
    });
  }

  /** Resolves when the proof at hand is made. */
  async rest(): Promise<void> {
    await this.#work;
  }

  async #prove({ id, segment }: Task, taken: Lease): Promise<void> {
    const started = this.#clock();
    let lease: Lease | undefined = taken;
    const renewal = setInterval(
      () => {
        // Lost while this machine slept: the proof is finished all the same, and the first result stays.
        lease = lease && this.#jobs.renew(lease, this.#clock());
      },
      (1_000 * this.#leaseSeconds) / RENEWALS,
    );
    try {
      const proof = await this.#circuit.prove(segment, (phase) => this.#report.proving(id, phase));
      if (!(await this.#holds(segment, proof))) throw differs(id, "was made here");
      this.#jobs.finish(lease ?? taken, proofFileOf(this.#circuit.hash, proof));
      this.#report.proven(id, this.#clock() - started);
    } catch (error) {
      if (lease !== undefined) this.#jobs.giveBack(lease);
      if (!(error instanceof AssizeError)) this.#defect = { error };
      else this.#setBack(id, error);
    } finally {
      clearInterval(renewal);
    }
  }

  #setBack(id: string, error: AssizeError): void {
    // Memory may be free next time; whatever else fails here would fail here again.
    if (error.code !== "PROVING_FAILED") this.#refused.add(id);
    this.#report.setback(error);
  }

  async #found({ id, segment }: Task): Promise<Proof | undefined> {
    try {
      const result = this.#jobs.result(id);
      if (result === undefined) return undefined;
      const proof = parseProof(result);
      if (proof.circuit === this.#circuit.hash && (await this.#holds(segment, proof))) return proof;
    } catch {
      // Cut short or of another form: no proof.
    }
    this.#jobs.discard(id);
    this.#report.setback(differs(id, "was in the folder of the jobs"));
    return undefined;
  }

  async #holds({ statement }: Segment, proof: Proof): Promise<boolean> {
    const { in: from, out, z, c, y } = statement;
    const isSame = [from, out, z, c, y].every((input, i) => String(input) === proof.inputs[i]);
    return isSame && (await this.#circuit.check(proof));
  }

  /** What stands in a job, for people: nobody reads it back. */
  #described({ statement }: Segment): object {
    const inputs = Object.entries(statement).map(([name, value]) => [name, String(value)]);
    return { circuit: this.#circuit.hash, ...Object.fromEntries(inputs) };
  }
}

function differs(id: string, where: string): ProverError {
  return new ProverError("PROOF_DIFFERS", {
    what: `The proof of ${id} that ${where} does not hold for what we have computed`,
    fix: "It was thrown away; compare circuit, key and version of those who share the work",
  });
}
