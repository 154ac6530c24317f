import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Mutant } from "./mutant.ts";
import type { Sources } from "./source.ts";
import type { Verdict } from "./trial.ts";

type Row = Verdict & { readonly id: string; readonly text: string; readonly seconds: number };

/** What became of each mutant so far, one line of JSON each, so that a run that was killed goes on where it was. */
export class Results {
  readonly #path: string;
  readonly #rows = new Map<string, Row>();
  readonly #texts: ReadonlyMap<string, string>;

  /** @param sources a mutant's result is good for as long as its file stays as it is */
  constructor(path: string, sources: Sources) {
    this.#path = path;
    this.#texts = new Map([...sources].map(([file, text]) => [file, digest(text)]));
    mkdirSync(dirname(path), { recursive: true });
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").filter(Boolean) : [];
    for (const line of lines) this.#keep(JSON.parse(line) as Row);
  }

  get({ id, file }: Mutant): Verdict | undefined {
    const row = this.#rows.get(id);
    return row?.text === this.#texts.get(file) ? row : undefined;
  }

  set({ id, file }: Mutant, verdict: Verdict, seconds: number): void {
    const row: Row = { id, text: this.#texts.get(file)!, seconds, ...verdict };
    this.#keep(row);
    appendFileSync(this.#path, `${JSON.stringify(row)}\n`);
  }

  #keep(row: Row): void {
    this.#rows.set(row.id, row);
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
