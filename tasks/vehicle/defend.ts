import { defend } from "../../src/vehicle/index.ts";
import { action } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { type ClaimArguments, claimNamed } from "./support/claims.ts";

export default action<ClaimArguments>(async (args, session) => {
  const { vehicle, sequence } = await claimNamed(args, session);
  const signer = await session.signer(args.from);
  const { receipt } = await defend(signer, await session.stake(), { vehicle, sequence });
  return acted(vehicle, session, [receipt], `${signer.address} defends report ${sequence}.`, { sequence });
});
