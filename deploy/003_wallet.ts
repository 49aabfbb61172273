import { artifacts, deployScript } from "../rocketh/deploy.ts";
import { ENTRY_POINT } from "../src/wallet/account/operation.ts";

/**
 * The wallet system: the two desks with the registry's rarer functions, the registry; and what knows the life of accounts: the provers of
 * plain accounts, the accounts with a switch of their own, the modules for Safes and for accounts by ERC-7579; and plans as wills by ERC-7878. Registry and factory each create a contract themselves, the executor and
 * the code of the accounts, which have a record and no transaction of their own.
 * All addresses follow from the code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async (environment) => {
    const { deploy, namedAccounts, read } = environment;
    const { deployer } = namedAccounts;
    const options = { deterministic: true } as const;

    const plans = await deploy(
      "DeadMansSwitchPlanDesk",
      { account: deployer, artifact: artifacts.DeadMansSwitchPlanDesk },
      options,
    );
    const course = await deploy(
      "DeadMansSwitchCourseDesk",
      { account: deployer, artifact: artifacts.DeadMansSwitchCourseDesk },
      options,
    );
    const registry = await deploy(
      "DeadMansSwitch",
      { account: deployer, artifact: artifacts.DeadMansSwitch, args: [plans.address, course.address] },
      options,
    );
    const executor = await read(registry, { functionName: "EXECUTOR" });
    await environment.save("PlanExecutor", {
      ...artifacts.PlanExecutor,
      address: executor,
      argsData: asArgs(registry.address),
    });

    await deploy("EoaProver", { account: deployer, artifact: artifacts.EoaProver }, options);
    const factory = await deploy(
      "DeadMansSwitchAccountFactory",
      { account: deployer, artifact: artifacts.DeadMansSwitchAccountFactory, args: [executor] },
      options,
    );
    const code = await read(factory, { functionName: "IMPLEMENTATION" });
    await environment.save("DeadMansSwitchAccount", {
      ...artifacts.DeadMansSwitchAccount,
      address: code,
      argsData: asArgs(executor),
    });
    await deploy("DelegateProver", { account: deployer, artifact: artifacts.DelegateProver, args: [code] }, options);
    await deploy(
      "DeadMansSwitchModule",
      { account: deployer, artifact: artifacts.DeadMansSwitchModule, args: [executor] },
      options,
    );
    await deploy(
      "DeadMansSwitchModule7579",
      { account: deployer, artifact: artifacts.DeadMansSwitchModule7579, args: [executor, ENTRY_POINT] },
      options,
    );
    await deploy(
      "Bequeathable",
      { account: deployer, artifact: artifacts.Bequeathable, args: [registry.address] },
      options,
    );
  },
  { tags: ["wallet"] },
);

/** An address as the arguments of a constructor. */
function asArgs(address: `0x${string}`): `0x${string}` {
  return `0x${address.slice(2).toLowerCase().padStart(64, "0")}`;
}
