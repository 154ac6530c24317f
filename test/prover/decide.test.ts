import { expect } from "chai";
import { describe, it } from "mocha";
import { GENESIS as EMPTY, NO_MESSAGES } from "../../src/ledger/state.ts";
import { decide, disagreement, openTasks, wanted, type Action } from "../../src/prover/decide.ts";
import type { Place } from "../../src/prover/lineage.ts";
import type { Proving } from "../../src/prover/proving.ts";
import { progressKey } from "../../src/rollup/ids.ts";
import type { Attestation, Batch, View } from "../../src/rollup/view.ts";
import type { Proof } from "../../src/validity/proofSystem.ts";
import type { Segment } from "../../src/validity/witness.ts";
import { GENESIS, result, TIMING, viewOf, word } from "../rollup/views.ts";

const AIRGAP = 30;
const WITH_LANE = { ...TIMING, airgap: AIRGAP };
const C = 7n;
const PROOF: Proof = { inputs: [], proof: {} };
const always = (): Proof => PROOF;

const batchOf = (number: number): Batch => ({
  number,
  accumulator: word(`accumulator ${number}`),
  inputRoot: word(`root ${number}`),
  inputLength: 256,
  timestamp: 1,
  transaction: word("transaction"),
});
const output = (number: number): Place["output"] => word(number === 0 ? "output" : `output ${number}`);
const placeOf = (number: number): Place => ({
  batch: batchOf(number),
  ledger: { header: [], body: new Uint8Array() },
  before: EMPTY,
  parentMessages: 0n,
  anchor: output(number - 1),
  output: output(number),
  messages: NO_MESSAGES,
});
const PLACES = [placeOf(1), placeOf(2), placeOf(3)];

/** A batch that takes `segments` proofs, whose ends are 1, 2 …. */
function provingOf(place: Place, segments = 1): Proving {
  const tasks = Array.from({ length: segments }, (_, i) => {
    const statement = { in: BigInt(i), out: BigInt(i + 1), z: 0n, c: 0n, y: 0n };
    return { id: `${place.batch.number}-${i}`, segment: { statement, inputs: {} } satisfies Segment };
  });
  return { place, commitment: C, tasks };
}

const attested = (place: Place, fields: Partial<Attestation> = {}): Attestation => ({
  batch: place.batch.number,
  anchor: place.anchor,
  output: place.output,
  acceptedAt: 100,
  contradictedAt: undefined,
  ...fields,
});

const FALSE = { output: word("another output") };

function view(more: Parameters<typeof viewOf>[1] = {}): View {
  return viewOf([], { batches: PLACES.map(({ batch }) => batch), ...more });
}

function kinds(found: readonly Action[]): string[] {
  return found.map(
    (action) => `${action.kind} ${("batch" in action ? action.batch : action.proving.place.batch).number}`,
  );
}

const decided = (
  seen: View,
  provings: readonly Proving[] = [],
  now = 100,
  proofOf = always as (id: string) => Proof | undefined,
): string[] => kinds(decide(seen, PLACES, provings, proofOf, WITH_LANE, now));

describe("prover: wanted", () => {
  const numbers = (seen: View): number[] => wanted(seen, PLACES).map(({ batch }) => batch.number);

  it("is every batch of which nothing is attested, in their order", () => {
    expect(numbers(view())).to.deep.equal([1, 2, 3]);
    expect(numbers(view({ attestations: [attested(PLACES[1]!)] }))).to.deep.equal([1, 3]);
  });

  it("begins with those of which another output is attested, until that is contradicted", () => {
    expect(numbers(view({ attestations: [attested(PLACES[1]!, FALSE)] }))).to.deep.equal([2, 1, 3]);
    const contradicted = attested(PLACES[1]!, { ...FALSE, contradictedAt: 110 });
    expect(numbers(view({ attestations: [contradicted] }))).to.deep.equal([1, 3]);
  });

  it("does not mind what is attested on another anchor than ours", () => {
    const elsewhere = { ...attested(PLACES[1]!, FALSE), anchor: word("made up") };
    expect(numbers(view({ attestations: [elsewhere] }))).to.deep.equal([1, 2, 3]);
  });

  it("is nothing once the lane is revoked", () => {
    expect(numbers(view({ revokedAt: 50 }))).to.deep.equal([]);
  });
});

