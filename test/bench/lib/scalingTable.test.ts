import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { COLUMNS, NARIES, PAGE, SPANS, withTable } from "../../../bench/lib/scalingTable.ts";
import type { Figure } from "../../../bench/lib/result.ts";

const results = new URL("../../../bench/results/scaling.json", import.meta.url);
const { figures } = JSON.parse(readFileSync(results, "utf8")) as { figures: Figure[] };
const page = readFileSync(PAGE, "utf8");

describe("table of docs/scaling.md", () => {
  it("is what the committed result gives", () => {
    expect(withTable(page, figures)).to.equal(page);
    expect(page).not.to.contain("NaN");
  });

  it("has a row for every span and nary, with the figures of it", () => {
    const rows = page.split("\n").filter((line) => /^\| [\d,^]+ \| \d+ \| \d/.test(line));
    expect(rows).to.have.length(SPANS.length * NARIES.length);
    const changed = figures.map((figure) =>
      figure.name === "1000000 steps, nary 4: rounds" ? { ...figure, value: 77 } : figure,
    );
    const [before, after] = [page, withTable(page, changed)].map((text) => text.split("\n"));
    const different = after!.filter((line, i) => line !== before![i]);
    expect(different).to.have.length(1);
    expect(
      different[0]!.split("|").map((cell) => cell.trim())[3 + COLUMNS.findIndex(({ key }) => key === "rounds")],
    ).to.equal("77");
  });
});
