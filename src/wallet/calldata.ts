import { IDeadMansSwitch__factory } from "../ethers.ts";
import type { AccountCall } from "./account/calls.ts";
import type { Plan } from "./constants.ts";

// What an account with code calls at the registry, by an act of its owner's. A batch, a user operation and a modular account's operation take such calls as they are; a Safe takes
// `safeCall(call.to, call.data)`. Nothing is looked up: `checkPlan` says before whether the registry would refuse a text.

const REGISTRY = IDeadMansSwitch__factory.createInterface();

/** A call with all that it has. */
type Call = Required<AccountCall>;

/**
 * The call by which an account registers its first plan, or one after a cancellation.
 *
 * @param registry Address of `DeadMansSwitch`.
 *
 * @example
 * const { to, data } = registerCall(registry, planOf(draft));
 * await relayer.sendTransaction(safeExecution(safe, safeTransaction(safeCall(to, data), nonce), signatures));
 */
export function registerCall(registry: string, plan: Plan): Call {
  return { to: registry, value: 0n, data: REGISTRY.encodeFunctionData("register", [plan]) };
}

/**
 * The call by which an account puts another plan in the place of its own. It also takes a suspended or stopped plan up again: with the same text twice.
 *
 * @example
 * const batch = { calls: [supersedeCall(registry, { current, next })], nonce: await account.batchNonce(), deadline };
 */
export function supersedeCall(registry: string, { current, next }: { current: Plan; next: Plan }): Call {
  return { to: registry, value: 0n, data: REGISTRY.encodeFunctionData("supersede", [current, next]) };
}

/**
 * The call by which an account ends its plan, after its delay of changes.
 *
 * @example
 * const operation = buildOperation({ account, calls: [cancelCall(registry, plan)], nonce, issuedAt, maxFeePerGas });
 */
export function cancelCall(registry: string, plan: Plan): Call {
  return { to: registry, value: 0n, data: REGISTRY.encodeFunctionData("cancel", [plan]) };
}

/**
 * The call by which an account takes back what it has announced: the plan in force stays.
 *
 * @example
 * const calls = [withdrawAnnouncementCall(registry)];
 */
export function withdrawAnnouncementCall(registry: string): Call {
  return { to: registry, value: 0n, data: REGISTRY.encodeFunctionData("withdrawAnnouncement") };
}

/**
 * The call by which an account says that its owner lives. Whatever else its owner does by it says so, too.
 *
 * @example
 * const calls = [heartbeatCall(registry)];
 */
export function heartbeatCall(registry: string): Call {
  return { to: registry, value: 0n, data: REGISTRY.encodeFunctionData("heartbeat") };
}

/**
 * The call by which an account takes back ether for bounties of its plans.
 *
 * @param amount Wei.
 *
 * @example
 * const calls = [withdrawBountiesCall(registry, { to: account, amount: await registry.bountiesOf(account) })];
 */
export function withdrawBountiesCall(registry: string, { to, amount }: { to: string; amount: bigint }): Call {
  return { to: registry, value: 0n, data: REGISTRY.encodeFunctionData("withdrawBounties", [to, amount]) };
}
