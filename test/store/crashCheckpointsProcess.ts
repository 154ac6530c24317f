/** Carries out the story of crashCheckpoints.ts in a store and kills itself before a step: `node crashCheckpointsProcess.ts <folder> <step>`. */
import { CheckpointStore } from "../../src/store/checkpointStore.ts";
import { openUnchecked } from "../../src/store/lmdb.ts";
import { BOUND, story } from "./crashCheckpoints.ts";
import { MortalRows } from "./mortalRows.ts";

const [folder = "", killAt = "0"] = process.argv.slice(2);
const rows = new MortalRows(openUnchecked(folder), Number(killAt));
const store = new CheckpointStore(rows, BOUND);
for (const act of story) act(store);
console.log(rows.steps);
