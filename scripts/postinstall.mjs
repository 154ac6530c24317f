// npm judges optional packages by the Node that runs npm itself, so under Node 20 it silently leaves out
// Hardhat's native part (engines: node >= 22). By the time this runs, `node` is the 24 that
// package.json brought along: ask npm once more, under that one.
import { spawnSync } from "node:child_process";

const npmNode = Number(/\bnode\/v(\d+)/.exec(process.env.npm_config_user_agent ?? "")?.[1] ?? 0);
const running = Number(process.versions.node.split(".")[0]);

if (npmNode < 22 && process.env.npm_config_package_lock_only !== "true") {
  if (running < 22) {
    console.error(
      `Assize needs Node >= 22.18 and found ${process.version}. On linux-x64 and linux-arm64 'npm ci' brings its own; ` +
        `elsewhere, or after 'npm ci --omit=optional', install Node 22.18 or newer first.`,
    );
    process.exit(1);
  }
  const args = [process.env.npm_execpath, "install", "--no-save", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  process.exit(spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1);
}
