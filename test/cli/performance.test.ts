import { expect } from "chai";
import { afterEach, describe, it } from "mocha";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { governorOf } from "../../src/cli/performance.ts";
import { pool } from "../../src/cli/files.ts";
import { assize } from "./assize.ts";
import { GUESTS, withFolder } from "./files.ts";

const GOOD = "parallel_threads: 2\ncache_size: 512 MiB\nmemory_limit: 2 GiB\ncpu_limit: 1.5\n";

describe("cli: --performance", () => {
  const { limit } = pool;
  const { error } = console;
  afterEach(() => {
    pool.limit = limit;
    console.error = error;
  });

  it("reads the four fields", () =>
    withFolder(async (folder) => {
      const path = join(folder, "performance.yaml");
      writeFileSync(path, GOOD);
      const { means, threads } = governorOf({ performance: path });
      expect([means, threads]).to.deep.equal([{ bytes: 2 ** 28 }, 1]);
    }));

  it("has memory hashed on as many threads as the governor allows, one while memory is short", () =>
    withFolder(async (folder) => {
      const path = join(folder, "performance.yaml");
      writeFileSync(path, GOOD.replace("1.5", "2").replace("2 GiB", "1 KiB"));
      const told: string[] = [];
      console.error = (line: string) => told.push(line);
      const governor = governorOf({ performance: path, json: true });
      expect(pool.limit()).to.equal(2);
      let shed = 0;
      const tick = governor.governed(
        async () => 3,
        () => (shed += 1),
        new AbortController().signal,
      );
      expect([await tick(), shed, pool.limit()], "load is shed, and it goes on").to.deep.equal([3, 1, 1]);
      expect(told.join()).to.match(/MEMORY_SHORT/);
    }));

  for (const [what, text, told] of [
    ["a field that is missing", GOOD.replace(/cpu_limit.*\n/, ""), /cpu_limit/],
    ["a field too many", `${GOOD}cores: 3\n`, /cores/],
    ["an amount without a unit", GOOD.replace("512 MiB", "512"), /cache_size/],
    ["no memory", GOOD.replace("2 GiB", "0 GiB"), /performance\.yaml:3.*memory_limit/],
    ["no processor", GOOD.replace("1.5", "1e-300"), /performance\.yaml:4.*cpu_limit/],
    ["processors without end", GOOD.replace("1.5", ".inf"), /cpu_limit/],
    ["aliases, which can stand for gigabytes", `${GOOD}more: &x [1]\nstill: *x\n`, /alias/],
    ["an alias of nothing", GOOD.replace("1.5", "*x"), /alias/],
    ["a list", "- 1\n", /the file/],
    ["nothing", "", /the file/],
    ["no thread", GOOD.replace("threads: 2", "threads: 0"), /parallel_threads/],
    ["what is no YAML", `${GOOD}: [`, /performance\.yaml:5/],
  ] as const) {
    it(`refuses ${what}`, () =>
      withFolder(async (folder) => {
        const path = join(folder, "performance.yaml");
        writeFileSync(path, text);
        expect(() => governorOf({ performance: path }))
          .to.throw(told)
          .with.property("code", "ARGUMENT_INVALID");
      }));
  }

  it("refuses a file that nobody wrote by hand", () =>
    withFolder(async (folder) => {
      const path = join(folder, "performance.yaml");
      writeFileSync(path, GOOD);
      truncateSync(path, 2 ** 31);
      expect(() => governorOf({ performance: path }))
        .to.throw()
        .with.property("code", "FILE_UNREADABLE");
    }));
});

describe("cli: challenger --checkpoints", () => {
  it("is for watchers only: what a folder says may not decide about a bond", async () => {
    const { code, err } = await assize(["challenger", "--elf", GUESTS.toy, "--checkpoints", "nowhere"]);
    expect([code, err]).to.satisfy(
      ([exit, text]: [number, string]) => exit === 2 && /ARGUMENT_INVALID.*--watch/.test(text),
    );
  });
});
