import { emptyTask } from "hardhat/config";
import type { TaskDefinition } from "hardhat/types/tasks";

import { ANYBODY_TASKS } from "./declared/anybody.ts";
import { HEIR_TASKS } from "./declared/heirs.ts";
import { OWNER_TASKS } from "./declared/owner.ts";

// Only declarations: an action is imported when its task runs, so that `hardhat --help` works before the first build.

export const walletTasks: TaskDefinition[] = [
  emptyTask("wallet", "Assets that survive the loss of their key: the dead man's switch").build(),
  emptyTask(["wallet", "guardian"], "Those who watch over a plan").build(),
  emptyTask(["wallet", "bounty"], "What triggering and completing a plan pays").build(),
  emptyTask(["wallet", "account"], "Accounts with a switch of their own").build(),
  emptyTask(["wallet", "safe"], "The switch in a Safe").build(),
  emptyTask(["wallet", "modular"], "The switch in a modular account (ERC-7579)").build(),
  ...OWNER_TASKS,
  ...ANYBODY_TASKS,
  ...HEIR_TASKS,
];
