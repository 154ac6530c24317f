/** Carries out the story of crash.ts in a store and kills itself, as kill -9 does, before a step: `node crashProcess.ts <folder> <step>`. */
import { LedgerStore } from "../../src/store/ledgerStore.ts";
import { openUnchecked } from "../../src/store/lmdb.ts";
import { story } from "./crash.ts";
import { MortalRows } from "./mortalRows.ts";
import { COURT } from "./points.ts";

const [folder = "", killAt = "0"] = process.argv.slice(2);
const rows = new MortalRows(openUnchecked(folder), Number(killAt));
for (const act of story) act(LedgerStore.open(rows, COURT));
console.log(rows.steps);
