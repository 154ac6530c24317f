/**
 * `npm pack` runs this first: it builds what the tarball ships beside the sources of contracts and guests, because Node
 * does not strip types inside node_modules and an installed CLI has no compiler: dist/ (JavaScript) and artifacts/
 * (ABI and bytecode). `files` in package.json says what goes in.
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "../check/tool.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
for (const [program, ...args] of [
  ["tsc", "-p", "tsconfig.build.json"],
  ["hardhat", "build", "--no-tests"],
] as const) {
  const { code, output } = await run(root, program, args);
  if (code === 0) continue;
  console.error(output);
  process.exit(code);
}
