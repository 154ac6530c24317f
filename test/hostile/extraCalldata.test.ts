/*
 * The same thing said in other bytes: trailing calldata, dirty bits above a narrow field, arrays laid out elsewhere. Seen: games
 * whose identity was read from all of their calldata, so that appended bytes made a second one that nobody could resolve. Stopped
 * by: identities are hashes of decoded values, and the decoder refuses a value that does not fit its field. Costs its author the
 * gas of the bytes.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import type { EventLog } from "ethers";
import { as, endState, keyOf, sent } from "../../bench/lib/court.ts";
import { root } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, answering, BOND, ethers, honest, mallory, nary, refuses, room, says, words } = court;
const EXTRA = ["00", "ff".repeat(4), "5a".repeat(333)];

describe("hostile: extra calldata", () => {
  it("behind a claim makes an ally of it, with the id that its content has", async () => {
    const at = await room();
    const plain = await says(at, honest, 1);
    const data = at.rollup.interface.encodeFunctionData("claim", [at.genesis, at.batch, endState(1)]);
    for (const [i, extra] of EXTRA.entries()) {
      await court.pays(mallory, { to: at.address, data: data + extra, value: BOND });
      const [made] = (await at.rollup.queryFilter("Claimed", "latest")) as EventLog[];
      const { id, claim } = made.args;
      expect([claim.end, claim.result]).to.deep.equal([plain.made.claim.end, plain.made.claim.result]);
      expect(claim.nonce).to.equal(BigInt(i + 1));
      expect((await at.rollup.claimant(id)).owner).to.equal(mallory.address);
    }
    const { claimedStates, standingStates } = await at.rollup.result(plain.made.claim.parent);
    expect([claimedStates, standingStates]).to.deep.equal([1n, 1n]);
  });

  it("opens no second dispute between two claims, and answers none twice", async () => {
    const at = await room();
    const [truth, lie] = [await says(at, honest, 1), await says(at, mallory, 2)];
    const dispute = await accuse(at, truth, lie);
    const { board, standing } = dispute;
    const call = (name: string, args: readonly unknown[]): string => at.rollup.interface.encodeFunctionData(name, args);
    const open = call("open", [lie.made.claim, truth.made.claim, words(nary - 1)]);
    const again = call("open", [truth.made.claim, lie.made.claim, words(nary - 1)]);
    for (const extra of EXTRA) {
      await refuses(at, mallory.sendTransaction({ to: at.address, data: open + extra }), "AlreadyMet");
      await refuses(at, honest.sendTransaction({ to: at.address, data: again + extra }), "AlreadyMet");
    }
    const move = call("move", [...answering(dispute), words(nary)]);
    await court.pays(mallory, { to: at.address, data: move + EXTRA[2] });
    await refuses(at, mallory.sendTransaction({ to: at.address, data: move }), "NotCommitted");

    // A position has bits to spare; a word with one of them set is another word.
    const high = pack(standing.position) | (1n << 255n);
    const end = [keyOf(board), high, root(standing.last.hashes), lie.made.claim] as const;
    await refuses(at, as(at.rollup, honest).resolve(...end), "NotCommitted");
  });

  it("cannot hide in the bits above a narrow field", async () => {
    const at = await room();
    const data = at.rollup.interface.encodeFunctionData("claim", [at.genesis, at.batch, endState(1)]);
    const word = (index: number, value: string): string => {
      const from = 10 + 64 * index;
      return data.slice(0, from) + value + data.slice(from + 64);
    };
    // parent 0-3, batch 4-5, end 6-10: inputLength u32, status u8, exitCode u32.
    for (const index of [5, 6, 7]) {
      const dirty = word(index, `01${data.slice(10 + 64 * index + 2, 10 + 64 * (index + 1))}`);
      const call = mallory.sendTransaction({ to: at.address, data: dirty, value: BOND });
      await expect(call, `word ${index}`).to.be.revertedWithoutReason(ethers);
    }
    const truncated = mallory.sendTransaction({ to: at.address, data: data.slice(0, -2), value: BOND });
    await expect(truncated).to.be.revertedWithoutReason(ethers);
    await sent(as(at.rollup, mallory).claim(at.genesis, at.batch, endState(1), { value: BOND }));
  });
});
