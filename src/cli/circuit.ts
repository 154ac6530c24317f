import { basename } from "node:path";
import { compileCircuit } from "../validity/compile.ts";
import type { Circuit } from "../validity/keys.ts";
import type { Progress } from "./progress.ts";

/** What an argument names: a compiled constraint system by its path, or an entry point of circuits.json, which is compiled. */
export async function circuitOf(name: string, progress: Progress): Promise<Circuit> {
  if (name.endsWith(".r1cs")) return { name: basename(name, ".r1cs"), r1cs: name };
  return compileCircuit(name, { onProgress: (phase) => progress.update(`circom, ${name}: ${phase}`) });
}
