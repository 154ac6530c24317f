import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import type { Figure } from "../../../bench/lib/result.ts";
import { speedPicture } from "../../../bench/lib/speedPicture.ts";

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

describe("speedPicture", () => {
  it("is what docs/translator.svg shows of the committed result (node bench/lib/speedPicture.ts draws it again)", () => {
    const { figures } = JSON.parse(read("bench/results/translator.json")) as { figures: Figure[] };
    expect(speedPicture(figures)).to.equal(read("docs/translator.svg"));
  });

  it("shows each guest by what it was against qemu, and nothing else", () => {
    const figure = (name: string, value: number, to: string): Figure => ({
      name,
      value: 1,
      unit: "s",
      ratio: { to, value },
    });
    const svg = speedPicture([
      figure("sort, steady", 1.25, "qemu-riscv32"),
      figure("sort, all counted", 1.05, "qemu-riscv32"),
      figure("sort, native", 9.99, "native"),
      {
        name: "geometric mean, steady, to native -O2",
        value: 8.88,
        unit: "x",
        ratio: { to: "native -O2", value: 8.88 },
      },
    ]);
    for (const shown of [">sort<", ">1.25<", ">1.05<"]) expect(svg).to.contain(shown);
    for (const hidden of ["9.99", "8.88", "geometric"]) expect(svg).not.to.contain(hidden);
  });
});
