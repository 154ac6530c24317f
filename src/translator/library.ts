import { keccak256 } from "../crypto/keccak.ts";
import { KIND_CODE } from "../machine/isa.ts";
import type { Machine } from "../machine/machine.ts";
import { layoutHash } from "../machine/section.ts";
import { toHex } from "../types/hex.ts";
import type { WasmModule } from "../wasm/host.ts";
import type { Known } from "./values.ts";

/** A module of functions that were translated together. */
export type Volume = {
  readonly module: WasmModule;
  /** Of the module, which the engine's own code comes on top of. */
  readonly bytes: number;
  /** Exported as `f0`, `f1`, …, each with the register jumps in it, by their pc, and the registers that it is for. */
  readonly functions: readonly { readonly entry: number; readonly sites: readonly number[]; readonly known: Known }[];
};

/** Bytes of the modules of one program that are kept. Those of 800 KB of code are about half of that. */
const MOST_BYTES = 2 ** 24;

/** Places that one jump is known to go to, and all jumps of a program: functions become no larger than an engine accepts. */
const [MOST_TARGETS, MOST_PLACES] = [2 ** 9, 2 ** 14];

/** Programs that are kept. */
const MOST_PROGRAMS = 4;

/**
 * What was translated of one program, for all machines of it. A module is a function of code and layout, and of what was learned
 * about register jumps, which is a guess wherever it comes from: on it depends how fast a machine is, not what it does.
 */
export class Library {
  /** For machines that do not take the first page of code for unreachable, once the program was seen to read there. */
  reading: Library | undefined;
  /** Where register jumps were seen to go, by their own pc. */
  readonly learned = new Map<number, Set<number>>();
  /** Places of all jumps. */
  #places = 0;
  readonly #volumes = new Map<number, Volume>();
  #bytes = 0;

  /** The jump at `site` goes to `pc`, too. Returns false where there are so many such places that this one is left unknown. */
  learn(site: number, pc: number): boolean {
    const targets = this.learned.get(site) ?? new Set();
    if (!targets.has(pc)) {
      if (targets.size >= MOST_TARGETS || this.#places >= MOST_PLACES) return false;
      this.#places++;
    }
    this.learned.set(site, targets.add(pc));
    return true;
  }

  /** The newest volume with what is entered at `entry`. */
  find(entry: number): Volume | undefined {
    return this.#volumes.get(entry);
  }

  /** Adds a volume that was made for some entries, and has others in it. What is too much is forgotten, and made again where it is needed. */
  add(volume: Volume, entries: readonly number[]): void {
    this.#bytes += volume.bytes;
    if (this.#bytes > MOST_BYTES) {
      this.#volumes.clear();
      this.#bytes = volume.bytes;
    }
    for (const { entry } of volume.functions) {
      if (!this.#volumes.has(entry) || entries.includes(entry)) this.#volumes.set(entry, volume);
    }
  }
}

/** By what a program is; used last, last. */
const libraries = new Map<string, Library>();

/** The library of a machine's program, which the code in its memory and its layout name. */
export function libraryOf({ guest: { layout }, live }: Machine): Library {
  const code = layout.flatMap(({ kind, size }, i) =>
    kind === KIND_CODE ? [live.bytes.subarray(live.offsets[i], live.offsets[i]! + size)] : [],
  );
  const key = toHex(keccak256(layoutHash(layout), ...code));
  const library = libraries.get(key) ?? new Library();
  libraries.delete(key);
  libraries.set(key, library);
  const [oldest] = libraries.keys();
  if (libraries.size > MOST_PROGRAMS) libraries.delete(oldest!);
  return library;
}
