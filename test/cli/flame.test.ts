import { expect } from "chai";
import { describe, it } from "mocha";
import { drawFlame } from "../../src/cli/flame.ts";
import type { Flame } from "../../src/machine/profile/profile.ts";

const flame = (name: string, steps: number, ...above: Flame[]): Flame => ({ name, steps, above });

/** Boxes of a picture by name: left edge, top and width. */
function boxes(svg: string): Map<string, { x: number; y: number; width: number }> {
  const found = svg.matchAll(
    /<g><title>(.*?): .*?<\/title><rect class="h\d+" rx="1.5" x="(.*?)" y="(.*?)" width="(.*?)"/g,
  );
  return new Map(
    [...found].map(([, name = "", ...rest]) => {
      const [x = 0, y = 0, width = 0] = rest.map(Number);
      return [name, { x, y, width }];
    }),
  );
}

describe("cli: flame graph", () => {
  const root = flame("all steps", 1000, flame("a", 250, flame("c", 125)), flame("b", 750));

  it("draws each name as wide as its steps, above what called it", () => {
    const found = boxes(drawFlame(root, "title"));
    const { a, b, c, ...rest } = Object.fromEntries(found) as Record<string, { x: number; y: number; width: number }>;
    const all = rest["all steps"]!;
    expect(Math.abs(b!.width / a!.width - 3) < 0.02).to.equal(true);
    expect([a!.x, c!.x]).to.deep.equal([all.x, all.x]);
    expect(Math.abs(b!.x - a!.x - a!.width) <= 1).to.equal(true);
    expect([all.y - a!.y, a!.y - c!.y, a!.y - b!.y]).to.deep.equal([18, 18, 0]);
  });

  it("says the numbers in titles, and leaves out what is too narrow to be seen", () => {
    const svg = drawFlame(flame("all steps", 1_000_000, flame("wide", 999_990), flame("narrow", 10)), "title");
    expect(svg).to.include("<title>wide: 999,990 steps, 100.00 %</title>").and.not.to.include("narrow");
  });

  it("is one self-contained document in both themes, whatever names say", () => {
    const svg = drawFlame(flame("all steps", 2, flame('</title><script>&"\u0000\u001b', 2)), "<&>");
    expect(svg).to.include("&lt;/title&gt;&lt;script&gt;&amp;").and.include("<title>&lt;&amp;&gt;</title>");
    expect(svg).not.to.match(/<script|[\u0000-\u0008\u000b-\u001f]|href|url\(/);
    expect(svg).to.include("prefers-color-scheme:dark");
    expect(svg.match(/<g>/g)?.length).to.equal(svg.match(/<\/g>/g)?.length);
  });

  it("draws a run of no steps", () => {
    expect(boxes(drawFlame(flame("all steps", 0), "title")).size).to.equal(0);
  });
});
