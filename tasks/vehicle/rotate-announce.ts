import { announceRotation, readVouched, signByKey, signMessage, vehicleDomain } from "../../src/vehicle/index.ts";
import { moment } from "../support/format.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { deadlineOf } from "./support/deadline.ts";
import { issuerHere } from "./support/issuer.ts";
import { keyIn, type PasswordArguments } from "./support/keys.ts";

export interface AnnounceArguments extends ActArguments, PasswordArguments {
  newKey: string;
  deadline: string;
}

export default action<AnnounceArguments>(async (args, session) => {
  const stake = await session.stake();
  const vehicle = await session.enrolled(args.vehicle);
  const deadline = await deadlineOf(args.deadline, session);
  const owner = await session.signer(args.from);
  const { issuer, commitment } = await readVouched(stake, vehicle, session.ethers.provider);
  const signer = await issuerHere(issuer, session);
  const next = await keyIn(args.newKey, args);
  const domain = vehicleDomain(await stake.getAddress(), await session.chainId());
  // Which report will be its first one nobody knows yet.
  const rotation = { vehicle, key: next.bytes, firstSequence: 0n, deadline };
  const { receipt, from } = await announceRotation(owner, stake, {
    vehicle,
    issuer,
    commitment,
    newKey: next.bytes,
    deadline,
    issuerSignature: await signMessage(signer, stake, "Rotation", rotation),
    newSignature: await signByKey(next, domain, "Rotation", rotation),
  });
  const told = `${next.bytes} can take its key's place from ${moment(from, await session.now())} on, with \`vehicle rotate complete\`.`;
  return acted(vehicle, session, [receipt], told, { key: next.bytes, from });
});
