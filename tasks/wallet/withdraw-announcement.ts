import { withdrawAnnouncement } from "../../src/wallet/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { actingFor } from "./support/acting.ts";
import { acted } from "./support/acts.ts";

export interface OwnArguments extends CommonArguments {
  account: string | undefined;
  from: string;
}

export default action<OwnArguments>(async (args, session) => {
  const here = await session.plan(args.account ?? args.from);
  const owner = await actingFor(here.account, args.from, session);
  const receipt = await withdrawAnnouncement(owner, await session.registry());
  return acted(here, session, [receipt], `Took back what ${here.account} had announced: the plan in force stays.`);
});
