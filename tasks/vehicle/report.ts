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
  percent,
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
import { action, type ActArguments, type Answer, inWords } from "./support/action.ts";
import { acted } from "./support/acts.ts";
import { deadlineOf } from "./support/deadline.ts";
import { keyOf, type PasswordArguments } from "./support/keys.ts";
import { parseKilometres, parseKind, parsePercent } from "./support/measures.ts";
import { needed } from "./support/needed.ts";
import type { VehicleSession } from "./support/session.ts";
import { readReport, signedFor } from "./support/signed-file.ts";

export interface ReportArguments extends ActArguments, PasswordArguments {
  key: string | undefined;
  kind: string;
  odometer: string | undefined;
  severity: string | undefined;
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
    if (args.sign) return onlySigned(signed, session);
    const sending = sendReport(signed, args.from, session);
    return isUnchecked(args) ? tellingOfSignature(sending, session) : sending;
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
  const severity = severityOf(kind, args.severity);
  const key = await keyOf(known, args.key, args);
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
  if (!isUnchecked(args)) {
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

/** Whether a report is signed without asking whether it would count. */
const isUnchecked = ({ sequence, policyHash: hash }: ReportArguments): boolean =>
  sequence !== undefined || hash !== undefined;

/** The answer; or, beside why the chain refused, that the signature is there all the same, and what it can cost. */
async function tellingOfSignature(sending: Promise<Answer>, session: VehicleSession): Promise<Answer> {
  try {
    return await sending;
  } catch (error) {
    const why = await inWords(error, session);
    if (why === null) throw error;
    return fail(
      `${why} It was signed before the chain was asked, since its number or policy was chosen, and the node has seen it: two conditions under one number cost the stake.`,
      error instanceof Error ? error : undefined,
    );
  }
}

/** How grave it is: what says of itself that it has a weight can't be told without one, since another one can't be told under its number later. */
function severityOf(kind: Kind, text: string | undefined): bigint {
  const isWeighed = kind === Kind.ACCIDENT || kind === Kind.SERVICE;
  const what = "how much of the vehicle is damaged, or restored, in percent";
  const severity = parsePercent(isWeighed ? needed(text, "--severity", what) : (text ?? "0"), "severity");
  if (kind === Kind.ODOMETER && severity !== 0n) fail("A report of distance has no severity; give another --kind.");
  return severity;
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
  const isWeighed = given.kind === Kind.ACCIDENT || given.kind === Kind.SERVICE || given.severity !== 0n;
  const what = `${kindName(given.kind)}${isWeighed ? ` of ${percent(given.severity)}` : ""}`;
  const told = `Report ${given.sequence} counts: ${what} at ${kilometres(given.odometer)}, ${moment(given.observedAt, now)}${done.claim === null ? "" : `; it is ${claimName(done.claim)}`}.`;
  return acted(given.vehicle, session, [done.receipt], told, {
    report: given,
    condition: conditionHash(given),
    claim: done.claim === null ? null : claimName(done.claim),
    lenderHeard: done.lenderHeard,
  });
}
