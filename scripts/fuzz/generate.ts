import { Random } from "../lib/random.ts";
import type { Program } from "./program.ts";
import { plain } from "./shapes/plain.ts";
import { scatter } from "./shapes/scatter.ts";
import { structured } from "./shapes/structured.ts";
import { sweeps } from "./shapes/sweeps.ts";

/** Shapes of drafts, by turns. */
const SHAPES = [
  "scatter",
  "structured",
  "structured",
  "structured",
  "structured",
  "structured",
  "sweeps",
  "plain",
] as const;

const ONE = { structured, sweeps, plain };

/** Numbers of drafts of one seed lie so far apart that two seeds hardly share one. */
const STRIDE = 0x9e37_79b9;

/** Draft `number` of `seed`: one program, or several that share a memory. The same two numbers make the same programs. */
export function generate(seed: number, number: number): Program[] {
  const random = new Random((Math.imul(seed, STRIDE) ^ Math.imul(number + 1, 0x85eb_ca6b)) >>> 0);
  const shape = SHAPES[number % SHAPES.length]!;
  const about = `seed ${seed}, ${shape} ${number}`;
  if (shape === "scatter") return scatter(random, about);
  return [ONE[shape](random, about)];
}
