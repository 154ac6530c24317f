import type { Command } from "commander";
import { startJudge } from "../../chain/judge.ts";
import { STATUS_RUNNING } from "../../machine/isa.ts";
import type { StepProof } from "../../machine/machine.ts";
import { toHex } from "../../types/hex.ts";
import { CommandError } from "../errors.ts";
import { grouped } from "../format.ts";
import { withExample } from "../options.ts";
import { show } from "../output.ts";
import { startProgress } from "../progress.ts";
import { prepare, withRun, type Prepared, type RunOptions } from "../runOptions.ts";
import { count } from "../values.ts";

type CheckOptions = RunOptions & { readonly every: number };

export function defineCheck(command: Command): void {
  withRun(command).option("--every <n>", "compare each n-th step only", count(1), 1);
  withExample(command, "npx assize check guest/toy/toy.elf --every 10").action(check);
}

async function check(elf: string, options: CheckOptions): Promise<void> {
  const prepared = prepare(elf, options);
  const judge = await startJudge();
  const progress = startProgress();
  try {
    const compared = await compare(prepared, options.every, async (step, { prestate, proof, poststate }) => {
      progress.update(`step ${grouped(step)}`);
      const judged = await judge.step(prestate, toHex(proof));
      if (judged !== poststate) throw differs(elf, step, poststate, judged);
    });
    progress.done();
    const { step: steps } = prepared.machine.state;
    show(options, { steps, compared, equal: true }, () => [
      `${grouped(compared)} of ${grouped(steps)} steps compared: TypeScript and Solidity agree`,
    ]);
  } finally {
    progress.done();
    await judge.close();
  }
}

/** Proves every n-th step of the run, up to its end. @returns how many */
async function compare(
  { machine, limit }: Prepared,
  every: number,
  judge: (step: number, proven: StepProof) => Promise<void>,
): Promise<number> {
  let compared = 0;
  while (machine.state.step < limit && machine.state.status === STATUS_RUNNING) {
    const { step } = machine.state;
    await judge(step, machine.proveStep());
    compared += 1;
    machine.run(Math.min(limit, step + every) - machine.state.step);
  }
  return compared;
}

function differs(elf: string, step: number, ours: string, judged: string): CommandError {
  return new CommandError("STEP_DIFFERS", {
    what: `Step ${step} leads to ${ours} in TypeScript and to ${judged} in Solidity`,
    where: elf,
    fix: "This is a defect of Assize: please report it with the guest and the options",
  });
}
