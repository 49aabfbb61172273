import { renounceAdministration } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { sent } from "../support/transaction.ts";

export interface AdministratorRenounceArguments extends CommonArguments {
  token: string;
  forEver: boolean;
  from: string;
}

export default action<AdministratorRenounceArguments>(async (args, session) => {
  if (!args.forEver) {
    fail(
      "Without administrator nobody can ever add a member or provider, remove one, open a group or change a quota; " +
        "give --for-ever if that is wanted.",
    );
  }
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const receipt = await renounceAdministration(signer, token);
  return {
    json: { token: await token.getAddress(), administrator: null, transaction: sent(receipt) },
    text: [
      `The token has no administrator any more, for ever.`,
      "Quotas go on as they are announced; who has a voucher, or stands on a list, can still join.",
    ].join("\n"),
    receipts: [receipt],
  };
});
