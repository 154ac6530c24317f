import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { open, type RootDatabase } from "lmdb";
import { concatBytes } from "../crypto/bytes.ts";
import { AssizeError } from "../types/error.ts";
import { damaged, foreign, unavailable } from "./error.ts";
import type { KeyValue, Writer } from "./keyValue.ts";

/*
 * LMDB: one file, mapped into memory, in which a transaction becomes visible by one write of a page. It keeps no checksums
 * itself, and a file that was cut short or spoilt can end the process that reads it, so both are looked to here.
 */

const FILE = "data.mdb";
/** Of LMDB's first page: where its magic number and the version of its form stand. */
const MAGIC_AT = 24;
const MAGIC = 0xbeef_c0de;
const VERSION_AT = 28;
const VERSION = 2;
const CRC_BYTES = 4;

/** @throws StoreError STORE_FOREIGN, STORE_DAMAGED, STORE_UNAVAILABLE */
export function openLmdb(folder: string): KeyValue {
  try {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, FILE);
    if (existsSync(file)) {
      requireLmdb(file);
      requireReadable(folder);
    }
    return openUnchecked(folder);
  } catch (cause) {
    throw stored(folder, cause);
  }
}

/** As it is: of a file that was cut short, reading may end the process. */
export function openUnchecked(folder: string): KeyValue {
  return new Lmdb(folder, open({ path: folder, encoding: "binary", overlappingSync: false }));
}

class Lmdb implements KeyValue {
  readonly where: string;
  readonly #database: RootDatabase<Uint8Array, string>;

  constructor(where: string, database: RootDatabase<Uint8Array, string>) {
    [this.where, this.#database] = [where, database];
  }

  get(key: string): Uint8Array | undefined {
    const sealed = this.#tried(() => this.#database.get(key));
    return sealed && this.#opened(key, sealed);
  }

  has(key: string): boolean {
    return this.#tried(() => this.#database.doesExist(key));
  }

  *entries(prefix: string): Generator<readonly [string, Uint8Array]> {
    const found = this.#tried(() => [...this.#database.getRange(within(prefix))]);
    for (const { key, value } of found) yield [key, this.#opened(key, value)];
  }

  keys(prefix: string): readonly string[] {
    return this.#tried(() => [...this.#database.getKeys(within(prefix))]);
  }

  transaction<T>(work: (writer: Writer) => T): T {
    return this.#tried(() =>
      this.#database.transactionSync(() =>
        work({
          put: (key, value) => this.#database.putSync(key, concatBytes([checksum(key, value), value])),
          remove: (key) => void this.#database.removeSync(key),
        }),
      ),
    );
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  #opened(key: string, sealed: Uint8Array): Uint8Array {
    const value = sealed.subarray(CRC_BYTES);
    if (sealed.length >= CRC_BYTES && checksum(key, value).every((byte, i) => byte === sealed[i])) return value;
    throw damaged(this.where, `What is kept under ${key} is not what was written`);
  }

  #tried<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw stored(this.where, cause);
    }
  }
}

function within(prefix: string): { readonly start: string; readonly end: string } {
  return { start: prefix, end: `${prefix}\uffff` };
}

/** Over the key too, so that no value passes for another one's. */
function checksum(key: string, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CRC_BYTES);
  new DataView(bytes.buffer).setUint32(0, crc32(value, crc32(key)));
  return bytes;
}

function requireLmdb(path: string): void {
  const file = openSync(path, "r");
  try {
    const head = new DataView(new ArrayBuffer(VERSION_AT + 4));
    const isRead = readSync(file, head, 0, head.byteLength, 0) === head.byteLength;
    const isOurs = head.getUint32(MAGIC_AT, true) === MAGIC && head.getUint32(VERSION_AT, true) === VERSION;
    if (!isRead || !isOurs) throw foreign(path, "The file is no store");
  } finally {
    closeSync(file);
  }
}

/** Everything is read once in a process of its own: if that dies, this one lives to say so. */
function requireReadable(folder: string): void {
  const probe = fileURLToPath(new URL(`probe${extname(import.meta.url)}`, import.meta.url));
  const { status, signal, stderr } = spawnSync(process.execPath, [probe, folder], { encoding: "utf8" });
  if (status !== 0) throw damaged(folder, `It cannot be read to its end: ${stderr.trim() || signal}`);
}

/** Errors of ours as they are, those of LMDB and the system by what they mean here. */
function stored(where: string, cause: unknown): unknown {
  if (cause instanceof AssizeError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/MDB_INVALID|MDB_VERSION_MISMATCH/.test(reason)) return foreign(where, "The file is no store", cause);
  if (/MDB_(CORRUPTED|PAGE_NOTFOUND|PANIC|BAD_TXN)/.test(reason)) return damaged(where, reason, cause);
  return unavailable(where, cause);
}
