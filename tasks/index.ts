import type { TaskDefinition } from "hardhat/types/tasks";

import { prepaidTasks } from "./prepaid/index.ts";
import { timeframeTasks } from "./timeframe/index.ts";
import { vehicleTasks } from "./vehicle/index.ts";
import { walletTasks } from "./wallet/index.ts";

// Only declarations: an action is imported when its task runs, so that `hardhat --help` works before the first build.
export const tasks: TaskDefinition[] = [...timeframeTasks, ...prepaidTasks, ...walletTasks, ...vehicleTasks];
