import { artifacts, deployScript } from "../rocketh/deploy.ts";
import { deployerOf } from "../rocketh/system.ts";

/**
 * The prepaid system: the desk whose code all vaults share, the creation code of vaults and cards, the factory that makes them, the keeper, and the
 * directory of merchants.
 * All addresses follow from the code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async (environment) => {
    const { contract, codeOf } = deployerOf(environment);
    const desk = await contract(artifacts.PrepaidDesk);
    const vault = await codeOf(artifacts.PrepaidVault);
    const cards = await codeOf(artifacts.PrepaidCards);
    await contract(artifacts.PrepaidFactory, desk.address, vault, cards);
    await contract(artifacts.PrepaidKeeper);
    await contract(artifacts.PrepaidDirectory);
  },
  { tags: ["prepaid"] },
);
