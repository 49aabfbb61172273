import { overrideTask } from "hardhat/config";
import { definePlugin } from "hardhat/plugins";

/** Replaces what `hardhat deploy` does, not its options; see action.ts for why. */
export default definePlugin({
  id: "lapse-deploy",
  dependencies: () => [import("hardhat-deploy")],
  tasks: [
    overrideTask("deploy")
      .setAction(() => import("./action.ts"))
      .build(),
  ],
});
