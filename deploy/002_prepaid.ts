import { artifacts, deployScript } from "../rocketh/deploy.ts";

/**
 * The prepaid system: the desk whose code all vaults share, the creation code of vaults and cards, the factory that makes them, the keeper, and the
 * directory of merchants.
 * All addresses follow from the code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async ({ deploy, namedAccounts }) => {
    const { deployer } = namedAccounts;
    const options = { deterministic: true } as const;

    const desk = await deploy("PrepaidDesk", { account: deployer, artifact: artifacts.PrepaidDesk }, options);

    const store = async (name: string, bytecode: `0x${string}`): Promise<`0x${string}`> => {
      const stored = await deploy(
        name,
        { account: deployer, artifact: artifacts.CodeStore, args: [bytecode] },
        options,
      );
      return stored.address;
    };
    const vault = await store("PrepaidVaultCode", artifacts.PrepaidVault.bytecode);
    const cards = await store("PrepaidCardsCode", artifacts.PrepaidCards.bytecode);

    await deploy(
      "PrepaidFactory",
      { account: deployer, artifact: artifacts.PrepaidFactory, args: [desk.address, vault, cards] },
      options,
    );
    await deploy("PrepaidKeeper", { account: deployer, artifact: artifacts.PrepaidKeeper }, options);
    await deploy("PrepaidDirectory", { account: deployer, artifact: artifacts.PrepaidDirectory }, options);
  },
  { tags: ["prepaid"] },
);
