import { collect, readProvider } from "../../src/timeframe/index.ts";
import { assetAction, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { units } from "../support/format.ts";
import { sent } from "../support/transaction.ts";
import { backingOf } from "./support/money.ts";
import { unitsOf } from "./support/units.ts";

export interface CollectArguments extends CommonArguments {
  token: string;
  provider: string | undefined;
  to: string | undefined;
  from: string;
}

export default assetAction<CollectArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const provider = args.provider === undefined ? signer.address : await session.account(args.provider, "provider");
  if (provider !== signer.address && args.to !== undefined) {
    fail("Only the provider himself chooses where his earnings go; leave out --to, or sign as the provider.");
  }
  const { backing, money } = await backingOf(token, session.ethers.provider);
  const { amount, frames, receipts } = await collect(signer, token, {
    provider,
    ...(args.to === undefined ? {} : { to: await session.account(args.to, "receiver") }),
  });
  const { decimals, symbol } = await unitsOf(token);
  const { earned } = await readProvider(token, provider);
  return {
    json: {
      token: await token.getAddress(),
      provider,
      asset: backing.asset,
      amount,
      frames,
      earned,
      transactions: receipts.map(sent),
    },
    text:
      receipts.length === 0
        ? `Nothing to collect for ${provider}, who has earned ${units(earned, decimals)} ${symbol} in all.`
        : amount === 0n
          ? `The shares of ${provider} round to nothing; they are settled.`
          : `Collected ${money.show(amount)} for ${provider}.`,
    ...(receipts.length === 0 ? {} : { receipts }),
  };
});
