import { nameAdministrator } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { sent } from "../support/transaction.ts";

export interface AdministratorNameArguments extends CommonArguments {
  token: string;
  account: string;
  from: string;
}

export default action<AdministratorNameArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const named = await session.accountOrNone(args.account, "account");
  const receipt = await nameAdministrator(signer, token, named);
  return {
    json: { token: await token.getAddress(), administrator: signer.address, named, transaction: sent(receipt) },
    text:
      named === null
        ? `Nobody is named any more; ${signer.address} stays the administrator.`
        : [
            `Named ${named}.`,
            `Until it accepts, ${signer.address} stays the administrator.`,
            `Next, as that account: npx hardhat timeframe administrator accept ${args.token} --from ${args.account} --network ${session.network}`,
          ].join("\n"),
    receipts: [receipt],
  };
});
