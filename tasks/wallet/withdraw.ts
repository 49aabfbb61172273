import { withdrawCredit } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { ether } from "./support/assets.ts";

export interface WithdrawArguments extends CommonArguments {
  account: string | undefined;
  to: string | undefined;
  from: string;
}

export default action<WithdrawArguments>(async (args, session) => {
  const account = await session.holder(args.account ?? args.from);
  const to = args.to === undefined ? account : await session.account(args.to, "receiver");
  const registry = await session.registry();
  const amount = await registry.creditOf(account);
  if (amount === 0n)
    fail(`${account} was credited nothing; bonds and bounties are, and who has some names himself with --from.`);
  const owner = await actingFor(account, args.from, session);
  const receipt = await withdrawCredit(owner, registry, { to });
  return {
    json: { account, to, amount, transactions: [sent(receipt)] },
    text: `Paid ${ether(amount)} of bonds and bounties to ${to}.`,
    receipts: [receipt],
  };
});
