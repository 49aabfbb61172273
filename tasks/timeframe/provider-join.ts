import { becomeProvider } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { sent } from "../support/transaction.ts";
import { placeOn, readProviderList } from "./support/list.ts";

export interface ProviderJoinArguments extends CommonArguments {
  token: string;
  list: string;
  from: string;
}

export default action<ProviderJoinArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { proof } = placeOn(await readProviderList(args.list), signer.address, args.list);
  const receipt = await becomeProvider(signer, token, proof);
  return {
    json: { token: await token.getAddress(), provider: signer.address, transaction: sent(receipt) },
    text: `${signer.address} is a provider now.`,
    receipts: [receipt],
  };
});
