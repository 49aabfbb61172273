import { type GroupTermsInput, NO_CAP, openGroup } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fields, units } from "../support/format.ts";
import { parseAmount } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { cost, sent } from "../support/transaction.ts";
import { authorityOf } from "./support/authority.ts";
import { readList } from "./support/list.ts";
import { unitsOf } from "./support/units.ts";

export interface GroupAddArguments extends CommonArguments {
  token: string;
  quota: string;
  onRequest: boolean;
  soulbound: boolean;
  receiveCap: string | undefined;
  budget: string | undefined;
  authority: string | undefined;
  list: string | undefined;
  from: string;
}

export default action<GroupAddArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const terms: GroupTermsInput = {
    quota: parseAmount(args.quota, decimals, "quota", "token", LARGEST.announced),
    onRequest: args.onRequest,
    soulbound: args.soulbound,
    ...(args.receiveCap === undefined
      ? {}
      : { receiveCap: parseAmount(args.receiveCap, decimals, "receive cap", "token", NO_CAP - 1n) }),
    ...(args.budget === undefined
      ? {}
      : { budget: parseAmount(args.budget, decimals, "budget", "token", LARGEST.announced) }),
  };
  const policy = {
    ...(args.authority === undefined ? {} : { authority: await authorityOf(args.authority, session) }),
    ...(args.list === undefined ? {} : { root: (await readList(args.list)).root }),
  };
  const { group, receipt } = await openGroup(signer, token, terms, policy);
  const { quota, budget, receiveCap } = terms;
  return {
    json: {
      token: await token.getAddress(),
      group,
      onRequest: args.onRequest,
      soulbound: args.soulbound,
      quota,
      receiveCap: receiveCap ?? null,
      budget: budget ?? 0n,
      authority: policy.authority ?? null,
      root: policy.root ?? null,
      transaction: sent(receipt),
    },
    text: [
      `Opened group ${group} of ${symbol}.`,
      fields([
        [args.onRequest ? "on request, up to" : "quota", `${units(quota, decimals)} ${symbol} a member and frame`],
        ...(budget === undefined ? [] : [["budget", `${units(budget, decimals)} ${symbol} a frame`] as const]),
        ...(receiveCap === undefined
          ? []
          : [["receive cap", `${units(receiveCap, decimals)} ${symbol} a frame`] as const]),
        ...(args.soulbound ? [["soul-bound", "members can only spend"] as const] : []),
        ["sent", cost([receipt])],
      ]),
      `Next: npx hardhat timeframe member add ${args.token} <account or file.csv> --group ${group} --network ${session.network}`,
    ].join("\n"),
  };
});
