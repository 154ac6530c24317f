import { expect } from "chai";
import { describe, it } from "mocha";
import { newMachine } from "../../scripts/fuzz/program.ts";
import { FAR, type Places, guest } from "../../scripts/translations/guest.ts";
import { NOT_HASHED, NOT_INITIAL } from "../../src/machine/access/live.ts";
import { PAGE_BYTES } from "../../src/machine/isa.ts";
import { ARMED } from "../../src/translator/locals.ts";
import { Fault, Pages } from "../../src/translator/pages.ts";

const BOTH = NOT_HASHED | NOT_INITIAL;

function scene(options: { hasFar?: boolean; dataFirst?: boolean } = {}) {
  let places!: Places;
  const machine = newMachine(
    guest((code, where) => {
      places = where;
      code.emit("addi");
    }, options),
  );
  const { live } = machine;
  live.changed.fill(0);
  const pages = new Pages(live);
  const { home } = live.arrangement;
  /** Distance of an address, as generated code counts it. */
  const distance = (address: number): number => (address - home.start - pages.skipped) | 0;
  const flag = (address: number): number => live.bytes[ARMED + ((address - home.start) >>> 12)]!;
  const mark = (address: number): number => live.changed[live.read(address) >>> 12]!;
  return { live, pages, places, distance, flag, mark };
}

describe("src/translator/pages", () => {
  it("skips a page where code comes first, and none where it does not", () => {
    expect(scene().pages.skipped).to.equal(PAGE_BYTES);
    expect(scene({ dataFirst: true }).pages.skipped).to.equal(0);
  });

  it("arms a page that may be written: it is marked, and the others are not", () => {
    const { live, pages, places, distance, flag, mark } = scene();
    expect([flag(places.data), mark(places.data)]).to.deep.equal([1, 0]);
    pages.arm(distance(places.data + 5));
    expect([flag(places.data), mark(places.data)]).to.deep.equal([0, BOTH]);
    expect([flag(places.data + PAGE_BYTES), mark(places.data + PAGE_BYTES)]).to.deep.equal([1, 0]);
    expect(live.changed.reduce((sum, one) => sum + one, 0)).to.equal(BOTH);
  });

  it("arms no other, and touches nothing then", () => {
    const { live, pages, places, distance, flag } = scene();
    const { home } = live.arrangement;
    for (const address of [home.start, places.readOnly, places.input, places.end, home.start - 4, 0, 2 ** 31]) {
      expect(() => pages.arm(distance(address)), String(address)).to.throw(Fault);
    }
    expect(live.changed.every((one) => one === 0)).to.equal(true);
    expect([home.start, places.readOnly, places.input].map(flag)).to.deep.equal([1, 1, 1]);
  });

  it("undo brings back bytes and marks, of home and of what is far", () => {
    const { live, pages, places, distance, flag, mark } = scene({ hasFar: true });
    live.changed[live.read(places.data) >>> 12] = NOT_INITIAL;
    const before = live.bytes.slice();
    const marks = live.changed.slice();
    pages.arm(distance(places.data));
    pages.arm(distance(places.data + PAGE_BYTES));
    const far = pages.farStore(distance(FAR + 8));
    const { home } = live.arrangement;
    expect(far + home.offset + pages.skipped).to.equal(live.read(FAR + 8));
    for (const address of [places.data, places.data + 2 * PAGE_BYTES - 1, FAR + 8])
      live.bytes[live.read(address)]! ^= 0x55;
    expect(mark(FAR)).to.equal(BOTH);
    pages.undo();
    expect(Buffer.compare(live.bytes, before)).to.equal(0);
    expect(live.changed).to.deep.equal(marks);
    expect(flag(places.data)).to.equal(1);
  });

  it("what is settled is not undone, and is asked for anew", () => {
    const { live, pages, places, distance, flag, mark } = scene({ hasFar: true });
    pages.arm(distance(places.data));
    pages.farStore(distance(FAR));
    live.bytes[live.read(places.data)] = 1;
    pages.settle();
    expect([flag(places.data), mark(places.data), mark(FAR)]).to.deep.equal([1, BOTH, BOTH]);
    // Someone else takes the mark away; the next store sets it again.
    live.changed.fill(0);
    pages.arm(distance(places.data));
    pages.farStore(distance(FAR));
    live.bytes[live.read(places.data)] = 2;
    expect([mark(places.data), mark(FAR)]).to.deep.equal([BOTH, BOTH]);
    pages.undo();
    expect([live.bytes[live.read(places.data)], mark(places.data), mark(FAR)]).to.deep.equal([1, 0, 0]);
  });

  it("a page that is stored to twice is kept as it was first", () => {
    const { live, pages, distance } = scene({ hasFar: true });
    const at = live.read(FAR);
    const before = live.bytes[at]!;
    pages.farStore(distance(FAR));
    live.bytes[at]! ^= 1;
    pages.farStore(distance(FAR + 4));
    live.bytes[at]! ^= 2;
    pages.undo();
    expect(live.bytes[at]).to.equal(before);
  });

  it("says where far loads and stores go, or that they fault", () => {
    const { live, pages, places, distance } = scene({ hasFar: true });
    const { home } = live.arrangement;
    for (const address of [FAR, FAR + PAGE_BYTES - 1, places.readOnly, home.start + 8]) {
      expect(pages.farLoad(distance(address)) + home.offset + pages.skipped).to.equal(live.read(address));
    }
    for (const address of [FAR + PAGE_BYTES, FAR - 1, places.end, home.start - 1, 0]) {
      expect(() => pages.farLoad(distance(address)), String(address)).to.throw(Fault);
      expect(() => pages.farStore(distance(address)), String(address)).to.throw(Fault);
    }
    for (const address of [home.start, places.readOnly, places.input]) {
      expect(() => pages.farStore(distance(address)), String(address)).to.throw(Fault);
    }
  });
});
