import { type Kind, Kind as Kinds, WHOLE_PARTS } from "../../../src/vehicle/index.ts";
import { fail } from "../../support/failure.ts";
import { parseAmount } from "../../support/parse.ts";

/** Metres that an odometer can show. */
const MOST_METRES = 2n ** 40n - 1n;
/** What contracts can book. */
const MOST_VALUE = 2n ** 80n - 1n;

/** Kilometres as people write them, in metres. */
export function parseKilometres(text: string, what: string, most = MOST_METRES): bigint {
  return parseAmount(text, 3n, what, "odometer", most);
}

/** A share in percent, in basis points. */
export function parsePercent(text: string, what: string, most = WHOLE_PARTS): bigint {
  return parseAmount(text.replace(/\s*%$/, ""), 2n, what, "share", most);
}

/** A vehicle's value, in whole units of its unit of account. */
export function parseValue(text: string, decimals: bigint, what = "value"): bigint {
  return parseAmount(text, decimals, what, "unit of account", MOST_VALUE);
}

/** What a report can tell of, as it is written: "total-loss". */
export const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(Kinds).map(([name, kind]) => [name.toLowerCase().replace("_", "-"), kind]),
);

/** A kind of report. */
export function parseKind(text: string): Kind {
  return (
    KINDS.get(text.toLowerCase().replace("_", "-")) ??
    fail(`"${text}" is nothing that a vehicle reports; give one of ${[...KINDS.keys()].join(", ")}.`)
  );
}
