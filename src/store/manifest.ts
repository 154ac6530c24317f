import { z } from "zod";
import type { Checkpoint, ChunkName } from "../machine/checkpoint.ts";
import { MAX_SECTIONS, PAGE_BYTES } from "../machine/isa.ts";
import { keccak256 } from "../crypto/keccak.ts";
import { type Hex, toBytes, toHex } from "../types/hex.ts";
import type { StateHash } from "../types/stateHash.ts";

/*
 * A checkpoint as JSON, in files and in rows. Equal neighbours stand together: `zero x 4000`. The seal is a hash of all the rest,
 * the step included, which no state hash covers; whoever changes one by accident changes not the other.
 */

const FORMAT = 1;
const hex = (bytes: number): z.ZodType<Hex> =>
  z.string().regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`)) as unknown as z.ZodType<Hex>;
const word = z.number().int().min(0).max(0xffff_ffff);
const MEMORY_BYTES = 2 ** 32;

const section = z.strictObject({
  start: word,
  size: z.number().int().positive().multipleOf(PAGE_BYTES),
  kind: word,
  chunks: z.array(z.string()),
});

const schema = z.strictObject({
  format: z.literal(FORMAT),
  run: hex(32),
  step: z
    .number()
    .int()
    .min(0)
    .max(2 ** 48),
  stateHash: hex(32),
  pc: word,
  status: z.number().int().min(0).max(2),
  exitCode: word,
  /** x0 to x31. */
  registers: z.array(word).length(32),
  anchor: hex(32),
  output: hex(32),
  /** Within one memory, so that a few words of a stranger's file do not stand for more names than there is room for. */
  sections: z
    .array(section)
    .max(MAX_SECTIONS)
    .refine((sections) => sections.reduce((sum, { size }) => sum + size, 0) <= MEMORY_BYTES),
  seal: hex(32),
});

type Manifest = z.infer<typeof schema>;

export function encodeCheckpoint({ run, stateHash, state, sections }: Checkpoint): string {
  const manifest: Omit<Manifest, "seal"> = {
    format: FORMAT,
    run,
    step: state.step,
    stateHash,
    pc: state.pc,
    status: state.status,
    exitCode: state.exitCode,
    registers: Array.from(state.registers, (value) => value >>> 0),
    anchor: toHex(state.anchor),
    output: toHex(state.output),
    sections: sections.map(({ start, size, kind, chunks }) => ({ start, size, kind, chunks: packed(chunks) })),
  };
  return JSON.stringify({ ...manifest, seal: sealOf(manifest) });
}

/** Undefined for what is no checkpoint as `encodeCheckpoint` writes it. */
export function decodeCheckpoint(text: string): Checkpoint | undefined {
  const manifest = parsed(text);
  if (manifest === undefined) return undefined;
  const { seal, ...rest } = manifest;
  if (seal !== sealOf(rest)) return undefined;
  const sections = rest.sections.map(({ chunks, ...section }) => ({
    ...section,
    chunks: unpacked(chunks, section.size / PAGE_BYTES),
  }));
  if (sections.some(({ chunks }) => chunks === undefined)) return undefined;
  const { pc, status, exitCode, step } = rest;
  return {
    run: rest.run as StateHash,
    stateHash: rest.stateHash as StateHash,
    state: {
      pc,
      status,
      exitCode,
      step,
      registers: Int32Array.from(rest.registers),
      anchor: toBytes(rest.anchor),
      output: toBytes(rest.output),
    },
    sections: sections as Checkpoint["sections"],
  };
}

function parsed(text: string): Manifest | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function sealOf({
  format,
  run,
  step,
  stateHash,
  pc,
  status,
  exitCode,
  registers,
  anchor,
  output,
  sections,
}: Omit<Manifest, "seal">): Hex {
  const values = [format, run, step, stateHash, pc, status, exitCode, registers, anchor, output];
  const memory = sections.map(({ start, size, kind, chunks }) => [start, size, kind, chunks]);
  return toHex(keccak256(new TextEncoder().encode(JSON.stringify([...values, memory]))));
}

function packed(chunks: readonly ChunkName[]): string[] {
  const entries: [name: ChunkName, count: number][] = [];
  for (const name of chunks) {
    const last = entries.at(-1);
    if (last?.[0] === name) last[1] += 1;
    else entries.push([name, 1]);
  }
  return entries.map(([name, count]) => (count === 1 ? name : `${name} x ${count}`));
}

function unpacked(entries: readonly string[], length: number): ChunkName[] | undefined {
  const chunks: ChunkName[] = [];
  for (const entry of entries) {
    const [, name, count = "1"] = /^(zero|image|0x[0-9a-f]{64})(?: x ([1-9]\d{0,6}))?$/.exec(entry) ?? [];
    if (name === undefined || chunks.length + Number(count) > length) return undefined;
    for (let i = 0; i < Number(count); i++) chunks.push(name as ChunkName);
  }
  return chunks.length === length ? chunks : undefined;
}
