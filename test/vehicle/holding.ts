import { id as hashOf, type Signer } from "ethers";

import type { RewardPoolStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { confirm } from "./claims.ts";
import {
  type Car,
  ethers,
  Kind,
  ODOMETER,
  report,
  reportOf,
  signedReport,
  START,
  VALUE,
  type World,
} from "./fixture.ts";

/** Puts a part into a vehicle; both are of this world's issuer. */
export function putIn(world: World, part: Car, vehicle: Car, by: Signer = world.owner) {
  const [one, other] = [part.enrolment, vehicle.enrolment];
  return world.stake.connect(by).putIn(part.id, vehicle.id, one.issuer, one.commitment, other.commitment);
}

/** What a vehicle of these tests shows at a moment, by itself and within the policy's patience. */
export async function worthAt(world: World, time: bigint, odometer = ODOMETER, damage = 0n, restored = 0n) {
  const [value] = await world.policy.worthIn(
    { value: VALUE, appraisedAt: START, odometer: ODOMETER },
    { observedAt: time, odometer, damage, restored },
  );
  return value;
}

/** Shows that a vehicle tried to change the rules: it has signed a report under a policy that nobody proposed. */
export async function slash(world: World, car: Car) {
  const given = await reportOf(world, car, { policyHash: hashOf("no policy of anybody") });
  return world.stake.connect(world.keeper).slashTampering(...signedReport(world, given, car.key));
}

/** A clock of equal frames, as {FrameClock.make} makes it. */
export const fixedClock = (anchor: bigint, length: bigint): bigint => (length << 56n) | (anchor << 8n);

/** A pool of this world's issuer and unit, paid in its reward token. */
export async function poolOf(world: World, clock: bigint, token?: string): Promise<RewardPoolStruct> {
  return {
    token: token ?? (await world.reward.getAddress()),
    unit: await world.dollar.getAddress(),
    issuer: world.issuer.bytes,
    clock,
  };
}

/** The gas that a transaction took. */
export async function gasOf(sent: { hash: string }): Promise<bigint> {
  return (await ethers.provider.getTransactionReceipt(sent.hash))!.gasUsed;
}

/** Has a vehicle end: by a grave report that two attestors confirm, which is its last. */
export async function ended(world: World, car: Car, kind: bigint = Kind.TOTAL_LOSS): Promise<bigint> {
  await report(world, car, { kind, severity: 10_000n });
  const { sequence } = await world.stake.vehicle(car.id);
  await confirm(world, car, sequence);
  return sequence;
}
