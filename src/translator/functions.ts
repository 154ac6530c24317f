import type { Live } from "../machine/access/live.ts";
import { KIND_CODE } from "../machine/isa.ts";
import type { Layout } from "../machine/section.ts";
import { Code } from "../wasm/code.ts";
import { type WasmTable, compile, instantiate, tableOf, wasm } from "../wasm/host.ts";
import { Module } from "../wasm/module.ts";
import { OP } from "../wasm/opcodes.ts";
import { type Block, MAX_INSTRUCTIONS, blocksFrom, isReturn } from "./blocks.ts";
import { SIGNATURE } from "./plan.ts";
import { flowOf, graphOf } from "./flow.ts";
import { EBREAK, ECALL, JAL, JALR, instructionAt } from "./instruction.ts";
import { TARGET, each } from "./locals.ts";
import type { Library, Volume } from "./library.ts";
import { loopsOf } from "./loops.ts";
import type { Pages } from "./pages.ts";
import { type Entry, translate } from "./translate.ts";
import { NOTHING } from "./values.ts";

/** A function of the guest in WebAssembly: steps to take and functions to enter at most, then steps left and the next pc. */
export type Translated = (left: number, depth: number) => readonly [number, number];

/** Entries of the table at most, one for each word of the largest code section; functions elsewhere are entered from the host. */
const MAX_TABLE = 2 ** 20;

/** Times that a jump leads somewhere unknown until what was learned is translated; and then again. */
const LEARNING = new Set([16, 512, 16_384]);

const untranslated = compile(makeUntranslated());

/** What is translated of a program, by the pc at which it is entered. */
export class Functions {
  readonly #live: Live;
  readonly #pages: Pages;
  readonly #ecall: () => number;
  /** Instructions that are translated at once; fewer from when the engine refuses what they become. */
  #reach: number;
  readonly #library: Library;
  readonly #translated = new Map<number, Translated>();
  /** What each of them is from. */
  readonly #volumes = new Map<number, Volume>();
  readonly #table: WasmTable;
  /** Code address of entry 0 of the table, one word before code: that entry is for whatever has none. */
  readonly #tableStart: number;
  readonly #misses = new Map<number, number>();
  /** Entries of the functions that a register jump is part of. */
  readonly #owners = new Map<number, Set<number>>();

  /** `reach` is how many instructions are translated at once. */
  constructor(layout: Layout, live: Live, pages: Pages, ecall: () => number, reach: number, library: Library) {
    this.#live = live;
    this.#library = library;
    this.#reach = reach;
    this.#ecall = ecall;
    this.#pages = pages;
    const code = layout.filter(({ kind }) => kind === KIND_CODE);
    const { start, size } = code.reduce((most, one) => (one.size > most.size ? one : most), { start: 0, size: 0 });
    this.#tableStart = start - 4;
    this.#table = tableOf(Math.min(size / 4 + 1, MAX_TABLE), this.#untranslated());
  }

  /** What is entered at `pc`, if that is translated, here or for another machine. */
  at(pc: number): Translated | undefined {
    const entry = pc | 0;
    const known = this.#translated.get(entry);
    if (known !== undefined) return known;
    const volume = this.#library.find(entry);
    return volume && this.#open(volume, []).get(entry);
  }

