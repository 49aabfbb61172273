import { claimLocked } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export interface ClaimLockedArguments extends ActArguments {
  to: string | undefined;
}

export default action<ClaimLockedArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const money = await session.money(vehicle);
  const signer = await session.signer(args.from);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { receipt, value, minValue } = await claimLocked(signer, await session.stake(), { vehicle, to });
  const told = `Its token is ${to}'s: it showed ${money.show(value)} of ${money.show(minValue)}.`;
  return acted(vehicle, session, [receipt], told, { to, shown: value, minValue });
});
