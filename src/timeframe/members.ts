import type { ContractTransactionReceipt, Signer } from "ethers";

import type { Progress } from "../chain/progress.ts";
import { connectGroups, connectToken, type TokenLike } from "./connect.ts";
import { NO_END } from "./constants.ts";
import { sendPages, type Skipped } from "./pages.ts";
import { mined } from "../chain/transaction.ts";

/** A membership that shall be. */
export interface MemberRow {
  account: string;
  group: bigint;
  /** First frame in which the account is no member; left out for a membership without end. */
  until?: bigint;
}

/** What became of a list of members. */
export interface MembersAdded {
  /** Those who entered, moved or got another end. */
  added: string[];
  /** Those who were in that group until that frame already. */
  alreadyThere: string[];
  /** Those whom the contract left out, and why. */
  skipped: Skipped[];
  receipts: ContractTransactionReceipt[];
}

/** How many reads go to the node at once. */
const READS = 50;

/**
 * Enters accounts into groups, in pages. Can be run again after an interruption: who is there already is left out.
 *
 * @example
 * const { added, skipped } = await addMembers(administrator, token, [{ account, group: 1n }]);
 */
export async function addMembers(
  signer: Signer,
  token: TokenLike,
  rows: readonly MemberRow[],
  options: { pageSize?: number; onProgress?: (progress: Progress) => void } = {},
): Promise<MembersAdded> {
  const contract = connectToken(token, signer);
  const groups = await connectGroups(token, signer);
  const result: MembersAdded = { added: [], alreadyThere: [], skipped: [], receipts: [] };

  // One call takes one group and one end.
  const batches = new Map<string, { group: bigint; until: bigint; accounts: string[] }>();
  for (let i = 0; i < rows.length; i += READS) {
    const some = rows.slice(i, i + READS);
    const known = await Promise.all(some.map(({ account }) => contract.accountOf(account)));
    for (const [at, row] of some.entries()) {
      const until = row.until ?? NO_END;
      const now = known[at];
      if (now !== undefined && now.member && now.group === row.group && now.until === until) {
        result.alreadyThere.push(row.account);
        continue;
      }
      const key = `${row.group}/${until}`;
      const batch = batches.get(key) ?? { group: row.group, until, accounts: [] };
      batch.accounts.push(row.account);
      batches.set(key, batch);
    }
  }

  let done = result.alreadyThere.length;
  const report = (): void => options.onProgress?.({ done, total: rows.length });
  report();
  for (const { group, until, accounts } of batches.values()) {
    const sent = await sendPages(
      groups,
      accounts,
      options.pageSize,
      (page) => groups.addMembers(token, group, page, until),
      (size) => {
        done += size;
        report();
      },
    );
    result.added.push(...sent.done);
    result.skipped.push(...sent.skipped);
    result.receipts.push(...sent.receipts);
  }
  return result;
}

/**
 * Ends memberships with this frame and bars the accounts, in pages.
 *
 * @example
 * const { removed } = await removeMembers(administrator, token, [account]);
 */
export async function removeMembers(
  signer: Signer,
  token: TokenLike,
  accounts: readonly string[],
  options: { pageSize?: number; onProgress?: (progress: Progress) => void } = {},
): Promise<{ removed: string[]; skipped: Skipped[]; receipts: ContractTransactionReceipt[] }> {
  const groups = await connectGroups(token, signer);
  let count = 0;
  const { done, skipped, receipts } = await sendPages(
    groups,
    accounts,
    options.pageSize,
    (page) => groups.removeMembers(token, page),
    (size) => {
      count += size;
      options.onProgress?.({ done: count, total: accounts.length });
    },
  );
  return { removed: done, skipped, receipts };
}

/** What became of a list of barred accounts. */
export interface BarsLifted {
  /** Those who can come back now. */
  lifted: string[];
  /** Those who were not barred. */
  notBarred: string[];
  receipts: ContractTransactionReceipt[];
}

/**
 * Lets removed members and dismissed providers come back, in pages; the bar is one for both. Who is not barred is left out.
 *
 * @example
 * const { lifted } = await liftBars(administrator, token, [account]);
 */
export async function liftBars(
  signer: Signer,
  token: TokenLike,
  accounts: readonly string[],
  options: { pageSize?: number } = {},
): Promise<BarsLifted> {
  const groups = await connectGroups(token, signer);
  const barred: string[] = [];
  const notBarred: string[] = [];
  for (let i = 0; i < accounts.length; i += READS) {
    const some = accounts.slice(i, i + READS);
    const found = await Promise.all(some.map((account) => groups.isBarred(token, account)));
    for (const [at, account] of some.entries()) (found[at] === true ? barred : notBarred).push(account);
  }
  const { done, receipts } = await sendPages(groups, barred, options.pageSize, (page) => groups.liftBars(token, page));
  return { lifted: done, notBarred, receipts };
}

/**
 * The signer leaves his group with the end of this frame.
 *
 * @example
 * await leave(member, token);
 */
export async function leave(signer: Signer, token: TokenLike): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).leaveGroup(token));
}
