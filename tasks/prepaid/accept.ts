import { acceptReturns } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface AcceptArguments extends CommonArguments {
  vault: string;
  purchaser: string;
  noMore: boolean;
  from: string;
}

export default action<AcceptArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const { vault, address } = await session.vault(args.vault);
  const purchaser = await session.account(args.purchaser, "purchaser");
  if (purchaser === signer.address)
    fail("What is left of one's own instruments comes back anyway; name somebody else.");
  const accepted = !args.noMore;
  const receipt = await acceptReturns(signer, vault, { purchaser, accepted });
  return {
    json: { vault: address, account: signer.address, purchaser, accepted, transaction: sent(receipt) },
    text: accepted
      ? `What is left of instruments that ${purchaser} issues from now on, and that name ${signer.address}, comes back to it by itself.`
      : `What is left of instruments that ${purchaser} issues from now on waits for \`prepaid settle\`, where they name ${signer.address}.`,
    receipts: [receipt],
  };
});
