import { putIn, readVouched, vehicleLabel } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export interface PutInArguments extends ActArguments {
  part: string;
}

export default action<PutInArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const stake = await session.stake();
  const part = await session.enrolled(args.part, "part");
  const vehicle = await session.enrolled(args.vehicle);
  const [one, other] = await Promise.all([readVouched(stake, part, provider), readVouched(stake, vehicle, provider)]);
  if (one.issuer !== other.issuer)
    fail(
      `The part is ${one.issuer}'s, who vouched for it, and the vehicle is ${other.issuer}'s; both must be of one issuer.`,
    );
  const signer = await session.signer(args.from);
  const commitments = { partCommitment: one.commitment, vehicleCommitment: other.commitment };
  const { receipt } = await putIn(signer, stake, { part, vehicle, issuer: one.issuer, ...commitments });
  return acted(vehicle, session, [receipt], `${vehicleLabel(part)} is a part of it now.`, { part: vehicleLabel(part) });
});
