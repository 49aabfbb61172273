import { action, type CommonArguments } from "./support/action.ts";
import { units } from "../support/format.ts";
import { unitsOf } from "./support/units.ts";

export interface AllowanceArguments extends CommonArguments {
  token: string;
  account: string;
  spender: string;
}

export default action<AllowanceArguments>(async (args, session) => {
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const account = await session.account(args.account, "account");
  const spender = await session.account(args.spender, "spender");
  const [allowance, balance] = await Promise.all([token.allowance(account, spender), token.balanceOf(account)]);
  return {
    json: { token: await token.getAddress(), account, spender, allowance, balance, decimals },
    text: [
      `${spender} can use ${units(allowance, decimals)} ${symbol} of ${account}.`,
      `That holds ${units(balance, decimals)} in this frame.`,
    ].join("\n"),
  };
});
