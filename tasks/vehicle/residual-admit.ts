import { admitGuarantor } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export interface AdmitArguments extends ActArguments {
  guarantor: string;
  revoke: boolean;
}

export default action<AdmitArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const guarantor = await session.account(args.guarantor, "guarantor");
  const signer = await session.signer(args.from);
  const admitted = !args.revoke;
  const { receipt } = await admitGuarantor(signer, await session.stake(), { vehicle, guarantor, admitted });
  const told = `${guarantor} ${admitted ? "may" : "may not any more"} guarantee for it.`;
  return acted(vehicle, session, [receipt], told, { guarantor, admitted });
});
