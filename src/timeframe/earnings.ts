import { type ContractRunner, isCallException } from "ethers";

import {
  type FixedPriceBacking,
  FixedPriceBacking__factory,
  type ITimeframeBacking,
  type ITimeframeToken,
  type ProRataBacking,
  ProRataBacking__factory,
} from "../../types/ethers-contracts/index.js";
import { readLogs } from "../chain/logs.ts";
import { connectBacking, providerOf, runnerOf, type TokenLike } from "./connect.ts";
import { BackingKind } from "./constants.ts";

/** A backing as one with a fixed price. */
export function connectFixedPrice(backing: ITimeframeBacking, runner: ContractRunner): FixedPriceBacking {
  return FixedPriceBacking__factory.connect(addressOf(backing), runner);
}

/** A backing as a pro-rata one. */
export function connectProRata(backing: ITimeframeBacking, runner: ContractRunner): ProRataBacking {
  return ProRataBacking__factory.connect(addressOf(backing), runner);
}

/**
 * The kind of a backing, found by asking for a function that only one kind has.
 *
 * @example
 * (await kindOfBacking(backing, token)) === BackingKind.PRO_RATA;
 */
export async function kindOfBacking(backing: ITimeframeBacking, token: TokenLike): Promise<BackingKind> {
  try {
    await connectProRata(backing, runnerOf(backing)).frameOf(token, 0n);
    return BackingKind.PRO_RATA;
  } catch (error) {
    // A contract without the function reverts with no data. Everything else is not ours to judge.
    if (isCallException(error)) return BackingKind.FIXED_PRICE;
    throw error;
  }
}

/**
 * The ended frames in which a provider has a share of a pro-rata backing that he has not collected.
 *
 * @example
 * const frames = await collectableFrames(token, canteen);
 */
export async function collectableFrames(
  token: ITimeframeToken,
  provider: string,
  options: { fromBlock?: number; pageSize?: number } = {},
): Promise<bigint[]> {
  const runner = runnerOf(token);
  const backing = await connectBacking(token, runner);
  if (backing === null) return [];
  const shared = connectProRata(backing, runner);
  const topics = await backing.filters.Earned(token, provider).getTopicFilter();
  const logs = await readLogs(providerOf(runner), { ...options, address: await backing.getAddress(), topics });
  const frames = new Set<bigint>();
  for (const log of logs) {
    const event = backing.interface.parseLog(log);
    if (event !== null) frames.add(event.args.getValue("frame") as bigint);
  }
  const current = await token.currentEpoch();
  const due: bigint[] = [];
  for (const frame of frames) {
    if (frame < current && (await shared.shareOf(token, provider, frame)) !== 0n) due.push(frame);
  }
  return due.sort((a, b) => (a < b ? -1 : 1));
}

function addressOf(contract: ITimeframeBacking): string {
  if (typeof contract.target !== "string") throw new TypeError("The backing has no address yet");
  return contract.target;
}
