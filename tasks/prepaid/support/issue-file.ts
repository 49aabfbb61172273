import { basename } from "node:path";

import {
  BatchError,
  type BatchItem,
  type BatchResult,
  type BatchRow,
  BatchShortError,
  formatId,
  issueBatch,
  type MerchantList,
  parseBatchCsv,
  retell,
  type Rules,
} from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { count, fields } from "../../support/format.ts";
import type { Money } from "../../support/money.ts";
import { progressBar } from "../../support/progress.ts";
import { sent } from "../../support/transaction.ts";
import type { Answer } from "./action.ts";
import { BatchSecret } from "./batch-secret.ts";
import { inTheFile, readCsv } from "./csv-file.ts";
import type { HolderArguments } from "./holder.ts";
import { checkLinksFile, linkOf, writeLinks } from "./links-file.ts";
import { inPages } from "./pages.ts";
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
  if (args.links !== undefined) {
    const others = [
      ["--file", path],
      ["the secret", secretPath],
      ["--merchants", args.merchants],
    ] as const;
    await checkLinksFile(args.links, others);
  }
  const kept = byKey ? await BatchSecret.at(secretPath) : null;

  const done = await told(path, here, session, () =>
    issueBatch(signer, vault, rows, {
      batch,
      ...(kept === null ? {} : { secret: kept.secret, beforeIssue: (found) => kept.keepFor(found, batch) }),
      rowsPerPage: args.pageSize,
      onProgress: progressBar("instruments"),
    }),
  );
  const linked = [...done.issued, ...done.alreadyThere].filter(({ link }) => link !== null);
  if (args.links !== undefined) await writeLinks(args.links, linked, args.linkBase, done.issued.length);
  return answerOf(done, {
    args,
    path,
    batch,
    address,
    money,
    linked: linked.length,
    kept: kept?.kept === true ? kept.path : null,
  });
}

/** What a run is told with. */
interface Run {
  args: IssueFileArguments;
  path: string;
  batch: string;
  address: string;
  money: Money;
  /** How many links there are. */
  linked: number;
  /** The file of the secret; null where there is none. */
  kept: string | null;
}

function answerOf(done: BatchResult, { args, path, batch, address, money, linked, kept }: Run): Answer {
  const json = (item: BatchItem): object => ({
    item: item.row.item,
    instrument: formatId(item.id),
    id: item.id,
    holder: item.row.holder,
    link: linkOf(item, args.linkBase),
  });
  const { issued, alreadyThere, takenBack, different, receipts } = done;
  const back = takenBack.length === 0 ? "" : `, ${takenBack.length} of them taken back`;
  return {
    json: {
      vault: address,
      batch,
      secret: kept,
      links: args.links,
      issued: issued.map(json),
      alreadyThere: alreadyThere.map(json),
      // A link to one of these would be taken for money.
      takenBack: takenBack.map((item) => ({ ...json(item), link: null })),
      different: different.map((item) => ({ ...json(item), line: item.row.line, differs: item.differs })),
      transactions: receipts.map(sent),
    },
    text: [
      `Issued ${count(issued.length, "instrument")} over ${money.show(sumOf(issued))}; ` +
        `${alreadyThere.length + takenBack.length} there already${back}; ${different.length} left out.`,
      ...(back === "" ? [] : ["For new ones in the place of those taken back, give another --batch or item."]),
      ...differences(done, path, money.show),
      fields([
        ["batch", batch],
        ...(kept === null ? [] : [["secret", `${kept}: keep it; all claim keys of the batch are made of it`] as const]),
        ...(linked === 0
          ? []
          : [["links", args.links ?? `${linked}; give --links <file> to have them in one`] as const]),
      ]),
    ].join("\n"),
    ...(receipts.length === 0 ? {} : { receipts }),
    failed: different.length > 0,
  };
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
    throw inPages(inTheFile(path, error));
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

function sumOf(items: readonly BatchItem[]): bigint {
  return items.reduce((sum, { row }) => sum + row.amount, 0n);
}
