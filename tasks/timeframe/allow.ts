import { liftBars } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count } from "../support/format.ts";
import { sent } from "../support/transaction.ts";

export interface AllowArguments extends CommonArguments {
  token: string;
  accounts: string[];
  from: string;
}

/** Of members and of providers: the bar is one for both. */
export default action<AllowArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const accounts = await session.accounts(args.accounts, "account");
  const { lifted, notBarred, receipts } = await liftBars(signer, token, accounts);
  return {
    json: { token: await token.getAddress(), lifted, notBarred, transactions: receipts.map(sent) },
    text: [
      `Lifted the bar of ${count(lifted.length, "account")}; ${notBarred.length} not barred.`,
      ...(lifted.length === 0
        ? []
        : [
            "That brings nobody back: use `timeframe member add` or `timeframe provider add`,",
            "or let them join by a list or a voucher.",
          ]),
    ].join("\n"),
    receipts,
  };
});
