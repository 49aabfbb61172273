import { withdrawBounties } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { ether } from "./support/assets.ts";
import { parseEther } from "../support/spans.ts";

export interface BountyWithdrawArguments extends CommonArguments {
  amount: string | undefined;
  account: string | undefined;
  to: string | undefined;
  from: string;
}

export default action<BountyWithdrawArguments>(async (args, session) => {
  const account = await session.holder(args.account ?? args.from);
  const to = args.to === undefined ? account : await session.account(args.to, "receiver");
  const registry = await session.registry();
  const there = await registry.bountiesOf(account);
  const amount = args.amount === undefined ? there : parseEther(args.amount, "amount");
  if (amount === 0n || amount > there)
    fail(`There are ${ether(there)} for bounties of ${account}; take out more than nothing, and at most that.`);
  const owner = await actingFor(account, args.from, session);
  const receipt = await withdrawBounties(owner, registry, { to, amount });
  return {
    json: { account, to, amount, bounties: there - amount, transactions: [sent(receipt)] },
    text: `Paid ${ether(amount)} to ${to}; ${ether(there - amount)} stay for bounties of ${account}'s plans.`,
    receipts: [receipt],
  };
});
