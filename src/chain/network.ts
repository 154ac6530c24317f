import { readFileSync } from "node:fs";
import { parseEther, parseGwei } from "viem";
import { z } from "zod";
import { packagePath } from "./package.ts";
import { ChainError } from "./errors.ts";
import { readYaml } from "./yamlText.ts";

/** Chain ids on which insecure values are tolerated: nothing of worth lives there. */
const LOCAL_CHAIN_IDS: ReadonlySet<number> = new Set([31337, 1337]);

/** Below this a window cannot outlast an L1 outage or an operator's night; seconds. */
const SECURE_WINDOW = 3_600;

/** Reference time of the ledger's longest batch (docs/ledger.md, The guest). */
const LEDGER_WORST_SECONDS = 240;

/** A court with a bridge: W is so many times the worst batch (docs/settlement.md, Share). */
const QUEUE_PARTS = 16;

const wei = z
  .string()
  .regex(/^\d+(\.\d+)? (ether|gwei)$/, "an amount such as `0.1 ether` or `20 gwei`")
  .transform((text) => {
    const [amount = "", unit] = text.split(" ");
    return unit === "ether" ? parseEther(amount) : parseGwei(amount);
  });

const seconds = z.number().int().nonnegative();

/** What a rollup is, in a few words that other stacks have too. */
const rollup = z.strictObject({
  rollup_type: z
    .enum(["optimistic", "hybrid", "validity"])
    .refine(
      (type) => type !== "validity",
      "a rollup that only proofs can finalize is not built: nobody could finalize what no circuit covers, or after a revocation. Use hybrid",
    ),
  fraud_proof_timeout: seconds,
  commitment_interval: seconds,
  da_provider: z.literal("calldata", "only calldata, so far"),
});

const schema = z
  .strictObject({
    chain_id: z.number().int().positive(),
    confirmations: z.number().int().nonnegative(),
    poll_seconds: z.number().positive(),
    explorer: z.url().optional(),
    rollup,
    ledger: z.strictObject({ worst_seconds: z.number().int().positive(), item_fee: wei }).optional(),
    lane: z.strictObject({ airgap: seconds, timelock: seconds }).optional(),
    court: z.strictObject({
      nary: z.number().int(),
      grace: seconds,
      minimum: seconds,
      timeout_rounds: z.number().int().positive(),
      bond: wei,
      gas_price_cap: wei,
    }),
  })
  .superRefine(({ rollup: { rollup_type, fraud_proof_timeout: window }, ledger, lane }, { addIssue }) => {
    const refuse = (message: string, ...path: string[]): void => addIssue({ code: "custom", path, message });
    const isHybrid = rollup_type === "hybrid";
    if (isHybrid && ledger === undefined) refuse("a hybrid rollup runs the ledger, and needs this section", "ledger");
    if (isHybrid && lane === undefined) refuse("a hybrid rollup has a validity lane, and needs this section", "lane");
    if (!isHybrid && lane !== undefined) refuse(`an ${rollup_type} rollup has no validity lane`, "lane");
    if (ledger !== undefined && window < QUEUE_PARTS * ledger.worst_seconds) {
      refuse(`fraud_proof_timeout is below ${QUEUE_PARTS} times this`, "ledger", "worst_seconds");
    }
    if (lane !== undefined && lane.airgap < window / 4)
      refuse("below a quarter of fraud_proof_timeout", "lane", "airgap");
    if (lane !== undefined && lane.timelock < window) refuse("below fraud_proof_timeout", "lane", "timelock");
  });

/** The rules of a court, in the units of its contract: seconds and wei. */
export type CourtParameters = {
  readonly nary: number;
  /** W, seconds. */
  readonly window: number;
  /** G, seconds. */
  readonly grace: number;
  /** Seconds a side may use in all before only `minimum` is left to it at each turn. */
  readonly allowance: number;
  readonly minimum: number;
  readonly bond: bigint;
  readonly gasPriceCap: bigint;
};

