import { Option, type Command } from "commander";
import { registrationOf } from "../rollup/load.ts";
import { PROGRAM_KINDS, type ProgramKind, type Registration } from "../rollup/program.ts";
import { UsageError } from "./errors.ts";
import { readProgram } from "./files.ts";
import { count } from "./values.ts";

/** What a registration says of a program that no ELF does. */
export type TermsOptions = { readonly kind: ProgramKind; readonly maxSteps?: number; readonly worstSeconds?: number };

/** Seconds allowed for the slowest step, a Poseidon of five elements: far more than bench/ecalls.ts measures, for slower machines. */
export const SLOWEST_STEP = 0.002;

/** Adds `--kind`, `--max-steps` and `--worst-seconds`. @param needed whether `--kind` may not be left out */
export function withTerms(command: Command, needed = true): Command {
  return command
    .addOption(
      new Option("--kind <kind>", "where a batch starts from").choices(PROGRAM_KINDS).makeOptionMandatory(needed),
    )
    .option("--max-steps <n>", "length of the span, a power of two (default: the layout's)", count(1))
    .option(
      "--worst-seconds <n>",
      "reference time of the worst batch (default: every step the slowest ecall)",
      count(1, 2 ** 32 - 1),
    );
}

/**
 * What the registry is told of a program.
 * @throws UsageError FILE_UNREADABLE, ARGUMENT_INVALID; MachineError for what is in the files
 */
export function registration(elf: string, layout: string | undefined, options: TermsOptions): Registration {
  const { program, settings } = readProgram(elf, layout);
  const maxSteps = options.maxSteps ?? settings.maxSteps;
  if (maxSteps === undefined || !Number.isInteger(Math.log2(maxSteps))) {
    const what = maxSteps === undefined ? "The span has no length" : `${maxSteps} steps are not a power of two`;
    const fix = "Give a power of two above the worst batch's steps";
    throw new UsageError("ARGUMENT_INVALID", { what, where: "--max-steps", fix });
  }
  const worstSeconds = options.worstSeconds ?? Math.ceil(maxSteps * SLOWEST_STEP);
  if (worstSeconds >= 2 ** 32) {
    const fix = "Give --worst-seconds as measured";
    const what = `${maxSteps} steps of the slowest kind take longer than a registration can say`;
    throw new UsageError("ARGUMENT_INVALID", { what, where: "--worst-seconds", fix });
  }
  return registrationOf(program, { kind: options.kind, maxSteps, worstSeconds });
}
