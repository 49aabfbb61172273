import { fundBounties } from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action, type ActArguments } from "./support/action.ts";
import { ether } from "./support/assets.ts";
import { parseEther } from "../support/spans.ts";

export interface BountyFundArguments extends ActArguments {
  amount: string;
}

export default action<BountyFundArguments>(async (args, session) => {
  const amount = parseEther(args.amount, "amount");
  if (amount === 0n) fail("An amount of zero does nothing; give more than 0.");
  const { account, plan } = await session.plan(args.account);
  const signer = await session.signer(args.from);
  const registry = await session.registry();
  const receipt = await fundBounties(signer, registry, { account, amount });
  const bounties = await registry.bountiesOf(account);
  const enough = bounties < plan.bounty * 2n ? `; a whole execution takes ${ether(plan.bounty * 2n)}` : "";
  return {
    json: { account, amount, bounties, transactions: [sent(receipt)] },
    text: `Brought in ${ether(amount)}: there are ${ether(bounties)} for bounties of ${account}'s plans${enough}.`,
    receipts: [receipt],
  };
});
