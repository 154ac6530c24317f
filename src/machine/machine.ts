import { concatBytes, equalBytes } from "../crypto/bytes.ts";
import type { StateHash } from "../types/stateHash.ts";
import { Live, NOT_HASHED, NOT_INITIAL, type Observer } from "./access/live.ts";
import { Recording } from "./access/record.ts";
import { Commitment, type Hashing } from "./commitment.ts";
import { MachineError } from "./error.ts";
import { cpuHash, fixedHash, stateHash } from "./hash.ts";
import { KIND_INPUT, PAGE_BYTES, STATUS_RUNNING } from "./isa.ts";
import { NodeStore } from "./nodes.ts";
import { encodeHead } from "./proof.ts";
import { type Layout, type Section, inputRoot, layoutHash, memoryRoot } from "./section.ts";
import { type State, packCpu, startState } from "./state.ts";
import { run, step } from "./step.ts";

/** What a run needs of a program; programs know more (symbols, lines), which is for people. */
export type Guest = {
  readonly layout: Layout;
  /** Of the sections, in layout order. */
  readonly names: readonly string[];
  /** What each section holds at the start, from its first byte; zero from its end on. */
  readonly images: readonly Uint8Array[];
  /** Address of the first instruction. */
  readonly entry: number;
  /** When its memory is hashed, and by what. */
  readonly hashing?: Hashing;
};

/** What one batch gives to a run. */
export type Batch = {
  /** The parent's output, 32 bytes. */
  readonly anchor: Uint8Array;
  /** Content of the input section; zero to its end. */
  readonly input: Uint8Array;
};

export type RunOptions = Partial<Batch> & {
  /** Known preimages for POSEIDON_OPEN. */
  readonly nodes?: NodeStore;
  readonly observer?: Observer;
};

/** One step with its proof: `verifyStep(prestate, proof)` is `poststate`, here and on chain. */
export type StepProof = {
  readonly prestate: StateHash;
  readonly proof: Uint8Array;
  readonly poststate: StateHash;
};

/** A whole state, to go back to. Holds copies of those chunks of memory that differ from the program's image. */
export type Snapshot = { readonly state: State; readonly chunks: ReadonlyMap<number, Uint8Array> };

/**
 * Steps of one call of the interpreter. The engine compiles a function that is called anew better than one that it finds
 * in a loop already running (measured: 195 against 150 million steps a second).
 */
const SLICE = 2 ** 20;

const ZERO_CHUNK = new Uint8Array(PAGE_BYTES);

/** A program in a run: state, memory and its Merkle roots. */
export class Machine {
  readonly guest: Guest;
  /** The state beside memory. A drill may change it; an honest host only reads it. */
  state: State;
  readonly live: Live;
  readonly commitment: Commitment;
  readonly #layoutHash: Uint8Array;
  /** Chunks of the program's image, by number. */
  readonly #initial: ReadonlyMap<number, Uint8Array>;

