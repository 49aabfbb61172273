import type { ErrorEntry } from "../chain/explain.ts";

/** Errors of what is done about vehicles: care, claims, parts, liens, rewards. */
export const ACT_ERRORS = {
  // ---- care ----
  VehicleSamePolicy: {
    signature: "VehicleSamePolicy(address policy)",
    cause: "The policy {policy} is in force already.",
    remedy: "Propose another one.",
  },
  VehicleNothingProposed: {
    signature: "VehicleNothingProposed(uint256 vehicle)",
    measures: { vehicle: "vehicle" },
    cause: "Nothing of the kind is under way for vehicle {vehicle}.",
    remedy: "Look at it again: it may have been done already, or taken back.",
  },
  VehicleTooEarly: {
    signature: "VehicleTooEarly(uint256 from, uint256 current)",
    measures: { from: "moment", current: "moment" },
    cause: "It is possible from {from} on, and it is {current}.",
    remedy: "Wait until then; or name a later moment, where it is one that you named.",
  },
  VehicleSameKey: {
    signature: "VehicleSameKey(uint256 vehicle, bytes key)",
    measures: { vehicle: "vehicle" },
    cause: "The key {key} is that of vehicle {vehicle} already.",
    remedy: "Name another key: one that took its own place would be rid of what it has signed.",
  },
  VehicleCreditedTooMuch: {
    signature: "VehicleCreditedTooMuch(uint256 credited, uint256 most)",
    measures: { credited: "money", most: "money" },
    cause: "The vehicle would be credited with {credited} in all, and {most} is the most.",
    remedy: "Check the appraisal and its unit of account: no vehicle is worth that much.",
  },
  VehicleLinkedBefore: {
    signature: "VehicleLinkedBefore(uint256 one, uint256 other)",
    measures: { one: "vehicle", other: "vehicle" },
    cause: "{one} and {other} are linked already, or are one and the same token.",
    remedy: "Nothing is left to be shown; see `duplicates` of `readVehicle`.",
  },
  VehicleAppraisalOld: {
    signature: "VehicleAppraisalOld(uint48 appraisedAt, uint48 earliest, uint40 odometer, uint40 least)",
    measures: { appraisedAt: "moment", earliest: "moment", odometer: "distance", least: "distance" },
    cause:
      "The appraisal is of {appraisedAt} with {odometer}, and more is known: it must be of {earliest} or later, and not to come, with {least} or more.",
    remedy: "Appraise the vehicle as it is now, after its last report.",
  },
  VehicleNoContradiction: {
    signature: "VehicleNoContradiction()",
    cause:
      "The two reports don't contradict each other: they are of other vehicles or sequences, or tell of the same condition.",
    remedy: "Show two reports of one vehicle and sequence that differ in kind, moment, odometer, severity or evidence.",
  },
  VehicleKnownPolicy: {
    signature: "VehicleKnownPolicy(bytes32 policyHash)",
    cause:
      "The policy {policyHash} is or was that of the vehicle, or was proposed for it: reporting under it is no attempt to change the rules.",
    remedy: "Nothing is to be done about such a report.",
  },
  VehicleOldKey: {
    signature: "VehicleOldKey(uint256 sequence, uint256 first)",
    cause:
      "The report is number {sequence}, and the vehicle's key signs from {first} on: what it, or a key before it, signed earlier doesn't count against the vehicle.",
    remedy: "Show reports that the key of now has signed.",
  },
  // ---- claims ----
  VehicleClaim: {
    signature: "VehicleClaim(uint256 vehicle, uint32 sequence, uint8 state)",
    measures: { vehicle: "vehicle", state: "claim" },
    cause:
      "Report {sequence} of vehicle {vehicle} is {state}, and this is for another state; or it isn't the report that is meant.",
    remedy: "See what `readClaim` says of it.",
  },
  VehicleFinding: {
    signature: "VehicleFinding(bytes32 condition, bytes32 reported)",
    cause: "The finding is about the condition {condition}, and the vehicle reported {reported}.",
    remedy: "Have the attestors sign what `findingOf` makes of the claim.",
  },
  VehicleTooLate: {
    signature: "VehicleTooLate(uint256 until, uint256 current)",
    measures: { until: "moment", current: "moment" },
    cause: "It was possible until {until}, and it is {current}.",
    remedy: "It can't be done any more; the report stands as it is.",
  },
  VehicleBond: {
    signature: "VehicleBond(uint256 sent, uint256 bond)",
    cause: "It costs {bond} wei, and {sent} were sent.",
    remedy: "Send exactly the bond.",
  },
  VehicleQuorum: {
    signature: "VehicleQuorum(uint256 signers, uint256 needed)",
    cause: "There are {signers} signers, and {needed} attestors of the policy are needed.",
    remedy:
      "Collect as many signatures of different attestors, and put them in the order of the keys' hashes (`inOrder`).",
    none: {
      of: "needed",
      cause: "The policy names no attestors, so that nobody could decide about the report.",
      remedy: "Nobody can dispute it; the vehicle's issuer can appraise the vehicle anew.",
    },
  },
  // ---- holders ----
  VehiclePart: {
    signature: "VehiclePart(uint256 part, uint256 vehicle)",
    measures: { part: "vehicle", vehicle: "vehicle" },
    cause:
      "{part} can't be a part of {vehicle}: it is in another one, has parts itself, has another issuer or unit of account, or would be one too many; or it isn't in one.",
    remedy: "Take it out of the other one first, or others out of this one; a part has no parts.",
  },
  VehicleLien: {
    signature: "VehicleLien(uint256 vehicle, address lender, uint256 value, uint256 minValue)",
    measures: { vehicle: "vehicle", value: "money", minValue: "money" },
    cause:
      "The lien of {lender} on vehicle {vehicle} doesn't allow it: the vehicle shows {value}, and the lien wants {minValue}; or it has ended.",
    remedy: "See what `readVehicle` says of the lien.",
    none: {
      of: "lender",
      cause: "There is no lien on vehicle {vehicle}.",
      remedy: "Nothing is to be done: nobody has a hold on it.",
    },
  },
  VehicleLienTerms: {
    signature: "VehicleLienTerms(address lender, uint256 minValue, uint256 value, uint48 until)",
    measures: { minValue: "money", value: "money", until: "lien" },
    cause:
      "There can't be a lien of {lender} for {minValue} until {until}: it needs a lender, a least value above nothing that the vehicle shows now ({value}), and an end to come.",
    remedy: "Name a least value of at most what the vehicle shows, and a later end.",
  },
  // ---- rewards ----
  VehiclePool: {
    signature: "VehiclePool(uint256 vehicle, bytes32 pool)",
    measures: { vehicle: "vehicle" },
    cause: "Vehicle {vehicle} doesn't fit the pool {pool}: another unit, issuer or pool, or it is in one already.",
    remedy: "Quit the pool that it is in first, and name the pool that it is in exactly.",
  },
  VehicleFrame: {
    signature: "VehicleFrame(uint256 frame, uint256 current)",
    measures: { frame: "frame", current: "frame" },
    cause: "That isn't possible for frame {frame}, in frame {current}.",
    remedy: "Fund frames that haven't ended; take back from those that have ended without any weight.",
  },
  VehicleFrames: {
    signature: "VehicleFrames(uint256 given, uint256 most)",
    cause: "{given} frames can't be funded at once: at least one can, and at most {most}.",
    remedy: "Fund them in several calls.",
  },
  VehicleClock: {
    signature: "VehicleClock(uint256 clock)",
    cause: "{clock} is no clock.",
    remedy: "Make it by `clockWord`, or by `FrameClock.make` on the chain.",
  },
  VehicleNothing: {
    signature: "VehicleNothing()",
    cause: "There is nothing to take, or the amount is zero.",
    remedy: "Look at what there is first.",
  },
  VehicleEtherNotSent: {
    signature: "VehicleEtherNotSent(address to, uint256 amount)",
    cause: "{to} refused the ether, {amount} wei.",
    remedy: "Name another receiver.",
  },
} as const satisfies Record<string, ErrorEntry>;
