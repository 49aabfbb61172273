import { cancel } from "../../src/wallet/index.ts";
import { sent } from "../support/transaction.ts";
import { action } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { fromWhen } from "./support/acts.ts";
import type { OwnArguments } from "./withdraw-announcement.ts";

export default action<OwnArguments>(async (args, session) => {
  const { account, plan } = await session.plan(args.account ?? args.from);
  const owner = await actingFor(account, args.from, session);
  const act = await cancel(owner, await session.registry(), { plan });
  const { version, inForce, effectiveAt, receipt } = act;
  const when = fromWhen(act, await session.now());
  const later = inForce ? "" : " Until then it stays in force; `wallet withdraw-announcement` takes this back.";
  return {
    json: { account, version, inForce, effectiveAt, transactions: [sent(receipt)] },
    text: `Cancelled the plan of ${account}: it has none ${when}.${later}`,
    receipts: [receipt],
  };
});
