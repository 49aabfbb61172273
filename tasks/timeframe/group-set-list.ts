import { ZeroHash } from "ethers";

import { readGroupPolicy, setRoot } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count } from "../support/format.ts";
import { parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { sent } from "../support/transaction.ts";
import { readListOf } from "./support/list.ts";

export interface GroupSetListArguments extends CommonArguments {
  token: string;
  group: string;
  list: string;
  from: string;
}

export default action<GroupSetListArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const group = parseWhole(args.group, "group", LARGEST.group);
  // The contract takes a list for any number; one of a group that is not there would wait for nobody.
  await token.groupOf(group);
  const tree = args.list === "none" ? null : await readListOf(args.list, group);
  const receipt = await setRoot(signer, token, group, tree?.root ?? ZeroHash);
  const { root, rootVersion } = await readGroupPolicy(token, group);
  return {
    json: {
      token: await token.getAddress(),
      group,
      root,
      rootVersion,
      accounts: tree?.entries.length ?? 0,
      transaction: sent(receipt),
    },
    text:
      tree === null
        ? `Nobody can join group ${group} by a list any more; its members stay.`
        : [
            `Set the list of group ${group}: ${count(tree.entries.length, "account")} can join, by this file only.`,
            "Members stay, also who stands on it no more. Give the file to those who shall join:",
            `npx hardhat timeframe join ${args.token} --list ${args.list} --group ${group} --network ${session.network}`,
          ].join("\n"),
    receipts: [receipt],
  };
});
