import { setupEnvironmentFromFiles } from "@rocketh/node";
import { setupLogger } from "named-logs-console";

import { type Accounts, type Data, type Extensions, extensions } from "./config.ts";

// Deploy scripts tell what they send. Useful when deploying, noise between the lines of a test report.
if (process.env["HH_TEST"] === "true") setupLogger(["rocketh", "@rocketh/node"], { enabled: false });

/**
 * For tests, tasks and scripts: `loadAndExecuteDeploymentsFromFiles({ provider })` runs the deploy scripts,
 * `loadEnvironmentFromFiles({ provider, environment })` only reads the records of an earlier run.
 *
 * hardhat-deploy's own `loadEnvironmentFromHardhat` is left out: in this version it always asks for a network named "fork".
 */
export const { loadAndExecuteDeploymentsFromFiles, loadEnvironmentFromFiles } = setupEnvironmentFromFiles<
  Extensions,
  Accounts,
  Data
>(extensions);
