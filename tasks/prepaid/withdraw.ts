import { requireWay, withdraw } from "../../src/prepaid/index.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface WithdrawArguments extends CommonArguments {
  vault: string;
  amount: string | undefined;
  to: string | undefined;
  ether: boolean;
  from: string;
}

export default action<WithdrawArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const { vault, address, asset, money } = await session.vault(args.vault);
  const wanted = args.amount === undefined ? {} : { amount: parsePositiveAmount(args.amount, money.decimals, "asset") };
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  if (args.ether) await requireWay(asset, "ether", session.ethers.provider);
  const { amount, receipt } = await withdraw(signer, vault, { ...wanted, to, ether: args.ether });
  const balance = await vault.balanceOf(signer);
  return {
    json: { vault: address, owner: signer.address, to, amount, ether: args.ether, balance, transaction: sent(receipt) },
    text: `Paid ${money.show(amount)}${args.ether ? " as ether" : ""} to ${to}; ${signer.address} can dispose of ${money.show(balance)} now.`,
    receipts: [receipt],
  };
});
