import { expect } from "chai";
import { encode } from "../../scripts/generate/encode.ts";
import { CODE, GUEST_LAYOUT, NODES } from "../../scripts/generate/stepCase.ts";
import { examine } from "../../scripts/fuzz/fuzz.ts";
import { judgeLegOn } from "../../scripts/fuzz/legs/judge.ts";
import { liveLeg } from "../../scripts/fuzz/legs/live.ts";
import { oracleLeg } from "../../scripts/fuzz/legs/oracle.ts";
import { replayLeg } from "../../scripts/fuzz/legs/replay.ts";
import { deployJudge } from "../../scripts/fuzz/judge.ts";
import { newMachine, poke, type Program } from "../../scripts/fuzz/program.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Layout } from "../../src/machine/section.ts";

/** A program for a test: words from `pc` on, and what is not zero beside them. */
export type Sketch = {
  readonly words?: readonly number[];
  readonly pc?: number;
  readonly layout?: Layout;
  readonly registers?: Readonly<Record<number, number>>;
  readonly memory?: readonly (readonly [address: number, bytes: Uint8Array])[];
  readonly limit?: number;
};

export const [ECALL, NOP, EBREAK] = [encode("ecall"), encode("addi"), encode("ebreak")];

export function programOf({
  words = [],
  pc = CODE,
  layout = GUEST_LAYOUT,
  registers = {},
  memory = [],
  limit = 1,
}: Sketch): Program {
  const images = layout.map(({ size }) => new Uint8Array(size));
  for (const [address, bytes] of memory) poke(layout, images, address, bytes);
  poke(layout, images, pc, new Uint8Array(Uint32Array.from(words).buffer));
  const all = Array.from({ length: 32 }, (_, i) => (registers[i] ?? 0) | 0);
  const anchor = Uint8Array.from({ length: 32 }, (_, i) => 0xa0 + i);
  return { layout, images, pc, registers: all, nodes: NODES, anchor, limit, about: "test", plain: false };
}

/** An ecall with its number and arguments. */
export function ecall(number: number, args: readonly number[], more: Sketch = {}): Sketch {
  const registers = Object.fromEntries([[17, number], ...args.map((value, i) => [10 + i, value])]);
  return { words: [ECALL], registers, ...more };
}

/** Interpreter, recorder, replay, oracle and judge take the program's steps and agree; the machine at the end. */
export type OnAll = (sketch: Sketch, context: string) => Promise<Machine>;

export async function onAll(): Promise<OnAll> {
  const legs = [liveLeg(), replayLeg, oracleLeg, judgeLegOn(await deployJudge())];
  return async (sketch, context) => {
    const program = programOf(sketch);
    const difference = await examine(program, legs);
    expect(difference && `${difference.leg} ${difference.what}`, context).to.equal(undefined);
    const machine = newMachine(program);
    machine.run(program.limit);
    return machine;
  };
}
