import { call, change, fill, log, read, recover, type Term, transferLog } from "../floor.ts";
import { type Measure, measureInto } from "../measure.ts";
import type { Measured } from "../results.ts";
import { send } from "../send.ts";
import { TRANSFER, TRANSFER_PEER, type VehicleResults } from "./results.ts";
import { ACCIDENT, type Car, enrolmentOf, enter, reportOf, type Stage } from "./stage.ts";

const BATCH = 50;
/** Checking a signature of P-256 on a chain that can (EIP-7951). */
const PRECOMPILE = 6_900;

type KeyKind = keyof Stage["keys"];

/** All that the bench says of `vehicle`. */
export async function measureVehicle(): Promise<VehicleResults> {
  const measured: Measured[] = [];
  const measure = measureInto(measured);
  const stage = await enter();
  await measureKey(stage, measure, "secp256k1", "secp256k1", [recover()]);
  const checked = [call("the verifier"), { what: "check P-256", count: 1, gas: PRECOMPILE }];
  const able = await enter();
  await measureKey(able, measure, "P-256", "P-256 with the precompile", checked);
  // Of a chain that can't check it, the floor is without the check: it would have to be computed.
  await measureKey(await enter("prague"), measure, "P-256", "P-256 without it", [call("the verifier")]);
  console.log("vehicle: measured reports");
  await measureTransfers(stage, measure);
  console.log("vehicle: measured transfers");
  return {
    rows: measured.map(({ operation, gas, calldata, floor, items }) => ({ operation, gas, calldata, floor, items })),
    floors: measured.map(({ operation, terms }) => ({ operation, subject: "vehicles", terms })),
  };
}

/** What a report can't be counted without: the status and the books; its anchor, its policy and its key can't lie in them. */
const bookedOf = (count: number): Term[] => [
  change("status and books", 2 * count),
  read("anchor, policy and key", 3 * count),
  log("ConditionReported", 3, 352, count),
  log("MetadataUpdate", 1, 32, count),
];

/** Enrols a vehicle with such a key, has it report, and has a fleet of such report in one transaction. */
async function measureKey(stage: Stage, measure: Measure, kind: KeyKind, name: string, check: Term[]): Promise<void> {
  const { stake, keeper, next } = stage;
  const [first, ...fleet] = Array.from({ length: BATCH + 1 }, (_, i) =>
    enrolmentOf(stage, stage.keys[kind](0xca4n + BigInt(i))),
  );
  if (first === undefined) return;
  const kept = fill("status, books, anchor, policy, key, owner and shares", 7);
  const told = [transferLog(2), log("VehicleEnrolled", 3, 256)];
  // Two signatures: the issuer's is of an ordinary key.
  const common = [recover(), ...check, call("the policy"), call("the shares"), kept, ...told];
  const enrol = async ({ call: signed }: typeof first, name: string, ...terms: Term[]): Promise<void> => {
    await next();
    await measure(name, keeper, stake.enrol.populateTransaction(...signed), [...common, ...terms]);
  };
  const unit = fill("the unit of account, its place and how many there are", 3);
  await enrol(first, `enrol the first in its unit of account, ${name}`, fill("the balance"), unit);
  const place = read("the unit's place");
  const other = enrolmentOf(stage, stage.keys[kind](0x07e4n), stage.buyer);
  await enrol(other, `enrol its owner's first, ${name}`, fill("the balance"), place);
  const [second, ...others] = fleet;
  if (second === undefined) return;
  await enrol(second, `enrol, ${name}`, change("the balance"), place);

  const { car } = first;
  const report = async (of?: bigint) => reportOf(stage, car, await next(), of);
  await send(keeper, stake.report.populateTransaction(...(await report())));
  const counted = [...check, call("the policy"), ...bookedOf(1)];
  await measure(`report, ${name}`, keeper, stake.report.populateTransaction(...(await report())), counted);
  const accident = stake.report.populateTransaction(...(await report(ACCIDENT)));
  const claimed = [fill("the claim", 3), log("VehicleClaimed", 3, 32)];
  await measure(`report of an accident, ${name}`, keeper, accident, [...counted, ...claimed]);
  await measureFleet(stage, measure, name, check, [second, ...others]);
}

/** Reports of fifty vehicles in one transaction, the second of each. */
async function measureFleet(
  stage: Stage,
  measure: Measure,
  name: string,
  check: Term[],
  fleet: ReturnType<typeof enrolmentOf>[],
): Promise<void> {
  const { stake, keeper, next } = stage;
  // The first one is enrolled.
  for (const { call: enrolment } of fleet.slice(1)) {
    await next();
    await send(keeper, stake.enrol.populateTransaction(...enrolment));
  }
  const batch = async () => {
    const observedAt = await next();
    const reports = fleet.map(({ car }: { car: Car }) => reportOf(stage, car, observedAt));
    return [reports.map(([given]) => given), reports.map(([, key]) => key), reports.map(([, , by]) => by)] as const;
  };
  const [given, keys, signatures] = await batch();
  await send(keeper, stake.reportBatch.populateTransaction([...given], [...keys], [...signatures]));
  const [reports, shown, signed] = await batch();
  const page = stake.reportBatch.populateTransaction([...reports], [...shown], [...signed]);
  // The verifier, and the policy, are found once; a signature is checked for each.
  const checks = check.map((term) => (term.what.startsWith("call ") ? term : { ...term, count: term.count * BATCH }));
  const terms = [...checks, call("the policy"), ...bookedOf(BATCH)];
  await measure(`reportBatch of ${BATCH} vehicles, ${name}, for each`, keeper, page, terms, BATCH);
}

/** The token of a vehicle beside one of a plain collection, from one who keeps another to one who has one already. */
async function measureTransfers(stage: Stage, measure: Measure): Promise<void> {
  const { stake, collection, owner, buyer, keeper, next } = stage;
  const terms = [change("the owner"), change("a balance", 2), transferLog()];
  const ids = [0xbeefn, 0xbeeen, 0xbeedn].map((number) => enrolmentOf(stage, stage.keys.secp256k1(number)));
  for (const { call: enrolment } of ids) {
    await next();
    await send(keeper, stake.enrol.populateTransaction(...enrolment));
  }
  for (const { car } of ids) {
    await next();
    await collection.connect(keeper).mint(owner, car.id);
  }
  const [sold, id] = ids.map(({ car }) => car.id);
  if (sold === undefined || id === undefined) return;
  for (const [name, token] of [
    [TRANSFER, stake],
    [TRANSFER_PEER, collection],
  ] as const) {
    await next();
    await send(owner, token.transferFrom.populateTransaction(owner, buyer, sold));
    await next();
    await measure(name, owner, token.transferFrom.populateTransaction(owner, buyer, id), terms);
  }
}
