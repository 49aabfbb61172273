import { admitProviders } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count } from "../support/format.ts";
import { sent } from "../support/transaction.ts";
import { describeSkipped, skippedText } from "./support/skipped.ts";

export interface ProviderAddArguments extends CommonArguments {
  token: string;
  accounts: string[];
  from: string;
}

export default action<ProviderAddArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const accounts = await session.accounts(args.accounts, "provider");
  const { changed, unchanged, skipped, receipts } = await admitProviders(signer, token, accounts);
  const leftOut = describeSkipped(skipped, skipped.length === 0 ? {} : await session.formatters());
  return {
    json: {
      token: await token.getAddress(),
      admitted: changed,
      unchanged,
      skipped: leftOut,
      transactions: receipts.map(sent),
    },
    text: [
      `Admitted ${count(changed.length, "provider")}; ${unchanged.length} admitted already.`,
      ...skippedText(leftOut),
    ].join("\n"),
    receipts,
    failed: skipped.length > 0,
  };
});
