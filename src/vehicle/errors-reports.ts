import type { ErrorEntry } from "../chain/explain.ts";

/** Errors of enrolment and of reports, and of the policies by which they are judged. */
export const REPORT_ERRORS = {
  VehicleUnfit: {
    signature: "VehicleUnfit(uint256 vehicle, uint8 state)",
    measures: { vehicle: "vehicle", state: "state" },
    cause: "Vehicle {vehicle} is {state}, and this is for another state.",
    remedy: "See what `readVehicle` says of it; one that isn't enrolled has the state none.",
  },
  VehicleEnrolledBefore: {
    signature: "VehicleEnrolledBefore(uint256 vehicle)",
    measures: { vehicle: "vehicle" },
    cause: "The vehicle is enrolled already, as {vehicle}.",
    remedy: "Use it; another one of the same issuer has another number.",
  },
  VehicleIncomplete: {
    signature: "VehicleIncomplete(bytes32 field)",
    measures: { field: "text" },
    cause: "The enrolment can't be used: its {field} is missing, or can't be what it must be.",
    remedy:
      "Name an owner, a policy and a unit that are contracts, and a key that can sign; and who has the residual shares, where the key is no address.",
  },
  VehicleExpired: {
    signature: "VehicleExpired(uint256 deadline, uint256 current)",
    measures: { deadline: "moment", current: "moment" },
    cause: "What was signed could be used until {deadline}, and it is {current}.",
    remedy: "Have it signed again, with a later deadline.",
  },
  VehicleSignature: {
    signature: "VehicleSignature(bytes signer)",
    cause: "The signature isn't that of {signer}.",
    remedy: "Sign exactly what is sent, for this contract and chain, by that key.",
  },
  VehicleKey: {
    signature: "VehicleKey(uint256 vehicle, bytes key)",
    measures: { vehicle: "vehicle" },
    cause: "The key {key} isn't that of vehicle {vehicle}.",
    remedy: "Show the vehicle's key, whole, where it is longer than an address; it may have been rotated.",
  },
  VehicleSequence: {
    signature: "VehicleSequence(uint256 given, uint256 expected)",
    cause: "It is report {given}, and the next one is {expected}.",
    remedy: "Send the reports in order, each once; one that was counted needn't be sent again.",
  },
  VehicleObservedAt: {
    signature: "VehicleObservedAt(uint256 given, uint256 earliest, uint256 latest)",
    measures: { given: "moment", earliest: "moment", latest: "moment" },
    cause:
      "It is of {given}, and must be of a moment from {earliest}, that of the report before, to {latest}, which is now.",
    remedy: "Check the clock of the unit; one of a moment to come can be sent then.",
  },
  VehicleOdometer: {
    signature: "VehicleOdometer(uint256 given, uint256 last)",
    measures: { given: "distance", last: "distance" },
    cause: "The odometer shows {given}, and has shown {last} before.",
    remedy: "Check the odometer: it never falls; what a new instrument shows is added to what the old one showed.",
  },
  VehiclePolicy: {
    signature: "VehiclePolicy(bytes32 given, bytes32 inForce)",
    cause: "The report is for the policy {given}, and for its moment {inForce} was in force.",
    remedy: "Sign the same condition again, under the policy in force.",
  },
  VehicleBatch: {
    signature: "VehicleBatch(uint256 reports, uint256 keys, uint256 signatures)",
    cause: "There are {reports} reports, {keys} keys and {signatures} signatures.",
    remedy: "Give as many of each; an empty key for a vehicle whose key is an address.",
  },
  VehicleOutOfGas: {
    signature: "VehicleOutOfGas()",
    cause: "The gas doesn't reach for what one report may take.",
    remedy: "Send more gas, or fewer reports at once.",
  },
  VehicleNotAllowed: {
    signature: "VehicleNotAllowed(address caller, uint256 vehicle)",
    measures: { vehicle: "vehicle" },
    cause: "{caller} may not do that with vehicle {vehicle}.",
    remedy: "Send it from the account whose right it is: the owner's, or the lender's.",
  },
  // ---- the token ----
  VehicleBelow: {
    signature: "VehicleBelow(uint256 value, uint256 least)",
    measures: { value: "money", least: "money" },
    cause: "The vehicle shows {value}, and must show {least} at least.",
    remedy: "Look at what it reported; buy it for less, or not.",
  },
  VehicleLocked: {
    signature: "VehicleLocked(uint256 vehicle, address lender, uint48 until)",
    measures: { vehicle: "vehicle", until: "lien" },
    cause: "{lender} has a lien on vehicle {vehicle} until {until}.",
    remedy: "Have the lender let go of it; a lien with an end ends by itself then.",
  },
  VehicleTraitsAreRead: {
    signature: "VehicleTraitsAreRead()",
    cause: "Traits of vehicles follow from their reports, and nobody sets them.",
    remedy: "Have the vehicle report, or its issuer appraise it.",
  },
  TraitKeyUnknown: {
    signature: "TraitKeyUnknown(bytes32 traitKey)",
    cause: "Vehicles have no trait with the key {traitKey}.",
    remedy:
      "Ask for the Keccak-256 of value, residual, odometer, pending, silentFor, duplicates or state (`id` of ethers).",
  },
  // ---- policies ----
  PolicyTooFar: {
    signature: "PolicyTooFar(uint256 driven, uint256 possible)",
    measures: { driven: "distance", possible: "distance" },
    cause: "The report tells of {driven} since the one before, and {possible} are the most that can be by then.",
    remedy:
      "Check odometer and clock of the unit; such a report never counts under this policy, and one that is of a later day may tell of more.",
  },
  PolicySeverity: {
    signature: "PolicySeverity(uint256 severity, uint256 most)",
    cause: "The report tells of a severity of {severity} basis points, and {most} are the whole.",
    remedy: "Give at most that.",
  },
  PolicyTerms: {
    signature: "PolicyTerms()",
    cause: "The terms make no policy.",
    remedy:
      "Take either a share for each year or a lifetime, shares of at most the whole, a distance for each day, and a silence that is longer than the patience.",
  },
  PolicyPanel: {
    signature: "PolicyPanel(uint256 attestors, uint256 confirmations, uint256 decisions)",
    cause:
      "A panel of {attestors} attestors, of whom {confirmations} confirm and {decisions} decide a dispute, can't decide.",
    remedy:
      "Name at most 16 attestors, at least one who confirms, and more who decide, but no more than there are; or leave all numbers zero where there are no attestors.",
  },
  PolicyAttestor: {
    signature: "PolicyAttestor(uint256 place)",
    measures: { place: "place" },
    cause: "Attestor {place} of the panel can't sign, or isn't in its place.",
    remedy: "Name each once, in the order of the keys' hashes (`inAscending`); a verifier must be there already.",
  },
} as const satisfies Record<string, ErrorEntry>;
