import { definePlugin } from "hardhat/plugins";

/** Compiles each system by itself, as many at a time as there are cores; see systems.ts for how they are told apart. */
export default definePlugin({
  id: "lapse-systems",
  hookHandlers: {
    config: () => import("./hook-handlers/config.ts"),
    solidity: () => import("./hook-handlers/solidity.ts"),
  },
});
