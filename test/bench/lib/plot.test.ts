import { expect } from "chai";
import { describe, it } from "mocha";
import { logPlot } from "../../../bench/lib/plot.ts";

describe("logPlot", () => {
  const svg = logPlot({
    title: "a title",
    x: "across",
    y: "up",
    series: [
      {
        name: "falls",
        color: "#111",
        points: [
          [1, 1_000],
          [10, 100],
          [100, 10],
        ],
      },
      {
        name: "flat",
        color: "#222",
        points: [
          [1, 100],
          [100, 100],
        ],
      },
    ],
    level: { name: "the level", y: 100 },
  });
  const pointsOf = (color: string): number[][] => {
    const [, points = ""] = new RegExp(`<polyline points="([^"]*)"[^>]*stroke="${color}"`).exec(svg) ?? [];
    return points.split(" ").map((point) => point.split(",").map(Number));
  };

  it("draws equal ratios as equal distances, larger numbers further right and further up", () => {
    const [a, b, c] = pointsOf("#111") as [number[], number[], number[]];
    expect(b[0]! - a[0]!)
      .to.be.closeTo(c[0]! - b[0]!, 0.2)
      .and.above(0);
    expect(b[1]! - a[1]!)
      .to.be.closeTo(c[1]! - b[1]!, 0.2)
      .and.above(0);
  });

  it("draws a value where another line has it, and so the level", () => {
    const at = pointsOf("#111")[1]![1];
    expect(pointsOf("#222").map(([, y]) => y)).to.deep.equal([at, at]);
    expect(svg).to.match(new RegExp(`<line [^>]*y1="${at}"[^>]*stroke-dasharray`));
  });

  it("names axes, series and powers of ten", () => {
    for (const word of ["a title", "across", "up", "falls", "flat", "the level", ">1<", ">1,000<"])
      expect(svg).to.contain(word);
  });
});
