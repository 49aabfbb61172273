import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { CLAIM_TASKS } from "./declared/claims.ts";
import { HOLDER_TASKS } from "./declared/holders.ts";
import { MONEY_TASKS } from "./declared/money.ts";
import { POLICY_TASKS } from "./declared/policies.ts";
import { VEHICLE_TASKS } from "./declared/vehicles.ts";

// Only declarations: an action is imported when its task runs, so that `hardhat --help` works before the first build.

export const vehicleTasks: TaskDefinition[] = [
  emptyTask("vehicle", "Vehicles as stakes, whose value follows their condition").build(),
  emptyTask(["vehicle", "policy"], "The rules by which vehicles are valued").build(),
  emptyTask(["vehicle", "part"], "Parts of vehicles, with a value of their own").build(),
  emptyTask(["vehicle", "residual"], "What is left of vehicles, and who stands for it").build(),
  emptyTask(["vehicle", "rewards"], "Rewards for vehicles that report").build(),
  ...VEHICLE_TASKS,
  ...POLICY_TASKS,
  ...HOLDER_TASKS,
  ...CLAIM_TASKS,
  ...MONEY_TASKS,
];
