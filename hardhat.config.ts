import { createRequire } from "node:module";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

/** The compiler comes from npm (pinned by the lock file), so a build downloads nothing. */
const solc = { version: "0.8.37", path: require.resolve("solc/soljson.js") };
const settings = { optimizer: { enabled: true, runs: 1_000_000 }, viaIR: true, evmVersion: "osaka" };

/** Under viaIR these libraries exceed the 24,576 bytes that a contract may have; without it they fit. */
const poseidon = ["PoseidonT3", "PoseidonT5", "PoseidonT6"].map((name) => `poseidon-solidity/${name}.sol`);
const withoutIr = { ...solc, settings: { ...settings, viaIR: false } };

/** The size of `npm run test:long`: scripts/test.ts runs Hardhat in its own process. */
const long = process.argv.includes("--long");

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers],
  solidity: {
    compilers: [{ ...solc, settings }],
    overrides: Object.fromEntries(poseidon.map((file) => [file, withoutIr])),
    npmFilesToBuild: poseidon,
  },
  // Random calls of each invariant: runs x depth.
  test: { solidity: { invariant: { runs: long ? 300 : 6, depth: 60, failOnRevert: true } } },
  paths: { ignition: "." },
  typechain: { outDir: "artifacts/typechain" },
  networks: {
    local: { type: "edr-simulated", chainType: "l1", hardfork: "osaka" },
    // What `hardhat node` serves: a block a second, whoever sends something or not, for windows end by L1's clock.
    node: { type: "edr-simulated", chainType: "l1", hardfork: "osaka", mining: { auto: true, interval: 1_000 } },
    sepolia: { type: "http", chainType: "l1", url: configVariable("SEPOLIA_RPC_URL") },
    hoodi: { type: "http", chainType: "l1", url: configVariable("HOODI_RPC_URL") },
  },
  // Configuration variables are asked for when they are used: nothing local needs one (docs/networks.md).
  verify: { etherscan: { apiKey: configVariable("ETHERSCAN_API_KEY") } },
});
