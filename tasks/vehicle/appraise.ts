import { appraise, readVouched, signMessage } from "../../src/vehicle/index.ts";
import { parseWhen } from "../support/when.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { deadlineOf } from "./support/deadline.ts";
import { issuerHere } from "./support/issuer.ts";
import { parseKilometres, parseValue } from "./support/measures.ts";

export interface AppraiseArguments extends ActArguments {
  value: string;
  odometer: string;
  appraisedAt: string | undefined;
  deadline: string;
}

export default action<AppraiseArguments>(async (args, session) => {
  const stake = await session.stake();
  const vehicle = await session.enrolled(args.vehicle);
  const money = await session.money(vehicle);
  const now = await session.now();
  const appraisal = {
    vehicle,
    value: parseValue(args.value, money.decimals),
    appraisedAt: args.appraisedAt === undefined ? now : parseWhen(args.appraisedAt, now),
    odometer: parseKilometres(args.odometer, "odometer"),
    deadline: await deadlineOf(args.deadline, session),
  };
  const { issuer, commitment } = await readVouched(stake, vehicle, session.ethers.provider);
  const signer = await session.signer(args.from);
  const issuerSignature = await signMessage(await issuerHere(issuer, session), stake, "Appraisal", appraisal);
  const { receipt } = await appraise(signer, stake, { appraisal, issuer, commitment, issuerSignature });
  return acted(vehicle, session, [receipt], `Appraised by ${issuer} at ${money.show(appraisal.value)}.`, { appraisal });
});
