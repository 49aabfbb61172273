import type { ContractRunner } from "ethers";

import {
  type FixedPriceBacking,
  FixedPriceBacking__factory,
  type ITimeframeBacking,
  type ITimeframeToken,
  type ProRataBacking,
  ProRataBacking__factory,
} from "../ethers.ts";
import { creationBlock } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { providerOf, runnerOf } from "../chain/runner.ts";
import { connectBacking } from "./connect.ts";
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
 * The kind of a backing, by a function that only one kind has: its selector stands in the code.
 *
 * @example
 * (await kindOfBacking(backing)) === BackingKind.PRO_RATA;
 */
export async function kindOfBacking(backing: ITimeframeBacking): Promise<BackingKind> {
  const { selector } = ProRataBacking__factory.createInterface().getFunction("shareOf");
  const code = await providerOf(runnerOf(backing)).getCode(addressOf(backing));
  return code.includes(selector.slice(2)) ? BackingKind.PRO_RATA : BackingKind.FIXED_PRICE;
}

/**
 * The ended frames in which a provider has a share of a pro-rata backing that he has not collected. Those in which it rounds to nothing are
 * among them: with the last share of a frame its remainder goes back to the pool.
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
  const node = providerOf(runner);
  const address = await backing.getAddress();
  const fromBlock = options.fromBlock ?? (await creationBlock(node, address));
  const logs = await readLogs(node, { ...options, fromBlock, address, topics });
  const frames = new Set<bigint>();
  for (const log of logs) {
    const event = backing.interface.parseLog(log);
    if (event !== null) frames.add(event.args.getValue("frame") as bigint);
  }
  const current = await token.currentEpoch();
  const due: bigint[] = [];
  for (const frame of frames) {
    if (frame >= current || (await shared.uncollectedUnits(token, provider, frame)) === 0n) continue;
    const { left } = await shared.frameOf(token, frame);
    if (left !== 0n) due.push(frame);
  }
  return due.sort((a, b) => (a < b ? -1 : 1));
}

function addressOf(contract: ITimeframeBacking): string {
  if (typeof contract.target !== "string") throw new TypeError("The backing has no address yet");
  return contract.target;
}
