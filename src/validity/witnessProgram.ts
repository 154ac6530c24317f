import { readFileSync } from "node:fs";
import { FIELD, fromLittleEndian, toLittleEndian } from "../crypto/field.ts";
import { ValidityError } from "./error.ts";
import { SectionWriter } from "./sections.ts";

/*
 * Runs the WebAssembly that circom makes of a circuit (its interface, version 2): numbers go in and out through 32 bytes of
 * its memory, little-endian; an input is named by the 64 bits of FNV-1a of its name.
 */

/** A number, or an array of inputs: what circom's arrays look like. */
export type Input = bigint | readonly Input[];
export type Inputs = Readonly<Record<string, Input>>;

type Exports = {
  init(sanityCheck: number): void;
  getFieldNumLen32(): number;
  getRawPrime(): void;
  getInputSize(): number;
  getInputSignalSize(high: number, low: number): number;
  setInputSignal(high: number, low: number, at: number): void;
  getWitnessSize(): number;
  getWitness(at: number): void;
  getMessageChar(): number;
  readonly memory: { readonly buffer: ArrayBuffer };
  getSharedRWMemoryStart(): number;
};

type Module = { readonly __brand: "WebAssembly.Module" };

/** What is used here of WebAssembly: Node's types leave it to those of browsers. */
const { WebAssembly: wasm } = globalThis as unknown as {
  readonly WebAssembly: {
    compile(bytes: Uint8Array): Promise<Module>;
    readonly Instance: new (module: Module, imports: object) => { readonly exports: unknown };
  };
};

const WORDS = 8;
const BYTES = 4 * WORDS;

export class WitnessProgram {
  readonly #exports: Exports;
  /** What circom's program printed before it stopped: which constraint, in which templates. */
  readonly #said: string[] = [];

  private constructor(module: Module) {
    const noteMessage = (): void => {
      let text = "";
      for (let char = this.#exports.getMessageChar(); char !== 0; char = this.#exports.getMessageChar()) {
        text += String.fromCharCode(char);
      }
      this.#said.push(text.trim());
    };
    const runtime = {
      exceptionHandler: (code: number): never => this.#stop(`stopped with code ${code}`),
      printErrorMessage: noteMessage,
      writeBufferMessage: noteMessage,
      showSharedRWMemory: (): void => {},
    };
    this.#exports = new wasm.Instance(module, { runtime }).exports as Exports;
  }

  /** @throws ValidityError CIRCUIT_FILE_INVALID */
  static async load(path: string): Promise<WitnessProgram> {
    let program: WitnessProgram;
    try {
      program = new WitnessProgram(await wasm.compile(readFileSync(path)));
    } catch (cause) {
      throw notAProgram(path, cause);
    }
    const { getFieldNumLen32, getRawPrime } = program.#exports;
    getRawPrime();
    if (getFieldNumLen32() !== WORDS || fromLittleEndian(program.#shared()) !== FIELD) throw notAProgram(path);
    return program;
  }

  /**
   * Inputs are below the field.
   * @returns all signals of the circuit, 32 little-endian bytes each: the number one, public signals, the others.
   * @throws ValidityError WITNESS_IMPOSSIBLE where an input is missing or one too many, or a constraint cannot hold
   */
  calculate(inputs: Inputs): Uint8Array {
    const { init, getInputSize, getWitnessSize, getWitness } = this.#exports;
    this.#said.length = 0;
    init(0);
    let set = 0;
    for (const [name, value] of Object.entries(inputs)) set += this.#set(name, flat(value));
    if (set !== getInputSize()) this.#stop(`${set} of ${getInputSize()} input signals were given`);
    const witness = new Uint8Array(BYTES * getWitnessSize());
    for (let i = 0; i < getWitnessSize(); i++) {
      getWitness(i);
      witness.set(this.#shared(), BYTES * i);
    }
    return witness;
  }

  #set(name: string, values: readonly bigint[]): number {
    const { getInputSignalSize, setInputSignal } = this.#exports;
    const hash = fnv1a(name);
    const [high, low] = [Number(hash >> 32n) | 0, Number(hash & 0xffffffffn) | 0];
    const size = getInputSignalSize(high, low);
    if (size !== values.length) this.#stop(`input ${name} has ${size} signals, not ${values.length}`);
    for (const [at, value] of values.entries()) {
      this.#shared().set(toLittleEndian(value));
      setInputSignal(high, low, at);
    }
    return size;
  }

  /** The 32 bytes; to be used before the program runs again. */
  #shared(): Uint8Array {
    const { memory, getSharedRWMemoryStart } = this.#exports;
    return new Uint8Array(memory.buffer, getSharedRWMemoryStart(), BYTES);
  }

  #stop(what: string): never {
    throw new ValidityError("WITNESS_IMPOSSIBLE", {
      what: `No witness: ${[what, ...this.#said].join("; ")}`,
      fix: "Make the inputs from the state and the batch that they are about",
    });
  }
}

/** A file of the witness, as snarkjs reads it. */
export function writeWitness(path: string, witness: Uint8Array): void {
  const header = new Uint8Array(4 + BYTES + 4);
  const view = new DataView(header.buffer);
  view.setUint32(0, BYTES, true);
  header.set(toLittleEndian(FIELD), 4);
  view.setUint32(4 + BYTES, witness.length / BYTES, true);
  const writer = new SectionWriter(path, "wtns", [
    [1, header.length],
    [2, witness.length],
  ]);
  writer.write(1, 0, header);
  writer.write(2, 0, witness);
  writer.close();
}

function notAProgram(where: string, cause?: unknown): ValidityError {
  return new ValidityError("CIRCUIT_FILE_INVALID", {
    what: "Not a witness program of circom's over BN254's scalar field",
    where,
    fix: "Compile the circuit again",
    cause,
  });
}

function flat(value: Input): bigint[] {
  return typeof value === "bigint" ? [value] : value.flatMap(flat);
}

function fnv1a(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const char of text) hash = BigInt.asUintN(64, (hash ^ BigInt(char.charCodeAt(0))) * 0x100000001b3n);
  return hash;
}
