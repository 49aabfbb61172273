import { withdraw, readBacking } from "../../src/timeframe/index.ts";
import { assetAction, type CommonArguments } from "./support/action.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { sent } from "../support/transaction.ts";
import { backingOf } from "./support/money.ts";

export interface BackingWithdrawArguments extends CommonArguments {
  token: string;
  amount: string;
  to: string | undefined;
  from: string;
}

export default assetAction<BackingWithdrawArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { money } = await backingOf(token, session.ethers.provider);
  const amount = parsePositiveAmount(args.amount, money.decimals, "asset");
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const receipt = await withdraw(signer, token, { amount, to });
  const pool = (await readBacking(token))?.pool ?? null;
  return {
    json: { token: await token.getAddress(), amount, to, pool, transaction: sent(receipt) },
    text: [
      `Withdrew ${money.show(amount)} out of the pool.`,
      ...(pool === null ? [] : [`It holds ${money.show(pool.balance)}, of which ${money.show(pool.free)} free.`]),
    ].join("\n"),
    receipts: [receipt],
  };
});
