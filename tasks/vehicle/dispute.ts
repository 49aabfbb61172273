import { dispute } from "../../src/vehicle/index.ts";
import { moment } from "../support/format.ts";
import { action } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { type ClaimArguments, claimNamed } from "./support/claims.ts";

export default action<ClaimArguments>(async (args, session) => {
  const { vehicle, sequence } = await claimNamed(args, session);
  const { receipt, decideBy } = await dispute(await session.signer(args.from), await session.stake(), {
    vehicle,
    sequence,
  });
  const told = `Report ${sequence} is disputed; attestors decide before ${moment(decideBy, await session.now())}, or it stands.`;
  return acted(vehicle, session, [receipt], told, { sequence, decideBy });
});
