import { expect } from "chai";
import { describe, it } from "mocha";
import { beforeMove, beforeOpen, beforeProve, beforeResolve } from "./hostileCourt.ts";
import { changedBytes, otherLengths } from "./hostileMutants.ts";
import { trueCall, tryAll } from "./hostileProbe.ts";

const MASKS = [1, 2, 4, 8, 16, 32, 64, 128, 0xff, 0x55, 0xaa];

describe("hostile calls to a dispute, every bit and every length", function () {
  this.timeout(3_600_000);

  for (const make of [beforeOpen, beforeMove, beforeProve, beforeResolve]) {
    it(make.name, async () => {
      const moment = await make();
      const call = trueCall(moment);
      const { refused } = await tryAll(moment, [...changedBytes(call, () => MASKS), ...otherLengths(call, 1)]);
      expect(refused).to.be.greaterThan(3_000);
    });
  }
});
