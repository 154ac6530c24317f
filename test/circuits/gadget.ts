import { readFileSync } from "node:fs";
import { fromLittleEndian } from "../../src/crypto/field.ts";
import { type CompiledCircuit, compileMain } from "../../src/validity/compile.ts";
import { type Inputs, WitnessProgram } from "../../src/validity/witnessProgram.ts";
import { Constraints } from "./constraints.ts";

/** A compiled circuit, ready to be given inputs and looked into by the names of its signals. */
export class Gadget {
  readonly constraints: Constraints;
  readonly #program: WitnessProgram;
  /** Name without `main.` -> place in the witness. Signals that circom has substituted have none. */
  readonly #places = new Map<string, number>();
  /** One name of each place. */
  readonly #names: string[] = [];

  private constructor(circuit: CompiledCircuit, program: WitnessProgram) {
    this.#program = program;
    this.constraints = new Constraints(circuit.r1cs);
    for (const line of readFileSync(circuit.sym, "utf8").split("\n")) {
      const [, place = "-1", , name = ""] = line.split(",");
      if (place === "-1" || name === "") continue;
      this.#places.set(name.slice("main.".length), Number(place));
      this.#names[Number(place)] ??= name.slice("main.".length);
    }
  }

  static async of(circuit: CompiledCircuit): Promise<Gadget> {
    return new Gadget(circuit, await WitnessProgram.load(circuit.wasm));
  }

  /** One template of a file below circuits/, as the main component. All its inputs are public: circom substitutes others. */
  static async compile(file: string, expression: string, inputs: readonly string[]): Promise<Gadget> {
    return Gadget.source(`include "${file}";`, expression, inputs);
  }

  /** A template of a test's own. */
  static async source(text: string, expression: string, inputs: readonly string[]): Promise<Gadget> {
    const main = `pragma circom 2.2.0;\n${text}\ncomponent main { public [${inputs.join()}] } = ${expression};\n`;
    return Gadget.of(await compileMain(expression.replace(/\W.*/, ""), main));
  }

  /** Every signal. */
  witness(inputs: Inputs): bigint[] {
    const bytes = this.#program.calculate(inputs);
    return Array.from({ length: bytes.length / 32 }, (_, i) => fromLittleEndian(bytes.subarray(32 * i, 32 * i + 32)));
  }

  /** The signals of these names; those of arrays have names like `bits[3]`. */
  outputs(inputs: Inputs, ...names: string[]): bigint[] {
    const witness = this.witness(inputs);
    return names.map((name) => witness[this.place(name)]!);
  }

  /** Whether the signal is in the witness: circom substitutes what is linear. */
  has(name: string): boolean {
    return this.#places.has(name);
  }

  place(name: string): number {
    const place = this.#places.get(name);
    if (place === undefined) throw new RangeError(`no signal ${name} is in the witness`);
    return place;
  }

  name(place: number): string {
    return this.#names[place] ?? `signal ${place}`;
  }

  /** Places of an input and, if it is an array, of all its signals. */
  placesOf(input: string): number[] {
    return [...this.#places].filter(([name]) => name === input || name.startsWith(`${input}[`)).map(([, at]) => at);
  }
}

/** The names of an array's signals. */
export function array(name: string, length: number): string[] {
  return Array.from({ length }, (_, i) => `${name}[${i}]`);
}

/** The low bits of a number, lowest first, as an input. */
export function bitsOf(value: bigint, length: number): bigint[] {
  return Array.from({ length }, (_, i) => (value >> BigInt(i)) & 1n);
}
