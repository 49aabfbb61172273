import { cancelRotation } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export default action<ActArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const { receipt } = await cancelRotation(await session.signer(args.from), await session.stake(), { vehicle });
  return acted(vehicle, session, [receipt], "The announced key is taken back.");
});
