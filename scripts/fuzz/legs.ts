import { judgeLeg } from "./legs/judge.ts";
import type { Leg } from "./legs/leg.ts";
import { liveLeg } from "./legs/live.ts";
import { oracleLeg } from "./legs/oracle.ts";
import { hasQemu, qemuLeg } from "./legs/qemu.ts";
import { replayLeg } from "./legs/replay.ts";
import { translatorLeg } from "./legs/translator.ts";

/** Every implementation there is, by name. The run that they are held to is the recording interpreter's. */
export const LEGS = {
  live: () => liveLeg(),
  replay: () => replayLeg,
  translator: () => translatorLeg(),
  oracle: () => oracleLeg,
  qemu: () => (hasQemu() ? qemuLeg : undefined),
  judge: () => judgeLeg(),
} as const;

export type LegName = keyof typeof LEGS;

/** @param missing told of each leg that this host cannot run, and why */
export async function legsNamed(
  names: readonly LegName[],
  missing: (name: LegName, why: string) => void,
): Promise<Leg[]> {
  const legs: Leg[] = [];
  for (const name of names) {
    const leg = await LEGS[name]();
    if (leg === undefined) missing(name, "qemu-riscv32 is not installed");
    else legs.push(leg);
  }
  return legs;
}
