import { encodePacked, parseEventLogs, type Hex } from "viem";
import { toLittleEndian } from "../crypto/field.ts";
import type { CourtEvent } from "../rollup/fold.ts";
import type { ResultOpening } from "../rollup/view.ts";
import { toAddress } from "../types/address.ts";
import type { ClaimId } from "../types/claimId.ts";
import { toHex } from "../types/hex.ts";
import type { DisputeId } from "../types/disputeId.ts";
import type { ResultId } from "../types/resultId.ts";
import type { StateHash } from "../types/stateHash.ts";
import { inboxAbi, laneAbi, rollupAbi } from "./abi.ts";

/** ABI of everything a court's contracts can say. */
export const courtAbi = [...rollupAbi, ...inboxAbi, ...laneAbi] as const;

/** First field of a deposit's record (docs/ledger.md, Batch). */
const DEPOSIT = 0xffff_fffe;

const NO_CLAIM = `0x${"00".repeat(32)}`;

type CourtLog = ReturnType<typeof parseEventLogs<typeof courtAbi, true, undefined>>[number];

/** A log as an event of the court, or undefined where it says nothing that a view holds. */
export function toCourtEvent(log: CourtLog, at: number): CourtEvent | undefined {
  switch (log.eventName) {
    case "Posted": {
      const { number, accumulator, inputRoot, inputLength, timestamp } = log.args;
      const transaction = log.transactionHash as Hex;
      const batch = {
        number: Number(number),
        accumulator,
        inputRoot,
        inputLength,
        timestamp: Number(timestamp),
        transaction,
      };
      return { kind: "posted", batch };
    }
    case "Consumed": {
      const { number, first, count } = log.args;
      return { kind: "consumed", number: Number(number), first, count };
    }
    case "Deposited": {
      const { item, to, key, exitAddress, amount } = log.args;
      const record = encodePacked(
        ["uint32", "uint32", "uint96", "bytes32", "address", "bytes6"],
        [DEPOSIT, to, amount, key, exitAddress, "0x000000000000"],
      );
      return { kind: "deposited", item, record };
    }
    case "Proven": {
      const { batch, anchor, commitment, to, last } = log.args;
      if (!last) return { kind: "advanced", batch: Number(batch), anchor, commitment, to };
      return { kind: "attested", batch: Number(batch), anchor, output: toHex(toLittleEndian(to)), at };
    }
    case "Committed":
      return { kind: "committed", number: Number(log.args.number), commitment: log.args.c };
    case "Revoked":
      return { kind: "revoked", frozenUntil: log.args.frozenUntil, at };
    case "Settled":
      return { kind: "settled", opening: log.args.opening as ResultOpening };
    case "Claimed": {
      const { claim, accumulator, end } = log.args;
      const owner = toAddress(claim.owner);
      return { kind: "claimed", claim: { ...claim, owner } as never, accumulator, end, at };
    }
    case "Opened": {
      const { opener, responder, locked, hashes } = log.args;
      return {
        kind: "opened",
        opener: opener as ClaimId,
        responder: responder as ClaimId,
        locked,
        hashes: hashes as StateHash[],
        at,
      };
    }
    case "Moved": {
      const { dispute, index, hashes } = log.args;
      return { kind: "moved", dispute: dispute as DisputeId, index: Number(index), hashes: hashes as StateHash[], at };
    }
    case "Proved":
      return { kind: "proved", dispute: log.args.dispute as DisputeId };
    case "Resolved": {
      const { dispute, loser } = log.args;
      return {
        kind: "resolved",
        dispute: dispute as DisputeId,
        loser: loser === NO_CLAIM ? undefined : (loser as ClaimId),
      };
    }
    case "Finalized":
      return { kind: "finalized", result: log.args.result as ResultId };
    case "Abandoned":
      return { kind: "abandoned", result: log.args.result as ResultId };
    case "Collected":
      return { kind: "collected", claim: log.args.claim as ClaimId, returned: log.args.returned };
    case "Credited":
      return { kind: "credited", account: toAddress(log.args.account), amount: log.args.amount };
    case "Withdrawn":
      return { kind: "withdrawn", account: toAddress(log.args.account) };
    default:
      return undefined;
  }
}
