import { spend } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { units } from "../support/format.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { unitsOf } from "./support/units.ts";

export interface SpendArguments extends CommonArguments {
  token: string;
  provider: string;
  amount: string;
  ref: string | undefined;
  account: string | undefined;
  from: string;
}

export default action<SpendArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const provider = await session.account(args.provider, "provider");
  const amount = parsePositiveAmount(args.amount, decimals);
  const account = args.account === undefined ? null : await session.account(args.account, "account");
  const receipt = await spend(signer, token, {
    provider,
    amount,
    ...(args.ref === undefined ? {} : { ref: args.ref }),
    ...(account === null ? {} : { account }),
  });
  const owner = account ?? signer.address;
  const [balance, earned, allowance] = await Promise.all([
    token.balanceOf(owner),
    token.earned(provider),
    account === null ? null : token.allowance(account, signer),
  ]);
  return {
    json: {
      token: await token.getAddress(),
      account: owner,
      provider,
      amount,
      ref: args.ref,
      balance,
      earned,
      allowance,
      transaction: sent(receipt),
    },
    text: [
      `Spent ${units(amount, decimals)} ${symbol} of ${owner} to ${provider}.`,
      `It holds ${units(balance, decimals)} now; the provider has earned ${units(earned, decimals)} in all.`,
      ...(allowance === null ? [] : [`Of the allowance, ${units(allowance, decimals)} are left.`]),
    ].join("\n"),
    receipts: [receipt],
  };
});
