import type { Signer } from "ethers";

import {
  DeadMansSwitch__factory,
  DeadMansSwitchCourseDesk__factory,
  DeadMansSwitchPlanDesk__factory,
  IDeadMansSwitch__factory,
  PlanExecutor__factory,
} from "../../types/ethers-contracts/index.js";

/** The registry with its desks and its executor, on the chain of who deploys it. */
export async function deployRegistry(deployer: Signer) {
  const planDesk = await new DeadMansSwitchPlanDesk__factory(deployer).deploy();
  const courseDesk = await new DeadMansSwitchCourseDesk__factory(deployer).deploy();
  const deployed = await new DeadMansSwitch__factory(deployer).deploy(planDesk, courseDesk);
  const registry = IDeadMansSwitch__factory.connect(await deployed.getAddress(), deployer);
  const executor = PlanExecutor__factory.connect(await registry.EXECUTOR(), deployer);
  return { registry, executor, planDesk, courseDesk };
}
