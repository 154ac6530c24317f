import type { Command } from "commander";
import { Calls } from "../../chain/calls.ts";
import { toHex } from "../../types/hex.ts";
import { inCourt, senderOf } from "../context.ts";
import { readFile } from "../files.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { showSent } from "../sent.ts";

export function defineBatch(command: Command): void {
  withChain(command).argument("<file>", "body of the batch; only the sequencer's account may post");
  withExample(command, "npx assize batch guest/toy/toy.c").action(post);
}

/** The call names the batch that it follows, so that an L1 reorg cannot put it anywhere else. */
function post(file: string, options: ChainOptions): Promise<void> {
  const body = readFile(file);
  return inCourt(options, async (context) => {
    const { court } = context;
    const sender = await senderOf(context);
    const previous = await court.lastAccumulator();
    showSent(options, [["post", await sender.send(new Calls(court.facts).post(previous, toHex(body)))]]);
  });
}
