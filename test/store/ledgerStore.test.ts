import { expect } from "chai";
import { describe, it } from "mocha";
import type { KeyValue, Writer } from "../../src/store/keyValue.ts";
import { BEGINNING, LedgerStore } from "../../src/store/ledgerStore.ts";
import { encodeJson } from "../../src/store/rows.ts";
import { random } from "../helpers/random.ts";
import { expectSurvival } from "./crash.ts";
import { MemoryRows } from "../../src/store/memoryRows.ts";
import { chainOf, COURT, entryOn, rebuilt, seen } from "./points.ts";

const open = (rows: KeyValue = new MemoryRows()): LedgerStore => LedgerStore.open(rows, COURT);
const codeOf = (action: () => unknown): string | undefined => {
  try {
    action();
    return undefined;
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
};

describe("ledgerStore", () => {
  it("begins with nothing, and gives back what it was given, in another process too", () => {
    const rows = new MemoryRows();
    const store = open(rows);
    expect(seen(store)).to.deep.equal({ points: [`0 ${BEGINNING.output}`], jobs: [] });
    const chain = chainOf(4, 1);
    for (const entry of chain) store.append(entry);
    for (const one of [store, open(rows)]) {
      const { base, entries } = one.load();
      expect(base.output).to.equal(BEGINNING.output);
      expect(entries.map(({ header, body, sent }) => ({ header, body, sent }))).to.deep.equal(
        chain.map(({ header, body, sent }) => ({ header, body, sent })),
      );
      for (const [i, { before, after }] of entries.entries()) {
        for (const [found, due] of [
          [before, chain[i]!.before],
          [after, chain[i]!.after],
        ] as const) {
          const { tree, ...counters } = found.state;
          const { tree: dueTree, ...dueCounters } = due.state;
          expect({ ...found, state: counters, root: tree.root }).to.deep.equal({
            ...due,
            state: dueCounters,
            root: dueTree.root,
          });
          for (let index = 0; index < due.state.accounts; index++) {
            expect(tree.get(index)).to.deep.equal(dueTree.get(index));
          }
        }
      }
    }
  });

  it("keeps what is final as the base, and what it would need to go behind it no more", () => {
    const rows = new MemoryRows();
    const store = open(rows);
    const chain = chainOf(4, 2);
    for (const entry of chain) store.append(entry);
    store.settle(3);
    const { base, entries } = open(rows).load();
    expect([base.batches, base.output]).to.deep.equal([3, chain[2]!.after.output]);
    expect(entries).to.have.length(1);
    expect(rows.keys("batch/")).to.have.length(1);
    store.settle(4);
    expect(open(rows).load().base.output).to.equal(chain[3]!.after.output);
    expect([rows.keys("batch/"), rows.keys("job/")]).to.deep.equal([[], []]);
  });

  it("has a proof waiting for each batch that is not final, and for no other", () => {
    const store = open();
    const chain = chainOf(3, 3);
    for (const entry of chain) store.append(entry);
    const named = (from: number): object[] =>
      chain.slice(from).map(({ after: { batches: batch, accumulator } }) => ({ batch, accumulator }));
    expect(store.pending()).to.deep.equal(named(0));
    store.settle(1);
    expect(store.pending()).to.deep.equal(named(1));
    const other = entryOn(chain[1]!.after, 99);
    store.append(other);
    expect(store.pending().map(({ accumulator }) => accumulator)).to.deep.equal([
      chain[1]!.after.accumulator,
      other.after.accumulator,
    ]);
  });

  it("goes back to any batch that is not final; from one that it does not have it begins anew", () => {
    for (let kept = 0; kept <= 5; kept++) {
      const rows = new MemoryRows();
      const store = open(rows);
      const chain = chainOf(5, 40);
      for (const entry of chain) store.append(entry);
      const other = entryOn(chain[kept - 1]?.after ?? BEGINNING, 77);
      store.append(other);
      const { base, entries } = open(rows).load();
      expect([base.batches, entries.length]).to.deep.equal([0, kept + 1]);
      expect(entries.at(-1)!.after.state.tree.root).to.equal(other.after.state.tree.root);
      expect(rebuilt(rows).root).to.equal(other.after.state.tree.root);
    }
    const rows = new MemoryRows();
    const store = open(rows);
    for (const entry of chainOf(3, 50)) store.append(entry);
    const elsewhere = chainOf(3, 60);
    store.append(elsewhere[2]!);
    expect(seen(store).points.map((point) => point.slice(0, 1))).to.deep.equal(["2", "3"]);
    expect(rebuilt(rows).root).to.equal(elsewhere[2]!.after.state.tree.root);
    store.reset();
    expect(seen(store)).to.deep.equal({ points: [`0 ${BEGINNING.output}`], jobs: [] });
    expect([rows.keys("node/"), rows.keys("account/"), rows.keys("job/")]).to.deep.equal([[], [], []]);
  });

  it("is one for several processes, whoever is behind or elsewhere", () => {
    const seed = 0x5e7;
    const next = random(seed);
    const rows = new MemoryRows();
    const stores = [open(rows), open(rows)];
    const one = chainOf(6, 70);
    const forks = [one, [...one.slice(0, 2), ...chainOf(4, 80, one[1]!.after)]];
    const at = [-1, -1];
    for (let turn = 0; turn < 60; turn++) {
      const who = next() % 2;
      const fork = forks[turn < 30 ? 0 : who]!;
      at[who] = (at[who]! + 1) % fork.length;
      stores[who]!.append(fork[at[who]!]!);
      if (next() % 7 === 0) stores[who]!.settle(1 + (next() % 4));
      const { root, stored, output } = rebuilt(rows);
      expect(root, `seed ${seed}, turn ${turn}`).to.equal(stored);
      expect(seen(open(rows)).points.at(-1), `seed ${seed}, turn ${turn}`).to.contain(output);
    }
  });

  it("what is stored already is not written again, and takes back nothing that came after it", () => {
    const store = open();
    const chain = chainOf(3, 110);
    for (const entry of [...chain, ...chain]) {
      store.append(entry);
      expect(store.has(entry.after)).to.equal(true);
      if (entry === chain[2]) expect(seen(store).points).to.have.length(4);
    }
    store.append(chain[0]!);
    expect(seen(store).points).to.have.length(4);
    expect(store.has(entryOn(chain[2]!.after, 5).after)).to.equal(false);
    expect(store.has(entryOn(chain[1]!.after, 5).after)).to.equal(false);
  });

  it("goes back from where another process has come to", () => {
    const [made, most] = [new Set<number>(), 3];
    for (let seed = 130; seed < 140; seed++) {
      const rows = new MemoryRows();
      const [ahead, behind] = [open(rows), open(rows)];
      const chain = chainOf(3, seed);
      made.add(chain[2]!.after.state.accounts - chain[1]!.after.state.accounts);
      for (const entry of chain) ahead.append(entry);
      const other = entryOn(chain[1]!.after, 140 + seed);
      behind.append(other);
      expect(rebuilt(rows).root).to.equal(other.after.state.tree.root);
      ahead.append(entryOn(other.after, 300));
      expect(seen(open(rows)).points, `seed ${seed}`).to.have.length(5);
    }
    expect(made.has(most), "a batch that made more accounts than the one in its place").to.equal(true);
  });

  it("a transaction that fails changes nothing, and the next one works", () => {
    let left = 20;
    class Full extends MemoryRows {
      override transaction<T>(work: (writer: Writer) => T): T {
        return super.transaction((writer) => {
          const put = (key: string, value: Uint8Array): void => {
            if (left-- === 0) throw new Error("no space");
            writer.put(key, value);
          };
          return work({ ...writer, put });
        });
      }
    }
    const rows = new Full();
    const store = open(rows);
    const chain = chainOf(3, 90);
    expect(() => chain.forEach((entry) => store.append(entry))).to.throw("no space");
    const { root, stored } = rebuilt(rows);
    expect(root).to.equal(stored);
    for (const entry of chain) store.append(entry);
    expect(rebuilt(rows).root).to.equal(chain[2]!.after.state.tree.root);
  });

  it("refuses a store of another court, of another format, and one in which something is missing or untrue", () => {
    const rows = new MemoryRows();
    for (const entry of chainOf(3, 100)) open(rows).append(entry);
    expect(codeOf(() => LedgerStore.open(rows, { ...COURT, chainId: 1 }))).to.equal("STORE_OF_ANOTHER_COURT");
    const rollup = `0x${"33".repeat(20)}` as const;
    expect(codeOf(() => LedgerStore.open(rows, { ...COURT, rollup }))).to.equal("STORE_OF_ANOTHER_COURT");
    const spoilt = (spoil: (rows: MemoryRows) => void): string | undefined => {
      const copy = new MemoryRows();
      copy.transaction((writer) => [...rows.entries("")].forEach(([key, value]) => writer.put(key, value)));
      spoil(copy);
      return codeOf(() => open(copy).load());
    };
    const without = (key: string) => (copy: MemoryRows) => copy.transaction((writer) => writer.remove(key));
    expect(spoilt(() => {})).to.equal(undefined);
    for (const key of rows.keys("").filter((name) => /^(account|node|head)/.test(name))) {
      expect(spoilt(without(key)), key).to.equal("STORE_DAMAGED");
    }
    const put = (key: string, value: Uint8Array) => (copy: MemoryRows) =>
      copy.transaction((writer) => writer.put(key, value));
    expect(spoilt(put("court", encodeJson({ format: 2, ...COURT })))).to.equal("STORE_FOREIGN");
    expect(spoilt(put("node/10/0000000000", new Uint8Array(32)))).to.equal("STORE_DAMAGED");
    expect(spoilt(put("account/0000000000", new Uint8Array(3)))).to.equal("STORE_DAMAGED");
  });

  it("is whole whenever its process is killed: every 16th step; all of them in ledgerStore.long.test.ts", () => {
    expectSurvival(3, 16);
  });
});
