import { basename } from "node:path";

import { isHexString } from "ethers";

import {
  BatchError,
  type BatchItem,
  type BatchResult,
  type BatchRow,
  BatchShortError,
  formatId,
  issueBatch,
  type MerchantList,
  newBatchSecret,
  parseBatchCsv,
  retell,
  type Rules,
} from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { readTextIfThere, writeText } from "../../support/file.ts";
import { count, fields } from "../../support/format.ts";
import { progressBar } from "../../support/progress.ts";
import { sent } from "../../support/transaction.ts";
import type { Answer } from "./action.ts";
import { inTheFile, readCsv } from "./csv-file.ts";
import type { HolderArguments } from "./holder.ts";
import { printed } from "./links.ts";
import { remedyOf } from "./remedies.ts";
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
  for (const option of ["amount", "expiry", "holder", "number"] as const) {
    if (args[option] !== undefined) fail(`The file says ${option} row by row; leave it out.`);
  }
  if (args.keyHolder !== undefined)
    fail("A key that there is holds one instrument at a time; leave out --key-holder, or --file.");
  if (args.key) fail('The file says "key" in its column holder where a claim link is wanted; leave out --key.');
  if (args.pageSize < 1) fail(`A page of ${args.pageSize} instruments makes no sense; give --page-size 1 or more.`);
  const signer = await session.signer(args.from);
  const here = await session.vault(args.vault);
  const { vault, address, money } = here;
  const { rules, list } = await rulesFrom(args, money, session);
  const rows = await readRows(path, here, rules, args.merchants, list);
  const batch = args.batch ?? basename(path);
  const byKey = rows.some(({ holder }) => holder === null);
  const secretPath = args.secret ?? `${path}.secret`;
  const secret = byKey ? { secret: await secretAt(secretPath) } : {};

  const done = await told(path, here, session, () =>
    issueBatch(signer, vault, rows, {
      batch,
      ...secret,
      rowsPerPage: args.pageSize,
      onProgress: progressBar("instruments"),
    }),
  );
  const items = [...done.issued, ...done.alreadyThere];
  const linked = items.filter(({ link }) => link !== null);
  if (args.links !== undefined) await writeText(args.links, linksCsv(linked, args.linkBase), OWN);
  const json = (item: BatchItem): object => ({
    item: item.row.item,
    instrument: formatId(item.id),
    id: item.id,
    holder: item.row.holder,
    link: linkOf(item, args.linkBase),
  });
  return {
    json: {
      vault: address,
      batch,
      secret: byKey ? secretPath : null,
      links: args.links,
      issued: done.issued.map(json),
      alreadyThere: done.alreadyThere.map(json),
      different: done.different.map((item) => ({ ...json(item), line: item.row.line, differs: item.differs })),
      transactions: done.receipts.map(sent),
    },
    text: [
      `Issued ${count(done.issued.length, "instrument")} over ${money.show(sumOf(done.issued))}; ` +
        `${done.alreadyThere.length} there already; ${done.different.length} left out.`,
      ...differences(done, path, money.show),
      fields([
        ["batch", batch],
        ...(byKey ? [["secret", `${secretPath}: keep it; all claim keys of the batch are made of it`] as const] : []),
        ...(linked.length === 0
          ? []
          : [["links", args.links ?? `${linked.length}; give --links <file> to have them in one`] as const]),
      ]),
    ].join("\n"),
    ...(done.receipts.length === 0 ? {} : { receipts: done.receipts }),
    failed: done.different.length > 0,
  };
}

/** For files that are as good as money. */
const OWN = 0o600;

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

/** The secret of a batch: that of the file, or a new one, which is kept there before anything is sent. */
async function secretAt(path: string): Promise<string> {
  const there = (await readTextIfThere(path))?.trim();
  if (there !== undefined) {
    if (isHexString(there, 32)) return there;
    fail(`${path} holds no secret of a batch (32 bytes as hex); name another file with --secret.`);
  }
  const secret = newBatchSecret();
  await writeText(path, `${secret}\n`, OWN);
  return secret;
}

/** Runs a batch, and tells what goes wrong with the place in the file, and in the asset's own units. */
async function told(
  path: string,
  { money }: VaultHere,
  session: PrepaidSession,
  run: () => Promise<BatchResult>,
): Promise<BatchResult> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof BatchShortError) {
      const { needed, balance } = error;
      fail(
        `What is still to be issued needs ${money.show(needed)}, and the balance in the vault is ${money.show(balance)}; ` +
          `bring in ${money.show(needed - balance)} more with \`prepaid deposit\`.`,
        error,
      );
    }
    if (error instanceof BatchError && error.reason !== null) {
      const { cause, ...rest } = retell(error.reason, await session.formatters());
      fail(`${path}, line ${error.line}: ${cause} ${remedyOf({ cause, ...rest })}`, error);
    }
    throw inTheFile(path, error);
  }
}

function differences({ different }: BatchResult, path: string, show: (amount: bigint) => string): string[] {
  return different.map(({ row, differs }) => {
    const which = differs.map(({ what, issued, wanted }) =>
      what === "amount" ? `${what} ${show(BigInt(issued))}, not ${show(BigInt(wanted))}` : `another ${what}`,
    );
    return `Left out ${path}, line ${row.line}: it was issued with ${which.join(" and ")}.\n  For further instruments, give another --batch or item.`;
  });
}

function linksCsv(items: readonly BatchItem[], base: string | undefined): string {
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = items.map((item) => [quoted(item.row.item), formatId(item.id), linkOf(item, base) ?? ""].join(","));
  return `${["item,instrument,link", ...rows].join("\n")}\n`;
}

function linkOf({ link }: BatchItem, base: string | undefined): string | null {
  return link === null ? null : printed(link, base);
}

function sumOf(items: readonly BatchItem[]): bigint {
  return items.reduce((sum, { row }) => sum + row.amount, 0n);
}
