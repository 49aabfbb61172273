import { declareStolen } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export default action<ActArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const { receipt } = await declareStolen(await session.signer(args.from), await session.stake(), { vehicle });
  return acted(vehicle, session, [receipt], "Declared stolen: it can't be sold until its owner says that it is back.");
});
