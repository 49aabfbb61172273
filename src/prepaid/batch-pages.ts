import type { IPrepaidVault } from "../ethers.ts";

/**
 * How many instruments are issued, or taken back, in one transaction unless the caller says otherwise. A chain takes at most 2^24 gas a transaction
 * (EIP-7825); a page of this size fits it in every case, also where each has rules and a bucket of its own; only a
 * purchaser with hundreds of lapsed buckets prunes first, or takes smaller ones.
 */
export const BATCH_PAGE = 80;

/** Throws a `RangeError` where a page has not even one instrument. */
export function requirePageSize(rowsPerPage: number): void {
  if (Number.isSafeInteger(rowsPerPage) && rowsPerPage > 0) return;
  throw new RangeError(`A page of ${rowsPerPage} instruments makes no sense`);
}

/** Why a vault refuses a call now; undefined where it takes it. Of a page that fails, the vault doesn't say which of the calls it is. */
export async function refusalOf(vault: IPrepaidVault, call: string): Promise<unknown> {
  return vault.multicall.staticCall([call]).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}
