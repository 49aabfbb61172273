import { formatEther, id } from "ethers";

import { rotate, type Slashed, slashEquivocation, slashTampering, withdraw } from "../../src/vehicle/acts/care.ts";
import { report } from "../../src/vehicle/acts/reports.ts";
import type { Condition } from "../../src/vehicle/agent/report.ts";
import { vehicleKey } from "../../src/vehicle/agent/key.ts";
import { State } from "../../src/vehicle/constants.ts";
import { readVehicle } from "../../src/vehicle/read.ts";
import { signByKey } from "../../src/vehicle/signing.ts";
import { demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import { DAY } from "./calendar.ts";
import { refusal } from "./refusal.ts";
import { requireCounted, signed } from "./reports.ts";
import { DEPOSIT } from "./rules.ts";
import { type Car, castOf, type Stage } from "./stage.ts";

/** What a vehicle would report now, had it stood still. */
async function stillOf({ chain }: Stage, { ledger }: Car, changes: Partial<Condition> = {}): Promise<Condition> {
  const { odometer } = ledger.wear;
  const evidence = id(`report ${ledger.sequence + 1n}`);
  return { kind: 0n, observedAt: await chain.now(), odometer, severity: 0n, evidence, ...changes };
}

/** Somebody has the unit of a vehicle sign for other rules, by which it would be worth more: that costs the whole stake. */
export async function tamper(stage: Stage): Promise<void> {
  const { people, reporter, stake } = stage;
  const car = castOf(stage, "tampered");
  const rules = { policyHash: id("rules by which distance takes nothing") };
  const foreign = await signed(stage, car, await stillOf(stage, car), rules);
  await refusal("VehiclePolicy", { given: rules.policyHash }, () => report(people.relay, stake, foreign));
  const { ledger, name } = car;
  const before = ledger.value;
  requireSlashed(stage, car, await slashTampering(people.watcher, stake, foreign));
  await refusal("VehicleUnfit", { state: State.SLASHED }, async () =>
    report(people.relay, stake, await signed(stage, car, await stillOf(stage, car))),
  );
  await payBounty(stage);
  demand(`what is slashed of ${name}`, ledger.slashed, before);
  await reporter.step("foreign rules", `${name} signed for rules that it never had: ${money(before)} are slashed`);
}

/** An odometer is turned back, and the chain takes no report of that. The vehicle gets another unit, with another key, and goes on with the truth. */
export async function turnBack(stage: Stage): Promise<void> {
  const { people, reporter, stake, domain, chain } = stage;
  const car = castOf(stage, "turnedBack");
  const { ledger, name, vehicle } = car;
  const { odometer: last } = ledger.wear;
  const given = last - 8_000_000n;
  const turned = await signed(stage, car, await stillOf(stage, car, { odometer: given }));
  await refusal("VehicleOdometer", { given, last }, () => report(people.relay, stake, turned));

  // The unit has signed a report of that sequence, and so mustn't sign another one of it.
  const next = vehicleKey({ curve: "secp256k1", privateKey: id(`${name}, another unit`) });
  const deadline = (await chain.now()) + DAY;
  const rotation = { vehicle, key: next.bytes, firstSequence: ledger.sequence + 1n, deadline };
  const by = (key: Car["key"]) => signByKey(key, domain, "Rotation", rotation);
  const [oldSignature, newSignature] = [await by(car.key), await by(next)];
  const keys = { vehicle, newKey: next.bytes, deadline, oldKey: car.key.bytes, oldSignature, newSignature };
  const { firstSequence } = await rotate(people.relay, stake, keys);
  demand(`the first report by the new key of ${name}`, firstSequence, ledger.sequence + 1n);
  car.key = next;

  const truth = await stillOf(stage, car);
  const counted = await report(people.relay, stake, await signed(stage, car, truth));
  requireCounted(car, truth, counted);
  const one = { report: turned.report, signature: turned.signature };
  const other = await signed(stage, car, truth, { sequence: ledger.sequence });
  await refusal("VehicleSignature", {}, () =>
    slashEquivocation(people.watcher, stake, { one, other, key: next.bytes }),
  );
  await reporter.step("odometer turned back", `8,000 km less of ${name} are refused; another unit reports the truth`);
}

/** The key of a vehicle is copied into another one, and both report: whoever has both reports shows them. */
export async function cloneKey(stage: Stage): Promise<void> {
  const { people, provider, reporter, stake } = stage;
  const car = castOf(stage, "cloned");
  const { ledger, name, vehicle } = car;
  const { sequence } = ledger;
  const truth = await stillOf(stage, car);
  const one = await signed(stage, car, truth);
  requireCounted(car, truth, await report(people.relay, stake, one));
  const other = await signed(
    stage,
    car,
    { ...truth, odometer: truth.odometer + 350_000n },
    { sequence: sequence + 1n },
  );
  // The same condition under another deadline is no contradiction.
  const again = await signed(stage, car, truth, { sequence: sequence + 1n });
  const evidence = (second: typeof one) => ({ one, other: second, key: car.key.bytes });
  await refusal("VehicleNoContradiction", {}, () => slashEquivocation(people.watcher, stake, evidence(again)));
  requireSlashed(stage, car, await slashEquivocation(people.watcher, stake, evidence(other)));
  await payBounty(stage);
  const { state, value } = await readVehicle(stake, vehicle, provider);
  demand(`the state of ${name}`, state, State.SLASHED);
  demand(`what ${name} shows`, value, 0n);
  await reporter.step(
    "cloned key",
    `${name} and its clone signed one sequence twice: ${money(ledger.slashed)} are slashed`,
  );
}

function requireSlashed(stage: Stage, { ledger, name }: Car, { value, bounty }: Slashed): void {
  demand(`what is slashed of ${name}`, value, ledger.value);
  demand(`the bounty for ${name}, in wei`, bounty, DEPOSIT);
  ledger.slash();
  stage.deposits -= DEPOSIT;
}

async function payBounty({ people: { watcher }, stake }: Stage): Promise<void> {
  const { amount } = await withdraw(watcher, stake, { to: watcher.address });
  demand(`what the watcher is paid, in ether`, formatEther(amount), formatEther(DEPOSIT));
}
