import { commitmentOf, proveDuplicate, readVouched, vehicleLabel } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { needed } from "./support/needed.ts";
import { type GivenSalt, saltNeeded, type SaltNames, type SaltOptions } from "./support/salts.ts";
import type { VehicleSession } from "./support/session.ts";

export interface DuplicateArguments extends CommonArguments, SaltOptions {
  one: string;
  other: string;
  vin: string | undefined;
  otherSalt: string | undefined;
  otherSecret: string | undefined;
  from: string;
}

export default action<DuplicateArguments>(async (args, session) => {
  const vehicle = await session.vehicle(args.one);
  const second = await session.vehicle(args.other, "other vehicle");
  if (vehicle === second) fail("Both are one and the same; name two vehicles, each of an issuer of its own.");
  const vin = needed(args.vin, "--vin", "the vehicle's number, which is public from then on");
  const salt = await saltNeeded(args, vin, "the first one's issuer");
  const otherOptions = { salt: args.otherSalt, secret: args.otherSecret };
  const otherSalt = await saltNeeded(otherOptions, vin, "the other one's issuer", OTHER);
  const signer = await session.signer(args.from);
  const one = { issuer: await issuerOf(vehicle, vin, salt, session), salt: salt.salt };
  const other = { issuer: await issuerOf(second, vin, otherSalt, session), salt: otherSalt.salt };
  const { receipt } = await proveDuplicate(signer, await session.stake(), { vin, one, other });
  const told = `It is the same vehicle as ${vehicleLabel(second)}; both show that from now on.`;
  return acted(vehicle, session, [receipt], told, { other: vehicleLabel(second), issuers: [one.issuer, other.issuer] });
});

/** What the options of the second vehicle are called. */
const OTHER: SaltNames = { salt: "--other-salt", secret: "--other-secret" };

/** Who vouched for a vehicle, which must have this number: a wrong one would be published for nothing. */
async function issuerOf(
  vehicle: bigint,
  vin: string,
  { salt, option }: GivenSalt,
  session: VehicleSession,
): Promise<string> {
  const { issuer, commitment } = await readVouched(await session.stake(), vehicle, session.ethers.provider);
  if (commitmentOf(salt, vin) !== commitment)
    fail(`Number and salt don't make vehicle ${vehicleLabel(vehicle)}; check --vin and ${option}. Nothing was sent.`);
  return issuer;
}
