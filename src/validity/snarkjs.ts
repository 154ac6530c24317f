import { createRequire } from "node:module";

/*
 * snarkjs has no types and keeps threads of its own. Here is what Assize uses of it, with types. It is loaded only by
 * processes and threads that do such work (snarkjsProcess.ts, fixedBaseThread.ts).
 */

/** Receives what snarkjs says while it works. */
export type Logger = Readonly<Record<"debug" | "info" | "warn" | "error", (text: string) => void>>;

/** A number in decimal, as snarkjs writes it to JSON. */
export type Decimal = string;

export type SnarkjsProof = Readonly<Record<string, unknown>>;

type Proved = { readonly proof: SnarkjsProof; readonly publicSignals: readonly Decimal[] };

type System = {
  prove(zkey: string, witness: string, logger?: Logger, options?: object): Promise<Proved>;
  verify(key: object, inputs: readonly Decimal[], proof: SnarkjsProof): Promise<boolean>;
  /** Returns -1 instead of throwing when the powers do not fit. */
  setup(r1cs: string, ptau: string, zkey: string, logger?: Logger): Promise<unknown>;
  exportSolidityCallData(proof: SnarkjsProof, inputs: readonly Decimal[]): Promise<string>;
};

export type WasmExports = Readonly<Record<string, (...args: number[]) => number>>;

export type WasmCurve = {
  readonly tm: {
    /** Set where the curve was asked for without threads. */
    readonly code: Uint8Array<ArrayBuffer>;
    readonly pG1gen: number;
    readonly pG2gen: number;
  };
  /** w[k] is a root of unity of order 2^k, in Montgomery form. */
  readonly Fr: { readonly w: readonly Uint8Array[] };
};

export type Snarkjs = {
  readonly groth16: Omit<System, "setup">;
  readonly plonk: System;
  readonly fflonk: Omit<System, "exportSolidityCallData"> & {
    exportSolidityCallData(inputs: readonly Decimal[], proof: SnarkjsProof): Promise<string>;
  };
  readonly zKey: {
    newZKey(r1cs: string, ptau: string, zkey: string, logger?: Logger): Promise<unknown>;
    contribute(from: string, to: string, name: string, entropy: string, logger?: Logger): Promise<unknown>;
    verifyFromR1cs(r1cs: string, ptau: string, zkey: string, logger?: Logger): Promise<boolean>;
    exportVerificationKey(zkey: string): Promise<object>;
    exportSolidityVerifier(zkey: string, templates: Readonly<Record<string, string>>): Promise<string>;
  };
  readonly powersOfTau: {
    newAccumulator(curve: WasmCurve, power: number, file: string, logger?: Logger): Promise<unknown>;
    contribute(from: string, to: string, name: string, entropy: string, logger?: Logger): Promise<unknown>;
    preparePhase2(from: string, to: string, logger?: Logger): Promise<unknown>;
  };
  readonly wtns: {
    calculate(input: object, wasm: string, witness: string): Promise<void>;
    check(r1cs: string, witness: string, logger?: Logger): Promise<boolean>;
  };
  readonly curves: {
    getCurveFromName(name: "bn128", options?: { readonly singleThread: boolean }): Promise<WasmCurve>;
  };
};

export function loadSnarkjs(): Snarkjs {
  return createRequire(import.meta.url)("snarkjs") as Snarkjs;
}
