import { hex } from "./elfBytes.ts";
import { PAGE_BYTES } from "./isa.ts";
import { KIND_NAMES, type NamedSection } from "./layout.ts";
import type { Priority } from "./layoutFile.ts";
import type { Settings } from "./program.ts";

/** A section as a layout file declares it. */
export type WrittenSection = NamedSection & { readonly priority: Priority };

/** A layout file (docs/layout.md) with these sections; of the settings it says what they say, critical sections by their new names. */
export function writeLayout(
  sections: readonly WrittenSection[],
  { maxSteps, nary, timeoutRounds, criticalSections, parallelVerification }: Settings,
): string {
  const width = Math.max(...sections.map(({ name }) => quoted(name).length)) + 1;
  const lines = sections.map(({ name, start, size, kind, priority }) => {
    const chunks = size / PAGE_BYTES;
    const fields = `start: ${hex(start)}, size: ${hex(size)}, kind: ${KIND_NAMES.get(kind)}, priority: ${priority}, hash_chunks: ${chunks}`;
    return `  ${`${quoted(name)}:`.padEnd(width)} { ${fields} }`;
  });
  const challenge = [
    ...(timeoutRounds === undefined ? [] : [`  timeout_rounds: ${timeoutRounds}`]),
    ...(criticalSections.length === 0
      ? []
      : [`  verify_critical_sections: [${criticalSections.map(quoted).join(", ")}]`]),
    ...(parallelVerification ? ["  parallel_verification: true"] : []),
  ];
  return [
    ...(maxSteps === undefined ? [] : [`max_steps: ${maxSteps}`]),
    ...(nary === undefined ? [] : [`nary_search: ${nary}`]),
    "memory_layout:",
    ...lines,
    ...(challenge.length === 0 ? [] : ["challenge:", ...challenge]),
    "",
  ].join("\n");
}

/** YAML takes some words for values that are no text. */
function quoted(name: string): string {
  return /^(true|false|null)$/i.test(name) ? `"${name}"` : name;
}
