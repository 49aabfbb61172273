import { dismissProviders } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
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
  const views = await Promise.all(accounts.map((account) => token.accountOf(account)));
  const providers = new Set(accounts.filter((_, at) => views[at]?.provider === true));
  const { changed, unchanged, skipped, receipts } = await dismissProviders(signer, token, accounts);
  const dismissed = changed.filter((account) => providers.has(account));
  // Who was none is barred all the same: he may stand on a list.
  const barred = changed.filter((account) => !providers.has(account));
  const leftOut = describeSkipped(skipped, skipped.length === 0 ? {} : await session.formatters());
  return {
    json: {
      token: await token.getAddress(),
      dismissed,
      barred,
      unchanged,
      skipped: leftOut,
      transactions: receipts.map(sent),
    },
    text: [
      `Dismissed ${count(dismissed.length, "provider")}; ${unchanged.length} dismissed or barred already.`,
      ...(barred.length === 0
        ? []
        : [`Barred ${count(barred.length, "account")}, no provider so far; \`timeframe provider allow\` lifts a bar.`]),
      ...skippedText(leftOut),
    ].join("\n"),
    receipts,
    failed: skipped.length > 0,
  };
});
