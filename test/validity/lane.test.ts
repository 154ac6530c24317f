import { expect } from "chai";
import { describe, it } from "mocha";
import { as, deployCourt } from "../../bench/lib/court.ts";
import {
  AIRGAP,
  anyone,
  C,
  ethers,
  FIELD,
  idOf,
  leaf,
  maxSteps,
  nary,
  pointOf,
  post,
  proofOf,
  prove,
  scene,
  segment,
  statementOf,
  three,
  time,
  TIMELOCK,
  W,
} from "./scene.ts";

describe("proveResult", () => {
  it("attests a statement by one segment, and by a chain of them", async () => {
    const at = await scene();
    const batch = await post(at);
    const statement = await statementOf(at, at.genesis.output, batch);
    await expect(prove(at, at.genesis, batch, 20n, { last: false }))
      .to.emit(at.rollup, "Proven")
      .withArgs(statement, 1, at.genesis.output, C, 9n, 20n, false);
    expect(await at.lane.isProgress(statement, C, 20n)).to.equal(true);
    expect((await at.lane.attestation(statement)).acceptedAt).to.equal(0n);
    await prove(at, at.genesis, batch, 21n, { from: 20n, last: false });
    await expect(prove(at, at.genesis, batch, 22n, { from: 21n }))
      .to.emit(at.rollup, "Proven")
      .withArgs(statement, 1, at.genesis.output, C, 21n, 22n, true);
    const { output, acceptedAt, contradictedAt } = await at.lane.attestation(statement);
    expect([output, acceptedAt, contradictedAt]).to.deep.equal([22n, BigInt(await time.latest()), 0n]);

    const next = await post(at);
    await prove(at, at.genesis, next, 30n);
    expect((await at.lane.attestation(await statementOf(at, at.genesis.output, next))).output).to.equal(30n);
  });

  it("names a statement as claims name their start", async () => {
    const at = await scene();
    const batch = await post(at);
    const receipt = await (
      await at.rollup.claim(
        at.genesis,
        batch,
        { status: 1, exitCode: 0, output: leaf(5n), memoryRoot: leaf(1n), cpuHash: leaf(2n) },
        { value: at.bond },
      )
    ).wait();
    const { claim } = at.rollup.interface.parseLog(receipt.logs[0])!.args;
    expect(claim.start).to.equal(await statementOf(at, at.genesis.output, batch));
  });

  it("takes proofs before anything is claimed, and about anchors that nobody has claimed", async () => {
    const at = await scene();
    const batch = await post(at);
    await prove(at, { ...at.genesis, output: leaf(77n) }, batch, 5n);
    expect((await at.lane.attestation(await statementOf(at, leaf(77n), batch))).output).to.equal(5n);
    expect((await at.lane.attestation(await statementOf(at, at.genesis.output, batch))).acceptedAt).to.equal(0n);
  });

  it("refuses what is not below the field, before the verifier is asked", async () => {
    const at = await scene();
    const batch = await post(at);
    const alias = (value: bigint): bigint => value + FIELD;
    for (const [options, to, wrong] of [
      [{}, alias(5n), alias(5n)],
      [{}, FIELD, FIELD],
      [{ from: alias(9n) }, 5n, alias(9n)],
      [{ from: alias(9n), last: false }, 5n, alias(9n)],
    ] as const) {
      await expect(prove(at, at.genesis, batch, to, options))
        .to.be.revertedWithCustomError(at.lane, "NotInField")
        .withArgs(wrong);
    }
    const anchor = ethers.toBeHex(255n, 32);
    await expect(prove(at, { ...at.genesis, output: anchor }, batch, 5n)).to.be.revertedWithCustomError(
      at.lane,
      "NotInField",
    );
    await expect(prove(at, at.genesis, batch, 5n, { c: C + FIELD, inputs: [9n, 5n, 0n, C, 0n] }))
      .to.be.revertedWithCustomError(at.inbox, "NotCommitted")
      .withArgs(1, C + FIELD);
  });

  it("refuses a proof for any other public input: anchor, output, batch, commitment, rollup", async () => {
    const at = await scene();
    const [first, second, other] = [await post(at), await post(at), await scene()];
    const elsewhere = await post(other);
    const { z, y } = pointOf(first);
    const right = [9n, 5n, z, C, y];
    for (let i = 0; i < right.length; i++) {
      const inputs = right.map((value, j) => (i === j ? value + 1n : value));
      await expect(prove(at, at.genesis, first, 5n, { inputs })).to.be.revertedWithCustomError(at.lane, "ProofRefused");
    }
    const proof = proofOf(right);
    await expect(prove(at, at.genesis, second, 5n, { proof })).to.be.revertedWithCustomError(at.lane, "ProofRefused");
    await expect(prove(other, other.genesis, elsewhere, 5n, { proof })).to.be.revertedWithCustomError(
      other.lane,
      "ProofRefused",
    );
    await expect(prove(at, { ...at.genesis, output: leaf(8n) }, first, 5n, { proof })).to.be.revertedWithCustomError(
      at.lane,
      "ProofRefused",
    );
    // A proof of progress is none of an output, and the other way round.
    await expect(prove(at, at.genesis, first, 5n, { last: false, proof })).to.be.revertedWithCustomError(
      at.lane,
      "ProofRefused",
    );
    const progress = proofOf([9n, 5n, z, 0n, 0n]);
    await expect(prove(at, at.genesis, first, 5n, { proof: progress })).to.be.revertedWithCustomError(
      at.lane,
      "ProofRefused",
    );
    for (const wrong of ["0x", ethers.dataSlice(proof, 0, 31), `${proof}00`]) {
      await expect(prove(at, at.genesis, first, 5n, { proof: wrong })).to.be.revertedWithCustomError(
        at.lane,
        "ProofRefused",
      );
    }
    await prove(at, at.genesis, first, 5n, { proof });
  });

  it("refuses a batch that the Inbox does not have, and a commitment that it has not evaluated", async () => {
    const at = await scene();
    const batch = await post(at);
    const made = segment(at.genesis.output, batch, 5n);
    const send = (number: bigint, opening: object) => at.rollup.proveResult(at.genesis.output, number, opening, made);
    for (const [number, change] of [
      [0n, {}],
      [2n, {}],
      [3n, {}],
      [1n, { inputRoot: ethers.id("?") }],
      [1n, { inputLength: 258n }],
    ] as const) {
      await expect(send(number, { ...batch, ...change })).to.be.revertedWithCustomError(at.rollup, "WrongBatch");
    }
    await expect(prove(at, at.genesis, batch, 5n, { c: C + 1n }))
      .to.be.revertedWithCustomError(at.inbox, "NotCommitted")
      .withArgs(1, C + 1n);
    await expect(prove(at, at.genesis, batch, 5n, { c: 0n })).to.be.revertedWithCustomError(at.inbox, "NotCommitted");
  });

  it("refuses a start that no accepted segment of this statement and commitment led to", async () => {
    const at = await scene();
    const [first, second] = [await post(at), await post(at)];
    await as(at.inbox, anyone).commit(
      1,
      { kind: 1, timestamp: first.header[4], first: 0, count: 0 },
      first.body,
      C + 1n,
    );
    await prove(at, at.genesis, first, 20n, { last: false });
    const refused = async (call: Promise<unknown>) =>
      expect(call).to.be.revertedWithCustomError(at.lane, "UnknownProgress");
    await refused(prove(at, at.genesis, first, 5n, { from: 21n }));
    await refused(prove(at, at.genesis, second, 5n, { from: 20n }));
    await refused(prove(at, { ...at.genesis, output: leaf(8n) }, first, 5n, { from: 20n }));
    await refused(prove(at, at.genesis, first, 5n, { from: 20n, c: C + 1n }));
    await prove(at, at.genesis, first, 5n, { from: 20n });
  });

  it("refuses what is known already, however the proof was altered", async () => {
    const at = await scene();
    const batch = await post(at);
    const statement = await statementOf(at, at.genesis.output, batch);
    await prove(at, at.genesis, batch, 20n, { last: false });
    await expect(prove(at, at.genesis, batch, 20n, { last: false }))
      .to.be.revertedWithCustomError(at.lane, "AlreadyProven")
      .withArgs(statement, 20n);
    await prove(at, at.genesis, batch, 5n);
    await expect(prove(at, at.genesis, batch, 5n, { from: 20n })).to.be.revertedWithCustomError(
      at.lane,
      "AlreadyProven",
    );
    await prove(at, at.genesis, batch, 6n);
    for (const to of [5n, 6n, 7n]) {
      await expect(prove(at, at.genesis, batch, to)).to.be.revertedWithCustomError(at.lane, "AlreadyProven");
    }
  });

  it("and settle and freeze are refused without a lane, and no one but the rollup speaks to the lane", async () => {
    const at = await scene();
    const batch = await post(at);
    const plain = await deployCourt(ethers, { maxSteps, nary, kind: "anchored" });
    const { rollup } = plain;
    expect(await rollup.lane()).to.equal(ethers.ZeroAddress);
    const made = segment(at.genesis.output, batch, 5n);
    for (const call of [
      () => rollup.proveResult(at.genesis.output, 1, batch, made),
      () => rollup.settle(plain.genesis, batch),
      () => rollup.freeze(plain.genesis, batch, leaf(1n)),
    ]) {
      await expect(call()).to.be.revertedWithCustomError(rollup, "NoLane");
    }
    const lane = as(at.lane, anyone);
    await expect(lane.accept(ethers.ZeroHash, 9n, 0n, 0n, made)).to.be.revertedWithCustomError(lane, "NotHost");
    await expect(lane.freeze()).to.be.revertedWithCustomError(lane, "NotHost").withArgs(anyone.address);
  });
});

