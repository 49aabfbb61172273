import { type BatchItem, type BatchResult, formatId } from "../../../src/prepaid/index.ts";
import { count, fields } from "../../support/format.ts";
import type { Money } from "../../support/money.ts";
import { sent } from "../../support/transaction.ts";
import type { Answer } from "./action.ts";
import { linkOf } from "./links-file.ts";
import { notAccepted } from "./returns.ts";

/** What a run is told with. */
export interface IssueRun {
  /** What --links and --link-base say. */
  args: { links: string | undefined; linkBase: string | undefined };
  path: string;
  batch: string;
  address: string;
  money: Money;
  /** How many links there are. */
  linked: number;
  /** Those who have not accepted returns of what was still to be issued. */
  unwilling: string[];
  /** The file of the secret; null where there is none. */
  kept: string | null;
}

/** The answer of a run. */
export function answerOf(done: BatchResult, run: IssueRun): Answer {
  const { args, path, batch, money, linked, unwilling, kept } = run;
  const { issued, takenBack, different, receipts } = done;
  return {
    json: jsonOf(done, run),
    text: [
      `Issued ${count(issued.length, "instrument")} over ${money.show(sumOf(issued))}; ` +
        `${thereAlready(done)}; ${different.length} left out.`,
      ...(takenBack.length === 0
        ? []
        : ["For new ones in the place of those taken back, give another --batch or item."]),
      ...differences(done, path, money.show),
      ...unwilling.map((party) => waitingFor(party, issued)),
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

function jsonOf(
  { issued, alreadyThere, claimed, takenBack, different, receipts }: BatchResult,
  { args, batch, address, unwilling, kept }: IssueRun,
): object {
  const described = (item: BatchItem): object => ({
    item: item.row.item,
    instrument: formatId(item.id),
    id: item.id,
    holder: item.row.holder,
    link: linkOf(item, args.linkBase),
  });
  // A link to what is gone, or isn't what the row wants, would be taken for money.
  const unlinked = (item: BatchItem): object => ({ ...described(item), link: null });
  return {
    vault: address,
    batch,
    secret: kept,
    links: args.links,
    issued: issued.map(described),
    alreadyThere: alreadyThere.map(described),
    claimed: claimed.map(unlinked),
    takenBack: takenBack.map(unlinked),
    different: different.map((item) => ({ ...unlinked(item), line: item.row.line, differs: item.differs })),
    notAccepted: unwilling,
    transactions: receipts.map(sent),
  };
}

/** How many were there already, and how many of them are gone. */
function thereAlready({ alreadyThere, takenBack, claimed }: BatchResult): string {
  const gone = [
    [takenBack.length, "taken back"],
    [claimed.length, "claimed"],
  ] as const;
  const parts = gone
    .filter(([number]) => number > 0)
    .map(([number, what], place) => `, ${number}${place === 0 ? " of them" : ""} ${what}`);
  return `${alreadyThere.length + takenBack.length + claimed.length} there already${parts.join("")}`;
}

/** What somebody's not having accepted means for what was issued. */
function waitingFor(party: string, issued: readonly BatchItem[]): string {
  const many = issued.filter(({ row: { rules } }) => rules.returnTo === party && !rules.manual).length;
  return `${notAccepted(party)}: what is left of ${count(many, "instrument")} waits for \`prepaid settle\`.`;
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
