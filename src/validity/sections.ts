import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { ValidityError } from "./error.ts";

/*
 * The container that circom and snarkjs keep constraints (`r1cs`), witnesses (`wtns`), keys (`zkey`) and powers of tau
 * (`ptau`) in: 4 bytes of type, u32 version, u32 number of sections; then, for each, u32 id, u64 size and its bytes. All
 * numbers are little-endian.
 */

const HEAD = 12;
const SECTION_HEAD = 12;

/** Where the bytes of a section are in its file. */
export type Section = { readonly offset: number; readonly size: number };

export type FileType = "r1cs" | "wtns" | "zkey" | "ptau";

/** A file of sections, open for reading: every length in it has been held against the size of the file. */
export class SectionFile {
  readonly path: string;
  readonly #type: FileType;
  readonly #file: number;
  readonly #sections: ReadonlyMap<number, Section>;

  private constructor(path: string, type: FileType, file: number) {
    this.path = path;
    this.#type = type;
    this.#file = file;
    this.#sections = this.#scan();
  }

  /** Opens, hands over, closes. @throws ValidityError ZKEY_MISSING, ZKEY_INVALID, CIRCUIT_FILE_INVALID */
  static read<Result>(path: string, type: FileType, use: (file: SectionFile) => Result): Result {
    let file: number;
    try {
      file = openSync(path, "r");
    } catch (cause) {
      const what = `Cannot be read: ${(cause as Error).message.replace(/, .*/, "")}`;
      if (type !== "zkey") throw invalid(type, path, what, cause);
      throw new ValidityError("ZKEY_MISSING", { what, where: path, fix: "Make the key, or check the path", cause });
    }
    try {
      return use(new SectionFile(path, type, file));
    } finally {
      closeSync(file);
    }
  }

  has(id: number): boolean {
    return this.#sections.has(id);
  }

  /** @throws ValidityError when the section is absent */
  section(id: number): Section {
    return this.#sections.get(id) ?? this.refuse(`It has no section ${id}`);
  }

  /** All bytes of a section, at the start of a buffer of their own; not longer than `most`. */
  bytes(id: number, most = Number.MAX_SAFE_INTEGER): Uint8Array {
    const { offset, size } = this.section(id);
    if (size > most) this.refuse(`Section ${id} has ${size} bytes, more than ${most}`);
    return this.#at(offset, size);
  }

  refuse(what: string): never {
    throw invalid(this.#type, this.path, what);
  }

  #scan(): Map<number, Section> {
    const total = fstatSync(this.#file).size;
    if (total < HEAD) this.refuse(`It ends after ${total} bytes`);
    const head = this.#at(0, HEAD);
    if (new TextDecoder("latin1").decode(head.subarray(0, 4)) !== this.#type) this.refuse("It does not begin as one");
    const sections = new Map<number, Section>();
    let offset = HEAD;
    for (let left = view(head).getUint32(8, true); left > 0; left--) {
      if (offset + SECTION_HEAD > total) this.refuse(`It ends after ${total} bytes, ${left} sections too early`);
      const fields = view(this.#at(offset, SECTION_HEAD));
      const id = fields.getUint32(0, true);
      const size = Number(fields.getBigUint64(4, true));
      offset += SECTION_HEAD;
      if (size > total - offset) this.refuse(`It ends after ${total} bytes, within section ${id}`);
      if (sections.has(id)) this.refuse(`It has section ${id} twice`);
      sections.set(id, { offset, size });
      offset += size;
    }
    if (offset !== total) this.refuse(`${total - offset} bytes follow its last section`);
    return sections;
  }

  #at(offset: number, size: number): Uint8Array {
    const bytes = new Uint8Array(size);
    for (let done = 0; done < size;) {
      const read = readSync(this.#file, bytes, done, size - done, offset + done);
      if (read === 0) this.refuse("It became shorter while it was read");
      done += read;
    }
    return bytes;
  }
}

/** Writes a file whose sections have sizes that are known before: each part goes to its place, in any order. */
export class SectionWriter {
  readonly #file: number;
  readonly #sections = new Map<number, Section>();

  /** @param sizes section id -> bytes, in the order of the file */
  constructor(path: string, type: FileType, sizes: readonly (readonly [id: number, size: number])[]) {
    this.#file = openSync(path, "w");
    const head = new Uint8Array(HEAD);
    head.set(new TextEncoder().encode(type));
    view(head).setUint32(4, 1, true);
    view(head).setUint32(8, sizes.length, true);
    this.#put(head, 0);
    let offset = HEAD;
    for (const [id, size] of sizes) {
      const fields = new Uint8Array(SECTION_HEAD);
      view(fields).setUint32(0, id, true);
      view(fields).setBigUint64(4, BigInt(size), true);
      this.#put(fields, offset);
      this.#sections.set(id, { offset: offset + SECTION_HEAD, size });
      offset += SECTION_HEAD + size;
    }
  }

  write(id: number, at: number, bytes: Uint8Array): void {
    const { offset, size } = this.#sections.get(id)!;
    if (at + bytes.length > size) {
      const what = `Section ${id} has ${size} bytes and was to get ${at + bytes.length}`;
      throw new ValidityError("ZKEY_INVALID", { what, fix: "This is a defect of Assize: report it with the circuit" });
    }
    this.#put(bytes, offset + at);
  }

  close(): void {
    closeSync(this.#file);
  }

  #put(bytes: Uint8Array, offset: number): void {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#file, bytes, done, bytes.length - done, offset + done);
    }
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function invalid(type: FileType, where: string, what: string, cause?: unknown): ValidityError {
  const [code, fix] =
    type === "zkey"
      ? (["ZKEY_INVALID", "Make the key again, or get it again from where it came"] as const)
      : (["CIRCUIT_FILE_INVALID", "Make the file again, or check the path"] as const);
  return new ValidityError(code, { what: `${what} (${type} file)`, where, fix, cause });
}
