import { expect } from "chai";
import { describe, it } from "mocha";
import { Stopwatch } from "../../../bench/lib/stopwatch.ts";

describe("stopwatch", () => {
  let now = 0;

  class Work {
    outer(): number {
      now += 1;
      this.inner();
      now += 2;
      return 7;
    }
    inner(): void {
      now += 10;
    }
    async later(): Promise<void> {
      await Promise.resolve();
      now += 100;
    }
    fails(): void {
      now += 1000;
      throw new Error("no");
    }
  }

  it("charges each method with its own time, and the rest to nobody, once", async () => {
    const stopwatch = new Stopwatch(() => now);
    stopwatch.watch(Work, "outer", "outer");
    stopwatch.watch(Work, "inner", (open) => `inner in ${open.at(-1) ?? "nothing"}`);
    stopwatch.watch(Work, "later", "later");
    stopwatch.watch(Work, "fails", "fails");
    const work = new Work();
    expect(work.outer()).to.equal(7);
    now += 5;
    work.inner();
    await work.later();
    expect(() => work.fails()).to.throw("no");
    expect(Object.fromEntries(stopwatch.take())).to.deep.equal({
      outer: 3,
      "inner in outer": 10,
      "inner in nothing": 10,
      later: 100,
      fails: 1000,
      other: 5,
    });
    now += 1;
    expect(Object.fromEntries(stopwatch.take())).to.deep.equal({ other: 1 });
  });

  it("knows when there is nothing to watch", () => {
    expect(() => new Stopwatch(() => now).watch(Work, "absent" as never, "absent")).to.throw(TypeError);
  });
});
