import { readFileSync } from "node:fs";
import { expect } from "chai";
import { describe, it } from "mocha";
import { CLAIM_GAS, HASH_GAS, minimum, MOVE_GAS, OPEN_GAS, reward, sideGas, STEP_GAS } from "../../src/dispute/bond.ts";
import { definition, optimal } from "../../src/dispute/search.ts";

const measured = JSON.parse(readFileSync(new URL("../../bench/snapshots/dispute.json", import.meta.url), "utf8"));

describe("bond", () => {
  it("counts every second dissection of one side, its claim, its opening and the step", () => {
    const perMove = MOVE_GAS + 16 * HASH_GAS;
    const rest = CLAIM_GAS + OPEN_GAS + STEP_GAS;
    expect(sideGas(definition(2 ** 32, 16))).to.equal(rest + 4 * perMove);
    expect(sideGas(definition(2 ** 20, 16))).to.equal(rest + 3 * perMove);
    expect(sideGas(definition(1, 16))).to.equal(rest);
  });

  it("bounds what the contracts were measured to need", () => {
    for (const [name, gas] of Object.entries<number>(measured)) {
      const [, bits, nary] = /^2\^(\d+) nary (\d+)$/.exec(name) ?? [];
      // Both sides together, of which each has at most its own bound.
      if (bits !== undefined)
        expect(2 * sideGas(definition(2 ** Number(bits), Number(nary))), name).to.be.greaterThan(gas);
    }
    expect(CLAIM_GAS).to.be.greaterThan(measured.claim);
    for (const nary of [2, 4, 8, 16, 32, 64, 128]) {
      expect(MOVE_GAS + nary * HASH_GAS, `move ${nary}`).to.be.greaterThan(measured[`move nary ${nary}`]);
      expect(OPEN_GAS + MOVE_GAS + nary * HASH_GAS, `open ${nary}`).to.be.greaterThan(measured[`open nary ${nary}`]);
    }
    expect(STEP_GAS).to.be.greaterThan(measured.prove);
  });

  it("makes a cost model whose best nary is the measured one", () => {
    const model = { round: MOVE_GAS, hash: HASH_GAS, sibling: 0, delay: 0 };
    for (const bits of [20, 32, 40]) {
      const totals = [2, 4, 8, 16, 32, 64, 128].map((nary) => ({ nary, gas: measured[`2^${bits} nary ${nary}`] }));
      const best = totals.reduce((a, b) => (b.gas < a.gas ? b : a));
      expect(optimal(2 ** bits, model).nary, `2^${bits}`).to.equal(best.nary);
    }
  });

  it("is twice that at the price cap, so that each half covers a side", () => {
    const search = definition(2 ** 32, 16);
    const cap = 10n ** 9n;
    expect(minimum(search, cap)).to.equal(2n * BigInt(sideGas(search)) * cap);
    expect(reward(minimum(search, cap))).to.equal(BigInt(sideGas(search)) * cap);
  });

  it("burns the odd wei", () => {
    expect(reward(7n)).to.equal(3n);
    expect(reward(0n)).to.equal(0n);
  });
});
