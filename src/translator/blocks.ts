import { DISCARD } from "../machine/predecode.ts";
import {
  AUIPC,
  type Decoded,
  EBREAK,
  ECALL,
  type Instruction,
  JAL,
  JALR,
  RA,
  instructionAt,
  isBranch,
  sources,
  target,
} from "./instruction.ts";

/**
 * How a block ends:
 * - `goto`: control goes to the one block of `next`, be it the one behind or by a jump;
 * - `branch`: to the first of `next` where its last instruction's condition holds, otherwise to the second;
 * - `call`: to the function at `target`, which is expected to come back to the block behind;
 * - `callRegister`: the same, to a function that a register holds;
 * - `ecall`: to the block behind, once the host has done what the guest asks for;
 * - `jump`: to where a register holds; `next` are the places that it was seen to go to;
 * - `gate`: to copies of a loop if they may be gone through at once, otherwise to the loop (src/translator/unroll.ts);
 * - `leave`: the interpreter has to do what lies at `pc`.
 */
export type End =
  | { readonly kind: "goto" | "branch" | "callRegister" | "ecall" | "jump" }
  | { readonly kind: "gate"; readonly counted?: Counted }
  | { readonly kind: "call"; readonly target: number }
  | { readonly kind: "leave"; readonly pc: number };

/** Rounds of a loop altogether, and how many of them its copies make at a time. */
export type Counted = { readonly rounds: number; readonly atOnce: number };

/** Instructions that run one after the other. */
export type Block = {
  readonly pc: number;
  /** The one that ends the block included, unless it is left to the interpreter. */
  readonly body: readonly Instruction[];
  readonly end: End;
  /** Where blocks of the same function follow, without repetition. */
  readonly next: readonly number[];
  /** Registers that are read before they are written, and those that are written: a bit for each, of which bit 0 is never set. */
  readonly reads: number;
  readonly writes: number;
};

/** Where the register jump at `pc` was seen to go, as far as anybody has looked. */
export type Learned = ReadonlyMap<number, ReadonlySet<number>>;

/**
 * Instructions of one function at most; a longer one is left for the interpreter's loop, which enters the next part. It
 * bounds how deep the emitter nests and what the engine has to compile at once.
 */
export const MAX_INSTRUCTIONS = 4096;

/**
 * Blocks reached from `entry` by branches and jumps, where calls are instructions that come back. By pc. What lies at `stop` is left
 * to whoever is entered there, and what lies beyond `reach` instructions.
 */
export function blocksFrom(
  code: Decoded,
  entry: number,
  stop: number | undefined,
  learned: Learned,
  reach: number,
): Map<number, Block> {
  const { leaders, seen } = explore(code, entry, stop, learned, Math.min(reach, MAX_INSTRUCTIONS));
  const blocks = new Map<number, Block>();
  for (const pc of leaders) blocks.set(pc, blockAt(pc, leaders, seen, learned));
  return blocks;
}

/** Places where a block begins: the entry, and whatever a branch or a jump leads to. And all that was looked at, by pc. */
type Explored = {
  readonly leaders: ReadonlySet<number>;
  /** Undefined where something lies that is no instruction. */
  readonly seen: ReadonlyMap<number, Instruction | undefined>;
};

function explore(code: Decoded, entry: number, stop: number | undefined, learned: Learned, most: number): Explored {
  const leaders = new Set([entry]);
  const seen = new Map<number, Instruction | undefined>();
  const open = [entry];
  for (let at = 0; at < open.length; at++) {
    for (let pc = open[at]!; !seen.has(pc) && seen.size < most && pc !== stop; pc = (pc + 4) | 0) {
      const instruction = instructionAt(code, pc);
      seen.set(pc, instruction);
      if (instruction === undefined) break;
      const targets = targetsOf(instruction, learned);
      if (targets === undefined) continue;
      for (const target of targets) {
        if (!leaders.has(target)) open.push(target);
        leaders.add(target);
      }
      break;
    }
  }
  return { leaders, seen };
}

/** Where the function goes on behind an instruction that ends a block; undefined for one that does not. */
function targetsOf(instruction: Instruction, learned: Learned): readonly number[] | undefined {
  const { pc, operation, rd, immediate } = instruction;
  const following = (pc + 4) | 0;
  if (isBranch(instruction)) {
    const taken = (pc + immediate) | 0;
    return taken === following ? [following] : [taken, following];
  }
  if (operation === JAL) return rd === DISCARD ? [(pc + immediate) | 0] : [following];
  if (operation === JALR) return rd === DISCARD ? [...(learned.get(pc) ?? [])] : [following];
  if (operation === ECALL) return [following];
  return operation === EBREAK ? [] : undefined;
}

/** What was not looked at is left to the interpreter. */
function blockAt(start: number, leaders: ReadonlySet<number>, seen: Explored["seen"], learned: Learned): Block {
  const body: Instruction[] = [];
  let [reads, writes] = [0, 0];
  const ended = (end: End, next: readonly number[]): Block => ({
    pc: start,
    body,
    end,
    next,
    reads: reads & ~1,
    writes: writes & ~1,
  });
  for (let pc = start; ; pc = (pc + 4) | 0) {
    if (pc !== start && leaders.has(pc)) return ended({ kind: "goto" }, [pc]);
    const instruction = seen.get(pc);
    const isOurs = instruction !== undefined && instruction.operation !== EBREAK;
    if (!isOurs) return ended({ kind: "leave", pc }, []);
    const before = body.at(-1);
    body.push(instruction);
    reads |= sources(instruction) & ~writes;
    writes |= 1 << target(instruction);
    const next = targetsOf(instruction, learned);
    if (next !== undefined) return ended(endOf(instruction, next, before), next);
  }
}

function endOf(
  { pc, operation, rd, rs1, immediate }: Instruction,
  next: readonly number[],
  before: Instruction | undefined,
): End {
  // The pair by which compilers call what may be far away.
  if (operation === JALR && rd !== DISCARD && before?.operation === AUIPC && before.rd === rs1) {
    return { kind: "call", target: (before.pc + before.immediate + immediate) & ~1 };
  }
  if (operation === JALR) return { kind: rd === DISCARD ? "jump" : "callRegister" };
  if (operation === ECALL) return { kind: "ecall" };
  if (operation === JAL && rd !== DISCARD) return { kind: "call", target: (pc + immediate) | 0 };
  return { kind: next.length === 2 ? "branch" : "goto" };
}

/** A jump by `ra`: whoever called is expected there, nothing of this function. Returns by other registers are found out (functions.ts). */
export function isReturn({ body, end }: Block): boolean {
  const last = body.at(-1)!;
  return end.kind === "jump" && last.rs1 === RA && last.immediate === 0;
}
