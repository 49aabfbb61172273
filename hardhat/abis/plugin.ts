import { definePlugin } from "hardhat/plugins";

/** Writes the ABI of every public contract as a constant with literal types, beside the bindings, with each build. */
export default definePlugin({
  id: "lapse-abis",
  hookHandlers: {
    clean: () => import("./hook-handlers/clean.ts"),
    solidity: () => import("./hook-handlers/solidity.ts"),
  },
});
