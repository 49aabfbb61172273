import { claimName, endDispute } from "../../src/vehicle/index.ts";
import { action } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { type ClaimArguments, claimNamed } from "./support/claims.ts";

export default action<ClaimArguments>(async (args, session) => {
  const { vehicle, sequence } = await claimNamed(args, session);
  const { receipt, claim } = await endDispute(await session.signer(args.from), await session.stake(), {
    vehicle,
    sequence,
  });
  const told = `Report ${sequence} stands: it is ${claimName(claim)}.`;
  return acted(vehicle, session, [receipt], told, { sequence, claim: claimName(claim) });
});
