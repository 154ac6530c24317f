/**
 * `node scripts/translated.ts <elf> [pc]`: what the translator makes of a guest's function, as WebAssembly text.
 * `node scripts/translated.ts --accept`: writes the golden files of test/translator/golden anew; read the difference.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Machine } from "../src/machine/machine.ts";
import { loadProgram } from "../src/machine/program.ts";
import { GOLDEN } from "./translations/programs.ts";
import { goldenText, translationText } from "./translations/translation.ts";

const HELP = `Prints what the translator makes of the function at pc, and of those that it calls, as WebAssembly text.

  node scripts/translated.ts <elf> [pc]   pc: a number, 0x… for hexadecimal (default: where the program begins)
  node scripts/translated.ts --accept     write the golden files of test/translator/golden anew instead

Example:
  node scripts/translated.ts guest/toy/toy.elf`;

const [file, pc] = process.argv.slice(2);
if (file === undefined || file === "--help") {
  console.log(HELP);
  process.exitCode = file === undefined ? 2 : 0;
} else if (file === "--accept") {
  const folder = fileURLToPath(new URL("../test/translator/golden/", import.meta.url));
  for (const golden of GOLDEN) writeFileSync(`${folder}${golden.name}.txt`, goldenText(golden));
} else {
  const { program } = loadProgram(readFileSync(file));
  console.log(translationText(new Machine(program), pc === undefined ? program.entry : Number(pc)));
}
