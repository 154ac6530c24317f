import { expect } from "chai";
import { createPublicClient, custom, decodeFunctionData, encodeFunctionResult, type Hex } from "viem";
import { describe, it } from "mocha";
import { laneAbi } from "../../src/chain/abi.ts";
import type { Court } from "../../src/chain/court.ts";
import { ProverError } from "../../src/prover/error.ts";
import { verifierOf } from "../../src/prover/lane.ts";

const LANE = `0x${"1a".repeat(20)}` as const;
const circuit = (byte: string): Hex => `0x${byte.repeat(32)}`;
const [OLD, MENDED, OTHER] = [circuit("aa"), circuit("bb"), circuit("cc")];
/** A verifier for each of these; the one of OLD was replaced, the last one is in force from 100 on. */
const VERIFIERS = [
  { circuit: OLD, activeFrom: 0 },
  { circuit: MENDED, activeFrom: 0 },
  { circuit: OLD, activeFrom: 50 },
  { circuit: OLD, activeFrom: 100 },
];

/** A court whose lane has VERIFIERS, on a node that answers these two questions. */
function court(lane: Hex | undefined): Court {
  const request = async ({ params }: { readonly params: [{ readonly data: Hex }] }): Promise<Hex> => {
    const { functionName, args } = decodeFunctionData({ abi: laneAbi, data: params[0].data });
    if (functionName === "verifiers") return encodeFunctionResult({ abi: laneAbi, functionName, result: 4 });
    const asked = VERIFIERS[Number(args![0])]!;
    const result = { contract_: LANE, records: 4, ...asked };
    return encodeFunctionResult({ abi: laneAbi, functionName: "verifier", result });
  };
  const client = createPublicClient({ transport: custom({ request }) });
  return { facts: { lane, rollup: LANE }, l1: { client, url: "none" } } as unknown as Court;
}

describe("verifierOf", () => {
  it("is the last one of the circuit that is in force, to the second", async () => {
    for (const [now, number] of [
      [0, 0],
      [49, 0],
      [50, 2],
      [99, 2],
      [100, 3],
    ] as const) {
      expect(await verifierOf(court(LANE), OLD, now), `at ${now}`).to.equal(number);
    }
    expect(await verifierOf(court(LANE), MENDED, 1000)).to.equal(1);
  });

  it("refuses a circuit that no verifier is for, and a court without a lane", async () => {
    const refusal = (lane: Hex | undefined): Promise<unknown> =>
      verifierOf(court(lane), OTHER, 1000).catch((error: unknown) => error);
    for (const [lane, code, where] of [
      [LANE, "VERIFIER_UNKNOWN", LANE],
      [undefined, "NO_LANE", LANE],
    ] as const) {
      const error = await refusal(lane);
      expect(error).to.be.instanceOf(ProverError);
      expect(error).to.include({ code, where });
    }
  });
});