  /**
   * Translates what is entered at `pc`, in the middle of a loop perhaps. That loop is then entered where it begins, too: where its
   * pointers are made more is known of them than here. Nothing happens where that was done, or where the interpreter is needed
   * anyway.
   *
   * @param registers if they are those of a machine that is there now
   */
  translate(pc: number, registers?: Int32Array): void {
    const entry = pc | 0;
    const operation = this.at(entry) !== undefined ? undefined : instructionAt(this.#live, entry)?.operation;
    if (operation === undefined || operation === ECALL || operation === EBREAK) return;
    const outer = this.#outermost(entry);
    if (outer === entry) this.#add([{ pc: entry, registers }]);
    else if (this.at(outer) !== undefined) this.#add([{ pc: entry, stop: outer }]);
    else
      this.#add([
        { pc: outer, registers },
        { pc: entry, stop: outer },
      ]);
  }

  /** To be called where nothing was done at `pc`: what was translated for other registers only is then translated for any. */
  reconsider(pc: number, registers: Int32Array): void {
    const entry = pc | 0;
    const known = this.#volumes.get(entry)?.functions.find((one) => one.entry === entry)?.known ?? NOTHING;
    let isFor = true;
    each(known.registers, (register) => (isFor &&= known.values[register] === registers[register]));
    if (!isFor) this.#renew([entry]);
  }

  /** The register jump at `site` went to `pc`, which its function does not know. Nothing is learned of one that returns to a call. */
  learn(site: number, pc: number): void {
    if (this.#isReturn(site, pc) || !this.#library.learn(site, pc | 0)) return;
    const misses = (this.#misses.get(site) ?? 0) + 1;
    this.#misses.set(site, misses);
    if (LEARNING.has(misses)) this.#renew([...(this.#owners.get(site) ?? [])]);
  }

  /** Replaces functions by what another machine has translated since, or by what is known now. */
  #renew(entries: readonly number[]): void {
    const stale: Entry[] = [];
    for (const entry of entries) {
      const newest = this.#library.find(entry);
      if (newest === undefined || newest === this.#volumes.get(entry)) stale.push({ pc: entry });
      else this.#open(newest, [entry]);
    }
    if (stale.length > 0) this.#add(stale);
  }

  /** Whether a call lies before `pc` that leaves its address in the register by which the instruction at `site` jumps there. */
  #isReturn(site: number, pc: number): boolean {
    const before = instructionAt(this.#live, (pc - 4) | 0);
    const isCall = before?.operation === JAL || before?.operation === JALR;
    return isCall && before.rd === instructionAt(this.#live, site)?.rs1;
  }

  #add(entries: readonly Entry[]): void {
    const volume = this.#volumeOf(entries);
    if (volume === undefined) return;
    const asked = entries.map(({ pc }) => pc);
    this.#library.add(volume, asked);
    this.#open(volume, asked);
  }

  /** Where the engine refuses a function, as it does one of many megabytes, smaller ones are made. Undefined where it refuses all. */
  #volumeOf(entries: readonly Entry[]): Volume | undefined {
    for (; this.#reach > 0; this.#reach = Math.min(this.#reach, MAX_INSTRUCTIONS) >>> 2) {
      try {
        return this.#make(entries);
      } catch (error) {
        if (!(error instanceof wasm.CompileError)) throw error;
      }
    }
    return undefined;
  }

  #make(entries: readonly Entry[]): Volume {
    const { home, isWhole } = this.#live.arrangement;
    const table = { start: this.#tableStart, entries: this.#table.length };
    const { module, functions } = translate(
      this.#live,
      entries,
      this.#reach,
      this.#library.learned,
      { home, isWhole, skipped: this.#pages.skipped },
      table,
    );
    return {
      module: compile(module),
      bytes: module.length,
      functions: functions.map(({ entry, blocks, known }) => ({ entry, sites: sitesOf(blocks), known })),
    };
  }

  /** Has this machine enter what is in a volume, and what was asked for in no older one. */
  #open(volume: Volume, asked: readonly number[]): ReadonlyMap<number, Translated> {
    const { memory } = this.#live;
    const { arm, farLoad, farStore } = this.#pages;
    const imports = { memory, table: this.#table, arm, farLoad, farStore, ecall: this.#ecall };
    const exports = instantiate<Record<string, Translated>>(volume.module, imports);
    for (const [i, { entry, sites }] of volume.functions.entries()) {
      if (this.#translated.has(entry) && !asked.includes(entry)) continue;
      this.#volumes.set(entry, volume);
      this.#register(entry, exports[`f${i}`]!, sites);
    }
    return this.#translated;
  }

  #register(entry: number, translated: Translated, sites: readonly number[]): void {
    this.#translated.set(entry, translated);
    const index = ((entry - this.#tableStart) >>> 0) / 4;
    // Another section's last word may lie where entry 0 stands for, and halves of instructions have none: they may be called all the same.
    if (Number.isInteger(index) && index > 0 && index < this.#table.length) this.#table.set(index, translated);
    for (const site of sites) {
      const owners = this.#owners.get(site) ?? new Set();
      this.#owners.set(site, owners.add(entry));
    }
  }

  /** Where the outermost loop around `pc` begins, supposedly at its lowest address; `pc` itself if it is in no loop. */
  #outermost(pc: number): number {
    const blocks = blocksFrom(this.#live, pc, undefined, this.#library.learned, this.#reach);
    const flow = flowOf(graphOf(blocks, pc));
    const loop = loopsOf(flow).get(0) ?? [];
    return loop.reduce((lowest, i) => (flow.order[i]!.pc >>> 0 < lowest >>> 0 ? flow.order[i]!.pc : lowest), pc);
  }

  /** What is called where nothing is translated: takes no step and says where it was to go. */
  #untranslated(): unknown {
    return instantiate<{ untranslated: unknown }>(untranslated, { memory: this.#live.memory }).untranslated;
  }
}

/** Jumps by register that go on somewhere else, by their pc. */
function sitesOf(blocks: readonly Block[]): number[] {
  return blocks.filter((block) => block.end.kind === "jump" && !isReturn(block)).map(({ body }) => body.at(-1)!.pc);
}

function makeUntranslated(): Uint8Array<ArrayBuffer> {
  const module = new Module();
  module.importMemory("memory");
  const code = new Code();
  code.get(0);
  code.const(0);
  code.memory(OP["i32.load"], TARGET);
  module.define({ signature: SIGNATURE, locals: [], code: code.done(), name: "untranslated" });
  return module.bytes();
}
