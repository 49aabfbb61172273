import { availableParallelism } from "node:os";

import type { SolidityHooks } from "hardhat/types/hooks";

const handlers: Partial<SolidityHooks> = {
  // Hardhat leaves one core free, which of two is half.
  build: (context, rootFilePaths, options, next) =>
    next(context, rootFilePaths, { concurrency: availableParallelism(), ...options }),
};

export default () => Promise.resolve(handlers);
