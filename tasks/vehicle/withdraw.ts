import { withdraw } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { ether } from "./support/ether.ts";

export interface WithdrawArguments extends CommonArguments {
  to: string | undefined;
  from: string;
}

export default action<WithdrawArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const stake = await session.stake();
  if ((await stake.creditOf(signer.address)) === 0n)
    fail(`${signer.address} was credited nothing that is left to be taken; name another account with --from.`);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { receipt, amount } = await withdraw(signer, stake, { to });
  return {
    json: { to, amount, transactions: [sent(receipt)] },
    text: `Paid ${ether(amount)} to ${to}.`,
    receipts: [receipt],
  };
});
