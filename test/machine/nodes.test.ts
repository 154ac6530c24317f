import { expect } from "chai";
import { describe, it } from "mocha";
import { FIELD, toWords } from "../../src/crypto/field.ts";
import { MachineError } from "../../src/machine/error.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { referencePoseidon } from "../../scripts/fuzz/oracle.ts";

const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof MachineError) return error.code;
    throw error;
  }
  return "no error";
};

describe("nodes", () => {
  it("opens what was added and what was learned", () => {
    const store = new NodeStore();
    const [two, four] = store.add([1n, 2n], [1n, 2n, 3n, 4n]);
    expect([two, four]).to.deep.equal([referencePoseidon([1n, 2n]), referencePoseidon([1n, 2n, 3n, 4n])]);
    expect(store.children(two!, 2)).to.deep.equal([1n, 2n]);
    expect(store.children(four!, 4)).to.deep.equal([1n, 2n, 3n, 4n]);
    store.learn(toWords(77n), toWords(5n, 6n));
    expect(store.children(77n, 2)).to.deep.equal([5n, 6n]);
  });

  it("hashes what another store tells it before it believes it", () => {
    const other = new NodeStore();
    const [hash] = other.add([1n, 2n]);
    other.learn(toWords(77n), toWords(5n, 6n));
    const store = new NodeStore(other);
    expect(store.children(hash!, 2)).to.deep.equal([1n, 2n]);
    expect(codeOf(() => store.children(77n, 2))).to.equal("UNKNOWN_NODE");
    store.learn(toWords(88n), toWords(7n, 8n));
    expect(codeOf(() => other.children(88n, 2))).to.equal("UNKNOWN_NODE");
  });

  it("a hash it lacks is UNKNOWN_NODE, also one that it knows with another number of children", () => {
    const store = new NodeStore();
    const [two] = store.add([1n, 2n]);
    store.learn(toWords(99n), toWords(1n, 2n, 3n, 4n, 5n));
    expect(codeOf(() => store.children(two!, 4))).to.equal("UNKNOWN_NODE");
    expect(codeOf(() => store.children(two! + 1n, 2))).to.equal("UNKNOWN_NODE");
    expect(codeOf(() => store.children(99n, 2))).to.equal("UNKNOWN_NODE");
  });

  it("refuses what is no node", () => {
    const bad = [[], [1n], [1n, 2n, 3n], [1n, 2n, 3n, 4n, 5n], [FIELD, 0n], [0n, -1n]];
    for (const children of bad) expect(codeOf(() => new NodeStore().add(children))).to.equal("NOT_A_FIELD_ELEMENT");
  });
});
