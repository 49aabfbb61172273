import { type ContractRunner, FunctionFragment, Interface } from "ethers";

import { hasCode, providerOf } from "../chain/runner.ts";
import type { IPrepaidVault } from "../ethers.ts";
import { explainError } from "./errors.ts";

/** A way in or out that not every asset knows: by permit (ERC-2612), by authorization (ERC-3009), or as ether. */
export type Way = "permit" | "authorization" | "ether";

/** What an asset must know for a way: a question that it answers if it does, what is said of one that doesn't, and what helps. */
const WAYS: Readonly<Record<Way, { question: string; lack: string; remedy: string }>> = {
  permit: {
    question: "function DOMAIN_SEPARATOR() view returns (bytes32)",
    lack: "knows no permits (ERC-2612)",
    remedy: "deposit by allowance",
  },
  authorization: {
    question: "function authorizationState(address authorizer, bytes32 nonce) view returns (bool)",
    lack: "knows no authorizations (ERC-3009)",
    remedy: "deposit by allowance",
  },
  ether: {
    question: "function deposit() payable",
    lack: "is no wrapped ether",
    remedy: "bring it in, and take it out, as it is",
  },
};

/** The asset of a vault doesn't know the way by which money was to come in or go out. */
export class WayUnknownError extends RangeError {
  override readonly name: string = "WayUnknownError";
  readonly asset: string;
  readonly way: Way;
  /** What the asset lacks, in words that follow its name. */
  readonly lack: string;

  /** @param options With the revert as its cause, where something was sent. */
  constructor(asset: string, way: Way, options?: ErrorOptions) {
    const { lack, remedy } = WAYS[way];
    super(`The asset ${asset} ${lack}; ${remedy}`, options);
    this.asset = asset;
    this.way = way;
    this.lack = lack;
  }
}

/**
 * Whether an asset knows a way in or out, by what it answers to a question that costs nothing.
 *
 * @example
 * if (await knowsWay(await vault.asset(), "ether", provider)) await depositEther(ann, vault, { amount: parseEther("1") });
 */
export async function knowsWay(asset: string, way: Way, runner: ContractRunner): Promise<boolean> {
  const fragment = FunctionFragment.from(WAYS[way].question);
  const nothing = fragment.inputs.map(({ type }) => `0x${"00".repeat(type === "address" ? 20 : 32)}`);
  const data = new Interface([fragment]).encodeFunctionData(fragment, nothing);
  // An account without code answers everything with nothing. A node that is down fails this look.
  if (!(await hasCode(runner, asset))) return false;
  const answer = await providerOf(runner)
    .call({ to: asset, data })
    .catch(() => null);
  return answer !== null && (answer.length - 2) / 64 === fragment.outputs.length;
}

/**
 * Throws {@link WayUnknownError} where an asset doesn't know a way.
 *
 * @example
 * await requireWay(await vault.asset(), "authorization", provider);
 */
export async function requireWay(asset: string, way: Way, runner: ContractRunner): Promise<void> {
  if (!(await knowsWay(asset, way, runner))) throw new WayUnknownError(asset, way);
}

/**
 * What was sent by a way; where it failed for no reason that was told, and the asset doesn't know the way, that is the reason. An asset is asked only
 * then: one that answers no questions, but does what is asked of it, is not refused.
 */
export async function byWay<Result>(
  way: Way,
  vault: IPrepaidVault,
  signer: ContractRunner,
  sent: Promise<Result>,
): Promise<Result> {
  try {
    return await sent;
  } catch (error) {
    const told = explainError(error);
    if (told !== null && told.name !== "FailedCall") throw error;
    const asset = await vault.asset().catch(() => null);
    const known = asset === null || (await knowsWay(asset, way, signer).catch(() => true));
    throw known ? error : new WayUnknownError(asset, way, { cause: error });
  }
}
