import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { describe, it } from "mocha";
import { covered } from "../../../scripts/cover/sources.ts";
import { inTree } from "../../check/fixture.ts";

const room = `/** A comment. */
export function used(value: number): number {
  if (value > 1) return value;
  return 0; // also run
}

export function unused(): string {
  return "never";
}
`;

describe("source coverage", () => {
  it("joins what processes have run: lines with code on them, and functions", async () => {
    const files = {
      "src/room.ts": room,
      "src/alone.ts": "export const alone = 1;\n",
      "one.ts": `import { used } from "./src/room.ts"; used(1);`,
      "two.ts": `import { used } from "./src/room.ts"; used(2);`,
    };
    await inTree(files, async (given) => {
      const root = realpathSync(given);
      const processes = ["one", "two"].map((name) => {
        const folder = join(root, "v8", name);
        spawnSync(process.execPath, [join(root, `${name}.ts`)], { env: { NODE_V8_COVERAGE: folder } });
        const [report = ""] = readdirSync(folder);
        return (JSON.parse(readFileSync(join(folder, report), "utf8")) as { result: never[] }).result;
      });
      const of = (given: typeof processes): unknown => covered(root, given).find(({ path }) => path === "src/room.ts");
      expect(of(processes.slice(0, 1))).to.deep.include({ uncovered: [3, 7, 8, 9] });
      expect(of(processes)).to.deep.equal({
        path: "src/room.ts",
        counts: { lines: { covered: 4, total: 7 }, functions: { covered: 1, total: 2 } },
        uncovered: [7, 8, 9],
      });
      const [alone] = covered(root, processes);
      expect(alone).to.deep.include({ path: "src/alone.ts", uncovered: [1] });
    });
  });
});
