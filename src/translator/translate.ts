import { Module } from "../wasm/module.ts";
import { I32 } from "../wasm/opcodes.ts";
import { type Block, type Learned, blocksFrom } from "./blocks.ts";
import { Emitter } from "./emitter.ts";
import { type Flow, flowOf, graphOf } from "./flow.ts";
import { type Decoded, SP } from "./instruction.ts";
import { loopsOf } from "./loops.ts";
import type { Place } from "./addresses.ts";
import { type Callee, type Plan, SIGNATURE, type Table } from "./plan.ts";
import { type Effect, type Residence, UNKNOWN, residence } from "./registers.ts";
import { unrolled } from "./unroll.ts";
import { type Known, NOTHING } from "./values.ts";

/** A module, and the pc of each function that it exports, as `f0`, `f1`, … */
export type Translation = {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly functions: readonly Translated[];
};

/** A function, its blocks, and which registers have to be what when it is entered; else it does nothing. */
export type Translated = { readonly entry: number; readonly blocks: readonly Block[]; readonly known: Known };

/**
 * Where a function is entered, and where it is left although it could go on. If it is a loop, and is going to be entered with the
 * registers as they are here, those that the loop leaves alone are taken for constants.
 */
export type Entry = { readonly pc: number; readonly stop?: number; readonly registers?: Int32Array | undefined };

type Guest = Entry & {
  readonly index: number;
  readonly flow: Flow;
  /** Blocks that end in a call. */
  readonly calls: readonly Block[];
  /** Where its registers are if nobody whom it calls does anything. */
  readonly residence: Residence;
  effect: Effect;
};

/**
 * Translates the functions at `entries`, and what they call, until there are `reach` instructions in the module: calls beyond go
 * through the table, to whoever is translated later.
 */
export function translate(
  code: Decoded,
  entries: readonly Entry[],
  reach: number,
  learned: Learned,
  memory: Omit<Place, "arm" | "farLoad" | "farStore" | "ecall">,
  table: Omit<Table, "type">,
): Translation {
  const guests = collect(code, entries, reach, learned);
  settle(guests);
  const module = new Module();
  module.importMemory("memory");
  module.importTable("table");
  const imports = {
    arm: module.importFunction("arm", { params: [I32], results: [] }),
    farLoad: module.importFunction("farLoad", { params: [I32], results: [I32] }),
    farStore: module.importFunction("farStore", { params: [I32], results: [I32] }),
    ecall: module.importFunction("ecall", { params: [], results: [I32] }),
  };
  const first = module.indexOf();
  const type = module.type(SIGNATURE);
  const functions = [...guests.values()].map((guest) => {
    const plan = planOf(guest, guests, first);
    const { code, locals, unlikely } = new Emitter(plan, { ...memory, ...imports }, { ...table, type }).emit();
    const name = `f${guest.index}`;
    module.define({ signature: SIGNATURE, locals: Array.from({ length: locals }, () => I32), code, unlikely, name });
    return { entry: guest.pc, blocks: guest.flow.order, known: plan.known };
  });
  return { module: module.bytes(), functions };
}

function collect(code: Decoded, entries: readonly Entry[], reach: number, learned: Learned): Map<number, Guest> {
  const guests = new Map<number, Guest>();
  const open = [...entries];
  let instructions = 0;
  for (let at = 0; at < open.length && instructions < reach; at++) {
    const { pc: entry, stop, registers } = open[at]!;
    if (guests.has(entry)) continue;
    const flow = flowOf(graphOf(blocksFrom(code, entry, stop, learned, reach), entry));
    const guest = guestOf({ pc: entry, registers }, guests.size, flow);
    guests.set(entry, guest);
    for (const { body } of flow.order) instructions += body.length;
    for (const { end } of guest.calls) {
      if (end.kind === "call") open.push({ pc: end.target });
    }
  }
  return guests;
}

const NONE: Effect = { uses: 0, changes: 0 };

const isCall = ({ end }: Block): boolean => end.kind === "call" || end.kind === "callRegister";

/** What it uses and changes is without those that it calls. */
function guestOf(entry: Entry, index: number, flow: Flow): Guest {
  const calls = flow.order.filter(isCall);
  const places = residence(flow, (block) => (isCall(block) ? NONE : undefined));
  const changes = flow.order.reduce((set, { writes }) => set | writes, 0);
  return { ...entry, index, flow, calls, residence: places, effect: { uses: places.live[0]!, changes } };
}

function effectOf(block: Block, guests: ReadonlyMap<number, Guest>): Effect | undefined {
  if (block.end.kind === "call") return guests.get(block.end.target)?.effect ?? UNKNOWN;
  return block.end.kind === "callRegister" ? UNKNOWN : undefined;
}

/** Adds to each function's effect those of all that it calls. */
function settle(guests: ReadonlyMap<number, Guest>): void {
  for (let changed = true; changed;) {
    changed = false;
    for (const guest of guests.values()) {
      let { uses, changes } = guest.effect;
      for (const block of guest.calls) {
        const effect = effectOf(block, guests);
        uses |= effect?.uses ?? 0;
        changes |= effect?.changes ?? 0;
      }
      if (uses === guest.effect.uses && changes === guest.effect.changes) continue;
      guest.effect = { uses, changes };
      changed = true;
    }
  }
}

function planOf(guest: Guest, guests: ReadonlyMap<number, Guest>, first: number): Plan {
  const changes = (block: Block): number => effectOf(block, guests)?.changes ?? 0;
  const known = knownTo(guest, changes);
  const flow = unrolled(guest.flow, changes, known);
  const isAlone = flow === guest.flow && guest.calls.length === 0;
  const places = isAlone ? guest.residence : residence(flow, (block) => effectOf(block, guests));
  const live = places.live.reduce((set, one) => set | one, 0);
  const registers = flow.order.reduce((set, block) => set | block.writes, live);
  const callee = (block: Block): Callee | undefined => {
    const effect = effectOf(block, guests);
    const known = block.end.kind === "call" ? guests.get(block.end.target) : undefined;
    return effect === undefined || known === undefined ? effect : { ...effect, index: first + known.index };
  };
  return { flow, residence: places, registers, known, callee };
}

/** Registers that a loop reads and leaves alone, and so do those that it calls. */
function knownTo({ flow, residence: { live }, registers }: Guest, changes: (block: Block) => number): Known {
  const loop = registers === undefined ? undefined : loopsOf(flow).get(0);
  if (registers === undefined || loop === undefined) return NOTHING;
  // Where a callee does not leave the stack pointer as it was its caller is left, too.
  const changedBy = (block: Block): number => block.writes | (changes(block) & ~(1 << SP));
  const changed = loop.reduce((set, x) => set | changedBy(flow.order[x]!), 0);
  return { registers: live[0]! & ~changed, values: registers };
}