describe("verifiers", () => {
  const NEW = [4096, ethers.id("new")] as const;

  it("are known from the start, or count a timelock after they were proposed, to the second", async () => {
    const at = await scene();
    const batch = await post(at);
    expect(await at.lane.verifiers()).to.equal(1n);
    const added = await ethers.deployContract("ToyVerifier", [8n]);
    await expect(as(at.lane, three).propose(added, ...NEW)).to.emit(at.lane, "VerifierAdded");
    const from = (await time.latest()) + TIMELOCK;
    const known = await at.lane.verifier(1);
    expect([known.contract_, known.activeFrom, known.records, known.circuit]).to.deep.equal([
      await added.getAddress(),
      BigInt(from),
      BigInt(NEW[0]),
      NEW[1],
    ]);
    const use = { verifier: 1, secret: 8n };
    await time.setNextBlockTimestamp(from - 1);
    await expect(prove(at, at.genesis, batch, 5n, use))
      .to.be.revertedWithCustomError(at.lane, "VerifierNotInForce")
      .withArgs(1, from);
    await time.setNextBlockTimestamp(from);
    await prove(at, at.genesis, batch, 5n, use);
  });

  it("check their own proofs, and none is there that was not added", async () => {
    const at = await scene();
    const batch = await post(at);
    await expect(prove(at, at.genesis, batch, 5n, { secret: 8n })).to.be.revertedWithCustomError(
      at.lane,
      "ProofRefused",
    );
    await expect(prove(at, at.genesis, batch, 5n, { verifier: 1 }))
      .to.be.revertedWithCustomError(at.lane, "VerifierNotInForce")
      .withArgs(1, 0);
  });

  it("are proposed, and the lane revoked, by the proposer alone, and only contracts", async () => {
    const at = await scene();
    const lane = as(at.lane, anyone);
    await expect(lane.propose(at.verifier, ...NEW))
      .to.be.revertedWithCustomError(lane, "NotProposer")
      .withArgs(anyone.address);
    await expect(lane.revoke()).to.be.revertedWithCustomError(lane, "NotProposer");
    const byProposer = as(at.lane, three).propose(anyone.address, ...NEW);
    await expect(byProposer).to.be.revertedWithCustomError(lane, "NoVerifierThere").withArgs(anyone.address);
  });

  it("serve no more once the lane is revoked, for good", async () => {
    const at = await scene();
    const batch = await post(at);
    await expect(as(at.lane, three).revoke()).to.emit(at.lane, "Revoked").withArgs(0);
    await expect(prove(at, at.genesis, batch, 5n)).to.be.revertedWithCustomError(at.lane, "LaneRevoked");
    const lane = as(at.lane, three);
    for (const again of [() => lane.revoke(), () => lane.propose(at.verifier, ...NEW)]) {
      await expect(again()).to.be.revertedWithCustomError(at.lane, "LaneRevoked");
    }
  });
});

