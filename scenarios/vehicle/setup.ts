import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { id, parseEther, Wallet } from "ethers";

import { createPolicy, enrol } from "../../src/vehicle/acts/enrol.ts";
import { type VehicleKey, vehicleKey } from "../../src/vehicle/agent/key.ts";
import { vehicleDomain } from "../../src/vehicle/agent/report.ts";
import { commitmentOf } from "../../src/vehicle/commitment.ts";
import { vehicleId } from "../../src/vehicle/ids.ts";
import { inAscending, signByKey, signMessage } from "../../src/vehicle/signing.ts";
import { Rhythm } from "../../src/chain/frames.ts";
import { MockDollar__factory, P256Verifier__factory } from "../../types/ethers-contracts/index.js";
import { at, demand } from "../support/demand.ts";
import { DAY, MONTH, MONTHS_A_FRAME } from "./calendar.ts";
import { type Months, readFleet } from "./fleet.ts";
import { Ledger } from "./ledger.ts";
import { insure } from "./losses.ts";
import { openPool } from "./rewards.ts";
import { DEPOSIT, DOLLAR, PANEL, TERMS } from "./rules.ts";
import { Shares } from "./shares.ts";
import { type Car, CAST, type Stage, UNITS } from "./stage.ts";
import { Unit } from "./unit.ts";

/** What is there before the fleet: people, a chain, and what the deploy scripts have left. */
export type Backstage = Omit<
  Stage,
  "domain" | "dollar" | "policy" | "attestors" | "cars" | "units" | "folder" | "pool" | "shares" | "deposits"
> & { chainId: bigint; fleet: string | URL };

/** Every fifth vehicle, from the second on, has a key as secure elements have it. */
const hasSecureElement = (place: number): boolean => place % 5 === 1;

/** Enrols the fleet on its first day, and lets everybody join it. */
export async function setUp(backstage: Backstage): Promise<Stage> {
  const { calendar, chainId, people, reporter, stake } = backstage;
  const { issuer } = people;
  const dollar = await (await new MockDollar__factory(issuer).deploy()).waitForDeployment();
  const verifier = await (await (await new P256Verifier__factory(issuer).deploy()).waitForDeployment()).getAddress();
  const attestors = attestorsBehind(verifier);
  const { policy } = await createPolicy(issuer, {
    terms: TERMS,
    panel: { ...PANEL, attestors: attestors.map(({ bytes }) => bytes) },
  });
  await reporter.step("rules", "13 % a year, 1.5 % for 10,000 km; two of five attestors confirm what is grave");
  const unit = await dollar.getAddress();
  const clock = { rhythm: Rhythm.FIXED, anchor: calendar.start, frameLength: MONTH * BigInt(MONTHS_A_FRAME) };
  const stage: Stage = {
    ...backstage,
    ...{
      dollar,
      policy,
      attestors,
      cars: [],
      units: new Map(),
      folder: await mkdtemp(join(tmpdir(), "lapse-units-")),
      deposits: 0n,
      shares: new Shares(),
    },
    domain: vehicleDomain(stake, chainId),
    pool: { token: unit, unit, issuer: issuer.address, clock },
  };
  stage.cars = await enrolFleet(stage, backstage, { unit, verifier });
  stage.units = await installUnits(stage, chainId);
  await insure(stage);
  await openPool(stage);
  return stage;
}

/** Five attestors, two of them with keys of secure elements, in the order that a policy has. */
function attestorsBehind(verifier: string): VehicleKey[] {
  const keys = Array.from({ length: 5 }, (_, place) => keyOf(`attestor ${place}`, place < 2 ? verifier : null));
  const order = inAscending(keys.map(({ bytes }) => bytes));
  return order.map((bytes) =>
    at(
      keys,
      keys.findIndex((key) => key.bytes === bytes),
    ),
  );
}

/** A key that everybody can work out: for local chains only. */
function keyOf(name: string, verifier: string | null): VehicleKey {
  const privateKey = id(`lapse scenario, ${name}`);
  return vehicleKey(verifier === null ? { curve: "secp256k1", privateKey } : { curve: "P-256", privateKey, verifier });
}

async function enrolFleet(
  stage: Stage,
  { fleet, calendar, reporter }: Backstage,
  places: { unit: string; verifier: string },
): Promise<Car[]> {
  const logs = await readFleet(fleet, calendar);
  const cars: Car[] = [];
  for (const [place, months] of logs.entries()) cars.push(await enrolOne(stage, { ...places, place, months }));
  const secure = cars.filter((_, place) => hasSecureElement(place)).length;
  await reporter.step("fleet", `${cars.length} new vehicles are enrolled; ${secure} of them sign by a secure element`);
  return cars;
}

/** An issuer computes a number's salt from a secret: so he can't enrol a vehicle twice, and whoever learns one salt knows no other. */
const saltOf = (vin: string): string => id(`a secret of the fleet's maker, ${vin}`);

/** What a vehicle costs new: about what CCC saw (over $25,000). */
const priceOf = (place: number): bigint => (25_000n + 250n * BigInt(place)) * DOLLAR;

async function enrolOne(
  stage: Stage,
  { place, months, unit, verifier }: { place: number; months: Months; unit: string; verifier: string },
): Promise<Car> {
  const { calendar, chain, domain, people, policy, stake } = stage;
  const { company, issuer } = people;
  const name = `v${place.toString().padStart(2, "0")}`;
  const key = keyOf(name, hasSecureElement(place) ? verifier : null);
  const vin = `LAPSE0000000000${name.slice(1)}`;
  const commitment = commitmentOf(saltOf(vin), vin);
  const anchor = { value: priceOf(place), appraisedAt: calendar.start, odometer: 0n };
  const enrolment = {
    ...{ issuer: issuer.address, commitment, key: key.bytes, policy, unit, ...anchor },
    ...{ owner: company.address, residualHolder: company.address, deadline: (await chain.now()) + DAY },
  };
  const issuerSignature = await signMessage(issuer, stake, "Enrolment", enrolment);
  const vehicleSignature = await signByKey(key, domain, "Enrolment", enrolment);
  // Whom everybody can catch: the others are as honest without.
  const deposit = place === CAST.tampered || place === CAST.cloned ? DEPOSIT : 0n;
  const given = { enrolment, issuerSignature, vehicleSignature, deposit };
  const { vehicle } = await enrol(people.relay, stake, given);
  demand(`the token of ${name}`, vehicle, vehicleId(issuer.address, commitment));
  stage.deposits += deposit;
  return { name, vehicle, commitment, key, months, ledger: new Ledger(anchor), holder: company.address };
}

/** Some vehicles have a unit that sends by itself, and ether for that. */
async function installUnits({ cars, folder, people, provider, reporter, stake }: Stage, chainId: bigint) {
  const units = new Map<number, Unit>();
  for (const place of UNITS) {
    const { name, vehicle, key } = at(cars, place);
    const feeKey = id(`lapse scenario, fees of ${name}`);
    await people.company.sendTransaction({ to: new Wallet(feeKey).address, value: parseEther("10") });
    units.set(place, await Unit.install({ provider, chainId, stake, vehicle, key, feeKey, folder }));
  }
  await reporter.step("units", `${units.size} of them have a unit that sends its reports by itself`);
  return units;
}
