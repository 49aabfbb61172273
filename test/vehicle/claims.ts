import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { DepreciationPolicy__factory } from "../../types/ethers-contracts/index.js";
import type { DepreciationTermsStruct, PanelStruct } from "../../types/ethers-contracts/vehicle/DepreciationPolicy.js";
import type { ConditionReportStruct } from "../../types/ethers-contracts/vehicle/VehicleStake.js";
import { attested, type Car, ethers, FAR, now, PANEL, report, TERMS, type World } from "./fixture.ts";
import { type Key, signAs } from "./signing.ts";

/** What becomes of a claim that an appraisal or a policy has overtaken. */
export const SETTLED = 6n;
export const NEVER = 2n ** 48n - 1n;
export const NOBODY = `0x${"00".repeat(20)}`;

/** What attestors sign of a vehicle's report, and what a test wants otherwise. */
export async function findingOf(
  world: World,
  car: Pick<Car, "id">,
  sequence: bigint,
  changes: Partial<Parameters<typeof attested>[1]> = {},
) {
  const { condition } = await world.stake.claimOf(car.id, sequence);
  return { vehicle: car.id, sequence, condition, holds: true, disputed: false, deadline: FAR, ...changes };
}

/** Attestors confirm a pending report, or reject it. */
export async function confirm(world: World, car: Pick<Car, "id">, sequence: bigint, holds = true, by?: readonly Key[]) {
  const finding = await findingOf(world, car, sequence, { holds });
  return world.stake.connect(world.stranger).decide(...attested(world, finding, by));
}

/** Attestors decide a dispute: the report is true, or it isn't. */
export async function judge(world: World, car: Car, sequence: bigint, holds: boolean, by?: readonly Key[]) {
  const finding = await findingOf(world, car, sequence, { holds, disputed: true });
  return world.stake.connect(world.stranger).decide(...attested(world, finding, by));
}

/** Somebody disputes a report. */
export const dispute = (
  world: World,
  car: Car,
  sequence: bigint,
  by: HardhatEthersSigner = world.challenger,
): Promise<ContractTransactionResponse> => world.stake.connect(by).dispute(car.id, sequence, { value: PANEL.bond });

/** Somebody defends it. */
export const defend = (
  world: World,
  car: Car,
  sequence: bigint,
  by: HardhatEthersSigner = world.defender,
): Promise<ContractTransactionResponse> => world.stake.connect(by).defend(car.id, sequence, { value: PANEL.bond });

export const endDispute = (world: World, car: Car, sequence: bigint): Promise<ContractTransactionResponse> =>
  world.stake.connect(world.stranger).endDispute(car.id, sequence);

export const stateOf = async (world: World, car: Car, sequence: bigint): Promise<bigint> =>
  (await world.stake.claimOf(car.id, sequence)).state;

/** Damage and what is restored of it. */
export async function conditionOf(world: World, car: Car): Promise<[bigint, bigint]> {
  const { damage, restored } = (await world.stake.vehicle(car.id)).condition;
  return [damage, restored];
}

/** Pending damage, disputed restoration, and how many claims are open. */
export const open = async (world: World, car: Car): Promise<bigint[]> => [...(await world.stake.openClaimsOf(car.id))];

/** What its policy would make of a vehicle now, if it were damaged so. */
export async function worthNow(world: World, car: Car, damage = 0n, restored = 0n, at?: bigint): Promise<bigint> {
  const { anchor, condition, policy } = await world.stake.vehicle(car.id);
  const rules = DepreciationPolicy__factory.connect(policy, world.deployer);
  const then = { observedAt: at ?? (await now()), odometer: condition.odometer, damage, restored };
  const appraised = { value: anchor.value, appraisedAt: anchor.appraisedAt, odometer: anchor.odometer };
  const [value] = await rules.worthIn(appraised, then);
  return value;
}

/** What is booked; law 1 on the way: what was credited is there to the last unit. */
export async function balanced(world: World, { id }: Pick<Car, "id">) {
  const { value, residual, consumed, slashed, credited } = await world.stake.bookOf(id);
  expect(value + residual + consumed + slashed, "law 1").to.equal(credited);
  return { value, residual, consumed, slashed, credited };
}

/** All ether that the contract holds is somebody's: in dispute, in deposit or in credit. */
export async function covered(world: World, cars: Car[], bonds: bigint): Promise<void> {
  let owed = bonds * PANEL.bond;
  for (const car of cars) owed += (await world.stake.vehicle(car.id)).deposit;
  const { challenger, defender, owner, stranger, buyer, keeper } = world;
  const known = [challenger, defender, owner, stranger, buyer, keeper].map(({ address }) => address);
  for (const who of [...known, NOBODY]) owed += await world.stake.creditOf(who);
  expect(await ethers.provider.getBalance(await world.stake.getAddress())).to.equal(owed);
}

/** What an act does to what is booked, with law 1 before and after; law 2: it doesn't rise, unless the test says that it may. */
export async function moved(
  world: World,
  car: Car,
  act: () => Promise<unknown>,
  mayRise = false,
): Promise<{ value: bigint; residual: bigint }> {
  const before = await balanced(world, car);
  await act();
  const after = await balanced(world, car);
  if (!mayRise) expect(after.value <= before.value).to.equal(true);
  expect(after.value + after.residual <= after.credited).to.equal(true);
  return { value: after.value - before.value, residual: after.residual - before.residual };
}

/** A vehicle that stands still reports something now, a day after whatever came before at most. */
export async function tells(
  world: World,
  car: Car,
  kind: bigint,
  severity = 0n,
  changes: Partial<ConditionReportStruct> = {},
): Promise<ContractTransactionResponse> {
  const { odometer } = (await world.stake.vehicle(car.id)).condition;
  return report(world, car, { kind, severity, odometer, ...changes });
}

/** Another policy of these tests' terms and attestors, and what a test wants otherwise. */
export async function policyOf(
  world: World,
  terms: Partial<DepreciationTermsStruct> = {},
  panel: Partial<PanelStruct> = {},
) {
  return new DepreciationPolicy__factory(world.deployer).deploy({ ...TERMS, ...terms }, { ...world.panel, ...panel });
}

/** Has the owner propose a policy, as the issuer has signed. */
export async function proposes(world: World, car: Car, policy: string, since: bigint): Promise<void> {
  const change = { vehicle: car.id, policy, since, deadline: FAR };
  const { commitment, issuer } = car.enrolment;
  const signature = signAs(world.issuer, world.domain, "PolicyChange", change);
  const stake = world.stake.connect(world.owner);
  await stake.proposePolicy(car.id, commitment, issuer, policy, since, FAR, signature);
}

/** The issuer values a vehicle anew, as it is now. */
export async function appraises(world: World, car: Car, value: bigint): Promise<void> {
  const { odometer } = (await world.stake.vehicle(car.id)).condition;
  const appraisal = { vehicle: car.id, value, appraisedAt: await now(), odometer, deadline: FAR };
  const { commitment, issuer } = car.enrolment;
  const signature = signAs(world.issuer, world.domain, "Appraisal", appraisal);
  await world.stake.appraise(appraisal, commitment, issuer, signature);
}
