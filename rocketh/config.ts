import * as deployExtension from "@rocketh/deploy";
import * as readExecuteExtension from "@rocketh/read-execute";
import type { UserConfig } from "rocketh/types";

/** Who deploys, and where records go. On every network the deployer is the first account that the network offers. */
export const config = {
  accounts: {
    deployer: { default: 0 },
  },
  data: {},
  // Somewhere else for tests, which leave the records of a user's node alone.
  deployments: process.env["LAPSE_DEPLOYMENTS"] ?? "deployments",
  scripts: ["deploy"],
  chains: {
    31337: {
      info: {
        id: 31337,
        name: "hardhat",
        nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
        rpcUrls: { default: { http: ["http://127.0.0.1:8545"] } },
      },
    },
  },
} as const satisfies UserConfig;

/** What a deploy script finds in its environment: `deploy`, `read`, `execute` and their like. */
export const extensions = { ...deployExtension, ...readExecuteExtension };

export type Extensions = typeof extensions;
export type Accounts = typeof config.accounts;
export type Data = typeof config.data;
