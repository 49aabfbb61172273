import { acceptAdministration } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { sent } from "../support/transaction.ts";

export interface AdministratorAcceptArguments extends CommonArguments {
  token: string;
  from: string;
}

export default action<AdministratorAcceptArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const receipt = await acceptAdministration(signer, token);
  return {
    json: { token: await token.getAddress(), administrator: signer.address, transaction: sent(receipt) },
    text: `${signer.address} is the administrator now.`,
    receipts: [receipt],
  };
});
