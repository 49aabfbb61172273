import { takeGuaranteeBack } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export interface TakeBackArguments extends ActArguments {
  to: string | undefined;
}

export default action<TakeBackArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const money = await session.money(vehicle);
  const signer = await session.signer(args.from);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { receipt, amount } = await takeGuaranteeBack(signer, await session.stake(), { vehicle, to });
  return acted(vehicle, session, [receipt], `Paid ${money.show(amount)} back to ${to}.`, { to, amount });
});
