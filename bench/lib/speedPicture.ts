// Draws how fast the translator is against qemu-riscv32, as bench/results/translator.json has it.
// Usage: node bench/lib/speedPicture.ts      writes docs/translator.svg
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { barPlot } from "./bars.ts";
import type { Figure } from "./result.ts";

const QEMU = "qemu-riscv32";
const KINDS = [
  { name: "steady", color: "#2b6cb0", suffix: ", steady" },
  { name: "translation and start-up counted", color: "#90b8de", suffix: ", all counted" },
] as const;

/** One group of bars for each guest that was measured against qemu. */
export function speedPicture(figures: readonly Figure[]): string {
  const ratios = new Map(
    figures.flatMap(({ name, ratio }) => (ratio?.to === QEMU ? [[name, ratio.value] as const] : [])),
  );
  const [{ suffix }] = KINDS;
  const guests = [...ratios.keys()]
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length));
  return barPlot({
    title: "Steps a second on the same ELF, CPU time: translator against qemu-riscv32",
    level: "qemu-riscv32",
    kinds: KINDS,
    groups: guests.map((name) => ({ name, values: KINDS.map((kind) => ratios.get(`${name}${kind.suffix}`)!) })),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = new URL("../results/translator.json", import.meta.url);
  const { figures } = JSON.parse(readFileSync(results, "utf8")) as { figures: Figure[] };
  writeFileSync(new URL("../../docs/translator.svg", import.meta.url), speedPicture(figures));
}
