import { guarantee } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { parsePositiveAmount } from "../support/parse.ts";
import { parseWhen } from "../support/when.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { requireFunds } from "./support/funds.ts";

export interface FundArguments extends ActArguments {
  amount: string;
  until: string;
}

export default action<FundArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const money = await session.money(vehicle);
  const amount = parsePositiveAmount(args.amount, money.decimals);
  const now = await session.now();
  const until = parseWhen(args.until, now);
  if (until <= now) fail(`A guarantee until ${moment(until, now)} is none; give a later --until.`);
  const signer = await session.signer(args.from);
  const stake = await session.stake();
  const { unit } = await stake.vehicle(vehicle);
  await requireFunds({ token: unit, account: signer.address, amount }, session);
  const { receipt, arrived } = await guarantee(signer, stake, { vehicle, amount, until });
  const told = `${signer.address} guarantees ${money.show(arrived)} more for it, until ${moment(until, now)}.`;
  return acted(vehicle, session, [receipt], told, { arrived, until });
});
