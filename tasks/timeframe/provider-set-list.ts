import { ZeroHash } from "ethers";

import { setProviderRoot } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count } from "../support/format.ts";
import { sent } from "../support/transaction.ts";
import { readProviderList } from "./support/list.ts";

export interface ProviderSetListArguments extends CommonArguments {
  token: string;
  list: string;
  from: string;
}

export default action<ProviderSetListArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const tree = args.list === "none" ? null : await readProviderList(args.list);
  const receipt = await setProviderRoot(signer, token, tree?.root ?? ZeroHash);
  return {
    json: {
      token: await token.getAddress(),
      root: tree?.root ?? null,
      accounts: tree?.entries.length ?? 0,
      transaction: sent(receipt),
    },
    text:
      tree === null
        ? `Nobody can become a provider by a list any more; providers stay.`
        : [
            `Set the list of providers: ${count(tree.entries.length, "account")} can join, by this file only.`,
            "Providers stay, also who stands on it no more. Give the file to those who shall join:",
            `npx hardhat timeframe provider join ${args.token} ${args.list} --network ${session.network}`,
          ].join("\n"),
    receipts: [receipt],
  };
});
