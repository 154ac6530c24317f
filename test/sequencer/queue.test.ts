import { expect } from "chai";
import { describe, it } from "mocha";
import { size } from "viem";
import { nextOfQueue } from "../../src/sequencer/queue.ts";
import type { Batch, View } from "../../src/rollup/view.ts";

const ROOM = 128 * 1024;

/** What of a view matters here: how many items there are, and how many of them each batch has taken. */
function view(deposits: number, ...taken: readonly (number | undefined)[]): View {
  let first = 0;
  const batches = taken.map((count) => {
    const queued = count === undefined ? undefined : { first, count, body: "0x" };
    first += count ?? 0;
    return { queued } as Batch;
  });
  const records = Array.from({ length: deposits }, (_, i) => `0x${(i % 256).toString(16).padStart(156, "0")}`);
  return { batches, deposits: records } as unknown as View;
}

describe("nextOfQueue", () => {
  it("is what no batch of the queue has taken, whatever lies between", () => {
    expect(nextOfQueue(view(0), ROOM)).to.equal(undefined);
    expect(nextOfQueue(view(3, 2, 1, undefined), ROOM)).to.equal(undefined);
    const next = nextOfQueue(view(5, undefined, 2, undefined, 1, undefined), ROOM)!;
    expect([next.first, next.count, size(next.body)]).to.deep.equal([3, 2, 26 + 2 * 78]);
    expect(next.body).to.match(new RegExp(`^0x0{52}0{154}030{154}04$`));
  });

  it("is no more than the Inbox takes, nor than fits in a body", () => {
    expect(nextOfQueue(view(300), ROOM)).to.include({ first: 0, count: 256 });
    expect(nextOfQueue(view(300, 256), ROOM)).to.include({ first: 256, count: 44 });
    expect(nextOfQueue(view(300), 26 + 78 * 3 + 77)).to.include({ first: 0, count: 3 });
  });
});
