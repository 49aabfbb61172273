import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TaskArguments } from "hardhat/types/tasks";

/** The options that hardhat-deploy declares; an override cannot know them by type. */
interface DeployArguments {
  skipPrompts: boolean;
  saveDeployments: string;
  tags: string;
}

/**
 * `hardhat deploy`, with two differences from hardhat-deploy's own: it builds first, since deploy scripts import generated
 * artifacts that a clean clone does not have; and it deploys on the shared connection, so that another task or a test in
 * the same process finds the result on the same simulated chain.
 */
export default async function (taskArguments: TaskArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const { skipPrompts, saveDeployments, tags } = taskArguments as DeployArguments;
  await hre.tasks.getTask("build").run({ quiet: true });

  const { loadAndExecuteDeploymentsFromFiles } = await import("../../rocketh/environment.ts");
  const connection = await hre.network.getOrCreate();
  const isSimulated = connection.networkConfig.type === "edr-simulated";
  await loadAndExecuteDeploymentsFromFiles({
    provider: connection.provider,
    environment: connection.networkName,
    saveDeployments: saveDeployments === "" ? !isSimulated : saveDeployments === "true",
    askBeforeProceeding: !isSimulated && !skipPrompts,
    ...(tags === "" ? {} : { tags: tags.split(",") }),
    extra: { connection },
  });
}
