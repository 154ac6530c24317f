import { basename } from "node:path";
import { filesIn } from "./files.ts";
import type { Report } from "./report.ts";

/** Report only, for now: how many source files have no test of the same stem (`X.test.ts`, `X.t.sol`) in the same room. */
export async function pairs(root: string): Promise<Report> {
  const tests = new Set(filesIn(root, "test", ".test.ts", ".t.sol").map((path) => key(path.replace(/^test\//, ""))));
  const sources = [...filesIn(root, "src", ".ts"), ...filesIn(root, "contracts", ".sol")];
  const alone = sources.filter((path) => !tests.has(key(path.replace(/^(src|contracts)\//, ""))));
  return {
    problems: [],
    notes: [`${alone.length} of ${sources.length} source files without a test of their own stem`],
  };
}

/** Room and stem, in lower case because Solidity's files begin with a capital. */
function key(path: string): string {
  const room = path.split("/", 1)[0];
  return `${room}/${basename(path).replace(/(\.test)?\.ts$|(\.t)?\.sol$/, "")}`.toLowerCase();
}
