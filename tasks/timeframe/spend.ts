import { spend } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "../support/action.ts";
import { units } from "../support/format.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { cost, sent } from "../support/transaction.ts";
import { unitsOf } from "./support/units.ts";

export interface SpendArguments extends CommonArguments {
  token: string;
  provider: string;
  amount: string;
  ref: string | undefined;
  from: string;
}

export default action<SpendArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const provider = await session.account(args.provider, "provider");
  const amount = parsePositiveAmount(args.amount, decimals);
  const receipt = await spend(signer, token, {
    provider,
    amount,
    ...(args.ref === undefined ? {} : { ref: args.ref }),
  });
  const [balance, earned] = await Promise.all([token.balanceOf(signer), token.earned(provider)]);
  return {
    json: {
      token: await token.getAddress(),
      account: signer.address,
      provider,
      amount,
      ref: args.ref,
      balance,
      earned,
      transaction: sent(receipt),
    },
    text: [
      `Spent ${units(amount, decimals)} ${symbol} of ${signer.address} to ${provider}.`,
      `It holds ${units(balance, decimals)} now; the provider has earned ${units(earned, decimals)} in all. (${cost([receipt])})`,
    ].join("\n"),
  };
});
