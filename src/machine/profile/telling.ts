import { whereIs } from "../place.ts";
import type { Named, Passage } from "./chronicle.ts";

/** Names that one line has room for. */
const SHOWN = 3;

/** What a run does in a span, in one line: `phase digest; compress 63 %, expand 36 %, 4 more`, or the one instruction. */
export function tellPassage({ steps, length, phases, functions, isSampled, first }: Passage): string {
  if (steps === 0) return "the machine has stopped before";
  const inPhases = `${phases.length === 1 ? "phase" : "phases"} ${shares(phases, steps)}`;
  if (length === 1) return `${inPhases}; ${first.instruction} at ${first.pc} in ${whereIs(first)}`;
  return `${inPhases}; ${isSampled ? "about " : ""}${shares(functions, steps)}`;
}

function shares(named: readonly Named[], steps: number): string {
  const [only] = named;
  if (named.length === 1 && only !== undefined) return only.name;
  const rest = named.length - SHOWN;
  const shown = named.slice(0, SHOWN).map((one) => `${one.name} ${percent(one.steps, steps)}`);
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

/** Never 0 for what is there, never 100 for what is not all. */
function percent(part: number, all: number): string {
  const share = (100 * part) / all;
  if (share < 1) return "< 1 %";
  return share > 99 && part < all ? "> 99 %" : `${Math.round(share)} %`;
}
