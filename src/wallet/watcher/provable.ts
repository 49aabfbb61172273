import { dataLength, type Provider, toBeHex } from "ethers";

import { timestampOf } from "../../chain/block.ts";
import { isMissingState } from "../../chain/missing-state.ts";
import { isRevert } from "../../chain/revert.ts";

/** Where EIP-2935 has a chain keep the hashes of its last blocks, and how many. */
const HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935";
const HISTORY_BLOCKS = 8_191;
/** As far back as any chain knows its own hashes. */
const ANY_BLOCKS = 256;
/** Blocks that may pass before a transaction is in one. */
const MARGIN = 16;

/**
 * How many blocks back a chain's contracts can prove something of now, with time left to send it: 8,175 where it keeps EIP-2935's history, otherwise 240.
 *
 * @example
 * const first = head - (await provableBlocks(provider, head));
 */
export async function provableBlocks(provider: Provider, head: number): Promise<number> {
  const asked = head - ANY_BLOCKS - 1;
  if (asked < 0) return ANY_BLOCKS - MARGIN;
  const answer = await provider
    .call({ to: HISTORY, data: toBeHex(asked, 32), blockTag: head })
    .catch((error: unknown) => {
      // Some chains on a developer's machine have something there that refuses.
      if (isRevert(error)) return "0x";
      throw error;
    });
  const keeps = dataLength(answer) === 32 && BigInt(answer) !== 0n;
  return (keeps ? HISTORY_BLOCKS : ANY_BLOCKS) - MARGIN;
}

/** A block, with its time. */
export interface Moment {
  number: number;
  /** Unix seconds. */
  timestamp: bigint;
}

/**
 * The earliest block of a range in which an account had the nonce that it has at the end of it, found by halving. Blocks of which the node keeps no state are taken for
 * too early: a node that isn't an archive shows less.
 *
 * @example
 * const { number } = await earliestWithNonce(provider, account, { from: head - 240, to: head });
 */
export async function earliestWithNonce(
  provider: Provider,
  account: string,
  { from, to }: { from: number; to: number },
): Promise<Moment> {
  const nonce = await provider.getTransactionCount(account, to);
  let low = Math.max(0, from);
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await nonceOrNull(provider, account, middle)) === nonce) high = middle;
    else low = middle + 1;
  }
  return { number: low, timestamp: await timestampOf(provider, low) };
}

async function nonceOrNull(provider: Provider, account: string, block: number): Promise<number | null> {
  return provider.getTransactionCount(account, block).catch((error: unknown) => {
    if (isMissingState(error)) return null;
    throw error;
  });
}
