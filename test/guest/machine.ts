import { Live } from "../../src/machine/access/live.ts";
import {
  KIND_CODE,
  KIND_INPUT,
  KIND_READ_ONLY,
  KIND_READ_WRITE,
  PAGE_BYTES,
  STATUS_RUNNING,
} from "../../src/machine/isa.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import type { Layout } from "../../src/machine/section.ts";
import { type State, startState } from "../../src/machine/state.ts";
import { run } from "../../src/machine/step.ts";
import { type Elf, type Segment, readElf } from "./elf.ts";

/** How a run ended, and what the host heard of it. */
export type End = {
  readonly state: State;
  readonly printed: string;
  /** Steps at which each phase began, in order. */
  readonly phases: readonly { readonly id: number; readonly step: number }[];
};

/** Where guest/runtime/assembly.ld puts it. */
const ASSEMBLY_INPUT = 0xa0000000;
const PF_X = 1;
const PF_W = 2;
const SLICE = 2 ** 20;

/** A body behind 256 bytes of header, as the Inbox makes an input. No guest here reads the header. */
export function inputOf(body: Uint8Array): Uint8Array {
  const input = new Uint8Array(256 + body.length);
  input.set(body, 256);
  return input;
}

/** A guest in the machine's memory, which stays as each run leaves it. */
export class LoadedGuest {
  readonly elf: Elf;
  readonly layout: Layout;
  readonly memory: Live;
  readonly #input: number;

  /** @param path of the ELF below `guest/` */
  constructor(path: string) {
    this.elf = readElf(path);
    this.#input = this.elf.symbols.get("input")?.value ?? ASSEMBLY_INPUT;
    this.layout = this.elf.segments.map((segment) => ({
      start: segment.address,
      size: Math.ceil(segment.memorySize / PAGE_BYTES) * PAGE_BYTES,
      kind: segment.address === this.#input ? KIND_INPUT : kindOf(segment),
    }));
    this.memory = new Live(this.layout, new NodeStore());
    for (const { address, bytes } of this.elf.segments) this.write(address, bytes);
  }

  /** Runs one batch from the memory as it is, to a fixed point. @throws Error when it takes more than `maxSteps` */
  run(input: Uint8Array = new Uint8Array(0), anchor: Uint8Array = new Uint8Array(32), maxSteps: number = 2 ** 26): End {
    if (input.length > 0) this.write(this.#input, input);
    const chunks: Uint8Array[] = [];
    const phases: { id: number; step: number }[] = [];
    this.memory.observer = {
      print: (_, bytes) => void chunks.push(bytes),
      phase: (id, step) => void phases.push({ id, step }),
    };
    const state = startState(this.elf.entry, anchor, input.length);
    while (state.status === STATUS_RUNNING) {
      if (state.step >= maxSteps) throw new Error(`still running after ${state.step} steps`);
      run(state, this.memory, SLICE);
    }
    return { state, printed: Buffer.concat(chunks).toString("latin1"), phases };
  }

  /** Puts bytes into memory as a host would, whatever the section's kind. */
  write(address: number, bytes: Uint8Array): void {
    const offset = this.memory.read(address);
    this.memory.bytes.set(bytes, offset);
  }

  /** Address of a symbol of the program. */
  symbol(name: string): number {
    const symbol = this.elf.symbols.get(name);
    if (symbol === undefined) throw new Error(`no symbol ${name}`);
    return symbol.value;
  }
}

function kindOf({ flags }: Segment): number {
  if (flags & PF_X) return KIND_CODE;
  return flags & PF_W ? KIND_READ_WRITE : KIND_READ_ONLY;
}
