import type { Command } from "commander";
import { programsAbi } from "../../chain/abi.ts";
import { readDeployed } from "../../chain/deployment.ts";
import { PROGRAM_KINDS, programId } from "../../rollup/program.ts";
import { onChain, senderOf } from "../context.ts";
import { ether, grouped } from "../format.ts";
import { withChain, withExample, withLayout, type ChainOptions } from "../options.ts";
import { facts, show } from "../output.ts";
import { registration, withTerms, type TermsOptions } from "../terms.ts";

type Options = ChainOptions & TermsOptions & { readonly layout?: string };

export function defineProgram(command: Command): void {
  const register = command.command("register").description("register a program on L1, so that a court can run it");
  withTerms(withLayout(withChain(register))).argument("<elf>", "the program");
  withExample(
    register,
    "npx assize program register guest/sort/sort.elf --kind anchored --max-steps 1048576 --worst-seconds 1",
  ).action(registerProgram);
}

function registerProgram(elf: string, options: Options): Promise<void> {
  const program = registration(elf, options.layout, options);
  return onChain(options, async (connection) => {
    const { address } = await readDeployed(connection.folder, "Programs", connection.l1);
    const { entries, roots, entryPoint, maxSteps, kind, worstSeconds } = program;
    const args = [entries, roots, entryPoint, BigInt(maxSteps), PROGRAM_KINDS.indexOf(kind), worstSeconds];
    const sender = await senderOf(connection);
    const { hash, gasUsed, gasPrice, block } = await sender.send({
      address,
      abi: programsAbi,
      functionName: "register",
      args,
    });
    const id = programId(program);
    const result = {
      program: id,
      transaction: hash,
      gas: Number(gasUsed),
      feeWei: gasUsed * gasPrice,
      block: Number(block),
    };
    show(options, result, () =>
      facts([
        ["program", id],
        ["transaction", hash],
        ["gas", grouped(gasUsed)],
        ["fee", ether(result.feeWei)],
      ]),
    );
  });
}
