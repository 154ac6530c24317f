import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SequencerError } from "./error.ts";

/** `7`, `7.bin`, `7.json.gz`: the body of the sequencer's seventh batch. */
const NAME = /^([1-9]\d{0,14})(\..*)?$/;

/**
 * A folder with one file for each batch of the sequencer, named after its number among these: batches of the bridge's queue do
 * not count. Whoever fills it writes a file under another name and
 * renames it when it is whole; nothing here ever writes.
 */
export class Spool {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Paths of the bodies that are there, from number `first` to `last`.
   * @throws SequencerError BATCHES_UNREADABLE, BATCH_AMBIGUOUS
   */
  files(first: number, last: number): Map<number, string> {
    const found = new Map<number, string>();
    for (const name of readable(this.folder, () => readdirSync(this.folder)).sort()) {
      const number = Number(NAME.exec(name)?.[1] ?? 0);
      if (number < first || number > last) continue;
      const [path, other] = [join(this.folder, name), found.get(number)];
      if (other !== undefined) {
        const what = `Two files are the body of batch ${number}: ${other} and ${path}`;
        throw new SequencerError("BATCH_AMBIGUOUS", { what, fix: "Keep the one that is meant" });
      }
      found.set(number, path);
    }
    return found;
  }

  /** @throws SequencerError BATCHES_UNREADABLE */
  read(path: string): Uint8Array {
    return readable(path, () => readFileSync(path));
  }
}

function readable<Value>(where: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    const what = `Cannot be read: ${(cause as Error).message.replace(/, .*/, "")}`;
    const fix = "Check the path of the folder and the rights of its files";
    throw new SequencerError("BATCHES_UNREADABLE", { what, where, fix, cause });
  }
}
