import { id as hashOf, type Signer } from "ethers";

import type { RewardPoolStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import {
  attested,
  type Car,
  ethers,
  FAR,
  Kind,
  ODOMETER,
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

/** What a vehicle shows now. (`valueOf` by itself is every object's.) */
export const shownOf = (world: World, id: bigint): Promise<bigint> => world.stake.getFunction("valueOf").staticCall(id);

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

/** Has a vehicle end at once: a total loss that two attestors confirm. */
export async function ended(world: World, car: Car): Promise<void> {
  const given = await reportOf(world, car, { kind: Kind.TOTAL_LOSS, severity: 10_000n });
  await world.stake.report(...signedReport(world, given, car.key));
  const finding = {
    vehicle: car.id,
    sequence: given.sequence as bigint,
    condition: await world.stake.conditionHash(given),
    holds: true,
    disputed: false,
    deadline: FAR,
  };
  await world.stake.decide(...attested(world, finding));
}
