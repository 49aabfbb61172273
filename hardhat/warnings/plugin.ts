import { definePlugin } from "hardhat/plugins";

/** Makes every compiler warning about our own sources an error, so that none is ever left standing, and leaves out those about packages. */
export default definePlugin({
  id: "lapse-warnings",
  hookHandlers: { solidity: () => import("./hook-handlers/solidity.ts") },
});
