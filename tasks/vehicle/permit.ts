import { permit } from "../../src/vehicle/index.ts";
import { moment } from "../support/format.ts";
import { parseWhole } from "../support/parse.ts";
import { parseWhen } from "../support/when.ts";
import { action, type ActArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";

export interface PermitArguments extends ActArguments {
  reader: string;
  scopes: string;
  until: string;
}

/** The kinds of telemetry that a permission has bits for. */
const KINDS = 208n;

export default action<PermitArguments>(async (args, session) => {
  const vehicle = await session.enrolled(args.vehicle);
  const reader = await session.account(args.reader, "reader");
  const scopes = scopesIn(args.scopes);
  const now = await session.now();
  const until = scopes === 0n ? 0n : parseWhen(args.until, now);
  const signer = await session.signer(args.from);
  const { receipt } = await permit(signer, await session.stake(), { vehicle, reader, scopes, until });
  const told =
    scopes === 0n
      ? `${reader} may read nothing of its telemetry any more.`
      : `${reader} may read kinds ${args.scopes} of its telemetry until ${moment(until, now)}, unless it is transferred before.`;
  return acted(vehicle, session, [receipt], told, { reader, scopes, until });
});

/** Kinds of telemetry by their numbers, as "0,1,7"; none takes a permission back. */
function scopesIn(text: string): bigint {
  if (text === "none") return 0n;
  return text
    .split(",")
    .reduce((bits, word) => bits | (1n << parseWhole(word.trim(), "kind of telemetry", KINDS - 1n)), 0n);
}
