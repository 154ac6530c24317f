import { execFileSync } from "node:child_process";
import { runSnarkjs } from "../../src/validity/snarkjsRun.ts";

/** Begins to prove, and says the id of the process that does it: `node proveProcess.ts <zkey> <witness>`. */
const [, , zkey = "", witness = ""] = process.argv;
const work = runSnarkjs("prove", ["groth16", zkey, witness]);
const listing = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
console.log(
  Number.parseInt(
    listing.split("\n").find((line) => line.includes("snarkjsProcess"))!,
    10,
  ),
);
await work;
