import { transfer } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { units } from "../support/format.ts";
import { parsePositiveAmount, parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { sent } from "../support/transaction.ts";
import { unitsOf } from "./support/units.ts";

export interface TransferArguments extends CommonArguments {
  token: string;
  to: string;
  amount: string;
  epoch: string | undefined;
  account: string | undefined;
  from: string;
}

export default action<TransferArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const to = await session.account(args.to, "receiver");
  const amount = parsePositiveAmount(args.amount, decimals);
  const epoch = args.epoch === undefined ? undefined : parseWhole(args.epoch, "epoch", LARGEST.frame);
  const account = args.account === undefined ? null : await session.account(args.account, "account");
  const receipt = await transfer(signer, token, {
    to,
    amount,
    ...(epoch === undefined ? {} : { epoch }),
    ...(account === null ? {} : { account }),
  });
  const owner = account ?? signer.address;
  const [balance, balanceOfReceiver, allowance] = await Promise.all([
    token.balanceOf(owner),
    token.balanceOf(to),
    account === null ? null : token.allowance(account, signer),
  ]);
  return {
    json: {
      token: await token.getAddress(),
      account: owner,
      to,
      amount,
      epoch: epoch ?? null,
      balance,
      balanceOfReceiver,
      allowance,
      transaction: sent(receipt),
    },
    text: [
      `Transferred ${units(amount, decimals)} ${symbol} from ${owner} to ${to}.`,
      `They hold ${units(balance, decimals)} and ${units(balanceOfReceiver, decimals)} now.`,
      ...(allowance === null ? [] : [`Of the allowance, ${units(allowance, decimals)} are left.`]),
    ].join("\n"),
    receipts: [receipt],
  };
});
