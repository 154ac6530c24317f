import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { after, before, describe, it } from "mocha";
import { program } from "../../bench/lib/ledgerGuest.ts";
import { account } from "../../scripts/lib/stage.ts";
import { connect, type L1 } from "../../src/chain/client.ts";
import { Court } from "../../src/chain/court.ts";
import { startLocalChain, type LocalChain } from "../../src/chain/localChain.ts";
import { Sender } from "../../src/chain/sender.ts";
import { Sequencer } from "../../src/sequencer/sequencer.ts";
import { Spool } from "../../src/sequencer/spool.ts";
import { assize, assizeJson, KEYS } from "./assize.ts";

type Account = { key: string; index: number | null; nonce: number; batches: number; finalBatch: number } & Record<
  "balanceWei" | "finalBalanceWei" | "waitingWei",
  string
>;
type Placed = { file: string | null; batch: number; nonce: number; balanceWei: string };

const ETHER = 10n ** 18n;
/** Wei of so many tenths of an ether, as JSON has it. */
const tenths = (count: number): string => String((ETHER / 10n) * BigInt(count));

/* People of a ledger at their terminals: nothing is proven here, the windows of the fault lane make final. */
describe("cli: a ledger", function () {
  this.timeout(120_000);
  const [anna, bert] = [{ ASSIZE_KEY: KEYS[1] }, { ASSIZE_KEY: KEYS[2] }];
  let [chain, l1, folder]: [LocalChain, L1, string] = [undefined!, undefined!, ""];
  let sequencer: Sequencer;
  let at: string[] = [];
  let batches: string[] = [];
  const told: string[] = [];

  before(async () => {
    chain = await startLocalChain();
    l1 = await connect(chain.url, 31337, 0.02);
    folder = mkdtempSync(join(tmpdir(), "assize-cli-"));
    at = ["--rpc", chain.url, "--deployment", join(folder, "court")];
    batches = ["--batches", join(folder, "batches"), ...at];
    const words = ["deploy", "--ledger", "--network", "local-ledger", "--dev-verifier", "dev", ...at];
    await assizeJson(words, { ASSIZE_KEY: KEYS[0] });
  });
  after(async () => {
    l1.close();
    rmSync(folder, { recursive: true });
    await chain.close();
  });

  const look = (who: { ASSIZE_KEY: string }): Promise<Account> => assizeJson<Account>(["account", ...at], who);
  async function settle(): Promise<void> {
    if (sequencer === undefined) {
      const court = await Court.open(l1, join(folder, "court"), 0);
      const report = {
        performed: () => {},
        setback: ({ message }: Error) => void told.push(message),
      };
      const pipelineReport = { reached: () => {}, posted: () => {}, waits: () => {} };
      const intake = { spool: new Spool(join(folder, "batches")), interval: 0, report: pipelineReport };
      const sender = new Sender(l1, account(0), 20n * 10n ** 9n);
      sequencer = new Sequencer(court, program, sender, report, new Map(), intake);
    }
    while ((await sequencer.tick()) > 0);
  }

  it("shows a key and no account to who has none, and takes no order of theirs", async () => {
    const found = await look(anna);
    expect(found).to.include({ index: null, balanceWei: "0", batches: 0, finalBatch: 0 });
    expect(found.key).to.match(/^0x[0-9a-f]{64}$/);
    expect((await look(bert)).key).to.not.equal(found.key);
    const { code, err } = await assize(["transfer", "0", "1", ...batches], anna);
    expect([code, err.slice(0, 17)]).to.deep.equal([1, "error NO_ACCOUNT:"]);
    expect((await assize(["account", ...at], anna)).out).to.match(/\naccount +none yet: deposit to make one\n/);
  });

  it("deposits into a new account once, then into that one, or into another's", async () => {
    await assizeJson(["deposit", "2", ...at], anna);
    expect((await look(anna)).waitingWei).to.equal(tenths(20));
    const twice = await assize(["deposit", "1", ...at], anna);
    expect([twice.code, twice.err.includes("NO_ACCOUNT")]).to.deep.equal([1, true]);
    await assizeJson(["deposit", "1", ...at], bert);
    await settle();
    await assizeJson(["deposit", "0.5", ...at], anna);
    await assizeJson(["deposit", "100gwei", "--to", "0", ...at], bert);
    expect((await look(anna)).waitingWei).to.equal(String(ETHER / 2n + 10n ** 11n));
    // The queue's share of the Inbox drains one second in four.
    await chain.advance(30);
    await settle();
    expect(await look(anna)).to.include({ index: 0, balanceWei: String((ETHER / 10n) * 25n + 10n ** 11n), batches: 2 });
    expect(await look(bert)).to.include({ index: 1, balanceWei: tenths(10), waitingWei: "0" });
  });

  it("signs transactions one after the other into files of their own, or together into one", async () => {
    const words = (...order: string[]): string[] => [...order, ...batches];
    const fees = ["--fee", "0.01", "--fee-account", "1"];
    const first = await assizeJson<Placed>(words("transfer", "1", "0.3", ...fees), anna);
    expect(first).to.include({ file: join(folder, "batches", "1"), batch: 1, nonce: 0 });
    const second = await assizeJson<Placed>(words("transfer", "1", "0.2", "--more"), anna);
    expect(second).to.include({ file: null, batch: 2, nonce: 1 });
    const { key } = await look({ ASSIZE_KEY: KEYS[0] });
    await assizeJson(words("create", key, account(0).address, "0.4", "--more"), anna);
    expect(existsSync(join(folder, "batches", "2"))).to.equal(false);
    // What Bert has only by Anna's transactions that no sequencer has seen.
    const third = await assizeJson<Placed>(words("exit", "1.5"), bert);
    expect(third).to.deep.include({ file: join(folder, "batches", "2"), nonce: 0, balanceWei: String(ETHER / 100n) });
    expect(readdirSync(join(folder, "batches")).toSorted()).to.deep.equal(["1", "2"]);
    await settle();
    expect(await look(anna)).to.include({ nonce: 3, balanceWei: String((ETHER / 100n) * 159n + 10n ** 11n) });
    expect(await look(bert)).to.include({ nonce: 1, balanceWei: String(ETHER / 100n) });
    expect(await look({ ASSIZE_KEY: KEYS[0] })).to.include({ index: 2, balanceWei: tenths(4) });
    expect(told).to.deep.equal([]);
  });

  for (const [words, why] of [
    [["transfer", "3", "0.1"], /NO_RECIPIENT.*no such account/],
    [["transfer", "1", "99"], /BALANCE_LOW.*less than amount/],
    [["create", `0x${"00".repeat(32)}`, account(0).address, "0.1"], /BAD_KEY/],
  ] as const) {
    it(`writes nothing where the transaction would be void: ${words.slice(0, 2).join(" ").slice(0, 20)}`, async () => {
      const { code, err } = await assize([...words, ...batches], anna);
      expect(code).to.equal(1);
      expect(err)
        .to.match(/^error TRANSACTION_VOID: /)
        .and.match(why);
      expect(readdirSync(join(folder, "batches")).toSorted()).to.deep.equal(["1", "2"]);
    });
  }

  for (const [words, why] of [
    [["transfer", "1", "1.00000000001"], /ten digits/],
    [["transfer", "1", "0.1", "--fee", "0.123"], /one digit/],
    [["deposit", "1eth"], /An amount/],
    [["deposit", "0.1wei"], /An amount/],
    [["transfer", "1048576", "0.1"], /whole number/],
  ] as const) {
    it(`refuses ${words.join(" ")} as no amount or account of a ledger`, async () => {
      const { code, err } = await assize([...words, ...(words[0] === "deposit" ? at : batches)], anna);
      expect(code).to.equal(2);
      expect(err)
        .to.match(/^error ARGUMENT_INVALID: /)
        .and.match(why);
    });
  }

  it("pays an exit once it is final, once, by whoever asks", async () => {
    const before = await l1.client.getBalance({ address: account(2).address });
    const early = await assize(["pay", ...at], bert);
    expect([early.code, early.out]).to.deep.equal([0, `nothing final is due to ${account(2).address}\n`]);
    for (let batch = 0; batch < 4; batch++) {
      await chain.advance(121);
      await settle();
    }
    expect(await look(bert)).to.include({ finalBatch: 4, finalBalanceWei: String(ETHER / 100n) });
    const words = ["pay", account(2).address, ...at];
    const sent = await assizeJson<{ action: string }[]>(words, anna);
    expect(sent.map(({ action }) => action)).to.deep.equal(["exit", "pay"]);
    const now = await l1.client.getBalance({ address: account(2).address });
    expect(now - before).to.equal((ETHER / 10n) * 15n);
    expect(await assizeJson(words, anna)).to.deep.equal([]);
  });
});
