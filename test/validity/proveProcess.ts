import { execFileSync } from "node:child_process";
import { runSnarkjs } from "../../src/validity/snarkjsRun.ts";

/** Proves, and says the id of the process that does it as soon as that has begun: `node proveProcess.ts <zkey> <witness>`. */
const [, , zkey = "", witness = ""] = process.argv;
let said = false;
await runSnarkjs("prove", ["groth16", zkey, witness], () => {
  if (said) return;
  said = true;
  const listing = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
  console.log(
    Number.parseInt(
      listing.split("\n").find((line) => line.includes("snarkjsProcess"))!,
      10,
    ),
  );
});
