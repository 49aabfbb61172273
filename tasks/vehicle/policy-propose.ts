import { hasTurned, proposePolicy, readStanding, readVouched, signMessage } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { parseWhen } from "../support/when.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { deadlineOf } from "./support/deadline.ts";
import { issuerHere } from "./support/issuer.ts";
import { policyNamed } from "./support/policies.ts";

export interface ProposeArguments extends ActArguments {
  policy: string;
  since: string;
  deadline: string;
}

const DAY = 86_400n;

export default action<ProposeArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const vehicle = await session.enrolled(args.vehicle);
  const policy = await policyNamed(args.policy, session);
  const now = await session.now();
  const since = parseWhen(args.since, now);
  if (since < now + DAY)
    fail(
      `Another policy is in force a day after it was proposed at the earliest; give a later --since than ${args.since}.`,
    );
  const deadline = await deadlineOf(args.deadline, session);
  const owner = await session.signer(args.from);
  const stake = await session.stake();
  const standing = await readStanding(stake, vehicle, provider);
  const current = hasTurned(standing, now) && standing.next !== null ? standing.next.policy : standing.policy;
  if (current.toLowerCase() === policy.toLowerCase()) fail(`The policy ${policy} is in force; propose another one.`);
  const { issuer, commitment } = await readVouched(stake, vehicle, provider);
  const signer = await issuerHere(issuer, session);
  const issuerSignature = await signMessage(signer, stake, "PolicyChange", { vehicle, policy, since, deadline });
  const given = { vehicle, issuer, commitment, policy, since, deadline, issuerSignature };
  const { receipt } = await proposePolicy(owner, stake, given);
  const told = `The policy ${policy} is in force from ${moment(since, now)} on, unless it is taken back before.`;
  return acted(vehicle, session, [receipt], told, { policy, since });
});
