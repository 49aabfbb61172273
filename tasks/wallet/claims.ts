import { type ClaimReading, planOf, readClaims } from "../../src/wallet/index.ts";
import { moment, table } from "../support/format.ts";
import { type AccountArguments, action } from "./support/action.ts";
import { assetsIn, wordsOf } from "./support/assets.ts";
import { nameOf } from "./support/recipients.ts";
import type { PlanHere, WalletSession } from "./support/session.ts";

export interface ClaimsArguments extends AccountArguments {
  further: string | undefined;
}

export default action<ClaimsArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const now = await session.now();
  const claims = await claimsIn(here, args.further, session);
  const rows = await Promise.all(
    claims.map(async ({ asset, who, amount, since }) => {
      const { name, show } = await wordsOf(asset, session.ethers.provider);
      return [`${show(amount)} (${name})`, nameOf(who), moment(since, now)];
    }),
  );
  return {
    json: { account: here.account, version: here.version, claims },
    text: rows.length === 0 ? "Nothing is to be claimed." : table(["what", "whose", "since"], rows),
  };
});

/** What can be claimed under a plan, of further assets too. */
export async function claimsIn(
  { plan }: PlanHere,
  further: string | undefined,
  session: WalletSession,
): Promise<ClaimReading[]> {
  const more =
    further === undefined ? [] : planOf({ ...plan, tiers: [], assets: await assetsIn(further, session) }).assets;
  return readClaims(await session.registry(), plan, session.ethers.provider, more);
}
