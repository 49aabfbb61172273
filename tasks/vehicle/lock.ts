import { lock, NEVER } from "../../src/vehicle/index.ts";
import { moment } from "../support/format.ts";
import { parseWhen } from "../support/when.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { parseValue } from "./support/measures.ts";

export interface LockArguments extends ActArguments {
  lender: string;
  minValue: string;
  until: string | undefined;
}

export default action<LockArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const money = await session.money(vehicle);
  const now = await session.now();
  const lender = await session.account(args.lender, "lender");
  const minValue = parseValue(args.minValue, money.decimals, "least value");
  const until = args.until === undefined ? NEVER : parseWhen(args.until, now);
  const signer = await session.signer(args.from);
  const { receipt } = await lock(signer, await session.stake(), { vehicle, lender, minValue, until });
  const end = until === NEVER ? "until he lets go of it" : `until ${moment(until, now)}`;
  const told = `${lender} has a lien on it ${end}: he can take it while it shows less than ${money.show(minValue)}.`;
  return acted(vehicle, session, [receipt], told, { lender, minValue, until });
});
