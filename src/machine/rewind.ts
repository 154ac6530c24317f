import { NOT_HASHED, NOT_INITIAL } from "./access/live.ts";
import { type Engine, INTERPRETER, type Run } from "./engine.ts";
import { PAGE_BYTES } from "./isa.ts";
import { type Machine, type Snapshot, copyState } from "./machine.ts";
import type { State } from "./state.ts";

/** Chunks of memory by their number in the machine's buffer; undefined for those that are as in the program's image. */
type Chunks = readonly (Uint8Array | undefined)[];

/** A state that was kept. What it has in common with the one kept before it exists once. */
export type Kept = {
  readonly state: State;
  readonly chunks: Chunks;
  /** Chunks that had to be copied for it. */
  readonly copied: number;
};

const WORDS = PAGE_BYTES / 4;

/**
 * A machine that can go back: it keeps states, each at the price of the chunks that changed since the one before, and
 * hashes nothing for it. The machine is used through this alone, so that no change escapes it.
 */
export class Rewind {
  readonly #machine: Machine;
  readonly #run: Run;
  /** What memory holds, but for chunks that are marked NOT_HASHED or loose. */
  #chunks: Chunks;
  /**
   * Chunks that are in `#chunks` as they are, although not hashed: their mark waits here, so that the next one to appear
   * means a change. Nobody hashes before it is given back.
   */
  readonly #withheld: Uint8Array;
  /** Chunks that may have been hashed after a change: no mark tells of it any more. */
  readonly #loose: Uint8Array;
  /** Something has changed that has left no mark. */
  #disturbed = false;

  /** @param machine which this alone uses from now on */
  constructor(machine: Machine, engine: Engine = INTERPRETER) {
    this.#machine = machine;
    this.#run = engine.on(machine);
    this.#withheld = new Uint8Array(machine.live.changed.length);
    this.#loose = new Uint8Array(machine.live.changed.length);
    this.#chunks = tableOf(machine.snapshot(), machine.live.changed.length);
    this.#withhold();
  }

  get step(): number {
    return this.#machine.state.step;
  }

  /** @returns steps taken: fewer than asked for only where the machine halts or traps */
  run(steps: number): number {
    return this.#run(steps);
  }

  /** What `work` finds in the machine as it is now; it changes nothing of it. */
  look<Found>(work: (machine: Machine) => Found): Found {
    this.#giveBack();
    return work(this.#machine);
  }

  /** The same for work that changes the state, such as proving a step; the next thing to do is then to `restore`. */
  disturb<Found>(work: (machine: Machine) => Found): Found {
    this.#disturbed = true;
    return this.look(work);
  }

  /** Changes the state by ways that leave marks, as steps do. */
  alter(work: (machine: Machine) => void): void {
    work(this.#machine);
  }

  /** Hashes what is due at the n-th checkpoint of a run. @returns whether that was all that can be written to */
  refresh(n: number): boolean {
    const { commitment } = this.#machine;
    return commitment.isDue(n) && this.look(() => commitment.refresh(n));
  }

  keep(): Kept {
    const { live, state } = this.#machine;
    const chunks = this.#chunks.slice();
    let copied = 0;
    for (let chunk = 0; chunk < chunks.length; chunk++) {
      if (!this.#mayDiffer(chunk) || (live.changed[chunk]! & NOT_INITIAL) === 0) continue;
      if (isAt(live.words, chunk, chunks[chunk])) continue;
      chunks[chunk] = live.bytes.slice(chunk * PAGE_BYTES, (chunk + 1) * PAGE_BYTES);
      copied++;
    }
    this.#chunks = chunks;
    this.#withhold();
    return { state: copyState(state), chunks, copied };
  }

  /** Goes to a state that was kept here, or to any of the same program. */
  restore(kept: Kept): void {
    const { live } = this.#machine;
    const now = this.#chunks;
    const different = new Map<number, Uint8Array | undefined>();
    for (let chunk = 0; chunk < now.length; chunk++) {
      if (!this.#disturbed && !this.#mayDiffer(chunk) && now[chunk] === kept.chunks[chunk]) continue;
      if ((live.changed[chunk]! & NOT_INITIAL) === 0 && kept.chunks[chunk] === undefined) continue;
      different.set(chunk, kept.chunks[chunk]);
    }
    this.#giveBack();
    this.#machine.replace(kept.state, different);
    this.#chunks = kept.chunks;
    this.#disturbed = false;
    this.#withhold();
  }

  /** Whether the chunk may be otherwise than `#chunks` has it. */
  #mayDiffer(chunk: number): boolean {
    return ((this.#machine.live.changed[chunk]! & NOT_HASHED) | this.#loose[chunk]!) !== 0;
  }

  /** `#chunks` is what memory holds. */
  #withhold(): void {
    const { changed } = this.#machine.live;
    this.#loose.fill(0);
    for (let chunk = 0; chunk < changed.length; chunk++) {
      if ((changed[chunk]! & NOT_HASHED) === 0) continue;
      changed[chunk]! &= ~NOT_HASHED;
      this.#withheld[chunk] = NOT_HASHED;
    }
  }

  #giveBack(): void {
    const { changed } = this.#machine.live;
    for (let chunk = 0; chunk < changed.length; chunk++) {
      this.#loose[chunk]! |= changed[chunk]! & NOT_HASHED;
      changed[chunk]! |= this.#withheld[chunk]!;
    }
    this.#withheld.fill(0);
  }
}

function tableOf({ chunks }: Snapshot, length: number): Chunks {
  return Array.from({ length }, (_, chunk) => chunks.get(chunk));
}

/** Whether the chunk of memory holds these bytes. */
function isAt(memory: Int32Array, chunk: number, bytes: Uint8Array | undefined): boolean {
  if (bytes === undefined) return false;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, WORDS);
  for (let i = 0, at = chunk * WORDS; i < WORDS; i++) if (memory[at + i] !== words[i]) return false;
  return true;
}
