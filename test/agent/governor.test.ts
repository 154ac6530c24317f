import { expect } from "chai";
import { describe, it } from "mocha";
import { Governor, type PerformanceConfig, type Usage } from "../../src/agent/governor.ts";

const CONFIG: PerformanceConfig = { parallel_threads: 4, cache_size: 1_000, memory_limit: 5_000, cpu_limit: 2.5 };

/** A machine whose figures are set by hand. */
function desk(config: Partial<PerformanceConfig> = {}): {
  governor: Governor;
  now: { memory: number; cpu: number; time: number };
  told: string[];
  pauses: number[];
  tick: (sent: number, cpu: number, time: number) => Promise<number>;
  shed: () => number;
} {
  const now = { memory: 0, cpu: 0, time: 0 };
  const [told, pauses]: [string[], number[]] = [[], []];
  let shed = 0;
  const usage: Usage = {
    memory: () => now.memory,
    cpu: () => now.cpu,
    now: () => now.time,
    pause: async (seconds) => void pauses.push(seconds),
  };
  const governor = new Governor({ ...CONFIG, ...config }, ({ code }) => told.push(code), usage);
  const tick = (sent: number, cpu: number, time: number): Promise<number> =>
    governor.governed(
      async () => {
        now.cpu += cpu;
        now.time += time;
        return sent;
      },
      () => (shed += 1),
      new AbortController().signal,
    )();
  return { governor, now, told, pauses, tick, shed: () => shed };
}

describe("Governor", () => {
  it("gives each of two executions half of the cache, and threads within both limits", () => {
    expect(desk().governor.means).to.deep.equal({ bytes: 500 });
    expect(desk().governor.threads).to.equal(2);
    expect(desk({ cpu_limit: 16 }).governor.threads).to.equal(4);
    expect(desk({ cpu_limit: 0.5 }).governor.threads).to.equal(1);
  });

  it("sheds load where memory is short, tells once, and goes on", async () => {
    const { governor, now, told, tick, shed } = desk();
    await tick(0, 0, 1);
    expect([shed(), told.length, governor.threads]).to.deep.equal([0, 0, 2]);
    now.memory = 5_001;
    for (const times of [1, 2, 3]) {
      expect(await tick(7, 0, 1)).to.equal(7);
      expect([shed(), told.length, governor.threads]).to.deep.equal([times, 1, 1]);
    }
    now.memory = 5_000;
    await tick(0, 0, 1);
    expect([shed(), governor.threads]).to.deep.equal([3, 2]);
    now.memory = 6_000;
    await tick(0, 0, 1);
    expect(told).to.deep.equal(["MEMORY_SHORT", "MEMORY_SHORT"]);
  });

  it("lets time pass where more of the processors was used than it may, unless something was sent", async () => {
    const { pauses, tick } = desk({ cpu_limit: 0.5 });
    await tick(0, 3, 4);
    expect(pauses).to.deep.equal([2]);
    await tick(0, 1, 2);
    await tick(1, 3, 4);
    expect(pauses).to.deep.equal([2]);
  });
});
