import { disassemble } from "../../src/machine/disassemble.ts";
import { KIND_CODE } from "../../src/machine/isa.ts";
import { toBytes, toHex, type Hex } from "../../src/types/hex.ts";
import type { Program } from "./program.ts";
import { poke } from "./program.ts";

/** A program as a file that people can read and a test can replay: only what is not zero is in it. */
export type CaseFile = {
  /** Where it comes from. */
  readonly about: string;
  /** Which implementation differed, and how. */
  readonly leg: string;
  readonly what: string;
  /** The code, for people; nothing is read from it. */
  readonly code: readonly string[];
  readonly layout: Program["layout"];
  readonly pc: string;
  readonly registers: Readonly<Record<string, string>>;
  /** Runs of bytes by address. */
  readonly memory: Readonly<Record<string, string>>;
  readonly nodes: readonly (readonly string[])[];
  readonly anchor: string;
  readonly limit: number;
  readonly plain: boolean;
};

const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, "0")}`;

export function toCase(program: Program, leg: string, what: string): CaseFile {
  const { layout, pc, registers, nodes, anchor, limit, plain, about } = program;
  const used = [...registers.entries()].filter(([, word]) => word !== 0);
  return {
    about,
    leg,
    what,
    code: listing(program),
    layout,
    pc: hex(pc),
    registers: Object.fromEntries(used.map(([i, word]) => [`x${i}`, hex(word)])),
    memory: Object.fromEntries(runs(program).map(({ address, bytes }) => [hex(address), toHex(bytes)])),
    nodes: nodes.map((children) => children.map(String)),
    anchor: toHex(anchor),
    limit,
    plain,
  };
}

export function fromCase(file: CaseFile): Program {
  const { layout, pc, memory, nodes, anchor, limit, plain, about } = file;
  const images = layout.map(({ size }) => new Uint8Array(size));
  for (const [address, bytes] of Object.entries(memory)) poke(layout, images, Number(address), toBytes(bytes as Hex));
  const registers = Array.from({ length: 32 }, (_, i) => Number(file.registers[`x${i}`] ?? 0) | 0);
  const known = nodes.map((children) => children.map(BigInt));
  return {
    layout,
    images,
    pc: Number(pc),
    registers,
    nodes: known,
    anchor: toBytes(anchor as Hex),
    limit,
    about,
    plain,
  };
}

/** The instructions that are not zero, as assemblers write them. */
export function listing({ layout, images }: Program): string[] {
  return layout.flatMap(({ start, kind }, section) => {
    if (kind !== KIND_CODE) return [];
    const words = new DataView(images[section].buffer, images[section].byteOffset, images[section].length);
    return Array.from({ length: words.byteLength / 4 }, (_, i) => ({
      at: start + 4 * i,
      word: words.getUint32(4 * i, true),
    }))
      .filter(({ word }) => word !== 0)
      .map(({ at, word }) => `${hex(at)}  ${disassemble(word, at)}`);
  });
}

type Bytes = { readonly address: number; readonly bytes: Uint8Array };

/** Stretches of words that are not zero. */
function runs({ layout, images }: Program): Bytes[] {
  return images.flatMap((image, section) => {
    const found: Bytes[] = [];
    for (let at = 0; at < image.length;) {
      const from = at;
      while (at < image.length && image.subarray(at, at + 4).some((byte) => byte !== 0)) at += 4;
      if (at > from) found.push({ address: layout[section].start + from, bytes: image.slice(from, at) });
      else at += 4;
    }
    return found;
  });
}
