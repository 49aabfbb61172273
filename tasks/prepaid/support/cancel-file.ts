import { basename } from "node:path";

import {
  cancelBatch,
  type CancelItem,
  type CancelRefusal,
  type CancelResult,
  formatId,
  parseBatchReferences,
  retell,
} from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { count, moment } from "../../support/format.ts";
import { progressBar } from "../../support/progress.ts";
import { sent } from "../../support/transaction.ts";
import type { Answer } from "./action.ts";
import { readCsv } from "./csv-file.ts";
import { inPages, requirePageSize } from "./pages.ts";
import type { PrepaidSession } from "./session.ts";

/** What is given to take back what a file lists. */
export interface CancelFileArguments {
  vault: string;
  batch: string | undefined;
  pageSize: number;
  from: string;
}

/** Takes back what a CSV file lists, as far as it can be; a run that was interrupted goes on when it is run again. */
export async function cancelFile(args: CancelFileArguments, path: string, session: PrepaidSession): Promise<Answer> {
  requirePageSize(args.pageSize);
  const signer = await session.signer(args.from);
  const { vault, address, money } = await session.vault(args.vault);
  const rows = await readCsv(path, parseBatchReferences);
  const batch = args.batch ?? basename(path);
  const rowsPerPage = args.pageSize;
  const onProgress = progressBar("instruments");
  const done = await cancelBatch(signer, vault, rows, { batch, rowsPerPage, onProgress }).catch((error: unknown) => {
    throw inPages(error);
  });
  const { refused, receipts } = done;
  if (rows.length > 0 && refused.length === rows.length && refused.every(({ obstacle }) => obstacle === "unknown")) {
    fail(
      `${signer.address} issued nothing of ${path} in this vault as the batch "${batch}"; name with --batch what it was issued as, and its purchaser with --from.`,
    );
  }
  const now = await session.now();
  const formatters = await session.formatters();
  const left = refused.map((one) => ({ ...one, why: reasonOf(one, now, formatters) }));
  const amount = done.cancelled.reduce((sum, item) => sum + item.amount, 0n);
  return {
    json: { vault: address, batch, amount, ...described(done, left), transactions: receipts.map(sent) },
    text: [
      `Took back ${count(done.cancelled.length, "instrument")} over ${money.show(amount)}; ${done.before.length} back before; ${left.length} left.`,
      ...left.map(({ row, why }) => `Left ${path}, line ${row.line}: ${why}`),
    ].join("\n"),
    ...(receipts.length === 0 ? {} : { receipts }),
    failed: left.length > 0,
  };
}

/** One that stays, with the reason in words. */
type Left = CancelRefusal & { why: string };

function described({ cancelled, before }: CancelResult, left: readonly Left[]): object {
  const back = ({ row, id, amount }: CancelItem): object => ({ item: row.item, instrument: formatId(id), id, amount });
  const stays = ({ row, id, obstacle, why }: Left): object => ({
    item: row.item,
    line: row.line,
    instrument: formatId(id),
    id,
    obstacle,
    why,
  });
  return { cancelled: cancelled.map(back), before: before.map(back), left: left.map(stays) };
}

/** Why an instrument stays, in a sentence. */
function reasonOf(
  { obstacle, instrument, reason, id }: CancelRefusal,
  now: bigint,
  formatters: Parameters<typeof retell>[1],
): string {
  const called = formatId(id);
  if (reason !== null) return retell(reason, formatters).cause;
  if (instrument === null) return `${called} was never issued.`;
  if (obstacle === "claimed") return `${called} was claimed; ${instrument.holder} holds it.`;
  if (obstacle === "expired") {
    const rest = instrument.pull ? "what is left waits for `prepaid settle`" : "what was left is back already";
    return `${called} expired ${moment(instrument.expiry, now)}; ${rest}.`;
  }
  const holder = instrument.byKey
    ? "it was declared so, or its key has spent from it"
    : `${instrument.holder} holds it`;
  return `${called} is delivered: ${holder}.`;
}
