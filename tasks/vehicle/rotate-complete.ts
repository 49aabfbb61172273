import { completeRotation } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { signerKeys } from "./support/attestors.ts";

export interface CompleteArguments extends ActArguments {
  newKey: string;
}

export default action<CompleteArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const [newKey = ""] = await signerKeys(args.newKey, "new key", session);
  const signer = await session.signer(args.from);
  const { receipt, firstSequence } = await completeRotation(signer, await session.stake(), { vehicle, newKey });
  const told = `${newKey} signs its reports from number ${firstSequence} on.`;
  return acted(vehicle, session, [receipt], told, { key: newKey, firstSequence });
});
