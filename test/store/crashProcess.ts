/** Carries out the story of crash.ts in a store and kills itself, as kill -9 does, before a step: `node crashProcess.ts <folder> <step>`. */
import type { KeyValue, Writer } from "../../src/store/keyValue.ts";
import { LedgerStore } from "../../src/store/ledgerStore.ts";
import { openUnchecked } from "../../src/store/lmdb.ts";
import { story } from "./crash.ts";
import { COURT } from "./points.ts";

const [folder = "", killAt = "0"] = process.argv.slice(2);
let step = 0;

function dieIfDue(): void {
  if (++step === Number(killAt)) process.kill(process.pid, "SIGKILL");
}

/** A step before each write, before the commit and after it. */
function mortal(rows: KeyValue): KeyValue {
  const writing = (writer: Writer): Writer => ({
    put: (key, value) => (dieIfDue(), writer.put(key, value)),
    remove: (key) => (dieIfDue(), writer.remove(key)),
  });
  return {
    where: rows.where,
    get: (key) => rows.get(key),
    entries: (prefix) => rows.entries(prefix),
    keys: (prefix) => rows.keys(prefix),
    close: () => rows.close(),
    transaction: (work) => {
      const result = rows.transaction((writer) => {
        const done = work(writing(writer));
        dieIfDue();
        return done;
      });
      dieIfDue();
      return result;
    },
  };
}

for (const act of story) act(LedgerStore.open(mortal(openUnchecked(folder)), COURT));
console.log(step);
