import { definePlugin } from "hardhat/plugins";

/** Keeps `generated/`, from which contracts are deployed, in step with the artifacts after every build; see the hook handler for why. */
export default definePlugin({
  id: "lapse-regenerate",
  dependencies: () => [import("hardhat-deploy")],
  hookHandlers: { solidity: () => import("./hook-handlers/solidity.ts") },
});
