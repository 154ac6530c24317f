import { hex } from "./elfBytes.ts";
import { MachineError } from "./error.ts";
import { PAGE_BYTES } from "./isa.ts";
import { KIND_NAMES, SECTION_NAME } from "./layout.ts";
import { type Field, LayoutText } from "./layoutText.ts";

/** How soon a section is rehashed after it has changed: never what its root is. */
export type Priority = "high" | "medium" | "low";

/** One entry of `memory_layout`. */
export type DeclaredSection = {
  readonly name: string;
  readonly start: number;
  /** Bytes. */
  readonly size: number;
  /** Undefined: that of the ELF segment inside. */
  readonly kind: number | undefined;
  readonly priority: Priority;
  readonly merge: boolean;
  /** File and line. */
  readonly where: string;
};

/** A layout file by itself, in the order of the file: well-formed, not yet held against a program. */
export type LayoutFile = {
  readonly maxSteps: number | undefined;
  readonly nary: number | undefined;
  /** Undefined when the file leaves memory as the ELF has it. */
  readonly sections: readonly DeclaredSection[] | undefined;
  readonly timeoutRounds: number | undefined;
  readonly criticalSections: readonly { readonly name: string; readonly where: string }[];
  readonly parallelVerification: boolean;
  /** File and line of `memory_layout`. */
  readonly where: string;
};

/** What is so without a layout file. */
export const NO_LAYOUT_FILE: LayoutFile = {
  maxSteps: undefined,
  nary: undefined,
  sections: undefined,
  timeoutRounds: undefined,
  criticalSections: [],
  parallelVerification: false,
  where: "",
};

const PRIORITIES = ["high", "medium", "low"] as const;
const MAX_STEPS = 2 ** 48;
const MAX_NARY = 128;
const MAX_ROUNDS = 2 ** 32 - 1;
const MEMORY_END = 2 ** 32;

/**
 * Reads a layout file (docs/layout.md).
 * @param name of the file, for errors, all of which name a line of it
 * @throws MachineError LAYOUT_SYNTAX, LAYOUT_KEY, LAYOUT_VALUE, LAYOUT_OVERLAP, LAYOUT_SECTIONS
 */
export function parseLayout(text: string, name: string): LayoutFile {
  const yaml = new LayoutText(text, name);
  const file = yaml.record(yaml.root, "max_steps", "nary_search", "memory_layout", "challenge");
  const challengeKeys = ["timeout_rounds", "verify_critical_sections", "parallel_verification"] as const;
  const challenge = file.challenge ? yaml.record(file.challenge, ...challengeKeys) : {};
  const { timeout_rounds, verify_critical_sections, parallel_verification } = challenge;
  return {
    maxSteps: file.max_steps && yaml.integer(file.max_steps, 1, MAX_STEPS),
    nary: file.nary_search && readNary(yaml, file.nary_search),
    sections: file.memory_layout && readSections(yaml, file.memory_layout),
    timeoutRounds: timeout_rounds && yaml.integer(timeout_rounds, 1, MAX_ROUNDS),
    criticalSections: verify_critical_sections ? yaml.names(verify_critical_sections) : [],
    parallelVerification: parallel_verification ? yaml.boolean(parallel_verification) : false,
    where: yaml.where((file.memory_layout ?? yaml.root).key),
  };
}

function readNary(yaml: LayoutText, field: Field): number {
  const nary = yaml.integer(field, 2, MAX_NARY);
  if ((nary & (nary - 1)) === 0) return nary;
  throw yaml.error("LAYOUT_VALUE", field.key, `"nary_search" is ${nary}`, "Write a power of two from 2 to 128");
}

function readSections(yaml: LayoutText, field: Field): DeclaredSection[] {
  const sections = [...yaml.fields(field)].map(([name, section]) => readSection(yaml, name, section));
  if (sections.length === 0) {
    throw yaml.error(
      "LAYOUT_SECTIONS",
      field.key,
      '"memory_layout" has no section',
      "Name at least one section, or leave it out",
    );
  }
  for (const [i, section] of sections.entries()) refuseOverlap(section, sections.slice(0, i));
  return sections;
}

function readSection(yaml: LayoutText, name: string, field: Field): DeclaredSection {
  if (!SECTION_NAME.test(name)) {
    const fix = "Use up to 64 letters, digits, dots, dashes and underscores, a letter or underscore first";
    throw yaml.error("LAYOUT_KEY", field.key, `${JSON.stringify(name)} is no name for a section`, fix);
  }
  const entry = yaml.record(field, "start", "size", "priority", "hash_chunks", "kind", "merge");
  const start = readPages(yaml, required(yaml, field, "start", entry.start), 0);
  const size = readPages(yaml, required(yaml, field, "size", entry.size), PAGE_BYTES);
  if (start + size > MEMORY_END) {
    throw yaml.error(
      "LAYOUT_VALUE",
      entry.size!.key,
      `Section "${name}" ends beyond 2^32`,
      "Make it smaller, or start it lower",
    );
  }
  if (entry.hash_chunks) checkChunks(yaml, entry.hash_chunks, size);
  const kind = entry.kind && yaml.word(entry.kind, [...KIND_NAMES.values()]);
  return {
    name,
    start,
    size,
    kind: [...KIND_NAMES].find(([, known]) => known === kind)?.[0],
    priority: entry.priority ? yaml.word(entry.priority, PRIORITIES) : "medium",
    merge: entry.merge ? yaml.boolean(entry.merge) : false,
    where: yaml.where(field.key),
  };
}

function required(yaml: LayoutText, section: Field, name: string, field: Field | undefined): Field {
  if (field !== undefined) return field;
  throw yaml.error(
    "LAYOUT_KEY",
    section.key,
    `The section has no "${name}"`,
    "Give every section a start and a size, in bytes",
  );
}

function readPages(yaml: LayoutText, field: Field, least: number): number {
  const bytes = yaml.integer(field, least, MEMORY_END);
  if (bytes % PAGE_BYTES === 0) return bytes;
  const [low, high] = [Math.floor(bytes / PAGE_BYTES), Math.ceil(bytes / PAGE_BYTES)].map((page) =>
    hex(page * PAGE_BYTES),
  );
  throw yaml.error("LAYOUT_VALUE", field.key, `${hex(bytes)} is not a multiple of 4096`, `Write ${low} or ${high}`);
}

function checkChunks(yaml: LayoutText, field: Field, size: number): void {
  const chunks = yaml.integer(field, 1, MEMORY_END / PAGE_BYTES);
  if (chunks === size / PAGE_BYTES) return;
  const what = `${chunks} chunks of 4096 bytes are not the section's ${size} bytes`;
  throw yaml.error("LAYOUT_VALUE", field.key, what, `Write ${size / PAGE_BYTES}, or leave "hash_chunks" out`);
}

function refuseOverlap({ name, start, size, where }: DeclaredSection, before: readonly DeclaredSection[]): void {
  const other = before.find((one) => one.start < start + size && start < one.start + one.size);
  if (other === undefined) return;
  const what = `Section "${name}" overlaps "${other.name}", ${hex(other.start)} to ${hex(other.start + other.size)}`;
  throw new MachineError("LAYOUT_OVERLAP", { what, where, fix: "Move one of them, or make it smaller" });
}
