import { KIND_CODE } from "../../src/machine/isa.ts";
import { encode } from "../generate/encode.ts";
import { machineOf, memoryOf, type Program } from "./program.ts";

/** Whether a program still shows the difference that is looked for. */
export type Fails = (program: Program) => Promise<boolean>;

const NOP = encode("addi");

/**
 * A short program that fails as `program` does: it begins as late and ends as early as possible, and has no word of memory,
 * register or section that the failure does not need.
 * @param step the first step that is known to fail, if any
 */
export async function shrink(program: Program, fails: Fails, step?: number): Promise<Program> {
  let short = await beginLater(program, fails, step);
  short = await endEarlier(short, fails);
  for (let before = Infinity; weight(short) < before;) {
    before = weight(short);
    short = await withoutSections(short, fails);
    short = await withoutWords(short, 0, fails);
    short = await withoutWords(short, NOP, fails);
    short = await withoutRegisters(short, fails);
  }
  for (const plainer of [{ nodes: [] }, { anchor: new Uint8Array(32) }]) {
    if (await fails({ ...short, ...plainer })) short = { ...short, ...plainer };
  }
  return short;
}

/** What there is to read: registers, words of memory, sections. A word that is replaced by NOP counts half. */
function weight({ layout, images, registers }: Program): number {
  const words = images.flatMap((image) => [...wordsOf(image)]).filter((word) => word !== 0);
  const registersUsed = registers.filter((word) => word !== 0).length;
  return layout.length + registersUsed + words.reduce((sum, word) => sum + (word === NOP ? 0.5 : 1), 0);
}

/** Starts from a state of the run itself: just before the failing step, else as late as a bisection finds. */
async function beginLater(program: Program, fails: Fails, step: number | undefined): Promise<Program> {
  if (step !== undefined) {
    const late = { ...after(program, step), limit: 1 };
    if (await fails(late)) return late;
  }
  let short = program;
  for (let skip = Math.floor(program.limit / 2); skip >= 1;) {
    const late = after(short, skip);
    if (late.limit > 0 && (await fails(late))) short = late;
    else skip = Math.floor(skip / 2);
  }
  return short;
}

/** The program that begins where `program` is after `steps` steps. */
function after(program: Program, steps: number): Program {
  const machine = machineOf(program);
  machine.run(steps);
  const { pc, registers } = machine.state;
  return { ...program, images: memoryOf(machine), pc, registers: [...registers], limit: program.limit - steps };
}

async function endEarlier(program: Program, fails: Fails): Promise<Program> {
  let short = program;
  for (let cut = Math.floor(short.limit / 2); cut >= 1;) {
    const early = { ...short, limit: short.limit - cut };
    if (early.limit > 0 && (await fails(early))) short = early;
    else cut = Math.floor(cut / 2);
  }
  return short;
}

async function withoutSections(program: Program, fails: Fails): Promise<Program> {
  let short = program;
  for (let i = program.layout.length - 1; i >= 0; i--) {
    const keep = (_: unknown, section: number): boolean => section !== i;
    const less = { ...short, layout: short.layout.filter(keep), images: short.images.filter(keep) };
    if (less.layout.length > 0 && (await fails(less))) short = less;
  }
  return short;
}

type Place = { readonly section: number; readonly at: number };

/** Puts `filler` (zero anywhere, NOP in code) in the place of all words that the failure does not need. */
async function withoutWords(program: Program, filler: number, fails: Fails): Promise<Program> {
  const places: Place[] = program.layout.flatMap(({ kind }, section) => {
    if (filler !== 0 && kind !== KIND_CODE) return [];
    const words = [...wordsOf(program.images[section]).entries()];
    return words.filter(([, word]) => word !== 0 && word !== filler).map(([at]) => ({ section, at }));
  });
  const filled = (taken: readonly Place[]): Program => {
    const images = program.images.map((image) => image.slice());
    for (const { section, at } of taken) wordsOf(images[section])[at] = filler;
    return { ...program, images };
  };
  return filled(await removable(places, (taken) => fails(filled(taken))));
}

async function withoutRegisters(program: Program, fails: Fails): Promise<Program> {
  const used = [...program.registers.keys()].filter((i) => program.registers[i] !== 0);
  const cleared = (taken: readonly number[]): Program => {
    return { ...program, registers: program.registers.map((word, i) => (taken.includes(i) ? 0 : word)) };
  };
  return cleared(await removable(used, (taken) => fails(cleared(taken))));
}

/**
 * Delta debugging: as many of `items` as can be taken away together so that `holds` still does, found by taking ever smaller
 * slices; what is left cannot do without any one of its own.
 */
async function removable<Item>(
  items: readonly Item[],
  holds: (taken: readonly Item[]) => Promise<boolean>,
): Promise<Item[]> {
  let taken: Item[] = [];
  let left = [...items];
  for (let size = left.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < left.length;) {
      const slice = left.slice(from, from + size);
      if (await holds([...taken, ...slice])) {
        taken = [...taken, ...slice];
        left = left.toSpliced(from, size);
      } else from += size;
    }
  }
  return taken;
}

function wordsOf(image: Uint8Array): Int32Array {
  return new Int32Array(image.buffer, image.byteOffset, image.length / 4);
}
