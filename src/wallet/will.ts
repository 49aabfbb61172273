import { type ContractRunner, type ContractTransactionReceipt, type Signer, ZeroAddress } from "ethers";

import { mined } from "../chain/transaction.ts";
import { IBequeathable__factory } from "../ethers.ts";
import type { AccountCall } from "./account/calls.ts";
import type { Plan } from "./constants.ts";

const WILLS = IBequeathable__factory.createInterface();

/** An account's will, as tools for ERC-7878 read it. */
export interface Will {
  /** Who can announce and bequeath; nobody if the plan that was shown isn't in force. */
  executors: string[];
  /** The plan's grace period, in seconds. */
  moratorium: bigint;
  /** Who inherits by the obituary that stands; null for none. */
  inheritor: string | null;
  /** Seconds until it can be bequeathed, less than zero if that is so already; null without an obituary. */
  remaining: bigint | null;
}

/**
 * Shows the text of an account's plan in force, so that it can be read as a will. Anyone may; it must have one tier and one open recipient, and a source that needs no evidence.
 *
 * @param wills Address of `Bequeathable`.
 *
 * @example
 * await showAsWill(anybody, wills, { plan });
 */
export async function showAsWill(
  signer: Signer,
  wills: string,
  { plan }: { plan: Plan },
): Promise<ContractTransactionReceipt> {
  return mined(IBequeathable__factory.connect(wills, signer).show(plan));
}

/**
 * The call by which an account names the executors of its will, 1 to 16: by an act of its owner's, once the plan was shown.
 *
 * @example
 * const calls = [setWillCall(wills, { plan, executors: [lawyer.address] })];
 */
export function setWillCall(
  wills: string,
  { plan, executors }: { plan: Plan; executors: readonly string[] },
): Required<AccountCall> {
  return { to: wills, value: 0n, data: WILLS.encodeFunctionData("setWill", [[...executors], plan.grace]) };
}

/**
 * Reads an account's will and its obituary.
 *
 * @example
 * const { executors, inheritor, remaining } = await readWill(wills, account, provider);
 */
export async function readWill(wills: string, account: string, runner: ContractRunner): Promise<Will> {
  const contract = IBequeathable__factory.connect(wills, runner);
  const [will, obituary] = await Promise.all([contract.getWill(account), contract.getObit(account)]);
  const isAnnounced = obituary.inheritor !== ZeroAddress;
  return {
    executors: [...will.executors],
    moratorium: will.moratoriumTTL,
    inheritor: isAnnounced ? obituary.inheritor : null,
    remaining: isAnnounced ? obituary.moratoriumTTL : null,
  };
}
