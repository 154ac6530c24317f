import { poseidon } from "../crypto/poseidon.ts";
import { HEADER_TRIPLES, type Triple } from "./commitment.ts";
import type { Execution } from "./execution.ts";
import { packDomain } from "./signature.ts";
import { stateRoot } from "./state.ts";

/** Words, commitments and evaluations of a batch, as commitment.ts makes them. */
export type Binding = {
  readonly triples: readonly Triple[];
  readonly commitments: readonly bigint[];
  readonly evaluations: readonly bigint[];
};

const NO_WORDS: Triple = [0n, 0n, 0n];

/** The value that chains two segments (docs/ledger.md, Segments), after the records that `execution` has carried out. */
export function progressOf(execution: Execution, { triples, commitments, evaluations }: Binding): bigint {
  const { state, messages } = execution.draft.settle();
  const at = HEADER_TRIPLES + execution.done;
  const before = execution.done > 0 ? triples[at - 1]! : NO_WORDS;
  const detail = poseidon([packProgress(execution), packDomain(execution.context), ...before]);
  return poseidon([stateRoot(state), messages.root, detail, commitments[at]!, evaluations[at]!]);
}

/** record u32 | localMessages u16 | feeAccount u32 | feesOn u1 | kind u8 | length u32 | feeSum u128, first field highest. */
function packProgress({ done, draft, feeAccount, context, batch, feeSum }: Execution): bigint {
  const fields: readonly (readonly [bits: bigint, value: bigint])[] = [
    [32n, BigInt(done)],
    [16n, BigInt(draft.messages.length)],
    [32n, BigInt(feeAccount)],
    [1n, context.hasFees ? 1n : 0n],
    [8n, batch.header[0]!],
    [32n, BigInt(batch.body.length)],
    [128n, feeSum],
  ];
  return fields.reduce((packed, [bits, value]) => (packed << bits) + value, 0n);
}
