import { nameAt } from "./elfBytes.ts";
import type { StringAt } from "./linesCursor.ts";
import type { LineFile, LineHeader } from "./linesHeader.ts";

/** So many files are named, so that a hostile table cannot make more of its size than memory holds. */
const FILE_LIMIT = 2 ** 14;

const UNKNOWN = 0;

/** Paths of the files that line number programs name, each once. Path 0, empty, is that of files which are unknown. */
export class LineFiles {
  readonly paths: string[] = [""];
  readonly #ofFile = new Map<LineFile, number>();
  readonly #ofPath = new Map<string, number>([["", UNKNOWN]]);

  /** Index of the path of file `number` of a unit. */
  index({ files, directories }: LineHeader, number: number): number {
    const file = files[number];
    if (file === undefined) return UNKNOWN;
    let index = this.#ofFile.get(file);
    if (index === undefined) {
      index = this.paths.length < FILE_LIMIT ? this.#add(pathOf(file, directories[file.directory])) : UNKNOWN;
      this.#ofFile.set(file, index);
    }
    return index;
  }

  #add(path: string): number {
    const index = this.#ofPath.get(path) ?? this.paths.length;
    if (index === this.paths.length) this.paths.push(path);
    this.#ofPath.set(path, index);
    return index;
  }
}

function pathOf({ name }: LineFile, directory: StringAt | undefined): string {
  const file = nameAt(name.table, name.at) ?? "";
  const folder = directory && nameAt(directory.table, directory.at);
  return folder === undefined || file === "" || file.startsWith("/") ? file : `${folder}/${file}`;
}
