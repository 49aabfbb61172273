import { removeMembers } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count } from "../support/format.ts";
import { sent } from "../support/transaction.ts";
import { describeSkipped, skippedText } from "./support/skipped.ts";

export interface MemberRemoveArguments extends CommonArguments {
  token: string;
  accounts: string[];
  from: string;
}

export default action<MemberRemoveArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const accounts = await session.accounts(args.accounts, "member");
  const { removed, skipped, receipts } = await removeMembers(signer, token, accounts);
  const leftOut = describeSkipped(skipped, skipped.length === 0 ? {} : await session.formatters());
  return {
    json: {
      token: await token.getAddress(),
      removed,
      barred: accounts,
      skipped: leftOut,
      transactions: receipts.map(sent),
    },
    text: [
      `Removed ${count(removed.length, "member")} with the end of this frame.`,
      // Who is none is barred all the same: he may hold a voucher.
      `Barred ${count(accounts.length, "account")}, members or not; \`timeframe member allow\` lifts a bar.`,
      ...skippedText(leftOut),
    ].join("\n"),
    receipts,
    failed: skipped.length > 0,
  };
});
