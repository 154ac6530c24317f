import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";

/** The right to work on a job until a time, in seconds since 1970. */
export type Lease = { readonly id: string; readonly number: number; readonly until: number };

/**
 * Work that several provers share through one folder, on one machine or on a file system that they all see. A job is a file
 * that stays; a lease says who works on it and until when; a result ends it. Whoever is killed loses nothing but time:
 * when its lease has run out another takes the job.
 *
 * Everything rests on one operation, a hard link under a name that is not taken: it makes a whole file or fails, and of
 * several who try one succeeds. Leases of a job are numbered, the highest counts, and taking over and renewing both mean
 * to make the next number; so a lease can neither be taken twice nor renewed by who has lost it. A prover that was stopped for longer
 * than its lease may finish what another does too: the first result stays, and both are proofs of one statement.
 */
export class Jobs {
  readonly #folder: string;
  readonly #leaseSeconds: number;

  /** @param leaseSeconds how long a lease lasts: clocks of the machines must agree to much less, renewals come much more often */
  constructor(folder: string, leaseSeconds: number) {
    this.#folder = folder;
    this.#leaseSeconds = leaseSeconds;
    mkdirSync(folder, { recursive: true });
  }

  /**
   * Adds a job unless it is there, done or not.
   * @param id letters, digits and hyphens; the same for the same work, whoever adds it
   * @returns whether it was new
   */
  add(id: string, job: unknown): boolean {
    return this.#create(`${id}.job`, job);
  }

  job(id: string): unknown {
    return this.#read(`${id}.job`);
  }

  /** Undefined as long as it is not done. */
  result(id: string): unknown {
    return existsSync(join(this.#folder, `${id}.result`)) ? this.#read(`${id}.result`) : undefined;
  }

  /**
   * Takes the first job that is neither done nor leased.
   * @param now seconds since 1970
   * @param wanted ids of jobs in the order in which they matter; all there are, by name, when left out
   */
  take(now: number, wanted: readonly string[] = this.#named(".job")): Lease | undefined {
    const done = new Set(this.#named(".result"));
    for (const id of wanted) {
      if (done.has(id)) continue;
      const last = this.#lastLease(id);
      if (last !== undefined && last.until > now) continue;
      const taken = this.#lease(id, (last?.number ?? 0) + 1, now);
      // It may have been finished since the folder was read.
      if (taken !== undefined && this.result(id) === undefined) return taken;
    }
    return undefined;
  }

  /** The lease for longer, or undefined when it is lost: then stop. */
  renew({ id, number }: Lease, now: number): Lease | undefined {
    return this.#lease(id, number + 1, now);
  }

  /** Ends the job. @returns whether this result is the one that counts */
  finish({ id }: Lease, result: unknown): boolean {
    const isFirst = this.#create(`${id}.result`, result);
    for (const number of this.#leases(id)) rmSync(this.#leasePath(id, number), { force: true });
    return isFirst;
  }

  /** Takes back a result that turned out to be none, so that the job is done again. */
  discard(id: string): void {
    rmSync(join(this.#folder, `${id}.result`), { force: true });
  }

  /** Gives a job back at once, so that nobody waits for the lease to run out. */
  giveBack({ id, number }: Lease): void {
    this.#create(`${id}.${number + 1}.lease`, { until: 0 });
  }

  /** What stands before `ending` in the names that have it, sorted. */
  #named(ending: string): string[] {
    const names = readdirSync(this.#folder).filter((name) => name.endsWith(ending));
    return names.map((name) => name.slice(0, -ending.length)).sort();
  }

  #lease(id: string, number: number, now: number): Lease | undefined {
    const until = now + this.#leaseSeconds;
    if (!this.#create(`${id}.${number}.lease`, { until })) return undefined;
    for (const older of this.#leases(id).filter((other) => other < number)) {
      rmSync(this.#leasePath(id, older), { force: true });
    }
    // Whoever made the next number while older ones were being removed may have gone by an older one.
    return this.#leases(id).some((other) => other > number) ? undefined : { id, number, until };
  }

  #lastLease(id: string): { number: number; until: number } | undefined {
    const number = Math.max(0, ...this.#leases(id));
    if (number === 0) return undefined;
    try {
      return { number, until: (this.#read(`${id}.${number}.lease`) as { until: number }).until };
    } catch {
      // A higher number has just replaced it: not ours to take.
      return { number, until: Number.POSITIVE_INFINITY };
    }
  }

  #leases(id: string): number[] {
    return readdirSync(this.#folder)
      .filter((name) => name.startsWith(`${id}.`) && name.endsWith(".lease"))
      .map((name) => Number(name.slice(id.length + 1, -".lease".length)));
  }

  #leasePath(id: string, number: number): string {
    return join(this.#folder, `${id}.${number}.lease`);
  }

  #read(name: string): unknown {
    return JSON.parse(readFileSync(join(this.#folder, name), "utf8")) as unknown;
  }

  #create(name: string, value: unknown): boolean {
    const draft = join(this.#folder, `draft-${randomBytes(8).toString("hex")}`);
    writeFileSync(draft, JSON.stringify(value), { flush: true });
    try {
      linkSync(draft, join(this.#folder, name));
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
      throw error;
    } finally {
      rmSync(draft);
    }
  }
}
