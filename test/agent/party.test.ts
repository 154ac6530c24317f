import { expect } from "chai";
import { describe, it } from "mocha";
import type { Executor } from "../../src/agent/executor.ts";
import { Party, repeat, type Duty } from "../../src/agent/party.ts";
import type { Performed, Performer } from "../../src/agent/perform.ts";
import type { Court } from "../../src/chain/court.ts";
import { ChainError } from "../../src/chain/errors.ts";
import type { Action } from "../../src/rollup/decide.ts";
import { RollupError } from "../../src/rollup/error.ts";
import type { View } from "../../src/rollup/view.ts";
import { claim, LIE, ME, RIVAL, TIMING, viewOf, ALLY } from "../rollup/views.ts";

/* Three rivals stand against a claim of ours: three disputes are to be opened. */
const mine = claim(ME, LIE);
const rivals = [RIVAL, ALLY, RIVAL].map((owner, nonce) => claim(owner, `0x${"ab".repeat(31)}0${nonce}` as never));
const VIEW = viewOf([mine, ...rivals]);
const BELIEF = { parent: mine.parent, end: mine.end, result: mine.result };

const failing = (
  code: "CALL_REVERTED" | "FUNDS_INSUFFICIENT" | "TRANSACTION_TIMEOUT" | "RPC_UNREACHABLE",
): ChainError => new ChainError(code, { what: code, fix: "none" });

type World = {
  readonly view?: View;
  readonly sync?: () => Error | undefined;
  readonly settled?: boolean;
  /** Wei; gas is free in this world. */
  readonly balance?: bigint;
  /** How often the path is still behind. */
  readonly behind?: number;
  readonly perform?: (action: Action) => Error | "nothing" | undefined;
  /** Why the path ends early. */
  readonly stopped?: () => ReturnType<typeof failing> | undefined;
  readonly duty?: Duty;
};

/** A party among stand-ins, and what it did. */
function party({ view = VIEW, sync, settled = true, balance = 100n, behind = 0, perform, stopped, duty }: World): {
  party: Party;
  done: string[];
  setbacks: string[];
} {
  const [done, setbacks]: [string[], string[]] = [[], []];
  let left = behind;
  const court = {
    facts: { timing: TIMING, bond: 10n, rules: { maxSteps: 64, nary: 4 } },
    sync: () => {
      const error = sync?.();
      done.push("looks");
      return error === undefined ? Promise.resolve({ view, now: 1, block: 7n }) : Promise.reject(error);
    },
  };
  const executor = {
    advance: () => Promise.resolve({ path: [{ belief: BELIEF }], behind: left-- > 0, stopped: stopped?.() }),
  };
  const performer = {
    resumeAt: () => Promise.resolve(settled),
    purseAt: () => Promise.resolve({ balance, gasPrice: 0n }),
    perform: (action: Action): Promise<Performed | undefined> => {
      const outcome = perform?.(action);
      if (outcome instanceof Error) return Promise.reject(outcome);
      return Promise.resolve(outcome === "nothing" ? undefined : ({ action } as Performed));
    },
  };
  const report = {
    performed: ({ action }: Performed) => void done.push(action.kind),
    setback: ({ code }: { code: string }) => void setbacks.push(code),
  };
  const player = { address: ME, claims: "whenDisputed" } as const;
  const made = new Party(
    court as unknown as Court,
    executor as unknown as Executor,
    performer as unknown as Performer,
    player,
    report,
    duty,
  );
  return { party: made, done, setbacks };
}

