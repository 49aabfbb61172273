import { takeOut, vehicleLabel } from "../../src/vehicle/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export interface TakeOutArguments extends CommonArguments {
  part: string;
  to: string | undefined;
  from: string;
}

export default action<TakeOutArguments>(async (args, session) => {
  const part = await session.enrolled(args.part, "part");
  const signer = await session.signer(args.from);
  const to = args.to === undefined ? signer.address : await session.account(args.to, "receiver");
  const { receipt, vehicle } = await takeOut(signer, await session.stake(), { part, to });
  const told = `Took ${vehicleLabel(part)} out: its token is ${to}'s.`;
  return acted(vehicle, session, [receipt], told, { part: vehicleLabel(part), to });
});
