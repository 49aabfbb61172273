import { LocalWETH__factory, MockDollar__factory } from "../../types/ethers-contracts/index.js";
import { fail } from "../support/failure.ts";
import { fields } from "../support/format.ts";
import { moneyOf } from "../support/money.ts";
import { cost, sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface AssetCreateArguments extends CommonArguments {
  kind: string;
  as: string | undefined;
  from: string;
}

export default action<AssetCreateArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  await session.requireLocal();
  const factory =
    args.kind === "dollar"
      ? new MockDollar__factory(signer)
      : args.kind === "ether"
        ? new LocalWETH__factory(signer)
        : fail(`There is no asset of the kind "${args.kind}"; give dollar or ether.`);
  if (args.as !== undefined) await session.checkName(args.as);
  const contract = await factory.deploy();
  const receipt = await contract.deploymentTransaction()?.wait();
  if (receipt === null || receipt === undefined)
    fail("The node did not tell whether the asset was deployed; look whether it was.");
  const asset = await contract.getAddress();
  const { symbol, decimals } = await moneyOf(asset, session.ethers.provider);
  const name = args.as ?? symbol;
  await session.checkName(name);
  const known = await session.remember(name, asset);
  return {
    json: { asset, symbol, decimals, as: known, transaction: sent(receipt) },
    text: [
      `Deployed ${symbol}, to try with.`,
      fields([
        ["address", asset],
        ...(known === null ? [] : [["name here", known] as const]),
        ["decimals", decimals.toString()],
        ["sent", cost([receipt])],
      ]),
      `Next: npx hardhat prepaid vault create ${known ?? asset} --network ${session.network}`,
    ].join("\n"),
  };
});
