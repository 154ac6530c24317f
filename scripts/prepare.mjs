// npm runs this at the end of `npm ci` and `npm install` in the checkout, never where the package is a dependency.
// npm judges optional packages by the Node that runs npm itself, so under Node 20 it silently leaves out Hardhat's native
// part (engines: node >= 22). By the time this runs, `node` is the 24 that package.json brought along: ask npm once
// more, under that one.
import { spawnSync } from "node:child_process";

const { npm_command, npm_execpath, npm_config_user_agent, npm_config_package_lock_only } = process.env;
const npmNode = Number(/\bnode\/v(\d+)/.exec(npm_config_user_agent ?? "")?.[1] ?? 0);
const running = Number(process.versions.node.split(".")[0]);
// `npm pack` and the first `npx assize` run this too, and install nothing.
const installing = ["ci", "install"].includes(npm_command ?? "") && npm_config_package_lock_only !== "true";

if (installing) {
  if (npmNode < 22) completeInstall();
  // So that the first command a user types finds the contracts compiled.
  run("node_modules/hardhat/dist/src/cli.js", ["build", "--no-tests", "--quiet"]);
}

function completeInstall() {
  if (running < 22) {
    console.error(
      `Assize needs Node >= 22.18 and found ${process.version}. On linux-x64 and linux-arm64 'npm ci' brings its own; ` +
        `elsewhere, or after 'npm ci --omit=optional', install Node 22.18 or newer first.`,
    );
    process.exit(1);
  }
  run(npm_execpath, ["install", "--no-save", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"]);
}

function run(program, args) {
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
