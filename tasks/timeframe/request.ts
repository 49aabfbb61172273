import { request, requestPackage } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { units } from "../support/format.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { unitsOf } from "./support/units.ts";

export interface RequestArguments extends CommonArguments {
  token: string;
  amount: string;
  metadata: string | undefined;
  from: string;
}

export default action<RequestArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const amount = parsePositiveAmount(args.amount, decimals);
  const receipt =
    args.metadata === undefined
      ? await request(signer, token, amount)
      : await requestPackage(signer, token, { amount, metadata: args.metadata });
  const [balance, remaining] = await Promise.all([token.balanceOf(signer), token.remaining(signer)]);
  return {
    json: {
      token: await token.getAddress(),
      account: signer.address,
      amount,
      balance,
      remaining,
      transaction: sent(receipt),
    },
    text: [
      `Requested ${units(amount, decimals)} ${symbol} for ${signer.address}.`,
      `It holds ${units(balance, decimals)} and can request ${units(remaining, decimals)} more in this frame.`,
    ].join("\n"),
    receipts: [receipt],
  };
});
