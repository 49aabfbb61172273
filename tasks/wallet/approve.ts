import { approveAssets } from "../../src/wallet/index.ts";
import { count } from "../support/format.ts";
import { action, type ActArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { acted } from "./support/acts.ts";

export default action<ActArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const owner = await actingFor(here.account, args.from, session);
  const receipts = await approveAssets(owner, await session.registry(), here);
  const told =
    receipts.length === 0
      ? "The executor may take all that the plan lists already; nothing was sent."
      : `The executor may take all that the plan lists, after ${count(receipts.length, "approval")}.`;
  return acted(here, session, receipts, told);
});
