import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import * as isa from "../../src/machine/isa.ts";
import { guestPath } from "./elf.ts";
import { LoadedGuest, inputOf } from "./machine.ts";
import { Random } from "./random.ts";

const SEED = 4711;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("guest/runtime", () => {
  it("knows the machine's ecall numbers", () => {
    const header = readFileSync(guestPath("runtime/assize.h"), "utf8");
    const numbers = Object.fromEntries([...header.matchAll(/(ECALL_\w+) = (\d+)/g)].map(([, name, n]) => [name, +n!]));
    const wanted = Object.fromEntries(Object.entries(isa).filter(([name]) => name.startsWith("ECALL_")));
    expect(numbers).to.deep.equal(wanted);
  });
});

describe("docs/guests.md", () => {
  const page = readFileSync(guestPath("../docs/guests.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+) \|$/gm)].map(([, name, steps]) => ({
    name: name!,
    steps: +steps!,
  }));

  it("quotes the steps of every program", () => {
    const measured = rows.map(({ name }) => ({ name, steps: new LoadedGuest(`${name}/${name}.elf`).run().state.step }));
    expect(rows).to.deep.equal(measured);
    expect(rows.map(({ name }) => name)).to.deep.equal(["toy", "sort", "sha256", "bank", "gas"]);
  });
});

describe("guest/toy", () => {
  const run = (anchor: number, body: Uint8Array): string => {
    const leaf = new Uint8Array(32).fill(0xee);
    new DataView(leaf.buffer).setUint32(0, anchor, true);
    return hex(new LoadedGuest("toy/toy.elf").run(inputOf(body), leaf).state.output);
  };
  const output = (count: number): string => {
    const leaf = Buffer.alloc(32);
    leaf.writeUInt32LE(count);
    return leaf.toString("hex");
  };

  it("counts on from its anchor", () => {
    expect(run(0, new Uint8Array(0))).to.equal(output(100));
    expect(run(41, Uint8Array.of(1, 0, 255))).to.equal(output(41 + 100 + 256));
  });

  it("wraps at 2^32", () => {
    expect(run(0xffffffff, new Uint8Array(0))).to.equal(output(99));
  });
});

describe("guest/sort", () => {
  it("commits the digest of the same words, sorted here", () => {
    let state = 0x2545f491;
    const words = Uint32Array.from({ length: 1000 }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      return (state ^= state << 5) >>> 0;
    }).toSorted();
    const { state: end } = new LoadedGuest("sort/sort.elf").run();
    expect(end.exitCode).to.equal(0);
    expect(hex(end.output)).to.equal(sha256(new Uint8Array(words.buffer)));
  });
});

describe("guest/sha256", () => {
  const run = (body: Uint8Array): string => hex(new LoadedGuest("sha256/sha256.elf").run(inputOf(body)).state.output);

  it(`agrees with node:crypto around block edges (seed ${SEED})`, () => {
    const random = new Random(SEED);
    for (const length of [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000]) {
      const body = random.bytes(length);
      expect(run(body), `${length} bytes`).to.equal(sha256(body));
    }
  });

  it("hashes a full input section, and no more than there is", () => {
    const body = new Random(SEED + 1).bytes(0x20000 - 256);
    expect(run(body)).to.equal(sha256(body));
  });
});
