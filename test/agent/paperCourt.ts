import { encodeFunctionData, type Hex } from "viem";
import { Executor } from "../../src/agent/executor.ts";
import { inboxAbi } from "../../src/chain/abi.ts";
import type { Court } from "../../src/chain/court.ts";
import type { Program } from "../../src/machine/program.ts";
import type { Execution } from "../../src/rollup/execution.ts";
import { apply, genesisView, type Folding, type Rules } from "../../src/rollup/fold.ts";
import { nextAccumulator } from "../../src/rollup/ids.ts";
import { composeInput, inputRootOf } from "../../src/rollup/input.ts";
import { inputSize, registrationOf } from "../../src/rollup/load.ts";
import { programId } from "../../src/rollup/program.ts";
import type { Address } from "../../src/types/address.ts";
import { toHex } from "../../src/types/hex.ts";
import type { StateHash } from "../../src/types/stateHash.ts";
import { ZERO } from "../rollup/batches.ts";

const ME: Address = `0x${"11".repeat(20)}`;
const HEADER = { chainId: 31337, rollup: `0x${"12".repeat(20)}` as const, timestamp: 1_700_000_000 };

/** A court without a chain, and an executor that follows it: batches are posted, claimed and made final by calling it. */
export class PaperCourt {
  readonly view: Folding;
  readonly executor: Executor;
  readonly #guest: Program;
  readonly #rules: Rules;
  /** By transaction, as the node answers. */
  readonly calldata = new Map<Hex, Hex>();

  constructor(guest: Program, rules: Rules) {
    const terms = { kind: rules.programKind, maxSteps: rules.maxSteps, worstSeconds: 1 };
    const registration = registrationOf(guest, terms);
    const memoryRoot = rules.programKind === "persistent" ? registration.memoryRoot : ZERO;
    const genesis = { parent: ZERO as never, accumulator: ZERO, output: ZERO, memoryRoot };
    const facts = { rollup: HEADER.rollup, program: programId(registration), terms, rules, genesis };
    const calldata = (transaction: Hex): Promise<Hex> => Promise.resolve(this.calldata.get(transaction)!);
    this.#guest = guest;
    this.#rules = rules;
    this.view = genesisView(genesis);
    this.executor = new Executor({ facts, l1: { chain: { id: HEADER.chainId } }, calldata } as unknown as Court, guest);
  }

  post(body: Uint8Array): void {
    const number = this.view.batches.length + 1;
    const input = composeInput({ ...HEADER, batch: number }, body, inputSize(this.#guest));
    const inputRoot = inputRootOf(input, inputSize(this.#guest));
    const accumulator = nextAccumulator(this.view.batches.at(-1)?.accumulator ?? ZERO, inputRoot, input.length);
    const transaction: Hex = `0x${number.toString(16).padStart(64, "0")}`;
    this.calldata.set(
      transaction,
      encodeFunctionData({ abi: inboxAbi, functionName: "post", args: [ZERO, toHex(body)] }),
    );
    const { timestamp } = HEADER;
    const batch = { number, accumulator, inputRoot, inputLength: input.length, timestamp, transaction };
    apply(this.view, { kind: "posted", batch }, this.#rules);
  }

  claim({ belief, batch, end }: Execution): void {
    const claim = { ...belief, start: ZERO as StateHash, owner: ME, nonce: 0 };
    apply(this.view, { kind: "claimed", claim, accumulator: batch.accumulator, end, at: 1 }, this.#rules);
  }

  finalize({ belief }: Execution): void {
    apply(this.view, { kind: "finalized", result: belief.result }, this.#rules);
  }
}

export const toyRules: Rules = { maxSteps: 2 ** 12, nary: 16, programKind: "anchored" };
export const bankRules: Rules = { maxSteps: 2 ** 24, nary: 16, programKind: "persistent" };