describe("Party", () => {
  it("does everything that one look asks for", async () => {
    const { party: me, done, setbacks } = party({});
    expect(await me.tick()).to.equal(3);
    expect(done).to.deep.equal(["looks", "open", "open", "open"]);
    expect(setbacks).to.deep.equal([]);
  });

  for (const code of ["CALL_REVERTED", "FUNDS_INSUFFICIENT"] as const) {
    it(`is not kept from the others by one action that fails: ${code}`, async () => {
      let first = true;
      const {
        party: me,
        done,
        setbacks,
      } = party({
        perform: () => {
          const fails = first;
          first = false;
          return fails ? failing(code) : undefined;
        },
      });
      expect(await me.tick()).to.equal(2);
      expect(done).to.deep.equal(["looks", "open", "open"]);
      expect(setbacks).to.deep.equal([code]);
    });
  }

  it("puts nothing at stake that it cannot defend, says so once, and does the rest", async () => {
    // Of three disputes each beyond the first locks a bond of 10.
    const { party: me, done, setbacks } = party({ balance: 10n });
    expect(await me.tick()).to.equal(2);
    expect(await me.tick()).to.equal(2);
    expect(done).to.deep.equal(["looks", "open", "open", "looks", "open", "open"]);
    expect(setbacks).to.deep.equal(["FUNDS_INSUFFICIENT"]);
  });

  for (const code of ["TRANSACTION_TIMEOUT", "RPC_UNREACHABLE"] as const) {
    it(`gives up this look, not itself, when the connection fails: ${code}`, async () => {
      const { party: me, done, setbacks } = party({ perform: () => failing(code) });
      expect(await me.tick()).to.equal(0);
      expect([done, setbacks]).to.deep.equal([["looks"], [code]]);
    });
  }

  it("looks again later when L1 does not answer, or not with all logs", async () => {
    for (const error of [
      failing("RPC_UNREACHABLE"),
      new RollupError("LOGS_INCOMPLETE", { what: "logs", fix: "none" }),
    ]) {
      const { party: me, setbacks } = party({ sync: () => error });
      expect(await me.tick()).to.equal(0);
      expect(setbacks).to.deep.equal([error.code]);
    }
  });

  it("stops where it would have to guess, and where it is broken", async () => {
    for (const error of [
      new RollupError("FALSE_RESULT_FINAL", { what: "false", fix: "none" }),
      new TypeError("broken"),
    ]) {
      const { party: me } = party({ perform: () => error });
      expect(await me.tick().catch((thrown: unknown) => thrown)).to.equal(error);
    }
  });

  it("does nothing while L1 does not show yet what it did before", async () => {
    const { party: me, done } = party({ settled: false });
    expect(await me.tick()).to.equal(0);
    expect(done).to.deep.equal(["looks"]);
  });

  it("looks and acts between any two batches that it executes", async () => {
    const { party: me, done } = party({ behind: 2 });
    expect(await me.tick()).to.equal(9);
    const look = ["looks", "open", "open", "open"];
    expect(done).to.deep.equal([...look, ...look, ...look]);
  });

  it("acts on what lies before a batch that cannot be executed, and tells of it once while it stays", async () => {
    const why = [failing("CALL_REVERTED"), failing("CALL_REVERTED"), undefined, failing("CALL_REVERTED")];
    const { party: me, done, setbacks } = party({ stopped: () => why.shift() });
    for (let look = 0; look < 4; look++) expect(await me.tick()).to.equal(3);
    expect(done.filter((what) => what === "open")).to.have.length(12);
    // Told at the first look, not at the second, and again when it comes back.
    expect(setbacks).to.deep.equal(["CALL_REVERTED", "CALL_REVERTED"]);
  });

  it("has a duty look first, and work when nothing else is left to do", async () => {
    const order: string[] = [];
    const duty: Duty = {
      look: () => void order.push("look"),
      work: () => {
        order.push("work");
        return Promise.resolve(2);
      },
    };
    const busy = party({ duty, perform: () => void order.push("act") as undefined });
    expect(await busy.party.tick()).to.equal(3);
    expect(order).to.deep.equal(["look", "act", "act", "act"]);
    order.length = 0;
    const idle = party({ duty, perform: () => "nothing" });
    expect(await idle.party.tick()).to.equal(2);
    expect(order).to.deep.equal(["look", "work"]);
    order.length = 0;
    expect(await party({ duty, settled: false }).party.tick()).to.equal(0);
    expect(order).to.deep.equal([]);
  });

  it("does nothing at all where its duty finds L1 to be another than it must be", async () => {
    const error = new RollupError("LOGS_INCOMPLETE", { what: "another L1", fix: "none" });
    const duty: Duty = {
      look: () => {
        throw new TypeError("differs");
      },
      work: () => Promise.reject(error),
    };
    const { party: me, done } = party({ duty });
    expect(await me.tick().catch((thrown: unknown) => thrown)).to.be.instanceOf(TypeError);
    expect(done).to.deep.equal(["looks"]);
  });

  it("does not count what it could not do in good faith", async () => {
    const { party: me, done } = party({ perform: () => "nothing" });
    expect(await me.tick()).to.equal(0);
    expect(done).to.deep.equal(["looks"]);
  });
});

describe("repeat", () => {
  it("looks again at once after having acted, and stops when told to", async () => {
    const controller = new AbortController();
    const sent = [3, 1, 0];
    let ticks = 0;
    // Stopped in the pause after the third look, which would else last for an hour.
    await repeat(
      () => {
        ticks += 1;
        if (ticks === 3) setImmediate(() => controller.abort());
        return Promise.resolve(sent[ticks - 1] ?? 0);
      },
      3_600,
      controller.signal,
    );
    expect(ticks).to.equal(3);
  });

  it("does not begin when it was stopped before", async () => {
    await repeat(() => Promise.reject(new Error("must not tick")), 3_600, AbortSignal.abort());
  });
});
