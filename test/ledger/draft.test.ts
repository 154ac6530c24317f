import { expect } from "chai";
import { describe, it } from "mocha";
import { Draft } from "../../src/ledger/draft.ts";
import { type Seat, accountOf, stateOf } from "../../scripts/generate/ledgerCases/world.ts";

const seats: Seat[] = [0, 1].map((index) => ({ index, person: index, balance: 5n, nonce: 0 }));
const start = stateOf({ seats, messages: 9n });

describe("ledger draft", () => {
  it("leaves the state that it began with as it was", () => {
    const root = start.tree.root;
    const draft = new Draft(start);
    draft.credit(0, 1n);
    draft.add(accountOf(seats[0]!));
    draft.settle();
    expect([start.tree.root, start.accounts, start.tree.get(0)!.balance]).to.deep.equal([root, 2, 5n]);
  });

  it("hashes nothing again that has not changed since it was settled", () => {
    const draft = new Draft(start);
    draft.credit(0, 1n);
    draft.send({ exitAddress: 1n, amount: 2n, from: 0 });
    const once = draft.settle();
    const again = draft.settle();
    expect([...again.state.tree.nodes(once.state.tree)]).to.deep.equal([]);
    expect([...again.messages.nodes(once.messages)]).to.deep.equal([]);
    expect(again.state).to.deep.equal(once.state);
  });

  it("comes to the same whether it is settled on the way or not", () => {
    const [often, once] = [new Draft(start), new Draft(start)];
    for (const draft of [often, once]) {
      for (let i = 0; i < 6; i++) {
        draft.credit(i % 2, 1n);
        draft.send({ exitAddress: 1n, amount: BigInt(i), from: 0 });
        if (i === 3) draft.add(accountOf(seats[1]!));
        if (draft === often) draft.settle();
      }
    }
    const [a, b] = [often.settle(), once.settle()];
    expect([a.state.tree.root, a.messages.root]).to.deep.equal([b.state.tree.root, b.messages.root]);
    expect([a.state.accounts, a.state.messages]).to.deep.equal([3, 15n]);
    expect(a.messages.get(5)).to.deep.equal({ sequence: 14n, exitAddress: 1n, amount: 5n, from: 0 });
  });
});
