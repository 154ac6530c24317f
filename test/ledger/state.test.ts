import { expect } from "chai";
import { describe, it } from "mocha";
import { poseidon } from "../../src/crypto/poseidon.ts";
import { accountHash } from "../../src/ledger/account.ts";
import { GENESIS, NO_MESSAGES, openings, outputOf, stateRoot } from "../../src/ledger/state.ts";
import { accountOf, type Seat, stateOf } from "../../scripts/generate/ledgerCases/world.ts";

const seats: Seat[] = [0, 1, 70_000].map((index, person) => ({ index, person, balance: 5n, nonce: 1 }));

/** Opens values as a guest does: only what a list hashes to can be opened. */
class Opened {
  readonly #lists = new Map<bigint, readonly bigint[]>();

  constructor(lists: Iterable<readonly bigint[]>) {
    for (const list of lists) this.#lists.set(poseidon(list), list);
  }

  open(hash: bigint): readonly bigint[] {
    const list = this.#lists.get(hash);
    if (list === undefined) throw new RangeError(`${hash} is not known`);
    return list;
  }

  leaf(accountsRoot: bigint, index: number): bigint {
    let node = accountsRoot;
    for (let level = 9; level >= 0; level--) node = this.open(node)[(index >>> (2 * level)) & 3]!;
    return node;
  }
}

describe("ledger state", () => {
  it("opens from its output down to every account, and to places where none is", () => {
    const state = stateOf({ seats });
    const output = outputOf(stateRoot(state), NO_MESSAGES.root);
    const opened = new Opened(openings(state, NO_MESSAGES.root));
    const [accountsRoot, counters] = opened.open(opened.open(output)[0]!);
    expect(counters).to.equal(70_001n);
    for (const seat of seats) {
      const leaf = opened.leaf(accountsRoot!, seat.index);
      expect(leaf).to.equal(accountHash(accountOf(seat)));
      const [x, , balanceAndNonce, info] = opened.open(leaf);
      expect([x, balanceAndNonce]).to.deep.equal([accountOf(seat).key.x, 5n + 2n ** 128n]);
      expect(opened.open(info!)).to.deep.equal([accountOf(seat).exitAddress, 0n]);
    }
    for (const index of [2, 70_001, 2 ** 20 - 1]) expect(opened.leaf(accountsRoot!, index)).to.equal(0n);
  });

  it("opens from genesis with empty trees alone", () => {
    const opened = new Opened(openings(GENESIS, NO_MESSAGES.root));
    expect(opened.leaf(GENESIS.tree.root, 12_345)).to.equal(0n);
  });

  it("names after a batch only what is new", () => {
    const before = stateOf({ seats });
    const after = { ...before, tree: before.tree.with(new Map([[1, accountOf({ ...seats[1]!, balance: 6n })]])) };
    const both = [...openings(before, 1n), ...openings(after, 1n, before)];
    expect(new Opened(both).leaf(after.tree.root, 70_000)).to.equal(accountHash(accountOf(seats[2]!)));
    expect([...openings(after, 1n, before)]).to.have.length(2 + 10 + 10 + 2);
  });
});