describe("a lane's terms", () => {
  it("are told", async () => {
    const { lane, rollup, genesis } = await scene();
    expect([await lane.airgap(), await lane.timelock()]).to.deep.equal([BigInt(AIRGAP), BigInt(TIMELOCK)]);
    expect(await lane.proposer()).to.equal(three.address);
    expect([await lane.revokedAt(), await lane.frozenUntil()]).to.deep.equal([0n, 0n]);
    expect(await rollup.head()).to.equal(idOf(genesis));
  });

  it("ask for an anchored program, an airgap of W / 4 and a timelock of W", async () => {
    const { verifier } = await scene();
    const verifiers = [{ contract_: await verifier.getAddress(), records: 4, circuit: ethers.ZeroHash }];
    const terms = { proposer: three.address, timelock: W, airgap: W / 4, verifiers };
    await scene({ lane: terms });
    const factory = await ethers.getContractFactory("Rollup");
    const refused = async (options: Parameters<typeof scene>[0], error: string) =>
      expect(scene(options), error).to.be.revertedWithCustomError(factory, error);
    await refused({ lane: { ...terms, airgap: W / 4 - 1 } }, "AirgapTooShort");
    await refused({ lane: { ...terms, timelock: W - 1 } }, "TimelockTooShort");
    await refused({ lane: terms, kind: "persistent" }, "LaneOfPersistentProgram");
  });
});
