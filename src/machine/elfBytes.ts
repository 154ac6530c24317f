import { MachineError, type MachineErrorCode } from "./error.ts";

/** Longest name that is read, in bytes: bounds what a file of overlapping strings can make of its size. */
const NAME_LIMIT = 1024;

const utf8 = new TextDecoder();

/** An ELF file under bounds checks: nothing is read that the file does not have. Little-endian. */
export class ElfBytes {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** The unsigned number of `width` bytes (1, 2 or 4) at `offset`. @throws MachineError ELF_TRUNCATED */
  number(offset: number, width: number): number {
    this.take(offset, width, "header");
    if (width === 1) return this.#view.getUint8(offset);
    return width === 2 ? this.#view.getUint16(offset, true) : this.#view.getUint32(offset, true);
  }

  u16(offset: number): number {
    return this.number(offset, 2);
  }

  u32(offset: number): number {
    return this.number(offset, 4);
  }

  /**
   * A view of `size` bytes from `offset`; an error calls them `what`, and has the code `code`.
   * @throws MachineError ELF_TRUNCATED or `code`
   */
  take(offset: number, size: number, what: string, code: MachineErrorCode = "ELF_TRUNCATED"): Uint8Array {
    if (offset + size > this.length) {
      const end = `its ${what} ends at offset ${hex(offset + size)}, the file at ${hex(this.length)}`;
      throw elfError(code, offset, `The ELF file is incomplete: ${end}`, "Build or copy it again");
    }
    return this.#bytes.subarray(offset, offset + size);
  }
}

/**
 * The name at `offset` of a table of strings that end in zero; undefined where there is none, or one that is not fit to be
 * shown: too long, or with characters that would steer a terminal.
 */
export function nameAt(table: Uint8Array, offset: number): string | undefined {
  const tail = table.subarray(offset, offset + NAME_LIMIT);
  const end = tail.indexOf(0);
  if (end <= 0) return undefined;
  const name = utf8.decode(tail.subarray(0, end));
  return /\p{Cc}/u.test(name) ? undefined : name;
}

/** An error about what stands at `offset` of the file. */
export function elfError(code: MachineErrorCode, offset: number, what: string, fix: string): MachineError {
  return new MachineError(code, { what, where: `offset ${hex(offset)}`, fix });
}

export function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
