/*
 * A payee that calls back while it is paid. Seen: vaults emptied by a second withdrawal before the first was written down, the
 * oldest attack on any chain. Stopped by: the credit is zero before the ether leaves, and no call depends on anything that an
 * outside call could catch half done. What goes through from inside a payment is what would have gone through after it.
 */
import { expect } from "chai";
import { describe, it } from "mocha";
import { as, endState, keyOf, sent } from "../../bench/lib/court.ts";
import { root } from "../../src/dispute/dissection.ts";
import { pack } from "../../src/dispute/position.ts";
import { HostilePayee } from "./lib/courtPayee.ts";
import * as court from "./lib/courtRoom.ts";

const { accuse, BOND, BURNT, closeWindows, honest, mallory, REWARD, room, says, trudy } = court;

describe("hostile: a payee that re-enters", () => {
  it("is paid once, and every call from inside the payment does what it would do alone", async () => {
    const at = await room();
    const payee = await HostilePayee.deploy();
    const wei = await court.earned([payee, mallory, honest, trudy], async () => {
      const [truth, mine] = [await says(at, honest, 1), await says(at, payee, 1)];
      const lies = [await says(at, trudy, 2), await says(at, trudy, 3)];
      const call = (name: string, args: readonly unknown[]) => at.rollup.interface.encodeFunctionData(name, args);
      const withdraw = call("withdraw", []);
      const [claim, other] = [mine.made.claim, truth.made.claim];

      // Paid the first time before anything is decided: it has won one dispute, and has another to end.
      await court.beat(at, mine, lies[0]);
      const { board, standing } = await accuse(at, mine, lies[1]);
      await court.until(standing.position.movedAt + Number(await at.rollup.allowance()));
      await at.rollup.collect(claim);
      const position = [keyOf(board), pack(standing.position), root(standing.last.hashes)];
      const resolve = call("resolve", [...position, lies[1].made.claim]);
      const first = [
        withdraw,
        call("claim", [at.genesis, at.batch, endState(1)]),
        resolve,
        resolve,
        call("finalize", [claim]),
      ];
      await payee.arm("callBack", [...first, call("collect", [claim]), withdraw, withdraw]);
      expect(await court.held(at)).to.equal(4n * BOND);
      await sent(as(at.rollup, payee).withdraw());
      expect(await payee.outcomes()).to.deep.equal([false, false, true, false, false, true, true, false]);
      expect(await court.held(at)).to.equal(2n * BOND + 2n * BURNT);

      // And the second time when it can finalize and collect from inside.
      const later = await court.nextBatch(at);
      await closeWindows(at);
      await at.rollup.finalize(claim);
      await at.rollup.collect(claim);
      const second = [
        withdraw,
        call("finalize", [claim]),
        call("collect", [claim]),
        call("collect", [other]),
        withdraw,
      ];
      await payee.arm("callBack", [...second, call("claim", [at.genesis, later.batch, endState(1)])]);
      await sent(as(at.rollup, payee).withdraw());
      expect(await payee.outcomes()).to.deep.equal([false, false, false, true, false, false]);
      await court.cashUp(at, [truth, mine, ...lies]);
    });
    expect(wei).to.deep.equal([BOND + 2n * REWARD, -BOND, 0n, -2n * BOND]);
    expect(await court.held(at)).to.equal(2n * BURNT);
  });
});
