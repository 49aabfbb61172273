import { artifacts, deployScript } from "../rocketh/deploy.ts";
import { deployerOf } from "../rocketh/system.ts";
import { ENTRY_POINT } from "../src/wallet/account/operation.ts";

/**
 * The wallet system: the two desks with the registry's rarer functions, the registry; and what knows the life of accounts: the provers of
 * plain accounts, the accounts with a switch of their own, the modules for Safes and for accounts by ERC-7579; and plans as wills by ERC-7878. Registry and factory each create a contract themselves, the executor and
 * the code of the accounts, which have a record and no transaction of their own.
 * All addresses follow from the code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async (environment) => {
    const { contract, created } = deployerOf(environment);
    const plans = await contract(artifacts.DeadMansSwitchPlanDesk);
    const course = await contract(artifacts.DeadMansSwitchCourseDesk);
    const registry = await contract(artifacts.DeadMansSwitch, plans.address, course.address);
    const executor = await environment.read(registry, { functionName: "EXECUTOR" });
    await created(artifacts.PlanExecutor, executor, asArgs(registry.address));

    await contract(artifacts.EoaProver);
    const factory = await contract(artifacts.DeadMansSwitchAccountFactory, executor);
    const code = await environment.read(factory, { functionName: "IMPLEMENTATION" });
    await created(artifacts.DeadMansSwitchAccount, code, asArgs(executor));
    await contract(artifacts.DelegateProver, code);
    await contract(artifacts.DeadMansSwitchModule, executor);
    await contract(artifacts.DeadMansSwitchModule7579, executor, ENTRY_POINT);
    await contract(artifacts.Bequeathable, registry.address);
  },
  { tags: ["wallet"] },
);

/** An address as the arguments of a constructor. */
function asArgs(address: `0x${string}`): `0x${string}` {
  return `0x${address.slice(2).toLowerCase().padStart(64, "0")}`;
}
