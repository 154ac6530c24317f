/*
 * Keeping a court from being made or from going on. Seen: a factory that took a claimed block number for the height to build
 * on, so that one inflated number shut out all honest ones; deployments tied to a nonce or a registration that somebody else
 * could take first. Stopped by: nothing here depends on a block's number or time, a batch's number follows from its parent and
 * the Inbox, programs are kept by content and anyone's registration is as good. Costs the attacker gas, to no effect.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, deployCourt, endState, eventOf, openingAfter, sent } from "../../bench/lib/court.ts";
import * as court from "./lib/courtRoom.ts";

const { BOND, ethers, honest, mallory, maxSteps, nary, refuses, room, says } = court;
const [CODE, READ_WRITE, INPUT] = [1, 3, 4];
const ROOT = `0x${"11".repeat(32)}`;

type Row = readonly [startPage: number, pages: number, kind: number];

/** The section table of docs/machine.md. */
function table(...rows: readonly Row[]): string {
  return ethers.solidityPacked(
    rows.flatMap(() => ["uint32", "uint24", "uint8"]),
    rows.flat(),
  );
}

describe("hostile: denial of deployment", () => {
  it("by an inflated batch number fails: claims name no number, and reach no further than the Inbox", async () => {
    const at = await room();
    const wei = await court.earned([honest], async () => {
      // A chain of claims as long as it gets: each is about the next batch, and there is only one.
      const lie = await says(at, mallory, 2);
      const ahead = openingAfter(lie.made.claim, at.batch, endState(2));
      for (const batch of [at.batch, { ...at.batch, inputLength: 2n ** 32n - 1n }, { ...at.batch, inputRoot: ROOT }]) {
        await refuses(at, as(at.rollup, mallory).claim(ahead, batch, endState(3), { value: BOND }), "WrongBatch");
      }
      const truth = await says(at, honest, 1);
      await court.beat(at, truth, lie);
      await court.closeWindows(at);
      await at.rollup.finalize(truth.made.claim);
      const { batch } = await at.rollup.result(truth.made.claim.result);
      expect(batch).to.equal(1n);
      await court.cashUp(at, [truth]);
    });
    expect(wei).to.deep.equal([BOND / 2n]);
  });

  it("by an inflated block number or time fails: the same court comes out at any height", async () => {
    const made = [];
    for (const blocks of [0, 1_000_000]) {
      await court.networkHelpers.mine(blocks, { interval: 3_600 });
      const { rollup, genesis } = await deployCourt(ethers, { maxSteps, nary });
      made.push({ genesis, head: await rollup.head(), delay: await rollup.longestDelay(), bond: await rollup.bond() });
    }
    expect(made[1]).to.deep.equal(made[0]);
    const at = await room();
    const claim = await says(at, honest, 1);
    await court.closeWindows(at);
    await at.rollup.finalize(claim.made.claim);
  });

  it("by registering the program first is a service: same content, same id, whoever did it", async () => {
    const programs = await ethers.deployContract("Programs");
    const content = [
      table([0, 1, CODE], [1, 1, READ_WRITE], [16, 16, INPUT]),
      [ROOT, ROOT, ethers.ZeroHash],
      0,
      64,
      0,
      60,
    ];
    const ids = [];
    const kept = [];
    for (const who of [mallory, honest, mallory]) {
      const receipt = await sent((programs.connect(who) as typeof programs).register(...(content as never[])));
      ids.push(eventOf(programs as never, receipt, "Registered").id);
      kept.push((await programs.program(ids[0])).toObject());
    }
    expect(new Set(ids).size).to.equal(1);
    expect(kept[2]).to.deep.equal(kept[0]);
  });

  it("by registering something else under that id fails: each field is part of it, and bad tables are refused", async () => {
    const programs = await ethers.deployContract("Programs");
    const good = [table([0, 1, CODE], [16, 16, INPUT]), [ROOT, ethers.ZeroHash], 0, 64, 0, 60] as const;
    const changed = [
      [0, table([0, 1, CODE], [16, 17, INPUT])],
      [1, [ethers.ZeroHash, ethers.ZeroHash]],
      [2, 4],
      [3, 128],
      [4, 1],
      [5, 61],
    ] as const;
    const id = (args: readonly unknown[]): Promise<string> => programs.register.staticCall(...(args as never[]));
    const ids = [
      await id(good),
      ...(await Promise.all(changed.map(([field, value]) => id(good.with(field, value as never))))),
    ];
    expect(new Set(ids).size).to.equal(ids.length);

    const hostile: [string, readonly Row[]][] = [
      [
        "SectionOverlaps",
        [
          [0, 2, CODE],
          [1, 16, INPUT],
        ],
      ],
      [
        "SectionBeyondMemory",
        [
          [0, 1, CODE],
          [0xfffff, 2, INPUT],
        ],
      ],
      [
        "SectionBeyondMemory",
        [
          [0, 1, CODE],
          [2 ** 32 - 1, 2 ** 24 - 1, INPUT],
        ],
      ],
      [
        "EmptySection",
        [
          [0, 1, CODE],
          [16, 0, INPUT],
        ],
      ],
      [
        "UnknownKind",
        [
          [0, 1, CODE],
          [16, 16, 5],
        ],
      ],
      [
        "BadEntryPoint",
        [
          [1, 1, CODE],
          [16, 16, INPUT],
        ],
      ],
    ];
    for (const [error, rows] of hostile) {
      const call = programs.register(...(good.with(0, table(...rows)) as unknown as never[]));
      await expect(call).to.be.revertedWithCustomError(programs, error);
    }
  });

  it("by wei sent to the address of the court to come fails: it is made there all the same", async () => {
    const nonce = await ethers.provider.getTransactionCount(court.sequencer);
    for (let ahead = 0; ahead < 5; ahead++) {
      const to = ethers.getCreateAddress({ from: court.sequencer.address, nonce: nonce + ahead });
      await court.pays(mallory, { to, value: 1n });
    }
    const at = await room();
    const inbox = ethers.getCreateAddress({ from: at.address, nonce: 1 });
    expect(await at.inbox.getAddress()).to.equal(inbox);
    expect(await court.held(at)).to.equal(1n);
  });
});
