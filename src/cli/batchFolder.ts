import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Spool } from "../sequencer/spool.ts";
import { UsageError } from "./errors.ts";
import { requireWritable } from "./files.ts";

/** Higher than any batch's number. */
const LAST = 10 ** 15;

/** The sequencer's folder as those see it who put batches into it. Only whole files ever get a number. */
export class BatchFolder {
  readonly #folder: string;
  readonly #spool: Spool;

  /** @throws UsageError FILE_UNWRITABLE */
  constructor(folder: string) {
    requireWritable(folder);
    [this.#folder, this.#spool] = [folder, new Spool(folder)];
  }

  /**
   * Bodies that will be posted next, in order.
   * @param posted batches of the sequencer on L1 @throws SequencerError BATCH_AMBIGUOUS, BATCHES_UNREADABLE
   */
  waiting(posted: number): Uint8Array[] {
    const files = this.#spool.files(posted + 1, LAST);
    const bodies: Uint8Array[] = [];
    for (let path = files.get(posted + 1); path !== undefined; path = files.get(posted + bodies.length + 1)) {
      bodies.push(this.#spool.read(path));
    }
    return bodies;
  }

  /** The batch that is being filled; undefined when none is. */
  open(): Uint8Array | undefined {
    return existsSync(this.#draft) ? readFileSync(this.#draft) : undefined;
  }

  /** Keeps a batch open for more. */
  keep(body: Uint8Array): void {
    writeFileSync(`${this.#draft}.part`, body);
    renameSync(`${this.#draft}.part`, this.#draft);
  }

  /** Gives a batch its number: from then on it may be posted. @returns its path @throws UsageError FILE_EXISTS */
  close(number: number, body: Uint8Array): string {
    const [path, part] = [join(this.#folder, String(number)), join(this.#folder, `.${number}.part`)];
    writeFileSync(part, body);
    try {
      // Unlike a rename this never replaces a file, which the sequencer may have posted already.
      linkSync(part, path);
    } catch (cause) {
      const what = "Somebody else has put a batch there meanwhile";
      throw new UsageError("FILE_EXISTS", {
        what,
        where: path,
        fix: "Do it again: nonce and number are then others",
        cause,
      });
    } finally {
      rmSync(part);
    }
    rmSync(this.#draft, { force: true });
    return path;
  }

  get #draft(): string {
    return join(this.#folder, ".open");
  }
}
