import { readFileSync } from "node:fs";
import { encodeTransfers, type Transfer } from "../../examples/bank/transfers.ts";
import type { Engine } from "../../src/machine/engine.ts";
import { Machine } from "../../src/machine/machine.ts";
import { loadProgram } from "../../src/machine/program.ts";
import { composeInput } from "../../src/rollup/input.ts";
import { TRANSLATOR } from "../../src/translator/engine.ts";
import { Library } from "../../src/translator/library.ts";
import { Translator } from "../../src/translator/translator.ts";
import { workOf } from "./ledgerBatches.ts";
import { anchorOf, machineOf, nodesOf } from "./ledgerGuest.ts";
import { cpuSeconds } from "./stopwatch.ts";

/** Seconds of a processor that a batch takes which is not the first of its program in a process. */
export type Again = { readonly name: string; readonly steps: number; readonly afresh: number; readonly kept: number };

const ROUNDS = 15;

/** Small batches, as agents execute one after the other: with everything translated afresh, and with what is kept of the program. */
export function again(): Again[] {
  return [measured("bank, 200 transfers", bank(200)), measured("ledger, 8 transfers", ledger(8))];
}

/** The translator with nothing of what other machines have had translated. */
export function alone(): Engine {
  const library = new Library();
  return {
    ...TRANSLATOR,
    on(machine) {
      const translator = new Translator(machine, undefined, library);
      return (steps) => translator.run(steps);
    },
  };
}

function measured(name: string, begin: () => Machine): Again {
  const taken = { afresh: [] as number[], kept: [] as number[] };
  let steps = 0;
  for (let round = -1; round < ROUNDS; round++) {
    for (const [how, engine] of [
      ["afresh", alone()],
      ["kept", TRANSLATOR],
    ] as const) {
      const machine = begin();
      const started = cpuSeconds();
      steps = engine.on(machine)(2 ** 32);
      if (round >= 0) taken[how].push(cpuSeconds() - started);
    }
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[ROUNDS >>> 1]!;
  return { name, steps, afresh: median(taken.afresh), kept: median(taken.kept) };
}

function bank(count: number): () => Machine {
  const guest = loadProgram(readFileSync(new URL("../../guest/bank/bank.elf", import.meta.url))).program;
  const transfers = Array.from({ length: count }, (_, i): Transfer => ({
    from: i,
    to: 9999 - ((i * 7) % 4999),
    amount: 3n,
    nonce: 0,
  }));
  const header = { chainId: 0, rollup: "0x00", batch: 1, timestamp: 0 } as const;
  const input = composeInput(header, encodeTransfers(transfers), guest.inputSize);
  return () => new Machine(guest, { input });
}

function ledger(records: number): () => Machine {
  const { state, batch } = workOf("transfer", records);
  return () => machineOf(batch, anchorOf(state), nodesOf(state));
}
