import { expect } from "chai";
import { describe, it } from "mocha";
import { isVoid, nextResult } from "../../src/rollup/outcome.ts";
import type { EndState } from "../../src/rollup/view.ts";
import { resultId } from "../../src/rollup/ids.ts";
import type { ResultId } from "../../src/types/resultId.ts";
import { word } from "./views.ts";

const [RUNNING, HALTED, TRAPPED] = [0, 1, 2];
const PARENT = {
  parent: word("grandparent") as ResultId,
  accumulator: word("one"),
  output: word("old output"),
  memoryRoot: word("old memory"),
};
const END: EndState = {
  status: HALTED,
  exitCode: 0,
  output: word("new output"),
  memoryRoot: word("new memory"),
  cpuHash: word("cpu"),
};

describe("nextResult", () => {
  it("takes over what a good run leaves, memory only for persistent programs", () => {
    const next = { parent: resultId(PARENT), accumulator: word("two"), output: word("new output") };
    const zero = `0x${"00".repeat(32)}`;
    expect(nextResult(PARENT, word("two"), END, "persistent")).to.deep.equal({
      ...next,
      memoryRoot: word("new memory"),
    });
    expect(nextResult(PARENT, word("two"), END, "anchored")).to.deep.equal({ ...next, memoryRoot: zero });
  });

  it("keeps the parent's where the run is void: still running, trapped, or halted with another exit code than 0", () => {
    for (const change of [
      { status: RUNNING },
      { status: TRAPPED, exitCode: 3 },
      { exitCode: 1 },
      { exitCode: 2 ** 32 - 1 },
    ]) {
      const end = { ...END, ...change };
      expect(isVoid(end)).to.equal(true);
      for (const kind of ["persistent", "anchored"] as const) {
        const { output, memoryRoot } = nextResult(PARENT, word("two"), end, kind);
        expect([output, memoryRoot]).to.deep.equal([PARENT.output, PARENT.memoryRoot]);
      }
    }
    expect(isVoid(END)).to.equal(false);
  });
});
