import { concatBytes } from "../crypto/bytes.ts";
import { encodeSiblings, type Siblings } from "../tree/rooted.ts";
import { MachineError } from "./error.ts";
import { MAX_SECTIONS, PAGE_BYTES, STATUS_TRAPPED } from "./isa.ts";
import { type Layout, packLayout } from "./section.ts";
import { type State, packCpu } from "./state.ts";

/*
 * Encoding of a one-step proof (docs/machine.md):
 *
 *   anchor 32 | output 32 | cpu 128 | status u8 | exitCode u32 | count u8 | entries 8 x count | roots 32 x count | accesses
 *   access = leaf 32 | zeros u32 | siblings
 */

/** What a proof says before its accesses. */
export type ProofHead = { readonly state: State; readonly layout: Layout; readonly roots: Uint8Array[] };

export function encodeHead({ state, layout, roots }: ProofHead): Uint8Array {
  const end = new Uint8Array(6);
  const view = new DataView(end.buffer);
  view.setUint8(0, state.status);
  view.setUint32(1, state.exitCode);
  view.setUint8(5, layout.length);
  const cpu = packCpu(state.pc, state.registers);
  return concatBytes([state.anchor, state.output, cpu, end, packLayout(layout), ...roots]);
}

export function encodeAccess(leaf: Uint8Array, siblings: Siblings): Uint8Array {
  return concatBytes([leaf, encodeSiblings(siblings)]);
}

/** @throws MachineError PROOF_TRUNCATED, PROOF_STATUS, PROOF_SECTION_COUNT */
export function decodeHead(reader: ProofReader): ProofHead {
  const anchor = reader.take(32);
  const output = reader.take(32);
  const pc = reader.word();
  const registers = new Int32Array(32);
  for (let i = 1; i < 32; i++) registers[i] = reader.word();
  const status = reader.byte();
  if (status > STATUS_TRAPPED) {
    const what = `The status is ${status}`;
    throw new MachineError("PROOF_STATUS", { what, where: reader.where(), fix: "Prove a state with status 0, 1 or 2" });
  }
  const exitCode = reader.word();
  const layout = decodeLayout(reader);
  const roots = layout.map(() => reader.take(32));
  return { state: { pc, status, exitCode, registers, anchor, output, step: 0 }, layout, roots };
}

function decodeLayout(reader: ProofReader): Layout {
  const count = reader.byte();
  if (count === 0 || count > MAX_SECTIONS) {
    const what = `The section table has ${count} rows`;
    const fix = `Prove a state with 1 to ${MAX_SECTIONS} sections`;
    throw new MachineError("PROOF_SECTION_COUNT", { what, where: reader.where(), fix });
  }
  return Array.from({ length: count }, () => {
    const start = reader.word() * PAGE_BYTES;
    const rest = reader.word();
    return { start, size: (rest >>> 8) * PAGE_BYTES, kind: rest & 0xff };
  });
}

/** Reads a proof from front to back; numbers are unsigned and big-endian. */
export class ProofReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next `length` bytes. @throws MachineError PROOF_TRUNCATED */
  take(length: number): Uint8Array {
    return this.#bytes.slice(this.#advance(length), this.#at);
  }

  byte(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  word(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  /** @throws MachineError PROOF_TRAILING_BYTES */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left === 0) return;
    const what = `The proof goes on for ${left} bytes after its last part`;
    throw new MachineError("PROOF_TRAILING_BYTES", { what, where: this.where(), fix: "Cut them off" });
  }

  where(): string {
    return `byte ${this.#at} of the proof`;
  }

  #advance(length: number): number {
    const from = this.#at;
    if (this.#bytes.length - from < length) {
      const what = `The proof ends ${length - (this.#bytes.length - from)} bytes before its next part does`;
      throw new MachineError("PROOF_TRUNCATED", { what, where: this.where(), fix: "Give the whole proof" });
    }
    this.#at += length;
    return from;
  }
}
