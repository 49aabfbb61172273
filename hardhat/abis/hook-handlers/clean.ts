import { rm } from "node:fs/promises";

import type { CleanHooks } from "hardhat/types/hooks";

import { abiFolder } from "../write.ts";

const handlers: Partial<CleanHooks> = {
  onClean: (context) => rm(abiFolder(context.config.paths.root), { recursive: true, force: true }),
};

export default () => Promise.resolve(handlers);
