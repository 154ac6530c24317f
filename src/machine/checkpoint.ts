import { equalBytes } from "../crypto/bytes.ts";
import { zeroRoots } from "../tree/merkle.ts";
import { type Hex, toHex } from "../types/hex.ts";
import type { AssizeError } from "../types/error.ts";
import type { StateHash } from "../types/stateHash.ts";
import { NOT_INITIAL } from "./access/live.ts";
import { MachineError } from "./error.ts";
import { CHUNK_DEPTH, KIND_READ_WRITE, PAGE_BYTES } from "./isa.ts";
import { type Guest, type Machine, copyState } from "./machine.ts";
import type { NodeSource } from "./nodes.ts";
import type { Kept, Rewind } from "./rewind.ts";
import type { Section } from "./section.ts";
import type { State } from "./state.ts";

/** A chunk by its Merkle root, or by what everybody has: zeros, or what the program's image holds at that place. */
export type ChunkName = Hex | "zero" | "image";

/** A state from which a run can go on, without the bytes of its chunks: those are found by their names. */
export type Checkpoint = {
  /** Hash of the run's first state: names program, anchor, input, and the memory that it began on. */
  readonly run: StateHash;
  /** Of this state; it says nothing of `state.step`. */
  readonly stateHash: StateHash;
  readonly state: State;
  /** In layout order, with a name for each chunk. */
  readonly sections: readonly (Section & { readonly chunks: readonly ChunkName[] })[];
};

/** Checkpoints of runs, kept by somebody else: what they give is hashed before it is used. */
export interface Archive {
  /** Preimages that the runs in it have made: who goes on from a checkpoint has not made them again. */
  readonly nodes: NodeSource;
  /** Steps at which there are checkpoints of a run, ascending. */
  steps(run: StateHash): readonly number[];
  /** Keeps the state that a machine is in. @returns chunks that were not there before */
  keep(run: StateHash, machine: Machine): number;
  find(run: StateHash, step: number): Checkpoint | undefined;
  /** The bytes of a chunk; undefined where they are not there. */
  chunk(name: Hex): Uint8Array | undefined;
  /** Forgets a run. @param why something in it was not what it should be */
  forget(run: StateHash, why?: AssizeError): void;
}

/** The state of a machine, as a checkpoint of a run. Hashes what changed. */
export function checkpointOf(machine: Machine, run: StateHash): Checkpoint {
  const stateHash = machine.stateHash();
  const sections = machine.guest.layout.map((section, i) => ({ ...section, chunks: namesOf(machine, i) }));
  return { run, stateHash, state: copyState(machine.state), sections };
}

/** Of the chunks of a section, as they were hashed last. */
function namesOf({ guest, live, commitment }: Machine, section: number): ChunkName[] {
  const zero = zeroRoots()[CHUNK_DEPTH]!;
  const first = live.offsets[section]! / PAGE_BYTES;
  return Array.from({ length: guest.layout[section]!.size / PAGE_BYTES }, (_, chunk) => {
    if ((live.changed[first + chunk]! & NOT_INITIAL) === 0) return "image";
    const root = commitment.trees[section]!.chunkRoot(chunk);
    return equalBytes(root, zero) ? "zero" : toHex(root);
  });
}

/** Calls `visit` once for each chunk that has a name of its own, with its bytes as they lie in the machine. */
export function eachChunk(
  { sections }: Checkpoint,
  { live }: Machine,
  visit: (name: Hex, bytes: Uint8Array) => void,
): void {
  const seen = new Set<ChunkName>(["zero", "image"]);
  for (const [i, { chunks }] of sections.entries()) {
    for (const [chunk, name] of chunks.entries()) {
      if (seen.has(name)) continue;
      seen.add(name);
      const at = live.offsets[i]! + chunk * PAGE_BYTES;
      visit(name as Hex, live.bytes.subarray(at, at + PAGE_BYTES));
    }
  }
}

/**
 * Has a machine of the run go on from one of the run's checkpoints, and hashes all of it before anybody relies on it.
 * @throws MachineError CHECKPOINT_FOREIGN when it is of another program or run, CHECKPOINT_DAMAGED when it is not what it says.
 * The machine is then at no state of the run
 */
export function resume(
  rewind: Rewind,
  run: StateHash,
  checkpoint: Checkpoint,
  chunk: (name: Hex) => Uint8Array | undefined,
): Kept {
  const { state, stateHash } = checkpoint;
  if (checkpoint.run !== run) throw foreign(`The checkpoint is of the run ${checkpoint.run}, not of ${run}`);
  const chunks = rewind.look((machine) => chunksOf(machine, checkpoint, chunk));
  const kept = { state, chunks, copied: new Set(chunks).size };
  rewind.restore(kept);
  rewind.look((machine) => {
    if (machine.stateHash() === stateHash) return;
    throw damaged(
      `The state at step ${state.step} has the hash ${machine.stateHash()}, not ${stateHash}`,
      checkpoint,
      machine,
    );
  });
  return kept;
}

function chunksOf(
  machine: Machine,
  { sections, state }: Checkpoint,
  chunk: (name: Hex) => Uint8Array | undefined,
): Kept["chunks"] {
  const { guest, live } = machine;
  if (!isSameLayout(guest, sections)) throw foreign("The checkpoint's sections are not those of the program");
  machine.commitment.roots();
  const isOfRun =
    equalBytes(state.anchor, machine.state.anchor) &&
    sections.every(({ kind, chunks }, i) => {
      if (kind === KIND_READ_WRITE) return true;
      const names = namesOf(machine, i);
      return chunks.every((name, number) => name === names[number]);
    });
  if (!isOfRun) throw foreign("The checkpoint has another anchor, input or program");
  const chunks = Array.from<Uint8Array | undefined>({ length: live.changed.length });
  const zero = new Uint8Array(PAGE_BYTES);
  for (const [i, { chunks: names }] of sections.entries()) {
    for (const [number, name] of names.entries()) {
      if (name === "image") continue;
      const bytes = name === "zero" ? zero : chunk(name);
      if (bytes?.length !== PAGE_BYTES) throw damaged(`The chunk ${name} is missing`);
      chunks[live.offsets[i]! / PAGE_BYTES + number] = bytes;
    }
  }
  return chunks;
}

function isSameLayout({ layout }: Guest, sections: Checkpoint["sections"]): boolean {
  return (
    layout.length === sections.length &&
    layout.every(({ start, size, kind }, i) => {
      const { start: at, size: bytes, kind: other, chunks } = sections[i]!;
      return start === at && size === bytes && kind === other && chunks.length === size / PAGE_BYTES;
    })
  );
}

function foreign(what: string): MachineError {
  const fix = "Give the program, the anchor and the input that it was made with, or remove it";
  return new MachineError("CHECKPOINT_FOREIGN", { what, fix });
}

/** @param machine which holds the checkpoint's bytes: the first that do not have their name's hash are told */
function damaged(what: string, checkpoint?: Checkpoint, machine?: Machine): MachineError {
  const wrong = checkpoint?.sections.flatMap(({ chunks }, i) =>
    chunks.filter(
      (name, chunk) => name.startsWith("0x") && toHex(machine!.commitment.trees[i]!.chunkRoot(chunk)) !== name,
    ),
  );
  const where = wrong?.[0] === undefined ? {} : { where: `chunk ${wrong[0]}` };
  return new MachineError("CHECKPOINT_DAMAGED", {
    what,
    ...where,
    fix: "Remove it: everything in it can be executed again",
  });
}
