import { artifacts, deployScript } from "../rocketh/deploy.ts";

/**
 * The timeframe system: one groups contract, the creation code of what the factory makes, and the factory. All addresses follow from the
 * code alone (CREATE2), so they are the same on every chain; nobody owns any of it.
 */
export default deployScript(
  async ({ deploy, namedAccounts }) => {
    const { deployer } = namedAccounts;
    const options = { deterministic: true } as const;

    const groups = await deploy("TimeframeGroups", { account: deployer, artifact: artifacts.TimeframeGroups }, options);

    const store = async (name: string, bytecode: `0x${string}`): Promise<`0x${string}`> => {
      const stored = await deploy(
        name,
        { account: deployer, artifact: artifacts.CodeStore, args: [bytecode] },
        options,
      );
      return stored.address;
    };
    const plain = await store("PlainTimeframeTokenCode", artifacts.PlainTimeframeToken.bytecode);
    const capped = await store("CappedTimeframeTokenCode", artifacts.CappedTimeframeToken.bytecode);
    const grace = await store("GraceTimeframeTokenCode", artifacts.GraceTimeframeToken.bytecode);
    const fixedPrice = await store("FixedPriceBackingCode", artifacts.FixedPriceBacking.bytecode);
    const proRata = await store("ProRataBackingCode", artifacts.ProRataBacking.bytecode);

    await deploy(
      "TimeframeFactory",
      {
        account: deployer,
        artifact: artifacts.TimeframeFactory,
        args: [groups.address, [plain, capped, grace], [fixedPrice, proRata]],
      },
      options,
    );
  },
  { tags: ["timeframe"] },
);
