import { readGroupPolicy, setAuthority } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { sent } from "../support/transaction.ts";
import { authorityOf } from "./support/authority.ts";

export interface GroupSetAuthorityArguments extends CommonArguments {
  token: string;
  group: string;
  authority: string;
  from: string;
}

export default action<GroupSetAuthorityArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const group = parseWhole(args.group, "group", LARGEST.group);
  // The contract takes an authority for any number; one of a group that is not there would sign for nothing.
  await token.groupOf(group);
  const wanted = args.authority === "none" ? "0x" : await authorityOf(args.authority, session);
  const receipt = await setAuthority(signer, token, group, wanted);
  const { authority, voucherVersion } = await readGroupPolicy(token, group);
  return {
    json: { token: await token.getAddress(), group, authority, voucherVersion, transaction: sent(receipt) },
    text: [
      authority === null
        ? `Nobody signs vouchers of group ${group} any more.`
        : `${authority} signs the vouchers of group ${group} now.`,
      "All vouchers that were signed before and not used are void.",
    ].join("\n"),
    receipts: [receipt],
  };
});
