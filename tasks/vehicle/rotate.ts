import { readVehicle, rotate, signByKey, vehicleDomain } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { deadlineOf } from "./support/deadline.ts";
import { keyIn, type PasswordArguments } from "./support/keys.ts";

export interface RotateArguments extends ActArguments, PasswordArguments {
  key: string;
  newKey: string;
  deadline: string;
}

export default action<RotateArguments>(async (args, session) => {
  const stake = await session.stake();
  const vehicle = await session.enrolled(args.vehicle);
  const { sequence } = await readVehicle(stake, vehicle, session.ethers.provider);
  const deadline = await deadlineOf(args.deadline, session);
  const signer = await session.signer(args.from);
  const key = await keyIn(args.key, args);
  const next = await keyIn(args.newKey, args);
  const domain = vehicleDomain(await stake.getAddress(), await session.chainId());
  const rotation = { vehicle, key: next.bytes, firstSequence: sequence + 1n, deadline };
  const { receipt, firstSequence } = await rotate(signer, stake, {
    vehicle,
    newKey: next.bytes,
    deadline,
    oldKey: key.bytes,
    oldSignature: await signByKey(key, domain, "Rotation", rotation),
    newSignature: await signByKey(next, domain, "Rotation", rotation),
  });
  const told = `${next.bytes} signs its reports from number ${firstSequence} on.`;
  return acted(vehicle, session, [receipt], told, { key: next.bytes, firstSequence });
});
