import { choosePayout } from "../../src/prepaid/index.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";
import { action, type CommonArguments } from "./support/action.ts";

export interface PayoutArguments extends CommonArguments {
  vault: string;
  how: string;
  from: string;
}

export default action<PayoutArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const { vault, address, money } = await session.vault(args.vault);
  if (args.how !== "push" && args.how !== "credit") {
    fail(`"${args.how}" is no way to be paid; give push (the asset itself) or credit (balance in the vault).`);
  }
  const push = args.how === "push";
  const receipt = await choosePayout(signer, vault, { push });
  return {
    json: { vault: address, merchant: signer.address, push, transaction: sent(receipt) },
    text: push
      ? `What ${signer.address} earns is paid out to it as ${money.symbol} at once, from now on.`
      : `What ${signer.address} earns is credited to its balance in the vault, from now on.`,
    receipts: [receipt],
  };
});
