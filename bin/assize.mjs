#!/usr/bin/env node
// Starts the CLI: from src in a checkout (Node strips the types), from dist in an installed package, where Node refuses
// to. Plain JavaScript that any Node from 14 on can parse, so that an old one gets an answer instead of a syntax error.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
const source = new URL("../src/cli/main.ts", import.meta.url);
const built = new URL("../dist/cli/main.js", import.meta.url);

if (major > 22 || (major === 22 && minor >= 18)) {
  // What one start has compiled the next one reads: most commands then begin in a fifth of a second.
  module.enableCompileCache?.();
  await import((existsSync(source) ? source : built).href);
} else {
  runUnder(bundledNode());
}

/** Path of the Node that comes with the package on linux-x64 and linux-arm64, or undefined where there is none. */
function bundledNode() {
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}

function runUnder(node) {
  if (node === undefined) {
    console.error(
      `assize needs Node 22.18 or newer and found ${process.version}. Install one from https://nodejs.org.`,
    );
    process.exit(1);
  }
  // In a group of its own: Ctrl-C reaches it once, from here, and not a second time from the terminal.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
    detached: true,
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
}
