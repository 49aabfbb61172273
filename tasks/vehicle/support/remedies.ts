import type { ErrorName, Explanation } from "../../../src/vehicle/index.ts";

/** What helps with an explained revert at the terminal: the task to run, where there is one. */
export function remedyOf({ name, remedy, isOfNone }: Explanation): string {
  return isOfNone === true ? remedy : (REMEDIES.get(name) ?? remedy);
}

/** Where the package's own remedy speaks of functions, the task that calls them. */
export const REMEDIES: ReadonlyMap<string, string> = new Map<ErrorName, string>([
  ["VehicleUnfit", "See with `vehicle show` what it is, and with `vehicle history` since when."],
  [
    "VehicleNotAllowed",
    "Sign as the vehicle's owner, or whom the act is for, with --from; `vehicle show` says who that is.",
  ],
  [
    "VehicleBelow",
    "See with `vehicle history` what it reported; the buyer may give a lower least value, or not buy it.",
  ],
  ["VehicleLocked", "Have the lender let go of it with `vehicle unlock`; a lien with an end ends by itself then."],
  ["VehicleLien", "See with `vehicle show` what the lien wants."],
  ["VehicleLinkedBefore", "Nothing is left to be shown; `vehicle show` names both."],
  ["VehicleClaim", "See with `vehicle history` what has become of the report."],
  ["VehicleQuorum", "Have more attestors sign; `vehicle policy show` says who they are, and how many it takes."],
  ["VehiclePool", "See with `vehicle rewards show` which pool the vehicle is in."],
  ["VehicleNothing", "Run the command again once there is something to take, or give more than 0."],
]);
