import { join } from "node:path";

import type { SolidityHooks } from "hardhat/types/hooks";

import { removeLeftovers } from "../leftovers.ts";

/**
 * hardhat-deploy generates when Hardhat cleans up, which it does in a build of everything alone. A build of named files or without the tests
 * changes artifacts and cache too; without this, the old code would stay in `generated/`, and every later build that finds all in the cache
 * would leave it there.
 */
const handlers: Partial<SolidityHooks> = {
  processArtifactsAfterSuccessfulBuild: async (context, artifactPaths, _rootFilePaths, { cleanupArtifacts }) => {
    if (!cleanupArtifacts) {
      const paths = [...artifactPaths];
      await context.hooks.runHandlerChain("solidity", "onCleanUpArtifacts", [paths], () => Promise.resolve());
    }
    await removeLeftovers(join(context.config.paths.root, "generated"));
  },
};

export default () => Promise.resolve(handlers);
