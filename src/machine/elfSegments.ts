import { type ElfBytes, elfError, hex } from "./elfBytes.ts";
import { type ElfSection, SHF_ALLOC } from "./elfSections.ts";
import { KIND_CODE, KIND_INPUT, KIND_READ_ONLY, KIND_READ_WRITE, PAGE_BYTES } from "./isa.ts";

/** What one PT_LOAD puts into memory. */
export type ElfSegment = {
  /** Address of the first byte; need not be a multiple of anything. */
  readonly address: number;
  /** Bytes in memory, not zero. */
  readonly size: number;
  readonly kind: number;
  /** The first bytes; what they are shorter than `size` is zero. A view of the file. */
  readonly bytes: Uint8Array;
  /** Offset of the program header, for errors. */
  readonly header: number;
};

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;

/** Offset of e_phnum in the file header. */
export const PROGRAM_HEADER_COUNT = 44;
const HEADER_BYTES = 32;

/** p_flags (R = 4, W = 2, X = 1) -> section kind. Other combinations have no kind that would mean the same. */
const KINDS: ReadonlyMap<number, number> = new Map([
  [5, KIND_CODE],
  [4, KIND_READ_ONLY],
  [6, KIND_READ_WRITE],
]);

const LINK = "Link the program with the linker script of guest/runtime";

/**
 * What the program puts into memory, sorted by address, without overlap.
 * @throws MachineError ELF_TRUNCATED, ELF_UNSUPPORTED, ELF_SEGMENT
 */
export function readSegments(file: ElfBytes, sections: readonly ElfSection[]): ElfSegment[] {
  const table = file.u32(28);
  const [size, count] = [file.u16(42), file.u16(PROGRAM_HEADER_COUNT)];
  if (count === 0) {
    throw elfError("ELF_SEGMENT", PROGRAM_HEADER_COUNT, "The file has no program headers, so nothing to load", LINK);
  }
  if (size !== HEADER_BYTES) throw elfError("ELF_UNSUPPORTED", 42, `Program headers of ${size} bytes, not 32`, LINK);
  file.take(table, count * HEADER_BYTES, "table of program headers");
  const segments: ElfSegment[] = [];
  for (let header = table; header < table + count * HEADER_BYTES; header += HEADER_BYTES) {
    const segment = readSegment(file, header);
    if (segment !== undefined) segments.push(segment);
  }
  segments.sort((a, b) => a.address - b.address);
  refuseOverlap(segments);
  return markInput(segments, sections);
}

/** Undefined for a header that loads nothing. */
function readSegment(file: ElfBytes, header: number): ElfSegment | undefined {
  const word = (i: number): number => file.u32(header + 4 * i);
  const [type, offset, address, fileSize, size, flags] = [word(0), word(1), word(2), word(4), word(5), word(6)];
  const fail = (what: string, fix: string) => elfError("ELF_SEGMENT", header, what, fix);
  if (type === PT_DYNAMIC || type === PT_INTERP) {
    throw elfError("ELF_UNSUPPORTED", header, "The program wants a dynamic linker", "Link it statically, with -static");
  }
  if (type !== PT_LOAD) return undefined;
  if (fileSize > size) throw fail(`Segment of ${size} bytes in memory, but ${fileSize} in the file`, LINK);
  if (size === 0) return undefined;
  if (address + size > 2 ** 32) throw fail(`Segment at ${hex(address)} of ${hex(size)} bytes ends beyond 2^32`, LINK);
  const kind = KINDS.get(flags);
  if (kind === undefined) {
    throw fail(`Segment at ${hex(address)} is ${describe(flags)}; R-X, R-- and RW- are what sections can be`, LINK);
  }
  const bytes = fileSize === 0 ? new Uint8Array(0) : file.take(offset, fileSize, `segment at ${hex(address)}`);
  return { address, size, kind, bytes, header };
}

function describe(flags: number): string {
  if (flags > 7) return `of unknown flags ${hex(flags)}`;
  return (flags & 4 ? "R" : "-") + (flags & 2 ? "W" : "-") + (flags & 1 ? "X" : "-");
}

function refuseOverlap(segments: readonly ElfSegment[]): void {
  for (const [i, { address, header }] of segments.entries()) {
    const before = segments[i - 1];
    if (before === undefined || before.address + before.size <= address) continue;
    const what = `Segment at ${hex(address)} overlaps the one at ${hex(before.address)} of ${hex(before.size)} bytes`;
    throw elfError("ELF_SEGMENT", header, what, LINK);
  }
}

/** Gives the kind `input` to the segment that is exactly the section `.input`, when there is such a section. */
function markInput(segments: readonly ElfSegment[], sections: readonly ElfSection[]): ElfSegment[] {
  const isInput = ({ name, flags, size }: ElfSection): boolean =>
    name === ".input" && (flags & SHF_ALLOC) !== 0 && size > 0;
  const [input, second] = sections.filter(isInput);
  if (input === undefined) return [...segments];
  const { address, size, header } = input;
  const index = segments.findIndex((segment) => segment.address === address && segment.size === size);
  const segment = segments[index];
  const own = segment?.kind === KIND_READ_ONLY && segment.bytes.length === 0;
  if (second !== undefined) throw elfError("ELF_SEGMENT", second.header, "A second section .input", LINK);
  if (!own || address % PAGE_BYTES !== 0 || size % PAGE_BYTES !== 0) {
    const what = "Section .input must be whole pages, without bytes in the file, in an R-- segment of its own";
    throw elfError("ELF_SEGMENT", header, what, LINK);
  }
  return segments.with(index, { ...segment, kind: KIND_INPUT });
}
