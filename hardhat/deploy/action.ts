import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import type { TaskArguments } from "hardhat/types/tasks";

import { explainUnreachable } from "../../tasks/support/unreachable.ts";

/** The options that hardhat-deploy declares; an override cannot know them by type. */
interface DeployArguments {
  skipPrompts: boolean;
  saveDeployments: string;
  tags: string;
}

/** The chain id of local Hardhat nodes, where gas costs nothing. */
const LOCAL_CHAIN = 31_337n;

/**
 * `hardhat deploy`, with three differences from hardhat-deploy's own: it builds first, since deploy scripts import generated
 * artifacts that a clean clone does not have; it deploys on the shared connection, so that another task or a test in
 * the same process finds the result on the same simulated chain; and it asks whether the gas price is right only where gas
 * costs something and somebody is there to answer.
 */
export default async function (taskArguments: TaskArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  const { skipPrompts, saveDeployments, tags } = taskArguments as DeployArguments;
  await hre.tasks.getTask("build").run({ quiet: true });

  const { loadAndExecuteDeploymentsFromFiles } = await import("../../rocketh/environment.ts");
  const connection = await hre.network.getOrCreate();
  const isSimulated = connection.networkConfig.type === "edr-simulated";
  try {
    const asks = !isSimulated && !skipPrompts && (await chainOf(connection)) !== LOCAL_CHAIN;
    if (asks && !process.stdin.isTTY) {
      throw new HardhatPluginError(
        "lapse",
        `Nobody is there to confirm the gas price on network "${connection.networkName}"; add --skip-prompts to deploy at any.`,
      );
    }
    await loadAndExecuteDeploymentsFromFiles({
      provider: connection.provider,
      environment: connection.networkName,
      saveDeployments: saveDeployments === "" ? !isSimulated : saveDeployments === "true",
      askBeforeProceeding: asks,
      ...(tags === "" ? {} : { tags: tags.split(",") }),
      extra: { connection },
    });
  } catch (error) {
    const { networkName: network, networkConfig } = connection;
    const url = networkConfig.type === "http" ? await networkConfig.url.getUrl() : null;
    const unreachable = explainUnreachable(error, { network, url });
    throw unreachable === null ? error : new HardhatPluginError("lapse", unreachable);
  }
}

async function chainOf({ provider }: NetworkConnection): Promise<bigint> {
  return BigInt((await provider.request({ method: "eth_chainId" })) as string);
}
