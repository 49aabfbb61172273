import { id as hashOf, isHexString, ZeroHash } from "ethers";

import {
  afterReport,
  cachedValuers,
  claimName,
  conditionHash,
  type ConditionReport,
  hasTurned,
  Kind,
  kindName,
  kilometres,
  policyHash,
  readReportable,
  readValuer,
  readVehicle,
  report,
  type SignedCondition,
  signByKey,
  vehicleDomain,
} from "../../src/vehicle/index.ts";
import { fail } from "../support/failure.ts";
import { moment } from "../support/format.ts";
import { toJson } from "../support/json.ts";
import { parseWhole } from "../support/parse.ts";
import { parseWhen } from "../support/when.ts";
import { action, type ActArguments, type Answer } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { deadlineOf } from "./support/deadline.ts";
import { keyIn, type PasswordArguments } from "./support/keys.ts";
import { parseKilometres, parseKind, parsePercent } from "./support/measures.ts";
import type { VehicleSession } from "./support/session.ts";
import { readReport, signedFor } from "./support/signed-file.ts";

export interface ReportArguments extends ActArguments, PasswordArguments {
  key: string | undefined;
  kind: string;
  odometer: string | undefined;
  severity: string;
  at: string | undefined;
  evidence: string | undefined;
  sequence: string | undefined;
  policyHash: string | undefined;
  deadline: string;
  sign: boolean;
  signed: string | undefined;
}

export default action<ReportArguments>(async (args, session) => {
  const vehicle = await session.vehicle(args.vehicle);
  if (args.signed === undefined) {
    const signed = await signedHere(vehicle, args, session);
    return args.sign ? onlySigned(signed, session) : sendReport(signed, args.from, session);
  }
  if (args.key !== undefined || args.odometer !== undefined || args.sign)
    fail("The file of --signed has the whole report; leave out --key, --odometer and --sign.");
  const signed = await readReport(args.signed, session);
  if (signed.report.vehicle !== vehicle) fail(`${args.signed} holds another vehicle's report; name that vehicle.`);
  return sendReport(signed, args.from, session);
});

/** A report that options tell of, by a key that is here. */
async function signedHere(
  vehicle: bigint,
  args: ReportArguments,
  session: VehicleSession,
): Promise<Required<SignedCondition>> {
  const { provider } = session.ethers;
  const stake = await session.stake();
  if (args.key === undefined) fail("Nobody signs; name the keystore of the vehicle's key with --key.");
  const known = await readVehicle(stake, vehicle, provider);
  const now = await session.now();
  const kind = parseKind(args.kind);
  const observedAt = args.at === undefined ? now : parseWhen(args.at, now);
  const odometer = args.odometer === undefined ? known.wear.odometer : parseKilometres(args.odometer, "odometer");
  const severity = parsePercent(args.severity, "severity");
  if (kind === Kind.ODOMETER && severity !== 0n) fail("A report of distance has no severity; give another --kind.");
  const key = await keyIn(args.key, args);
  const standing = await readReportable(stake, vehicle, provider, "latest");
  const inForce = standing.next !== null && hasTurned(standing, observedAt) ? standing.next.policy : standing.policy;
  const given: ConditionReport = {
    vehicle,
    sequence: args.sequence === undefined ? known.sequence + 1n : parseWhole(args.sequence, "sequence", 2n ** 32n - 1n),
    kind,
    observedAt,
    odometer,
    severity,
    evidence: evidenceIn(args.evidence),
    policyHash: args.policyHash === undefined ? policyHash(inForce) : hashIn(args.policyHash, "policy's hash"),
    deadline: await deadlineOf(args.deadline, session),
  };
  // Once it is signed it can't be taken back: another under the same number would cost the stake. What is signed for a place of its own choice, or under another policy, is judged by whoever asks for that.
  if (args.sequence === undefined && args.policyHash === undefined) {
    const after = await afterReport(
      standing,
      cachedValuers((policy) => readValuer(policy, provider)),
      given,
    );
    if (typeof after === "string") fail(`Nothing was signed: it would never count. ${after}`);
    if (observedAt > now) fail("Nothing was signed: it is of the future; give --at a moment that has been.");
  }
  const domain = vehicleDomain(await stake.getAddress(), await session.chainId());
  return { report: given, signature: await signByKey(key, domain, "ConditionReport", given), key: key.bytes };
}

/** What shows a condition: 32 bytes, or a text that is hashed. */
function evidenceIn(text: string | undefined): string {
  if (text === undefined) return ZeroHash;
  return isHexString(text, 32) ? text : hashOf(text);
}

function hashIn(text: string, what: string): string {
  return isHexString(text, 32) ? text : fail(`The ${what} "${text}" is none; give 32 bytes as hex.`);
}

async function onlySigned(signed: Required<SignedCondition>, session: VehicleSession): Promise<Answer> {
  const { report: message, signature, key } = signed;
  const json = { ...(await signedFor("ConditionReport", session)), message, signature, key };
  // It is for a file, whoever reads it: the text is the JSON.
  return {
    json,
    text: JSON.stringify(toJson(json), null, 2),
    note: `Sign nothing else under report ${message.sequence}: two conditions under one sequence cost the stake.`,
  };
}

async function sendReport(signed: SignedCondition, from: string, session: VehicleSession): Promise<Answer> {
  const { report: given } = signed;
  const done = await report(await session.signer(from), await session.stake(), signed);
  const now = await session.now();
  const told = `Report ${given.sequence} counts: ${kindName(given.kind)} at ${kilometres(given.odometer)}, ${moment(given.observedAt, now)}${done.claim === null ? "" : `; it is ${claimName(done.claim)}`}.`;
  return acted(given.vehicle, session, [done.receipt], told, {
    report: given,
    condition: conditionHash(given),
    claim: done.claim === null ? null : claimName(done.claim),
    lenderHeard: done.lenderHeard,
  });
}
