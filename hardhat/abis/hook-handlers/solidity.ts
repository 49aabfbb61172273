import type { SolidityHooks } from "hardhat/types/hooks";

import { writeAbis } from "../write.ts";

const handlers: Partial<SolidityHooks> = {
  processArtifactsAfterSuccessfulBuild: (context, artifactPaths) =>
    writeAbis(context.config.paths.root, [...artifactPaths]),
};

export default () => Promise.resolve(handlers);
