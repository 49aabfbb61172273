import { newSecret, type VehicleKey, vehicleKey } from "../../src/vehicle/agent/index.ts";
import {
  chainIdOf,
  type ConditionReport,
  enrol,
  type Enrolment,
  Kind,
  NEVER,
  newSalt,
  commitmentOf,
  policyHash,
  readVehicle,
  report,
  type SignedCondition,
  signByKey,
  vehicleDomain,
} from "../../src/vehicle/index.ts";
import { Wallet, ZeroHash } from "ethers";
import { ethers, KM, now, ODOMETER, START, VALUE, type World } from "./fixture.ts";

/** Both kinds of key that a vehicle can have. */
export const KEYS: readonly [string, (world: World) => VehicleKey][] = [
  ["an ordinary key", () => vehicleKey(newSecret())],
  ["a key of a secure element", ({ verifier }) => vehicleKey(newSecret({ curve: "P-256", verifier }))],
];

/** An issuer whose account signs, as a maker's does. */
export const MAKER = new Wallet(`0x${"5e".repeat(32)}`);

/** A vehicle that the SDK has enrolled, and the world that it is in. */
export interface Enrolled {
  world: World;
  stake: string;
  vehicle: bigint;
  key: VehicleKey;
  commitment: string;
}

/** The words of an enrolment, by this maker, for the owner. */
export async function wordsOf(world: World, key: VehicleKey, changes: Partial<Enrolment> = {}): Promise<Enrolment> {
  return {
    issuer: MAKER.address,
    commitment: commitmentOf(newSalt(), "WVWZZZ1JZXW000001"),
    key: key.bytes,
    owner: world.owner.address,
    residualHolder: world.owner.address,
    policy: await world.policy.getAddress(),
    unit: await world.dollar.getAddress(),
    value: VALUE,
    appraisedAt: START,
    odometer: ODOMETER,
    deadline: NEVER,
    ...changes,
  };
}

/** Enrols a vehicle as a user of the SDK does. */
export async function enrolBySdk(
  world: World,
  key: VehicleKey = vehicleKey(newSecret()),
  changes: Partial<Enrolment> = {},
  deposit = 0n,
): Promise<Enrolled> {
  const stake = await world.stake.getAddress();
  const enrolment = await wordsOf(world, key, changes);
  const domain = vehicleDomain(stake, await chainIdOf(ethers.provider));
  const [issuerSignature, vehicleSignature] = await Promise.all([
    signByKey(vehicleKey({ curve: "secp256k1", privateKey: MAKER.privateKey }), domain, "Enrolment", enrolment),
    signByKey(key, domain, "Enrolment", enrolment),
  ]);
  const { vehicle } = await enrol(world.keeper, stake, { enrolment, issuerSignature, vehicleSignature, deposit });
  return { world, stake, vehicle, key, commitment: enrolment.commitment };
}

/** The next report of a vehicle, of now and after 100 km, signed; and what a test wants otherwise. */
export async function signed(
  { stake, vehicle, key }: Enrolled,
  changes: Partial<ConditionReport> = {},
): Promise<SignedCondition> {
  const known = await readVehicle(stake, vehicle, ethers.provider);
  const given: ConditionReport = {
    vehicle,
    sequence: known.sequence + 1n,
    kind: Kind.ODOMETER,
    observedAt: await now(),
    odometer: known.wear.odometer + 100n * KM,
    severity: 0n,
    evidence: ZeroHash,
    policyHash: policyHash(known.policy),
    deadline: NEVER,
    ...changes,
  };
  const domain = vehicleDomain(stake, await chainIdOf(ethers.provider));
  return { report: given, signature: await signByKey(key, domain, "ConditionReport", given), key: key.bytes };
}

/** Has a vehicle report. */
export const reportBySdk = async (car: Enrolled, changes: Partial<ConditionReport> = {}) =>
  report(car.world.keeper, car.stake, await signed(car, changes));
