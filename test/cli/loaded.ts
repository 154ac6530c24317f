/** Carries out the command line behind it, then writes the packages that were loaded for it, one JSON array, to standard error. */
import { registerHooks } from "node:module";

const packages = new Set<string>();
registerHooks({
  load(url, context, next) {
    const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
    if (name !== undefined) packages.add(name);
    return next(url, context);
  },
});
const { runCli } = await import("../../src/cli/cli.ts");
await runCli(process.argv.slice(2));
console.error(JSON.stringify([...packages]));
