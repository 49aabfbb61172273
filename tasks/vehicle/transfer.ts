import { readVehicle, transferIfAtLeast } from "../../src/vehicle/index.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { parseValue } from "./support/measures.ts";

export interface TransferArguments extends ActArguments {
  to: string;
  least: string;
}

export default action<TransferArguments>(async (args, session) => {
  const stake = await session.stake();
  const vehicle = await session.vehicle(args.vehicle);
  const { owner } = await readVehicle(stake, vehicle, session.ethers.provider);
  const money = await session.money(vehicle);
  const to = await session.account(args.to, "receiver");
  const least = parseValue(args.least, money.decimals, "least value");
  const signer = await session.signer(args.from);
  const { receipt } = await transferIfAtLeast(signer, stake, { vehicle, from: owner, to, least });
  const told = `Its token is ${to}'s: it showed ${money.show(least)} or more.`;
  return acted(vehicle, session, [receipt], told, { from: owner, to, least });
});