  /**
   * A machine at the start of a run, with the program's image in memory.
   * @throws MachineError MEMORY_LIMIT, INPUT_TOO_LONG
   */
  constructor(guest: Guest, options: RunOptions = {}) {
    const { anchor = new Uint8Array(32), input = new Uint8Array(0), nodes = new NodeStore(), observer } = options;
    this.guest = guest;
    this.live = new Live(guest.layout, nodes);
    if (observer !== undefined) this.live.observer = observer;
    this.commitment = new Commitment(guest.layout, this.live, guest.hashing);
    this.#layoutHash = layoutHash(guest.layout);
    guest.layout.forEach(({ start }, i) => this.#load(start, guest.images[i]!, NOT_HASHED));
    this.#initial = this.#chunks(NOT_HASHED);
    this.state = this.begin({ anchor, input });
  }

  /**
   * Starts the run of a batch on memory as it is, as a persistent program does: only the input section is replaced.
   * @throws MachineError INPUT_TOO_LONG
   */
  begin({ anchor, input }: Batch): State {
    const section = this.guest.layout.find(({ kind }) => kind === KIND_INPUT);
    const room = section?.size ?? 0;
    if (input.length > room) {
      const what = `The input has ${input.length} bytes, the program's input section ${room}`;
      throw new MachineError("INPUT_TOO_LONG", {
        what,
        fix: "Give a shorter input or a program with a larger section",
      });
    }
    if (section !== undefined) this.#load(section.start, padded(input, room), NOT_HASHED | NOT_INITIAL);
    this.state = startState(this.guest.entry, anchor.slice(), input.length);
    return this.state;
  }

  /** Takes up to `steps` steps; fewer only where the machine halts or traps. Returns the number taken. */
  run(steps: number): number {
    let taken = 0;
    while (taken < steps && this.state.status === STATUS_RUNNING) {
      taken += run(this.state, this.live, Math.min(steps - taken, SLICE));
    }
    return taken;
  }

  /** Takes one step and proves it. In a state that is a fixed point nothing changes, and that is proven. */
  proveStep(): StepProof {
    const prestate = this.stateHash();
    const head = encodeHead({ state: this.state, layout: this.guest.layout, roots: this.commitment.roots() });
    const recording = new Recording(this.live, this.commitment);
    step(this.state, recording);
    return { prestate, proof: concatBytes([head, ...recording.parts]), poststate: this.stateHash() };
  }

  stateHash(): StateHash {
    const { layout } = this.guest;
    const roots = this.commitment.roots();
    const fixed = fixedHash(this.state.anchor, inputRoot(layout, roots), this.#layoutHash);
    return stateHash(
      fixed,
      this.state.output,
      memoryRoot(layout, roots),
      cpuHash(packCpu(this.state.pc, this.state.registers)),
      this.state.exitCode,
      this.state.status,
    );
  }

  /** The sections with their Merkle roots, in layout order. */
  sections(): (Section & { readonly name: string; readonly root: Uint8Array })[] {
    const roots = this.commitment.roots();
    return this.guest.layout.map((section, i) => ({ ...section, name: this.guest.names[i]!, root: roots[i]! }));
  }

  /** The whole state, to be given to `restore` of this machine or of another one of the same program. */
  snapshot(): Snapshot {
    return { state: copyState(this.state), chunks: this.#chunks(NOT_INITIAL) };
  }

  /** Goes to the state of a snapshot. Only chunks that differ are copied, and hashed again later. */
  restore({ state, chunks }: Snapshot): void {
    const { changed } = this.live;
    for (let chunk = 0; chunk < changed.length; chunk++) {
      const saved = chunks.get(chunk);
      if (saved === undefined && (changed[chunk]! & NOT_INITIAL) === 0) continue;
      this.#place(chunk, saved);
    }
    this.state = copyState(state);
  }

  /** Goes to a state that differs from this one in these chunks; undefined stands for what the program's image has there. */
  replace(state: State, chunks: ReadonlyMap<number, Uint8Array | undefined>): void {
    for (const [chunk, saved] of chunks) this.#place(chunk, saved);
    this.state = copyState(state);
  }

  /** Copies of the chunks that carry a mark. */
  #chunks(mark: number): Map<number, Uint8Array> {
    const { changed, bytes } = this.live;
    const chunks = new Map<number, Uint8Array>();
    for (let chunk = 0; chunk < changed.length; chunk++) {
      if ((changed[chunk]! & mark) !== 0) chunks.set(chunk, bytes.slice(chunk * PAGE_BYTES, (chunk + 1) * PAGE_BYTES));
    }
    return chunks;
  }

  #place(chunk: number, saved: Uint8Array | undefined): void {
    const { changed } = this.live;
    this.#setChunk(chunk, saved ?? this.#initial.get(chunk) ?? ZERO_CHUNK);
    changed[chunk] = (changed[chunk]! & NOT_HASHED) | (saved === undefined ? 0 : NOT_INITIAL);
  }

  #setChunk(chunk: number, bytes: Uint8Array): void {
    const current = this.live.bytes.subarray(chunk * PAGE_BYTES, (chunk + 1) * PAGE_BYTES);
    if (equalBytes(current, bytes)) return;
    current.set(bytes);
    this.live.changed[chunk]! |= NOT_HASHED;
  }

  #load(address: number, bytes: Uint8Array, mark: number): void {
    const offset = this.live.read(address);
    this.live.bytes.set(bytes, offset);
    for (let at = 0; at < bytes.length; at += PAGE_BYTES) this.live.changed[(offset + at) >>> 12]! |= mark;
  }
}

function padded(bytes: Uint8Array, length: number): Uint8Array {
  const room = new Uint8Array(length);
  room.set(bytes);
  return room;
}

/** A copy that a run does not change. */
export function copyState(state: State): State {
  return { ...state, registers: state.registers.slice() };
}
