import { expect } from "chai";
import { afterEach, beforeEach, describe, it } from "mocha";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Checkpoint, checkpointOf, eachChunk } from "../../src/machine/checkpoint.ts";
import { namesOf, readCheckpoint, readChunk, stepsIn, writeCheckpoint } from "../../src/store/checkpointFolder.ts";
import type { Hex } from "../../src/types/hex.ts";
import { begun } from "./runs.ts";

const STEP = 5_000;

describe("a folder of checkpoints", () => {
  let folder: string;
  const chunks = new Map<Hex, Uint8Array>();
  let checkpoint: Checkpoint;
  let json: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "assize-folder-"));
    const machine = begun();
    const run = machine.stateHash();
    machine.run(STEP);
    checkpoint = checkpointOf(machine, run);
    eachChunk(checkpoint, machine, (name, bytes) => chunks.set(name, bytes));
    writeCheckpoint(folder, checkpoint, (name) => chunks.get(name));
    json = join(folder, `checkpoint.${STEP}.json`);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it("gives back what was written, and has no other files", () => {
    expect(stepsIn(folder)).to.deep.equal([STEP]);
    expect(readCheckpoint(folder, STEP)).to.deep.equal(checkpoint);
    const names = [...namesOf(checkpoint)];
    expect(names).to.have.members([...chunks.keys()]);
    expect(names.length).to.be.greaterThan(0);
    for (const name of names) expect(readChunk(folder, name)).to.deep.equal(new Uint8Array(chunks.get(name)!));
    expect(readdirSync(folder)).to.have.members(["chunks", `checkpoint.${STEP}.json`]);
    expect(
      writeCheckpoint(folder, checkpoint, () => undefined),
      "chunks written again",
    ).to.equal(0);
  });

  for (const [what, spoil] of [
    ["is a folder", () => [rmSync(json), mkdirSync(json)]],
    ["is gone", () => rmSync(json)],
    ["is longer than any checkpoint", () => truncateSync(json, 2 ** 32)],
    ["is empty", () => writeFileSync(json, "")],
    [
      "is another step's",
      () => writeFileSync(json, readFileSync(json, "utf8").replace(`"step":${STEP}`, '"step":5001')),
    ],
    ["is no text", () => writeFileSync(json, Uint8Array.of(0xff, 0xfe, 0))],
  ] as const) {
    it(`refuses a checkpoint whose file ${what}`, () => {
      spoil();
      expect(() => readCheckpoint(folder, STEP))
        .to.throw()
        .with.property("code", "STORE_DAMAGED");
    });
  }

  it("has no steps but those of names that it writes", () => {
    for (const name of [
      "checkpoint.05000.json",
      "checkpoint.-1.json",
      "checkpoint.1e3.json",
      "checkpoint.1.json.1.draft",
    ]) {
      writeFileSync(join(folder, name), "{}");
    }
    renameSync(json, join(folder, "checkpoint.5000.JSON"));
    expect(stepsIn(folder)).to.deep.equal([]);
  });

  it("has no chunk where a file of another size is, or none", () => {
    const [name] = chunks.keys() as unknown as [Hex];
    const path = join(folder, "chunks", `${name.slice(2)}.bin`);
    for (const size of [4095, 4097, 2 ** 32]) {
      truncateSync(path, size);
      expect(readChunk(folder, name), String(size)).to.equal(undefined);
    }
    rmSync(path);
    mkdirSync(path);
    expect(readChunk(folder, name)).to.equal(undefined);
  });

  it("says when nothing can be written to it, or a chunk is not to be had", () => {
    const fresh = join(folder, "fresh");
    expect(() => writeCheckpoint(fresh, checkpoint, () => undefined))
      .to.throw()
      .with.property("code", "STORE_DAMAGED");
    expect(stepsIn(fresh)).to.deep.equal([]);
    writeFileSync(join(folder, "file"), "");
    expect(() => writeCheckpoint(join(folder, "file"), checkpoint, (name) => chunks.get(name)))
      .to.throw()
      .with.property("code", "STORE_UNAVAILABLE");
    rmSync(json);
    mkdirSync(json);
    expect(() => writeCheckpoint(folder, checkpoint, (name) => chunks.get(name)))
      .to.throw()
      .with.property("code", "STORE_UNAVAILABLE");
  });
});