describe("prover: decide", () => {
  it("commits before the first proof is sent, and not before there is one", () => {
    const proving = provingOf(PLACES[0]!);
    expect(decided(view(), [proving], 100, () => undefined)).to.deep.equal([]);
    expect(decided(view(), [proving])).to.deep.equal(["commit 1"]);
    expect(decided(view({ commitments: [[1, [9n]]] }), [proving])).to.deep.equal(["commit 1"]);
    expect(decided(view({ commitments: [[1, [9n, C]]] }), [proving])).to.deep.equal(["prove 1"]);
  });

  it("sends segments in their order, after what L1 has of them under our commitment and anchor", () => {
    const proving = provingOf(PLACES[0]!, 3);
    const commitments = [[1, [C]]] as const;
    const { anchor } = PLACES[0]!;
    const segment = (seen: View): number | undefined => {
      const [action] = decide(seen, PLACES, [proving], always, WITH_LANE, 100);
      return action?.kind === "prove" ? action.segment : undefined;
    };
    const at = (to: bigint, c = C, from = anchor): View =>
      view({ commitments, progress: [progressKey(1, from, c, to)] });
    expect(segment(view({ commitments }))).to.equal(0);
    expect(segment(at(1n))).to.equal(1);
    expect(segment(at(2n))).to.equal(2);
    expect(segment(at(2n, C + 1n))).to.equal(0);
    expect(segment(at(2n, C, word("made up")))).to.equal(0);
    expect(openTasks(at(2n), proving).map(({ id }) => id)).to.deep.equal(["1-2"]);
    // The next one is not there yet: the one after it would be refused.
    expect(decided(at(1n), [proving], 100, (id) => (id === "1-2" ? PROOF : undefined))).to.deep.equal([]);
  });

  it("settles what is attested, ours, on the last final result, when the airgap is over", () => {
    const attestations = [attested(PLACES[0]!), attested(PLACES[1]!)];
    expect(decided(view({ attestations }), [], 100 + AIRGAP - 1)).to.deep.equal([]);
    expect(decided(view({ attestations }), [], 100 + AIRGAP)).to.deep.equal(["settle 1"]);
  });

  it("never settles another output than ours, a contradicted one, or by a revoked lane", () => {
    for (const fields of [FALSE, { contradictedAt: 105 }]) {
      const found = decided(view({ attestations: [attested(PLACES[0]!, fields)] }), [], 1_000);
      expect(found.filter((kind) => kind.startsWith("settle"))).to.deep.equal([]);
    }
    expect(decided(view({ attestations: [attested(PLACES[0]!)], revokedAt: 110 }), [], 1_000)).to.deep.equal([]);
  });

  it("freezes on a contradiction, and on an attested output that is not the final one", () => {
    const contradicted = view({ attestations: [attested(PLACES[0]!, { contradictedAt: 105 })] });
    expect(decided(contradicted)).to.deep.equal(["freeze 1"]);
    const child = result(word("child") as never, { status: "final" });
    const final = { ...child, opening: { ...child.opening, parent: GENESIS, output: output(1) } };
    const attestations = [attested(PLACES[0]!, FALSE)];
    expect(decided(view({ results: [final], attestations }))).to.deep.equal(["freeze 1"]);
  });
});

describe("prover: disagreement", () => {
  const code = (seen: View): string | undefined => disagreement(seen, provingOf(PLACES[0]!))?.code;

  it("is a posted commitment without ours, or an attested output that is not ours", () => {
    expect(code(view())).to.equal(undefined);
    expect(code(view({ commitments: [[1, [C]]] }))).to.equal(undefined);
    expect(code(view({ commitments: [[1, [9n]]] }))).to.equal("COMMITMENT_DIFFERS");
    expect(code(view({ commitments: [[1, [9n, C]]] }))).to.equal(undefined);
    expect(code(view({ attestations: [attested(PLACES[0]!, FALSE)] }))).to.equal("ATTESTED_OTHERWISE");
  });
});
