import { expect } from "chai";
import { network } from "hardhat";
import { before, describe, it } from "mocha";
import type { Contract } from "ethers";
import { DEFAULTS, deployCourt, NO_BRIDGE, NO_LANE } from "../../bench/lib/court.ts";
import { minimum as minimumBond } from "../../src/dispute/bond.ts";
import { definition } from "../../src/dispute/search.ts";

const { ethers } = await network.create();
const [sequencer] = await ethers.getSigners();
/** Of the program that deployCourt registers. */
const WORST = 60;
const [maxSteps, nary, gasPriceCap] = [64, 4, 10n ** 9n];

describe("a rollup's terms", () => {
  let programs: Contract;
  let terms: Record<string, unknown>;

  before(async () => {
    const court = await deployCourt(ethers, { maxSteps, nary });
    programs = court.programs;
    terms = {
      programs: await programs.getAddress(),
      program: await court.rollup.program(),
      stepVerifier: await court.rollup.stepVerifier(),
      sequencer: sequencer.address,
      genesisOutput: ethers.ZeroHash,
      nary,
      window: 4 * WORST,
      grace: WORST,
      allowance: 4 * WORST,
      minimum: 4 * WORST,
      bond: minimumBond(definition(maxSteps, nary), gasPriceCap),
      gasPriceCap,
      bridge: NO_BRIDGE,
      lane: NO_LANE,
    };
  });

  const deploy = (changes: Record<string, unknown> = {}) => ethers.deployContract("Rollup", [{ ...terms, ...changes }]);
  const factory = () => ethers.getContractFactory("Rollup");

  it("may be just at their bounds", async () => {
    const rollup = await deploy();
    const inbox = await ethers.getContractAt("Inbox", await rollup.inbox());
    expect(await inbox.capacity()).to.equal(WORST);
  });

  it("are refused below them", async () => {
    const bond = terms.bond as bigint;
    const cases: [string, Record<string, unknown>, unknown[]][] = [
      ["NoSequencer", { sequencer: ethers.ZeroAddress }, []],
      ["NoStepVerifier", { stepVerifier: sequencer.address }, [sequencer.address]],
      ["WindowTooShort", { window: 4 * WORST - 1 }, [4 * WORST - 1, 4 * WORST]],
      ["GraceTooShort", { grace: WORST - 1 }, [WORST - 1, WORST]],
      ["GraceTooShort", { grace: 0 }, [0, WORST]],
      ["AllowanceTooShort", { allowance: 4 * WORST - 1, minimum: 1 }, [4 * WORST - 1, 4 * WORST]],
      ["MinimumOutOfRange", { minimum: 0 }, [0, 4 * WORST]],
      ["MinimumOutOfRange", { minimum: 4 * WORST + 1 }, [4 * WORST + 1, 4 * WORST]],
      ["BondTooSmall", { bond: bond - 1n }, [bond - 1n, bond]],
      ["BondTooSmall", { bond: 0n }, [0, bond]],
      ["BondTooSmall", { gasPriceCap: 0n }, [bond, 0]],
    ];
    for (const [error, changes, args] of cases) {
      await expect(deploy(changes), error)
        .to.be.revertedWithCustomError(await factory(), error)
        .withArgs(...args);
    }
  });

  it("name a search that can be and a program that is registered", async () => {
    for (const wrong of [0, 1, 3, 6, 129, 255]) {
      await expect(deploy({ nary: wrong }))
        .to.be.revertedWithCustomError(await factory(), "InvalidNary")
        .withArgs(wrong);
    }
    const unknown = ethers.id("unknown");
    await expect(deploy({ program: unknown }))
      .to.be.revertedWithCustomError(programs, "UnknownProgram")
      .withArgs(unknown);
  });

  it("name a program that takes input", async () => {
    const args = ["0x0000000000000101", [ethers.id("code")], 0, maxSteps, 0, WORST] as const;
    const program = await programs.register.staticCall(...args);
    await programs.register(...args);
    await expect(deploy({ program })).to.be.revertedWithCustomError(await factory(), "NoInputSection");
  });

  it("are what the helper deploys with, well above the bounds", () => {
    expect(DEFAULTS.window).to.be.greaterThan(4 * WORST);
    expect(DEFAULTS.bond).to.be.greaterThan(terms.bond as bigint);
  });
});
