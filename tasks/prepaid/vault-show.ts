import { connectFactory, nameOfBucketLength } from "../../src/prepaid/index.ts";
import { fields } from "../support/format.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface VaultShowArguments extends CommonArguments {
  vault: string;
  factory: string | undefined;
}

export default action<VaultShowArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const here = await session.vault(args.vault);
  const { vault, address, asset, name, symbol, decimals, bucketLength, money } = here;
  const factory = connectFactory(await session.factory(args.factory), provider);
  const [held, known] = await Promise.all([vault.totalSupply(), factory.isVault(address)]);
  const cards = known ? await factory.cardsOf(address) : null;
  const wrapped = cards !== null && (await provider.getCode(cards)) !== "0x" ? cards : null;
  return {
    json: { vault: address, name, symbol, decimals, asset, bucketLength, held, ofFactory: known, cards: wrapped },
    text: fields([
      ["vault", `${name} (${symbol})`],
      ["address", address],
      ["asset", `${money.symbol} ${asset}`],
      ["holds", money.show(held)],
      ["expiries", `at the beginning of each ${nameOfBucketLength(bucketLength)}, UTC`],
      ["cards", wrapped ?? "none yet; prepaid vault create --cards makes them"],
      ["made by", known ? "the factory" : "none of this factory: see who made it before you use it"],
    ]),
  };
});