/** What a ledger has beside its court. */
export type LedgerParameters = {
  /** Reference time of the longest batch, seconds. */
  readonly worstSeconds: number;
  /** Wei that a deposit pays to whoever posts it in a batch. */
  readonly itemFee: bigint;
};

/** Times of a validity lane, in seconds. */
export type LaneParameters = { readonly airgap: number; readonly timelock: number };

/** One L1 network, as its reviewed file under `networks/` has it. */
export type Network = {
  readonly chainId: number;
  /** Blocks on top of a block before an agent reads it. */
  readonly confirmations: number;
  readonly pollSeconds: number;
  readonly explorer: string | undefined;
  readonly court: CourtParameters;
  /** Seconds of L1 time between two batches of the sequencer's folder, at least. */
  readonly commitmentInterval: number;
  /** Undefined where the file is for no ledger. */
  readonly ledger: LedgerParameters | undefined;
  /** Undefined unless the rollup is hybrid. */
  readonly lane: LaneParameters | undefined;
};

/** True on chains where development keys and windows of seconds are accepted. */
export function isLocal(chainId: number): boolean {
  return LOCAL_CHAIN_IDS.has(chainId);
}

/**
 * Reads a preset by name (`local`, `local-ledger`, `sepolia`, `hoodi`) or a file by path.
 * @throws ChainError NETWORK_UNKNOWN, NETWORK_FILE_INVALID (with the line), NETWORK_INSECURE
 */
export function readNetwork(nameOrPath: string): Network {
  const file = /[./]/.test(nameOrPath) ? nameOrPath : packagePath(`networks/${nameOrPath}.yaml`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new ChainError("NETWORK_UNKNOWN", {
      what: `No network file for "${nameOrPath}"`,
      where: file,
      fix: "Use local, local-ledger, sepolia or hoodi, or give the path of a YAML file of the same form",
      cause,
    });
  }
  const network = parseNetwork(text, file);
  requireSecure(network, file);
  return network;
}

function parseNetwork(text: string, file: string): Network {
  const read = readYaml(text, schema);
  if ("what" in read) throw invalid(file, read.line, read.what);
  const { chain_id, confirmations, poll_seconds, explorer, rollup: type, court, ledger, lane } = read.value;
  return {
    chainId: chain_id,
    confirmations,
    pollSeconds: poll_seconds,
    explorer,
    court: {
      nary: court.nary,
      window: type.fraud_proof_timeout,
      grace: court.grace,
      allowance: court.timeout_rounds * court.minimum,
      minimum: court.minimum,
      bond: court.bond,
      gasPriceCap: court.gas_price_cap,
    },
    commitmentInterval: type.commitment_interval,
    ledger: ledger && { worstSeconds: ledger.worst_seconds, itemFee: ledger.item_fee },
    lane,
  };
}

/** A chain with real users never gets a court that one bad hour, or nobody's money, decides. */
function requireSecure({ chainId, court, ledger, lane }: Network, file: string): void {
  if (isLocal(chainId)) return;
  const shortest = Math.min(court.window, court.grace, court.minimum, lane?.airgap ?? SECURE_WINDOW);
  const isWorst = ledger === undefined || ledger.worstSeconds >= LEDGER_WORST_SECONDS;
  if (shortest >= SECURE_WINDOW && court.bond > 0n && court.gasPriceCap > 0n && isWorst) return;
  throw new ChainError("NETWORK_INSECURE", {
    what: `Chain ${chainId} is not local, but its file has a zero bond or gas price cap, a fraud_proof_timeout, grace, minimum or airgap below ${SECURE_WINDOW} s, or worst_seconds below ${LEDGER_WORST_SECONDS}`,
    where: file,
    fix: "Raise the values; insecure ones are for chain ids 31337 and 1337 only",
  });
}

function invalid(file: string, line: number, what: string): ChainError {
  return new ChainError("NETWORK_FILE_INVALID", {
    what,
    where: `${file}:${line}`,
    fix: "Compare with networks/local-ledger.yaml, which has every key",
  });
}
