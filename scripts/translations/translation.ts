import type { Machine } from "../../src/machine/machine.ts";
import type { Learned } from "../../src/translator/blocks.ts";
import { Pages } from "../../src/translator/pages.ts";
import { translate } from "../../src/translator/translate.ts";
import { moduleText } from "../../src/wasm/text.ts";
import { newMachine } from "../fuzz/program.ts";
import { CODE, ENTRY, guest } from "./guest.ts";
import type { Golden } from "./programs.ts";

/** More instructions than any of the programs has. */
const REACH = 20_000;

/** What the translator makes of the function at `pc`, and of those that it calls, as text. */
export function translationText({ live }: Machine, pc: number, learned: Learned = new Map()): string {
  const { home, isWhole } = live.arrangement;
  const place = { home, isWhole, skipped: new Pages(live).skipped };
  return moduleText(
    translate(live, [{ pc: pc | 0 }], REACH, learned, place, { start: CODE - 4, entries: 1025 }).module,
  );
}

/** The guest of a golden file. */
export function goldenGuest({ write, registers, hasFar }: Golden): ReturnType<typeof guest> {
  return guest(write, { ...(registers && { registers }), ...(hasFar && { hasFar }) });
}

/** The text that its file keeps. */
export function goldenText(golden: Golden): string {
  const { site, places } = golden.learned ?? { site: 0, places: [] };
  const at = (number: number): number => ENTRY + 4 * number;
  const learned = new Map(places.length === 0 ? [] : [[at(site), new Set(places.map(at))]]);
  return translationText(newMachine(goldenGuest(golden)), ENTRY, learned);
}
