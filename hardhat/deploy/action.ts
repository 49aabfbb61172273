import { HardhatPluginError } from "hardhat/plugins";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import type { EthereumProvider } from "hardhat/types/providers";
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
 * `hardhat deploy`, with four differences from hardhat-deploy's own: it builds first, since deploy scripts import generated
 * artifacts that a clean clone does not have; it deploys on the shared connection, so that another task or a test in
 * the same process finds the result on the same simulated chain; it asks whether the gas price is right only where gas
 * costs something and somebody is there to answer; and it ends with what is where, and whether anything was sent.
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
    const { provider, sent } = counting(connection.provider);
    const { deployments } = await loadAndExecuteDeploymentsFromFiles({
      provider,
      environment: connection.networkName,
      saveDeployments: saveDeployments === "" ? !isSimulated : saveDeployments === "true",
      askBeforeProceeding: asks,
      ...(tags === "" ? {} : { tags: tags.split(",") }),
      extra: { connection },
    });
    // As the deploy scripts themselves, see rocketh/environment.ts.
    if (process.env["HH_TEST"] !== "true") console.log(await summary(deployments, sent()));
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

/** What a deployment needs of a provider. */
type Requests = Pick<EthereumProvider, "request">;

/** The same provider, with a count of the transactions that it sent. */
function counting(provider: EthereumProvider): { provider: Requests; sent: () => number } {
  let count = 0;
  return {
    provider: {
      request: async (call) => {
        const answer: unknown = await provider.request(call);
        if (/^eth_send(Raw)?Transaction$/.test(call.method)) count += 1;
        return answer;
      },
    },
    sent: () => count,
  };
}

/** What is where, below whether anything had to be sent for it. */
async function summary(deployments: Readonly<Record<string, { address: string }>>, sent: number): Promise<string> {
  // Stands on the bindings, which are there after the build only.
  const { count, fields } = await import("../../tasks/support/format.ts");
  const contracts = Object.entries(deployments).map(([name, { address }]) => [name, address] as const);
  return [
    sent === 0 ? "Nothing sent: all contracts are there." : `Deployed; sent ${count(sent, "transaction")}.`,
    ...(contracts.length === 0 ? [] : [fields(contracts)]),
  ].join("\n");
}
