import { expect } from "chai";
import { describe, it } from "mocha";
import { type Checkpoint, checkpointOf } from "../../src/machine/checkpoint.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/store/manifest.ts";
import { begun } from "./runs.ts";

/** A checkpoint of the sort guest, with other sections, or none. */
function made(sections?: Checkpoint["sections"]): Checkpoint {
  const machine = begun();
  machine.run(1_000);
  const checkpoint = checkpointOf(machine, machine.stateHash());
  return { ...checkpoint, sections: sections ?? checkpoint.sections };
}

describe("checkpoints as JSON", () => {
  it("come back as they were, equal neighbours told once", () => {
    const checkpoint = made();
    const text = encodeCheckpoint(checkpoint);
    expect(decodeCheckpoint(text)).to.deep.equal(checkpoint);
    const sizes = checkpoint.sections.map(({ chunks }) => chunks.length);
    const listed = (JSON.parse(text) as { sections: { chunks: string[] }[] }).sections.map(
      ({ chunks }) => chunks.length,
    );
    expect(Math.max(...listed), `of ${String(sizes)} chunks`).to.be.lessThan(Math.max(...sizes));
  });

  it("are refused when any one value has changed", () => {
    const text = encodeCheckpoint(made());
    const document = JSON.parse(text) as Record<string, unknown>;
    for (const [key, value] of Object.entries(document)) {
      const changed =
        typeof value === "number" ? value + 1 : typeof value === "string" ? value.replace(/.$/, flipped) : [];
      expect(decodeCheckpoint(JSON.stringify({ ...document, [key]: changed })), key).to.equal(undefined);
      const { [key]: _, ...rest } = document;
      expect(decodeCheckpoint(JSON.stringify(rest)), `without ${key}`).to.equal(undefined);
    }
    expect(decodeCheckpoint(JSON.stringify({ ...document, more: 1 }))).to.equal(undefined);
    expect(decodeCheckpoint(text.slice(0, -1))).to.equal(undefined);
  });

  const name = `0x${"ab".repeat(32)}` as const;
  const kind = 3;
  for (const [what, sections] of [
    ["more bytes in a section than a memory has", [{ start: 0, size: 2 ** 33, kind, chunks: ["zero x 2097152"] }]],
    [
      "more bytes in all sections than a memory has",
      [0, 1].map(() => ({ start: 0, size: 2 ** 32, kind, chunks: ["zero x 1048576"] })),
    ],
    [
      "more sections than a machine has",
      Array.from({ length: 17 }, () => ({ start: 0, size: 4096, kind, chunks: ["zero"] })),
    ],
    ["half a chunk", [{ start: 0, size: 4097, kind, chunks: ["zero"] }]],
    ["a chunk too many", [{ start: 0, size: 4096, kind, chunks: ["zero", "zero"] }]],
    ["a chunk too few", [{ start: 0, size: 8192, kind, chunks: [name] }]],
    ["a path for a name", [{ start: 0, size: 4096, kind, chunks: ["../../secret"] }]],
  ] as const) {
    it(`are refused with ${what}, under a seal that fits`, () => {
      expect(decodeCheckpoint(encodeCheckpoint(made(sections as unknown as Checkpoint["sections"])))).to.equal(
        undefined,
      );
    });
  }
});

function flipped(digit: string): string {
  return digit === "0" ? "1" : "0";
}
