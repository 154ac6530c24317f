import type { Command } from "commander";
import type { ClaimRecord, View } from "../../rollup/view.ts";
import { inCourt } from "../context.ts";
import { short } from "../format.ts";
import { withChain, withExample, type ChainOptions } from "../options.ts";
import { show, table } from "../output.ts";

export function defineClaims(command: Command): void {
  withExample(withChain(command), "npx assize claims").action(list);
}

function list(options: ChainOptions): Promise<void> {
  return inCourt(options, async ({ court }) => {
    const { view } = await court.sync();
    const claims = [...view.claims.values()].map((claim) => ({ ...claim, batch: batchOf(view, claim) }));
    show(options, claims, () => (claims.length === 0 ? ["no claims"] : table([HEAD, ...claims.map(row)])));
  });
}

const HEAD = ["claim", "batch", "status", "end state", "result", "owner", "disputes opened"];

function row({ id, batch, status, end, result, owner, opened }: ClaimRecord & { readonly batch: number }): string[] {
  return [short(id), String(batch), status, short(end), short(result), short(owner), String(opened)];
}

/** Number of the batch that a claim is about. */
function batchOf(view: View, { parent }: ClaimRecord): number {
  return (view.results.get(parent)?.batch ?? 0) + 1;
}
