import {
  momentLabel,
  readHistory,
  readVehicle,
  stepText,
  vehicleLabel,
  type VehicleStep,
} from "../../src/vehicle/index.ts";
import { moment, table, wrapped } from "../support/format.ts";
import { action, type VehicleArguments } from "./support/action.ts";
import { ether } from "./support/ether.ts";

/** What a line has beside the moment of the block. */
const WIDTH = 120 - "2026-11-24T00:59:46Z  ".length;

export interface HistoryArguments extends VehicleArguments {
  fromBlock: number;
}

export default action<HistoryArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const stake = await session.stake();
  const vehicle = await session.vehicle(args.vehicle);
  await readVehicle(stake, vehicle, provider);
  await session.checkBlock(args.fromBlock, "--from-block");
  const [money, now] = await Promise.all([session.money(vehicle), session.now()]);
  const steps = await readHistory(stake, vehicle, provider, args.fromBlock === 0 ? {} : { fromBlock: args.fromBlock });
  const words = { money: money.show, ether, moment: momentIn(now) };
  const told = steps.map((step) => ({ ...step, text: stepText(step, words) }));
  return {
    json: { vehicle: vehicleLabel(vehicle), steps: told },
    text:
      told.length === 0
        ? "Nothing has happened to it since then."
        : table(
            ["block of", "what"],
            asRead(told).flatMap(({ timestamp, text }) =>
              wrapped(text, WIDTH).map((line, i) => (i === 0 ? [momentLabel(timestamp), line] : ["", line])),
            ),
          ),
  };
});

/** How far off a moment is matters only of those to come. */
const momentIn =
  (now: bigint) =>
  (timestamp: bigint): string =>
    timestamp > now ? moment(timestamp, now) : momentLabel(timestamp);

/** The chain tells what becomes of a report just before the report itself; people read it behind. */
function asRead<Step extends VehicleStep>(steps: readonly Step[]): Step[] {
  const isBefore = (step: Step, next: Step | undefined): boolean =>
    step.name === "VehicleClaimed" && next?.name === "ConditionReported" && next.transaction === step.transaction;
  return steps.flatMap((step, place) => {
    const [last, next] = [steps[place - 1], steps[place + 1]];
    if (isBefore(step, next)) return [];
    return last !== undefined && isBefore(last, step) ? [step, last] : [step];
  });
}
