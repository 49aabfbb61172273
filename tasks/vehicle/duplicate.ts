import { commitmentOf, proveDuplicate, readVouched, vehicleLabel } from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { needed } from "./support/needed.ts";
import type { VehicleSession } from "./support/session.ts";

export interface DuplicateArguments extends CommonArguments {
  one: string;
  other: string;
  vin: string | undefined;
  salt: string | undefined;
  otherSalt: string | undefined;
  from: string;
}

export default action<DuplicateArguments>(async (args, session) => {
  const vehicle = await session.vehicle(args.one);
  const second = await session.vehicle(args.other, "other vehicle");
  if (vehicle === second) fail("Both are one and the same; name two vehicles, each of an issuer of its own.");
  const vin = needed(args.vin, "--vin", "the vehicle's number, which is public from then on");
  const salt = needed(args.salt, "--salt", "the salt of the first one's issuer");
  const otherSalt = needed(args.otherSalt, "--other-salt", "the salt of the other one's issuer");
  const signer = await session.signer(args.from);
  const one = { issuer: await issuerOf(vehicle, { vin, salt, option: "--salt" }, session), salt };
  const other = {
    issuer: await issuerOf(second, { vin, salt: otherSalt, option: "--other-salt" }, session),
    salt: otherSalt,
  };
  const { receipt } = await proveDuplicate(signer, await session.stake(), { vin, one, other });
  const told = `It is the same vehicle as ${vehicleLabel(second)}; both show that from now on.`;
  return acted(vehicle, session, [receipt], told, { other: vehicleLabel(second), issuers: [one.issuer, other.issuer] });
});

/** Who vouched for a vehicle, which must have this number: a wrong one would be published for nothing. */
async function issuerOf(
  vehicle: bigint,
  { vin, salt, option }: { vin: string; salt: string; option: string },
  session: VehicleSession,
): Promise<string> {
  const { issuer, commitment } = await readVouched(await session.stake(), vehicle, session.ethers.provider);
  if (commitmentOf(salt, vin) !== commitment)
    fail(`Number and salt don't make vehicle ${vehicleLabel(vehicle)}; check --vin and ${option}. Nothing was sent.`);
  return issuer;
}
