import { basename } from "node:path";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import type { IPrepaidVault } from "../../../src/ethers.ts";
import {
  BatchError,
  type BatchFound,
  type BatchOptions,
  BatchPageError,
  type BatchResult,
  type BatchRow,
  BatchShortError,
  explainError,
  issueBatch,
  type MerchantList,
  parseBatchCsv,
  type Progress,
  retell,
  type Rules,
} from "../../../src/prepaid/index.ts";
import { fail, failure } from "../../support/failure.ts";
import { progressBar } from "../../support/progress.ts";
import type { Answer } from "./action.ts";
import { BatchSecret } from "./batch-secret.ts";
import { inTheFile, readCsv } from "./csv-file.ts";
import type { HolderArguments } from "./holder.ts";
import { answerOf } from "./issue-file-answer.ts";
import { checkLinksFile, writeLinks } from "./links-file.ts";
import { inPages, requirePageSize } from "./pages.ts";
import { remedyOf } from "./remedies.ts";
import { notAccepting } from "./returns.ts";
import { rulesFrom, type RulesArguments } from "./rules.ts";
import type { PrepaidSession, VaultHere } from "./session.ts";

/** What is given to issue from a file. */
export interface IssueFileArguments extends RulesArguments, HolderArguments {
  vault: string;
  amount: string | undefined;
  expiry: string | undefined;
  number: string | undefined;
  batch: string | undefined;
  secret: string | undefined;
  links: string | undefined;
  linkBase: string | undefined;
  pageSize: number;
  from: string;
}

/** Issues what a CSV file lists; what is there already is left out, so an interrupted run goes on when it is run again. */
export async function issueFile(args: IssueFileArguments, path: string, session: PrepaidSession): Promise<Answer> {
  refuseOptions(args);
  requirePageSize(args.pageSize);
  const signer = await session.signer(args.from);
  const here = await session.vault(args.vault);
  const { vault, address, money } = here;
  const { rules, list } = await rulesFrom(args, money, session);
  const rows = await readRows(path, here, rules, args.merchants, list);
  const batch = args.batch ?? basename(path);
  const byKey = rows.some(({ holder }) => holder === null);
  const secretPath = args.secret ?? `${path}.secret`;
  if (args.links !== undefined) {
    const others = [
      ["--file", path],
      ["the secret", secretPath],
      ["--merchants", args.merchants],
    ] as const;
    await checkLinksFile(args.links, others);
  }
  const kept = byKey ? await BatchSecret.at(secretPath) : null;

  const options = { batch, rowsPerPage: args.pageSize };
  const { done, unwilling } = await issueAll(signer, vault, rows, options, kept).catch(async (error: unknown) => {
    throw await told(error, path, here, session);
  });
  const linked = [...done.issued, ...done.alreadyThere].filter(({ link }) => link !== null);
  if (args.links !== undefined) await writeLinks(args.links, linked, args.linkBase, done.issued.length);
  return answerOf(done, {
    args,
    path,
    batch,
    address,
    money,
    linked: linked.length,
    unwilling,
    kept: kept?.kept === true ? kept.path : null,
  });
}

/** Refuses the options that go with one instrument only. */
function refuseOptions(args: IssueFileArguments): void {
  for (const option of ["amount", "expiry", "holder", "number"] as const) {
    if (args[option] !== undefined) fail(`The file says ${option} row by row; leave it out.`);
  }
  if (args.keyHolder !== undefined)
    fail("A key that there is holds one instrument at a time; leave out --key-holder, or --file.");
  if (args.key) fail('The file says "key" in its column holder where a claim link is wanted; leave out --key.');
}

/**
 * Issues a batch with progress. Where the vault refuses its first page, a secret that was new is good for nothing, and isn't kept.
 * @returns Also who has not accepted returns of what was still to be issued.
 */
async function issueAll(
  signer: HardhatEthersSigner,
  vault: IPrepaidVault,
  rows: readonly BatchRow[],
  options: BatchOptions,
  kept: BatchSecret | null,
): Promise<{ done: BatchResult; unwilling: string[] }> {
  let unwilling: string[] = [];
  const beforeIssue = async (found: BatchFound): Promise<void> => {
    const rules = found.due.map(({ row }) => row.rules);
    unwilling = await notAccepting(rules, signer.address, vault);
    await kept?.keepFor(found, options.batch);
  };
  const bar = progressBar("instruments");
  // One before the first page, and one after each.
  let reports = 0;
  const onProgress = (progress: Progress): void => {
    reports += 1;
    bar(progress);
  };
  try {
    const secret = kept === null ? {} : { secret: kept.secret };
    const done = await issueBatch(signer, vault, rows, { ...options, ...secret, beforeIssue, onProgress });
    return { done, unwilling };
  } catch (error) {
    // Of any other error one can't know that nothing is under way.
    const refused = error instanceof BatchError || error instanceof BatchPageError || explainError(error) !== null;
    if (refused && reports === 1) await kept?.forget();
    throw error;
  }
}

async function readRows(
  path: string,
  { money, bucketLength }: VaultHere,
  rules: Rules,
  listPath: string | undefined,
  list: MerchantList | null,
): Promise<BatchRow[]> {
  const lists = list === null || listPath === undefined ? {} : { lists: { [basename(listPath)]: list } };
  return readCsv(path, (text) => parseBatchCsv(text, { decimals: money.decimals, bucketLength, rules, ...lists }));
}

/** What goes wrong with a batch, with the place in the file, and in the asset's own units. */
async function told(error: unknown, path: string, { money }: VaultHere, session: PrepaidSession): Promise<unknown> {
  if (error instanceof BatchShortError) {
    const { needed, balance } = error;
    return failure(
      `What is still to be issued needs ${money.show(needed)}, and the balance in the vault is ${money.show(balance)}; ` +
        `bring in ${money.show(needed - balance)} more with \`prepaid deposit\`.`,
      error,
    );
  }
  if (error instanceof BatchError && error.reason !== null) {
    const { cause, ...rest } = retell(error.reason, await session.formatters());
    return failure(`${path}, line ${error.line}: ${cause} ${remedyOf({ cause, ...rest })}`, error);
  }
  return inPages(inTheFile(path, error));
}
