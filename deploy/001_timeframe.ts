import { artifacts, deployScript } from "../rocketh/deploy.ts";
import { deployerOf } from "../rocketh/system.ts";

/**
 * The timeframe system: one groups contract, the creation code of what the factory makes, and the factory. All addresses follow from the
 * code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async (environment) => {
    const { contract, codeOf } = deployerOf(environment);
    const groups = await contract(artifacts.TimeframeGroups);
    const plain = await codeOf(artifacts.PlainTimeframeToken);
    const capped = await codeOf(artifacts.CappedTimeframeToken);
    const grace = await codeOf(artifacts.GraceTimeframeToken);
    const fixedPrice = await codeOf(artifacts.FixedPriceBacking);
    const proRata = await codeOf(artifacts.ProRataBacking);
    await contract(artifacts.TimeframeFactory, groups.address, [plain, capped, grace], [fixedPrice, proRata]);
  },
  { tags: ["timeframe"] },
);
