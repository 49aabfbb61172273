import { overrideTask } from "hardhat/config";
import { definePlugin } from "hardhat/plugins";

/** Runs the mocha tests in several processes side by side, since each of them uses one core alone; see action.ts for how. */
export default definePlugin({
  id: "lapse-shards",
  dependencies: () => [import("@nomicfoundation/hardhat-mocha")],
  tasks: [
    overrideTask(["test", "mocha"])
      .setAction(() => import("./action.ts"))
      .build(),
  ],
  hookHandlers: { test: () => import("./hook-handlers/test.ts") },
});
