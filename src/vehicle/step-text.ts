import { momentLabel } from "../chain/calendar.ts";
import { printable } from "../chain/printable.ts";
import { claimName, kindName, NEVER, stateName } from "./constants.ts";
import { kilometres, percent } from "./describe.ts";
import { explainError } from "./errors.ts";
import { numberIn, structIn, textIn, truthIn, type VehicleEvent } from "./events.ts";
import { vehicleLabel } from "./ids.ts";

/** How things in a story are written; what is left out is written as the contracts have it. */
export interface StoryWords {
  /** An account, a policy, a token. */
  address?: (address: string) => string;
  /** An amount of the vehicle's unit of account. */
  money?: (amount: bigint) => string;
  /** An amount of wei. */
  ether?: (wei: bigint) => string;
  /** A vehicle's number. */
  vehicle?: (vehicle: bigint) => string;
  /** A moment, Unix seconds, past or to come; what has no end is told as such, and isn't asked for. */
  moment?: (timestamp: bigint) => string;
}

type Words = Required<StoryWords>;
type Line = (event: VehicleEvent, words: Words) => string;

const PLAIN: Words = {
  address: (address) => address,
  money: (amount) => `${amount} units`,
  ether: (wei) => `${wei} wei`,
  vehicle: vehicleLabel,
  moment: momentLabel,
};

/**
 * Something that happened to a vehicle, in a line.
 *
 * @example
 * console.log(stepText(step, { money: (amount) => `${formatUnits(amount, 6)} USD` }));
 */
export function stepText(event: VehicleEvent, words: StoryWords = {}): string {
  const line = LINES[event.name];
  return line === undefined ? printable(event.name) : line(event, { ...PLAIN, ...words });
}

const who = (event: VehicleEvent, name: string, { address }: Words): string => address(textIn(event, name));
const sum = (event: VehicleEvent, name: string, { money }: Words): string => money(numberIn(event, name));
const when = (event: VehicleEvent, name: string, { moment }: Words): string => {
  const timestamp = numberIn(event, name);
  return timestamp === NEVER ? "never" : moment(timestamp);
};
const other = (event: VehicleEvent, name: string, { vehicle }: Words): string => vehicle(numberIn(event, name));
const place = (event: VehicleEvent): string => `report ${numberIn(event, "sequence")}`;

/** What a report told of, and of which moment: the chain may have counted it long after. */
function told(event: VehicleEvent, { moment }: Words): string {
  const report = structIn(event, "report");
  const part = (name: string): bigint => numberIn({ name: event.name, args: report }, name);
  const severity = part("severity");
  const what = kindName(part("kind"));
  return `${what}${severity === 0n ? "" : ` of ${percent(severity)}`} at ${kilometres(part("odometer"))}, observed ${moment(part("observedAt"))}`;
}

