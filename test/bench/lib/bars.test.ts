import { expect } from "chai";
import { describe, it } from "mocha";
import { barPlot } from "../../../bench/lib/bars.ts";

describe("barPlot", () => {
  const svg = barPlot({
    title: "a title",
    level: "the level",
    kinds: [
      { name: "first", color: "#111" },
      { name: "second", color: "#222" },
    ],
    groups: [
      { name: "one", values: [1, 0.5] },
      { name: "two", values: [2, 1.5] },
    ],
  });
  const bars = (color: string): number[][] =>
    [...svg.matchAll(new RegExp(`<rect x="(\\d+)" y="\\d+" width="([\\d.]+)" height="10" fill="${color}"`, "g"))].map(
      ([, x, width]) => [Number(x), Number(width)],
    );

  it("draws lengths in proportion, from one line on", () => {
    const [first, second] = [bars("#111"), bars("#222")];
    const unit = first[0]![1]!;
    expect(first.map(([, width]) => width)).to.deep.equal([unit, 2 * unit]);
    expect(second.map(([, width]) => width)).to.deep.equal([unit / 2, 1.5 * unit]);
    expect(new Set([...first, ...second].map(([x]) => x))).to.have.property("size", 1);
  });

  it("has the level where a bar of 1 ends", () => {
    const [[x, width]] = bars("#111") as [[number, number]];
    expect(svg).to.match(new RegExp(`<line x1="${x + width}"[^>]*stroke-dasharray`));
  });

  it("names what it shows, with numbers", () => {
    for (const word of ["a title", "the level", "first", "second", ">one<", ">two<", ">1.50<"])
      expect(svg).to.contain(word);
  });
});
