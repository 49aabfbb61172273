import { fund, readBacking } from "../../src/timeframe/index.ts";
import { assetAction, type CommonArguments } from "./support/action.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { backingOf } from "./support/money.ts";

export interface BackingFundArguments extends CommonArguments {
  token: string;
  amount: string;
  from: string;
}

export default assetAction<BackingFundArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { money } = await backingOf(token, session.ethers.provider);
  const amount = parsePositiveAmount(args.amount, money.decimals, "asset");
  const receipt = await fund(signer, token, amount);
  const pool = (await readBacking(token))?.pool ?? null;
  return {
    json: { token: await token.getAddress(), amount, pool, transaction: sent(receipt) },
    text: [
      `Funded ${money.show(amount)} into the pool.`,
      ...(pool === null ? [] : [`It holds ${money.show(pool.balance)}, of which ${money.show(pool.free)} free.`]),
    ].join("\n"),
    receipts: [receipt],
  };
});
