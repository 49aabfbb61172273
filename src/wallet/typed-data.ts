import { dataSlice, keccak256, type TypedDataField } from "ethers";

import { IDeadMansSwitch__factory } from "../ethers.ts";

import type { Plan } from "./constants.ts";

const fields = (text: string): TypedDataField[] =>
  text.split(", ").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });

/**
 * The EIP-712 types of a plan.
 *
 * @example
 * TypedDataEncoder.hashStruct("Plan", PLAN_TYPES, plan);
 */
export const PLAN_TYPES: Record<"Asset" | "Guardians" | "Plan" | "Recipient" | "Tier", TypedDataField[]> = {
  Asset: fields("uint8 kind, address token, uint256 id, uint8 heir"),
  Guardians: fields("bytes[] keys, uint8 threshold, bool confirm, uint32 pauseFor, uint8 pauses"),
  Plan: fields(
    "address account, address source, uint32 period, uint32 grace, uint32 changeDelay, uint32 requestPeriod, uint96 bond, uint96 bounty, " +
      "address feed, address fallbackRecipient, bool everything, Asset[] assets, Tier[] tiers, Guardians guardians",
  ),
  Recipient: fields("bytes32 who, uint16 share"),
  Tier: fields("uint32 delay, uint32 window, Recipient[] recipients"),
};

/**
 * The EIP-712 types of what is signed for the registry, by what it is.
 *
 * @example
 * await owner.signTypedData(registryDomain(registry, chainId), MESSAGE_TYPES.Heartbeat, { account, issuedAt, blockNumber, blockHash });
 */
export const MESSAGE_TYPES = {
  PropagationRequest: {
    PropagationRequest: fields("Plan plan, uint48 issuedAt, uint256 nonce, uint256 deadline"),
    ...PLAN_TYPES,
  },
  Heartbeat: {
    Heartbeat: fields("address account, uint48 issuedAt, uint256 blockNumber, bytes32 blockHash"),
  },
  Acceptance: {
    Acceptance: fields("address account, uint32 version, uint8 tier, address recipient, uint48 triggeredAt"),
  },
  GuardianPause: { GuardianPause: fields("address account, uint32 version, uint48 triggeredAt, uint8 number") },
  GuardianConfirmation: { GuardianConfirmation: fields("address account, uint32 version, uint48 triggeredAt") },
} as const satisfies Record<string, Record<string, TypedDataField[]>>;

const REGISTRY = IDeadMansSwitch__factory.createInterface();

/**
 * A plan's hash, by which the registry knows it: Keccak-256 of its ABI encoding. (What a wallet shows and signs is the plan itself, by {@link MESSAGE_TYPES}.)
 *
 * @example
 * planHash(plan) === (await registry.hashOf(plan));
 */
export function planHash(plan: Plan): string {
  // The encoding of a call is that of its arguments, after four bytes that say which call.
  return keccak256(dataSlice(REGISTRY.encodeFunctionData("hashOf", [plan]), 4));
}

/** Digits of a hash that the registry keeps: 208 bits. */
const KEPT = 2 + 52;

/**
 * What the registry keeps of a plan's hash: its first 26 bytes.
 *
 * @example
 * keptHash(plan) === (await registry.planOf(account)).planHash;
 */
export function keptHash(plan: Plan): string {
  return planHash(plan).slice(0, KEPT);
}
