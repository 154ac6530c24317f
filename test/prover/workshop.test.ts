import { expect } from "chai";
import { afterEach, before, beforeEach, describe, it } from "mocha";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Circuit } from "../../src/prover/circuit.ts";
import type { Task } from "../../src/prover/proving.ts";
import { Workshop } from "../../src/prover/workshop.ts";
import { ValidityError } from "../../src/validity/error.ts";
import { Jobs } from "../../src/validity/jobs.ts";
import type { Proof } from "../../src/validity/proofSystem.ts";
import type { Statement } from "../../src/validity/witness.ts";
import { scratch } from "../validity/toyCircuit.ts";

const LEASE = 60;
const HASH = `0x${"ab".repeat(32)}` as const;
const POINT = ["1", "2", "1"];
const POINTS = { pi_a: POINT, pi_b: [POINT.slice(1), POINT.slice(1), POINT.slice(1)], pi_c: POINT };

const statementOf = (n: number): Statement => ({ in: BigInt(n), out: BigInt(n + 1), z: 5n, c: 0n, y: 0n });
const taskOf = (n: number): Task => ({ id: `task-${n}`, segment: { statement: statementOf(n), inputs: {} } });
const TASKS = [taskOf(1), taskOf(2)];
const [FIRST, SECOND] = TASKS as [Task, Task];

const proofOf = ({ in: from, out, z, c, y }: Statement): Proof => ({
  inputs: [from, out, z, c, y].map(String),
  proof: POINTS,
});

/** A paper circuit: its proofs are their inputs, and hold unless their first point is another one. */
function paperCircuit(made: string[], fails?: () => Error | undefined): Circuit {
  return {
    hash: HASH,
    records: 4,
    async prove({ statement }) {
      const failure = fails?.();
      if (failure !== undefined) throw failure;
      made.push(String(statement.in));
      return proofOf(statement);
    },
    check: async ({ proof }) => (proof as typeof POINTS).pi_a[0] === "1",
    calldata: async () => "0x",
  };
}

describe("workshop", () => {
  let folder: ReturnType<typeof scratch>;
  let now = 0;
  let made: string[];
  let told: string[];

  before(() => {
    now = 1_000;
  });

  beforeEach(() => {
    folder = scratch();
    [made, told] = [[], []];
  });

  afterEach(() => folder.remove());

  const workshop = (circuit: Circuit = paperCircuit(made)): Workshop =>
    new Workshop(
      circuit,
      new Jobs(folder.path, LEASE),
      LEASE,
      { proving() {}, proven: (id) => void told.push(`proven ${id}`), setback: ({ code }) => void told.push(code) },
      () => now,
    );
  const worked = async (shop: Workshop, tasks: readonly Task[] = TASKS): Promise<void> => {
    await shop.look(tasks);
    shop.begin(tasks);
    await shop.rest();
    await shop.look(tasks);
  };

  it("proves one task at a time, in the order given, and each once", async () => {
    const shop = workshop();
    await shop.look(TASKS);
    shop.begin([SECOND, FIRST]);
    shop.begin([SECOND, FIRST]);
    await shop.rest();
    expect(made).to.deep.equal(["2"]);
    for (let i = 0; i < 3; i++) await worked(shop);
    expect(made).to.deep.equal(["2", "1"]);
    expect(told).to.deep.equal(["proven task-2", "proven task-1"]);
    expect(shop.proofOf(FIRST.id)?.inputs[0]).to.equal("1");
  });

  it("uses what another one has made, and after kill -9 what it has made itself", async () => {
    await worked(workshop());
    const other = workshop();
    await worked(other, [FIRST]);
    expect(made).to.deep.equal(["1"]);
    expect(other.proofOf(FIRST.id)).to.not.equal(undefined);
  });

  it("takes over from one that was killed when its lease has run out, not before", async () => {
    const killed = new Jobs(folder.path, LEASE);
    killed.add(FIRST.id, {});
    killed.take(now, [FIRST.id]);
    const shop = workshop();
    await worked(shop, [FIRST]);
    expect(made).to.deep.equal([]);
    now += LEASE;
    await worked(shop, [FIRST]);
    expect(made).to.deep.equal(["1"]);
  });

  it("leaves alone what is in the folder and not wanted, such as a batch that L1 has taken back", async () => {
    new Jobs(folder.path, LEASE).add("task-0", {});
    const shop = workshop();
    for (let i = 0; i < 3; i++) await worked(shop);
    expect(made).to.deep.equal(["1", "2"]);
  });

  it("throws away a proof of something else, one that does not hold and what is no proof, and proves itself", async () => {
    const [ours, other] = [proofOf(statementOf(1)), proofOf(statementOf(2))];
    const file = (proof: Proof, circuit: string = HASH): string =>
      JSON.stringify({ system: "groth16", circuit, ...proof });
    const points = { ...POINTS, pi_a: ["9", "2", "1"] };
    const spoilt = [file(other), file({ ...ours, proof: points }), file(ours, `0x${"cd".repeat(32)}`), "half a pro"];
    for (const text of spoilt) {
      [made, told] = [[], []];
      writeFileSync(join(folder.path, `${FIRST.id}.result`), text);
      const shop = workshop();
      await worked(shop, [FIRST]);
      await worked(shop, [FIRST]);
      expect(told).to.deep.equal(["PROOF_DIFFERS", `proven ${FIRST.id}`]);
      expect(shop.proofOf(FIRST.id)?.inputs[0]).to.equal("1");
      for (const name of readdirSync(folder.path))
        if (name.endsWith(".result")) new Jobs(folder.path, LEASE).discard(FIRST.id);
    }
  });

  it("tries again after a lack of memory, not after a witness that cannot be, and lets others try at once", async () => {
    for (const [code, attempts] of [
      ["PROVING_FAILED", 3],
      ["WITNESS_IMPOSSIBLE", 1],
    ] as const) {
      told = [];
      const failure = new ValidityError(code, { what: "It does not work", fix: "None" });
      const shop = workshop(paperCircuit(made, () => failure));
      for (let i = 0; i < 3; i++) await worked(shop, [FIRST]);
      expect(told).to.deep.equal(Array.from({ length: attempts }, () => code));
    }
    expect(made).to.deep.equal([]);
    await worked(workshop(), [FIRST]);
    expect(made).to.deep.equal(["1"]);
  });

  it("does not hide a defect", async () => {
    const shop = workshop(paperCircuit(made, () => new TypeError("defect")));
    shop.begin(TASKS);
    await shop.rest();
    const thrown = await shop.look(TASKS).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(TypeError);
  });
});
