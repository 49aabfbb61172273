import { withdraw } from "../../src/vehicle/index.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { ether } from "./support/ether.ts";

export interface WithdrawArguments extends CommonArguments {
  to: string | undefined;
  from: string;
}

export default action<WithdrawArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { receipt, amount } = await withdraw(signer, await session.stake(), { to });
  return {
    json: { to, amount, transactions: [sent(receipt)] },
    text: `Paid ${ether(amount)} to ${to}.`,
    receipts: [receipt],
  };
});
