import { mined } from "../../src/chain/transaction.ts";
import { MockDollar__factory } from "../../types/ethers-contracts/index.js";
import { fail } from "../support/failure.ts";
import { moneyOf } from "../support/money.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface AssetMintArguments extends CommonArguments {
  asset: string;
  amount: string;
  to: string | undefined;
  from: string;
}

export default action<AssetMintArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  await session.requireLocal();
  const asset = await session.contract(args.asset, "asset");
  const dollar = MockDollar__factory.connect(asset, signer);
  const { selector } = dollar.interface.getFunction("mint");
  if (!(await session.ethers.provider.getCode(asset)).includes(selector.slice(2))) {
    fail(`The asset ${asset} can't be minted; give one that \`prepaid asset create dollar\` made.`);
  }
  const money = await moneyOf(asset, session.ethers.provider);
  const amount = parsePositiveAmount(args.amount, money.decimals, "asset");
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const receipt = await mined(dollar.mint(to, amount));
  const balance = await dollar.balanceOf(to);
  return {
    json: { asset, to, amount, balance, transaction: sent(receipt) },
    text: `Minted ${money.show(amount)} to ${to}, who has ${money.show(balance)} now.`,
    receipts: [receipt],
  };
});