/** The first letter as at the beginning of a sentence. */
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const LINES: Readonly<Record<string, Line>> = {
  VehicleEnrolled: (event, words) =>
    `Enrolled by ${who(event, "issuer", words)} at ${sum(event, "value", words)}, under ${who(event, "policy", words)}, with ${kilometres(numberIn(event, "odometer"))}`,
  ConditionReported: (event, words) =>
    `${capital(place(event))}: ${told(event, words)}; value ${sum(event, "value", words)}, residual ${sum(event, "residual", words)}`,
  ReportRefused: (event) => {
    const reason = explainError(textIn(event, "reason"));
    return `${capital(place(event))} was refused${reason === null ? "" : `: ${reason.cause}`}`;
  },
  VehicleBooked: (event, words) =>
    `Booked: value ${sum(event, "value", words)}, residual ${sum(event, "residual", words)}, slashed ${sum(event, "slashed", words)}, of ${sum(event, "credited", words)}`,
  VehicleStateChanged: (event) => `It is ${stateName(numberIn(event, "state"))} now`,
  VehicleClaimed: (event) => `${capital(place(event))} is ${claimName(numberIn(event, "state"))}`,
  VehicleDisputed: (event, words) =>
    `${who(event, "who", words)} ${truthIn(event, "defends") ? "defends" : "disputes"} ${place(event)}; to be decided before ${when(event, "decideBy", words)}`,
  VehicleKeyRotated: (event) =>
    `Another key, ${printable(textIn(event, "key"))}, signs from report ${numberIn(event, "firstSequence")} on`,
  VehicleKeyAnnounced: (event, words) =>
    `Another key, ${printable(textIn(event, "key"))}, is announced for ${when(event, "from", words)}`,
  VehicleKeyWithdrawn: () => "The announced key is taken back",
  VehiclePolicyProposed: (event, words) =>
    `The policy ${who(event, "policy", words)} is to be in force from ${when(event, "since", words)} on`,
  VehiclePolicyWithdrawn: (event, words) => `The policy ${who(event, "policy", words)} is taken back`,
  VehicleAppraised: (event, words) =>
    `Appraised by ${who(event, "issuer", words)} at ${sum(event, "value", words)}, with ${kilometres(numberIn(event, "odometer"))}`,
  StakeSlashed: (event, words) =>
    `Slashed by ${who(event, "by", words)}, who has ${words.ether(numberIn(event, "bounty"))}: ${sum(event, "value", words)} are gone`,
  VehicleDeposited: (event, words) =>
    `${who(event, "from", words)} added ${words.ether(numberIn(event, "amount"))} to the bounty`,
  VehicleDepositReleased: (event, words) =>
    `${who(event, "owner", words)} is credited its deposit of ${words.ether(numberIn(event, "amount"))}`,
  VehicleDuplicate: (event, words) =>
    `${other(event, "one", words)} and ${other(event, "other", words)} are the same vehicle`,
  PartPutIn: (event, words) => `${other(event, "part", words)} was put into ${other(event, "vehicle", words)}`,
  PartTakenOut: (event, words) => `${other(event, "part", words)} was taken out of ${other(event, "vehicle", words)}`,
  VehicleLiened: (event, words) =>
    `${who(event, "lender", words)} has a lien of ${sum(event, "minValue", words)}; its end: ${when(event, "until", words)}`,
  VehicleReleased: (event, words) => `${who(event, "lender", words)} has let go of it`,
  VehicleClaimedByLender: (event, words) =>
    `${who(event, "lender", words)} has taken it: it showed ${sum(event, "value", words)} of ${sum(event, "minValue", words)}`,
  LenderTold: (event, words) =>
    `${who(event, "lender", words)} was told that it shows ${sum(event, "value", words)}${truthIn(event, "heard") ? "" : ", and didn't hear it"}`,
  VehiclePermitted: (event, words) => {
    const scopes = numberIn(event, "scopes");
    const reader = who(event, "reader", words);
    if (scopes === 0n) return `${reader} may read nothing any more`;
    return `${reader} may read ${scopes.toString(2).replaceAll("0", "").length} kinds of its telemetry until ${when(event, "until", words)}`;
  },
  PoolJoined: (event) => `It joined the pool ${textIn(event, "pool")}`,
  PoolLeft: (event) => `It left the pool ${textIn(event, "pool")}`,
  RewardPaid: (event, words) => `Rewards of ${numberIn(event, "amount")} were paid to ${who(event, "to", words)}`,
  Transfer: (event, words) =>
    BigInt(textIn(event, "from")) === 0n
      ? `Its token is ${who(event, "to", words)}'s`
      : `Its token went from ${who(event, "from", words)} to ${who(event, "to", words)}`,
  GuarantorAdmitted: (event, words) =>
    `${who(event, "guarantor", words)} may guarantee for it${truthIn(event, "admitted") ? "" : " no more"}`,
  GuaranteeFunded: (event, words) =>
    `${who(event, "guarantor", words)} guarantees ${sum(event, "amount", words)} more, until ${when(event, "until", words)}`,
  GuaranteeTakenBack: (event, words) =>
    `${who(event, "guarantor", words)} has taken ${sum(event, "amount", words)} back`,
  ResidualSettled: (event, words) =>
    `Its residual shares get ${sum(event, "payableAmount", words)}, of ${sum(event, "guaranteed", words)} that were guaranteed`,
  ResidualRedeemed: (event, words) =>
    `${who(event, "holder", words)} redeemed ${numberIn(event, "shares")} shares for ${sum(event, "amount", words)}`,
};
