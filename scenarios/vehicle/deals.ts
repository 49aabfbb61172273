import { transferIfAtLeast } from "../../src/vehicle/acts/enrol.ts";
import { claimLocked, lock } from "../../src/vehicle/acts/holder.ts";
import { readHolder, readLien, readValue } from "../../src/vehicle/read.ts";
import { demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import { refusal } from "./refusal.ts";
import { type Car, castOf, type Stage } from "./stage.ts";

/** Gives a vehicle to somebody else, and looks whether he has it. */
async function requireHolder({ provider, stake }: Stage, car: Car, holder: string): Promise<void> {
  demand(`who has ${car.name}`, await readHolder(stake, car.vehicle, provider), holder);
  car.holder = holder;
}

/** What a buyer gives for a vehicle is agreed: at most 3 % less than it shows now, for the drive to him. */
export async function agreeSale(stage: Stage): Promise<bigint> {
  const { vehicle } = castOf(stage, "sold");
  return ((await readValue(stage.stake, vehicle, stage.provider)) * 97n) / 100n;
}

/** The news of an accident comes just before the sale: the buyer's least value keeps him from it. He buys for less. */
export async function sell(stage: Stage, least: bigint): Promise<void> {
  const { people, provider, reporter, stake } = stage;
  const { buyer, company } = people;
  const car = castOf(stage, "sold");
  const { vehicle, name } = car;
  const sale = { vehicle, from: company.address, to: buyer.address };
  await refusal("VehicleBelow", { least }, () => transferIfAtLeast(company, stake, { ...sale, least }));
  const lower = ((await readValue(stake, vehicle, provider)) * 99n) / 100n;
  demand("whether the news has cost something", lower < least, true);
  await transferIfAtLeast(company, stake, { ...sale, least: lower });
  await requireHolder(stage, car, buyer.address);
  const change = `${name} shows less than ${money(least)} after its accident, so that sale fails; it is sold while it shows ${money(lower)} at least`;
  await reporter.step("sale", change);
}

/** A bank lends on a vehicle, which can't be sold from then on. */
export async function borrow(stage: Stage): Promise<void> {
  const { people, provider, reporter, stake } = stage;
  const { bank, company, buyer } = people;
  const { vehicle, name } = castOf(stage, "liened");
  const minValue = ((await readValue(stake, vehicle, provider)) * 3n) / 5n;
  await lock(company, stake, { vehicle, lender: bank.address, minValue });
  const sale = { vehicle, from: company.address, to: buyer.address, least: 0n };
  await refusal("VehicleLocked", { vehicle, lender: bank.address }, () => transferIfAtLeast(company, stake, sale));
  await refusal("VehicleLien", { minValue }, () => claimLocked(bank, stake, { vehicle, to: bank.address }));
  await reporter.step("loan", `the bank has a lien on ${name} while it shows ${money(minValue)} at least`);
}

/** After its accident the vehicle shows too little: the bank takes it. */
export async function callLoan(stage: Stage): Promise<void> {
  const { people, provider, reporter, stake } = stage;
  const { bank } = people;
  const car = castOf(stage, "liened");
  const { vehicle, name } = car;
  const taken = await claimLocked(bank, stake, { vehicle, to: bank.address });
  demand(`whether ${name} shows too little`, taken.value < taken.minValue, true);
  await requireHolder(stage, car, bank.address);
  demand("whether there is a lien any more", (await readLien(stake, vehicle, provider)) === null, true);
  await reporter.step(
    "loan called",
    `${name} shows ${money(taken.value)}, below ${money(taken.minValue)}: the bank has it`,
  );
}
