import { formatEther, id } from "ethers";

import { withdraw } from "../../src/vehicle/acts/care.ts";
import { defend, dispute } from "../../src/vehicle/acts/claims.ts";
import { admitGuarantor, guarantee, redeem, takeGuaranteeBack } from "../../src/vehicle/acts/residual.ts";
import { type Condition, Kind } from "../../src/vehicle/agent/report.ts";
import { ClaimState, State } from "../../src/vehicle/constants.ts";
import { readVehicle } from "../../src/vehicle/read.ts";
import { at, demand } from "../support/demand.ts";
import { exact, money } from "../support/money.ts";
import { attest } from "./attestors.ts";
import { DAY } from "./calendar.ts";
import { refusal } from "./refusal.ts";
import { DOLLAR, PANEL } from "./rules.ts";
import { type Car, CAST, castOf, type Stage } from "./stage.ts";

/** What the insurer puts behind the vehicle that will be lost. */
const GUARANTEE = 9_000n * DOLLAR;

/** An insurer puts money behind what will be left of a vehicle. */
export async function insure(stage: Stage): Promise<void> {
  const { calendar, dollar, people, reporter, stake } = stage;
  const { company, insurer } = people;
  const { vehicle, name } = castOf(stage, "lost");
  await dollar.mint(insurer, GUARANTEE);
  await admitGuarantor(company, stake, { vehicle, guarantor: insurer.address });
  const until = calendar.start + 4n * 365n * DAY;
  const { arrived } = await guarantee(insurer, stake, { vehicle, amount: GUARANTEE, until });
  demand("what the insurer has put down", arrived, GUARANTEE);
  await reporter.step("guarantee", `an insurer puts ${money(GUARANTEE)} behind the residual of ${name}`);
}

/** A vehicle is beyond repair: attestors have confirmed it. Nobody is paid as long as that can be disputed. */
export async function lose(stage: Stage): Promise<void> {
  const { people, provider, reporter, stake } = stage;
  const { vehicle, name, ledger } = castOf(stage, "lost");
  const { state, value } = await readVehicle(stake, vehicle, provider);
  demand(`the state of ${name}`, state, State.ENDED);
  demand(`what ${name} shows`, value, 0n);
  demand(`the value in the books of ${name}`, ledger.value, 0n);
  await refusal("ResidualNotFinal", { vehicle }, () =>
    redeem(people.company, stake, { vehicle, to: people.company.address }),
  );
  await reporter.step("total loss", `attestors confirm the end of ${name}; ${money(ledger.residual)} are its residual`);
}

/** The residual shares of the vehicle that was lost are paid, and the insurer gets the rest. */
export async function redeemLost(stage: Stage): Promise<void> {
  const { dollar, people, reporter, stake } = stage;
  const { company, insurer } = people;
  const { vehicle, ledger } = castOf(stage, "lost");
  const before = await dollar.balanceOf(company);
  const { amount } = await redeem(company, stake, { vehicle, to: company.address });
  demand("what the residual shares are paid", amount, ledger.residual);
  demand("what the company has got", (await dollar.balanceOf(company)) - before, ledger.residual);
  const back = await takeGuaranteeBack(insurer, stake, { vehicle, to: insurer.address });
  demand("what the insurer gets back", back.amount, GUARANTEE - ledger.residual);
  await reporter.step(
    "residual redeemed",
    `its shares get ${exact(amount)} of the ${money(GUARANTEE)}, and the insurer ${exact(back.amount)} back`,
  );
}

/** What a body shop has repaired. */
export function repairOf({ cars, calendar }: Stage, month: number): ReadonlyMap<Car, Condition> {
  const car = at(cars, CAST.repaired);
  const odometer = at(car.months, month).at(-1)?.odometer ?? car.ledger.wear.odometer;
  const observedAt = at(calendar.cuts, month);
  const evidence = id("the bill of a body shop");
  return new Map([[car, { kind: Kind.SERVICE, observedAt, odometer, severity: 1_500n, evidence }]]);
}

/** The repair counts: the only thing that lets a vehicle's booked value rise by a report. */
export async function requireRepaired(stage: Stage): Promise<void> {
  const { provider, reporter, stake } = stage;
  const { ledger, name, vehicle } = castOf(stage, "repaired");
  const { wear, value, books } = await readVehicle(stake, vehicle, provider);
  demand(`the damage of ${name}`, wear.damage, ledger.wear.damage);
  demand(`what is restored of ${name}`, wear.restored, 1_500n);
  demand(`whether ${name} shows what is booked at most`, value <= books.value, true);
  await reporter.step(
    "repair",
    `a body shop restores 15 % of ${name}, of ${ledger.wear.damage / 100n} % that were damaged`,
  );
}

/** An insurer says that an accident never was; the company says that it was. Four of five attestors find that it wasn't. */
export async function disputeAccident(stage: Stage): Promise<void> {
  const { people, reporter, stake } = stage;
  const { company, insurer } = people;
  const car = castOf(stage, "disputed");
  const { ledger, name, vehicle, months } = car;
  const conditions = at(months, DISPUTED_IN);
  const turn = conditions.findIndex(({ kind }) => kind === Kind.ACCIDENT);
  const { severity } = at(conditions, turn);
  const sequence = ledger.sequence - BigInt(conditions.length - 1 - turn);
  const place = { vehicle, sequence };
  await dispute(insurer, stake, place);
  await defend(company, stake, place);
  await refusal("VehicleQuorum", { signers: 2n, needed: PANEL.decisions }, () =>
    attest(stage, car, { sequence, holds: false, count: 2n }),
  );
  const before = ledger.value;
  const done = await attest(stage, car, { sequence, holds: false, count: PANEL.decisions });
  ledger.undo({ severity });
  demand(`what becomes of the accident of ${name}`, done.claim, ClaimState.UNDONE);
  demand(`the value of ${name} without its accident`, done.value, ledger.value);
  demand(`whether ${name} is worth more so`, ledger.value > before, true);
  const { amount } = await withdraw(insurer, stake, { to: insurer.address });
  demand("what the insurer gets, in ether", formatEther(amount), formatEther(2n * PANEL.bond));
  await reporter.step("dispute", `the accident of ${name} never was: ${money(ledger.value - before)} come back`);
}

/** In which month there was the accident that is disputed. */
export const DISPUTED_IN = 17;
