import { readFileSync } from "node:fs";
import { fromLittleEndian, toLittleEndian } from "../../src/crypto/field.ts";
import { concatBytes } from "../../src/crypto/bytes.ts";
import type { Batch } from "../../src/ledger/body.ts";
import { MESSAGES_DEPTH } from "../../src/ledger/constants.ts";
import { counters, type LedgerState, outputOf, stateRoot } from "../../src/ledger/state.ts";
import { type Engine, INTERPRETER } from "../../src/machine/engine.ts";
import { Machine } from "../../src/machine/machine.ts";
import { NodeStore } from "../../src/machine/nodes.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { zeroHash } from "../../src/tree/poseidonTree.ts";

/* The ledger guest as a host runs it: each batch on the program's initial memory, with an anchor and a node store. */

const folder = new URL("../../guest/ledger/", import.meta.url);
const read = (name: string): Buffer => readFileSync(new URL(name, folder));
const loaded = loadProgram(read("ledger.elf"), read("ledger.yaml").toString(), "guest/ledger/ledger.yaml");

/** The guest. */
export const { program } = loaded;

/** What the guest is registered with: no batch takes more steps. */
export const MAX_STEPS: number = loaded.settings.maxSteps!;

/** Longest body that the Inbox admits, in bytes. */
export const MAX_BODY: number = program.inputSize - 256;

/** The stages that the guest names, in the order in which a batch first comes to them. */
export const PHASES = ["begin", "decode", "open", "signature", "apply", "commit"] as const;
export type Phase = (typeof PHASES)[number];

const PHASE_NAMES = new Map(
  program.symbols
    .filter(({ name }) => name.startsWith("phase_"))
    .map(({ name, address }) => [address, name.slice("phase_".length) as Phase]),
);

/** How a batch ended. */
export type End = {
  readonly status: number;
  readonly exitCode: number;
  readonly output: bigint;
  readonly steps: number;
  /** Steps of each phase; together they are all but those before the first. */
  readonly phases: Readonly<Record<Phase, number>>;
};

/** Output of a batch that has led to this state and sent no message: what a batch on it has for an anchor. */
export function anchorOf(state: LedgerState): bigint {
  return outputOf(stateRoot(state), zeroHash(MESSAGES_DEPTH));
}

/** What somebody who has run the batches up to this state can open. */
export function nodesOf(state: LedgerState): NodeStore {
  const nodes = new NodeStore();
  nodes.add(...state.tree.nodes());
  nodes.add([stateRoot(state), zeroHash(MESSAGES_DEPTH)], [state.tree.root, counters(state)]);
  return nodes;
}

/** A machine at the start of a batch. */
export function machineOf({ header, body }: Batch, anchor: bigint, nodes: NodeStore): Machine {
  const input = concatBytes([...header.map(toLittleEndian), body]);
  return new Machine(program, { anchor: toLittleEndian(anchor), input, nodes });
}

/** Runs a batch to its end, or to the step limit. */
export function runBatch(batch: Batch, anchor: bigint, nodes: NodeStore, engine: Engine = INTERPRETER): End {
  const machine = machineOf(batch, anchor, nodes);
  const phases = { begin: 0, decode: 0, open: 0, signature: 0, apply: 0, commit: 0 };
  let phase: Phase | undefined;
  let since = 0;
  const enter = (next: Phase | undefined, step: number): void => {
    if (phase !== undefined) phases[phase] += step - since;
    [phase, since] = [next, step];
  };
  machine.live.observer = { phase: (id, step) => enter(PHASE_NAMES.get(id), step) };
  engine.on(machine)(MAX_STEPS);
  const { status, exitCode, output, step } = machine.state;
  enter(undefined, step);
  return { status, exitCode, output: fromLittleEndian(output), steps: step, phases };
}
