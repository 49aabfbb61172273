import { readResidual, readShares, vehicleLabel } from "../../src/vehicle/index.ts";
import { fields, moment } from "../support/format.ts";
import { action, type VehicleArguments } from "./support/action.ts";

export interface ResidualArguments extends VehicleArguments {
  holder: string | undefined;
}

export default action<ResidualArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const stake = await session.stake();
  const vehicle = await session.enrolled(args.vehicle);
  const holder = args.holder === undefined ? null : await session.account(args.holder, "holder");
  const [view, money, now] = await Promise.all([
    readResidual(stake, vehicle, provider),
    session.money(vehicle),
    session.now(),
  ]);
  const held = holder === null ? null : await readShares(stake, vehicle, holder, provider);
  const guarantees = view.guarantees.map(
    ({ guarantor, amount, until }) =>
      ["guaranteed", `${money.show(amount)} by ${guarantor}, until ${moment(until, now)}`] as const,
  );
  return {
    json: { vehicle: vehicleLabel(vehicle), ...view, holder, held },
    text: fields([
      ["residual", money.show(view.residual)],
      ["shares", `${view.shares}, which get ${money.show(view.payable)} together`],
      ...(held === null ? [] : [["held", `${held.shares}, which stand for ${money.show(held.worth)}`] as const]),
      ...guarantees,
    ]),
  };
});
