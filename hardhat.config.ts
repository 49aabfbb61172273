import { createRequire, enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

import hardhatEthers from "@nomicfoundation/hardhat-ethers";
import hardhatEthersChaiMatchers from "@nomicfoundation/hardhat-ethers-chai-matchers";
import hardhatKeystore from "@nomicfoundation/hardhat-keystore";
import hardhatMocha from "@nomicfoundation/hardhat-mocha";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import hardhatVerify from "@nomicfoundation/hardhat-verify";
import { configVariable, defineConfig } from "hardhat/config";
import hardhatDeploy from "hardhat-deploy";

import abis from "./hardhat/abis/plugin.ts";
import buildBeforeDeploy from "./hardhat/deploy/plugin.ts";
import freshlyGenerated from "./hardhat/regenerate/plugin.ts";
import { solidityTestProfile } from "./hardhat/profiles.ts";
import shardedTests from "./hardhat/shards/plugin.ts";
import systemsApart from "./hardhat/systems/plugin.ts";
import unchangedBuild from "./hardhat/unchanged/plugin.ts";
import fatalWarnings from "./hardhat/warnings/plugin.ts";
import { tasks } from "./tasks/index.ts";

// What Node has compiled once it need not compile again: every command starts a quarter faster.
enableCompileCache(fileURLToPath(new URL("cache/node", import.meta.url)));

// The compiler comes from npm, so a build needs no download. Hardhat does not check that `version` is what `path` holds,
// so both are read from the package that is installed.
const require = createRequire(import.meta.url);
const { version } = require("solc/package.json") as { version: string };

const compiler = {
  version,
  path: require.resolve("solc/soljson.js"),
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 10_000 },
    // A hash of the metadata would make code, and with it every CREATE2 address, depend on which files were compiled together.
    metadata: { bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["storageLayout"] } },
  },
};

export default defineConfig({
  plugins: [
    hardhatEthers,
    hardhatEthersChaiMatchers,
    hardhatKeystore,
    hardhatMocha,
    hardhatNetworkHelpers,
    hardhatTypechain,
    hardhatVerify,
    hardhatDeploy,
    abis,
    buildBeforeDeploy,
    freshlyGenerated,
    fatalWarnings,
    shardedTests,
    systemsApart,
    unchangedBuild,
  ],
  tasks,
  solidity: {
    // One set of settings: what is tested is, byte for byte, what is deployed.
    profiles: { default: { ...compiler, isolated: false }, production: { ...compiler, isolated: false } },
  },
  networks: {
    default: {
      type: "edr-simulated",
      chainType: "l1",
      hardfork: "osaka",
      // Code size and gas limits stay unset: Hardhat then enforces the chain's, and lifts them for instrumented code only.
    },
    localhost: {
      type: "http",
      chainType: "l1",
      url: configVariable("LAPSE_LOCALHOST_URL", { default: "http://127.0.0.1:8545" }),
      // A node ends connections that idle for some seconds, and loading the deploy scripts takes about as long. A request that meets that end
      // is lost, and nobody can tell whether it was served. So each has a connection of its own, which costs next to nothing here.
      httpHeaders: { Connection: "close" },
    },
    sepolia: {
      type: "http",
      chainType: "l1",
      chainId: 11_155_111,
      url: configVariable("SEPOLIA_RPC_URL"),
      accounts: [configVariable("SEPOLIA_PRIVATE_KEY")],
    },
  },
  paths: { tests: { mocha: "test", solidity: "test/solidity" } },
  test: {
    mocha: { timeout: 120_000 },
    solidity: solidityTestProfile,
  },
  coverage: { skipFiles: ["contracts/mocks/**"] },
  // Generated code declares namespaces, which our own code may not.
  typechain: { outDir: "types/ethers-contracts", tsNocheck: true },
  // In full: a relative folder would be one below wherever the build was started.
  generateTypedArtifacts: {
    destinations: [{ folder: fileURLToPath(new URL("generated", import.meta.url)), mode: "typescript" }],
  },
});
