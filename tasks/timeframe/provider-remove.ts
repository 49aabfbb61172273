import { dismissProviders } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "../support/action.ts";
import { count } from "../support/format.ts";
import { sent } from "../support/transaction.ts";
import { describeSkipped, skippedText } from "./support/skipped.ts";

export interface ProviderRemoveArguments extends CommonArguments {
  token: string;
  accounts: string[];
  from: string;
}

export default action<ProviderRemoveArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const accounts = await session.accounts(args.accounts, "provider");
  const { changed, unchanged, skipped, receipts } = await dismissProviders(signer, token, accounts);
  const leftOut = describeSkipped(skipped, skipped.length === 0 ? {} : await session.formatters());
  return {
    json: {
      token: await token.getAddress(),
      dismissed: changed,
      unchanged,
      skipped: leftOut,
      transactions: receipts.map(sent),
    },
    text: [
      `Dismissed ${count(changed.length, "provider")}; ${unchanged.length} dismissed already.`,
      ...skippedText(leftOut),
    ].join("\n"),
    receipts,
    failed: skipped.length > 0,
  };
});
