import { FIELD, fromLittleEndian } from "../crypto/field.ts";
import { SectionFile } from "./sections.ts";

const HEADER = 1;
const CONSTRAINTS = 2;
const CUSTOM_GATES = 4;

/** Bytes of a number. */
const N8 = 32;
/** Words of a term: the signal, then the coefficient. */
export const TERM_WORDS = 1 + N8 / 4;

/**
 * What circom compiled a circuit to: constraints A * B = C over linear combinations of signals. Signal 0 is the number
 * one, then come the public ones, outputs first.
 */
export type R1cs = {
  readonly signals: number;
  /** Public signals, the number one left out. */
  readonly publicSignals: number;
  readonly constraints: number;
  /**
   * The combinations A, B, C of constraint 0, of constraint 1 and so on, as words: how many terms; for each a signal and
   * 8 words of coefficient. Checked by `readR1cs`: lengths fit, signals exist.
   */
  readonly words: Uint32Array;
};

/** @throws ValidityError CIRCUIT_FILE_INVALID */
export function readR1cs(path: string): R1cs {
  return SectionFile.read(path, "r1cs", (file) => {
    const header = file.bytes(HEADER, 1024);
    if (header.length !== 4 + N8 + 4 * 4 + 8 + 4) file.refuse(`Its header has ${header.length} bytes`);
    const fields = new DataView(header.buffer);
    const prime = fromLittleEndian(header.subarray(4, 4 + N8));
    if (fields.getUint32(0, true) !== N8 || prime !== FIELD) file.refuse("It is over another field than BN254's");
    if (file.has(CUSTOM_GATES)) file.refuse("It uses custom gates");
    const [signals, outputs, publicInputs] = [0, 4, 8].map((at) => fields.getUint32(4 + N8 + at, true));
    const publicSignals = outputs! + publicInputs!;
    const constraints = fields.getUint32(4 + N8 + 24, true);
    const bytes = file.bytes(CONSTRAINTS);
    if (bytes.length % 4 !== 0) file.refuse("Its constraints end within a word");
    const r1cs = { signals: signals!, publicSignals, constraints, words: new Uint32Array(bytes.buffer) };
    if (publicSignals >= r1cs.signals || !isSound(r1cs)) file.refuse("Its constraints do not fit its header");
    return r1cs;
  });
}

/** Size of the evaluation domain: the least power of two with a place for each constraint and each public signal. */
export function domainOf({ constraints, publicSignals }: R1cs): number {
  return 2 ** (Math.floor(Math.log2(constraints + publicSignals)) + 1);
}

function isSound({ signals, constraints, words }: R1cs): boolean {
  let at = 0;
  for (let left = 3 * constraints; left > 0; left--) {
    if (at >= words.length) return false;
    const end = at + 1 + words[at]! * TERM_WORDS;
    if (end > words.length) return false;
    for (at++; at < end; at += TERM_WORDS) if (words[at]! >= signals) return false;
  }
  return at === words.length;
}
