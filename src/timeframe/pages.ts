import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";

import type { ITimeframeGroups } from "../ethers.ts";
import type { Explanation } from "../chain/explain.ts";
import { explainError } from "./errors.ts";
import { eventsOf, mined } from "../chain/transaction.ts";

/**
 * How many accounts go into one transaction of a batch unless the caller says otherwise. A chain takes at most 2^24 gas a transaction
 * (EIP-7825); a page of this size fits it in every case, also where each account is moved from one known end to another.
 *
 * @example
 * const pages = Math.ceil(rows.length / DEFAULT_PAGE);
 */
export const DEFAULT_PAGE = 200;

/**
 * The most newcomers that fit one transaction: about 41,200 gas each where their end is known, less where it is not.
 *
 * @example
 * await addMembers(administrator, token, newcomers, { pageSize: LARGEST_PAGE });
 */
export const LARGEST_PAGE = 400;

/** An item of a batch that the contract left out. */
export interface Skipped {
  account: string;
  /** The error it would have raised. */
  reason: Explanation;
}

/** Sends a batch in pages, and reads what was left out from the events. */
export async function sendPages(
  groups: ITimeframeGroups,
  accounts: readonly string[],
  pageSize: number = DEFAULT_PAGE,
  send: (page: string[]) => Promise<ContractTransactionResponse>,
  onPage: (size: number) => void = () => undefined,
): Promise<{ done: string[]; skipped: Skipped[]; receipts: ContractTransactionReceipt[] }> {
  if (!Number.isSafeInteger(pageSize) || pageSize < 1)
    throw new RangeError(`A page of ${pageSize} accounts makes no sense`);
  const done: string[] = [];
  const skipped: Skipped[] = [];
  const receipts: ContractTransactionReceipt[] = [];
  const address = await groups.getAddress();
  for (let i = 0; i < accounts.length; i += pageSize) {
    const page = accounts.slice(i, i + pageSize);
    const receipt = await mined(send(page));
    receipts.push(receipt);
    const taken: string[] = [];
    // An account may stand in a page more than once, and be left out once.
    const left = new Map<string, number>();
    for (const event of eventsOf(receipt, address, groups.interface, "ItemSkipped")) {
      const account = event.args.getValue("account") as string;
      left.set(account.toLowerCase(), (left.get(account.toLowerCase()) ?? 0) + 1);
      skipped.push({ account, reason: explainReason(event.args.getValue("reason") as string) });
    }
    for (const account of page.toReversed()) {
      const times = left.get(account.toLowerCase()) ?? 0;
      if (times === 0) taken.push(account);
      else left.set(account.toLowerCase(), times - 1);
    }
    done.push(...taken.reverse());
    onPage(page.length);
  }
  return { done, skipped, receipts };
}

function explainReason(reason: string): Explanation {
  return (
    explainError(reason) ?? {
      name: "Unknown",
      args: { data: reason },
      cause: `The item reverted with ${reason}.`,
      remedy: "Ask whoever wrote the token: it is none of this version.",
    }
  );
}
