import { readVehicle, vehicleLabel, verifyVehicle, type VerifiedStep } from "../../src/vehicle/index.ts";
import { count, moment, table } from "../support/format.ts";
import { action, type VehicleArguments } from "./support/action.ts";

export default action<VehicleArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const stake = await session.stake();
  const vehicle = await session.vehicle(args.vehicle);
  await readVehicle(stake, vehicle, provider);
  const [{ steps, computed, books, agrees }, { show }, now] = await Promise.all([
    verifyVehicle(stake, vehicle, provider),
    session.money(vehicle),
    session.now(),
  ]);
  const worth = ({ value, residual }: VerifiedStep["told"]): string => `${show(value)}, residual ${show(residual)}`;
  const wrong = steps.filter((step) => !step.agrees);
  const rows = wrong.map((step) => [
    moment(step.timestamp, now),
    step.sequence === null ? "booked" : `report ${step.sequence}`,
    worth(step.told),
    worth(step.computed),
  ]);
  return {
    json: { vehicle: vehicleLabel(vehicle), agrees, steps, computed, books },
    text: agrees
      ? `All of it agrees: ${count(steps.length, "booking")} recomputed from events and rules alone, to a value of ${worth(books)}.`
      : [
          `It doesn't agree: the chain has ${worth(books)}, and by its events and rules it is ${worth(computed)}.`,
          ...(rows.length === 0 ? [] : ["", table(["when", "what", "told", "computed"], rows)]),
        ].join("\n"),
    failed: !agrees,
  };
});
