import { type HandedOut, handOut, type PackageRow } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { count, units } from "../support/format.ts";
import { parsePositiveAmount, parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { progressBar } from "../support/progress.ts";
import type { TimeframeSession } from "./support/session.ts";
import { sent } from "../support/transaction.ts";
import { isFile } from "../support/file.ts";
import { readPackageFile } from "./support/list.ts";
import { describeSkipped, skippedText } from "./support/skipped.ts";
import { unitsOf } from "./support/units.ts";

export interface HandOutArguments extends CommonArguments {
  token: string;
  account: string;
  amount: string | undefined;
  metadata: string | undefined;
  since: string | undefined;
  pageSize: number;
  from: string;
}

export default action<HandOutArguments>(async (args, session) => {
  const { metadata } = args;
  if (metadata === undefined || metadata === "") {
    fail(
      "Give the packages a text with --metadata, like the number of a delivery: by it a second run knows who has his.",
    );
  }
  if (args.pageSize < 1) fail(`A page of ${args.pageSize} accounts makes no sense; give --page-size 1 or more.`);
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const file = isFile(args.account);
  const rows = file ? await fromFile(args, decimals) : [await onePackage(args, decimals, session)];

  const done = await handOut(signer, token, rows, {
    metadata,
    pageSize: args.pageSize,
    ...(args.since === undefined ? {} : { since: parseWhole(args.since, "frame of --since", LARGEST.frame) }),
    ...(file ? { onProgress: progressBar("packages") } : {}),
  });
  const { handedOut, alreadyThere, different, skipped, notReached, receipts } = done;
  const leftOut = describeSkipped(skipped, skipped.length === 0 ? {} : await session.formatters());
  return {
    json: {
      token: await token.getAddress(),
      metadata,
      frame: done.frame,
      lastFrame: done.lastFrame,
      handedOut,
      alreadyThere,
      different,
      skipped: leftOut,
      notReached,
      transactions: receipts.map(sent),
    },
    text: [
      `Handed out ${count(handedOut.length, "package")} in frame ${done.frame}; ${alreadyThere.length} there already; ` +
        `${different.length + skipped.length} left out.`,
      ...different.map(
        ({ account, amount, wanted }) =>
          `Left out ${account}: it has ${units(amount, decimals)} ${symbol} with this text already, ` +
          `not ${units(wanted, decimals)}.\n  For a further package, give another --metadata.`,
      ),
      ...skippedText(leftOut),
      ...turned(done),
    ].join("\n"),
    receipts,
    failed: different.length > 0 || skipped.length > 0 || notReached.length > 0,
  };
});

async function fromFile(args: HandOutArguments, decimals: bigint): Promise<PackageRow[]> {
  if (args.amount !== undefined) fail("A file states the amount of each package; leave the amount out.");
  return readPackageFile(args.account, decimals);
}

async function onePackage(args: HandOutArguments, decimals: bigint, session: TimeframeSession): Promise<PackageRow> {
  if (args.amount === undefined)
    fail("Say how many units the account gets: timeframe hand-out <token> <account> <amount>.");
  return {
    account: await session.account(args.account, "account"),
    amount: parsePositiveAmount(args.amount, decimals),
  };
}

/** What to do where the frame turned on the way: those of the earlier frame would get theirs again. */
function turned({ frame, lastFrame, notReached }: HandedOut): string[] {
  if (lastFrame === frame) return [];
  return [
    `The frame turned to ${lastFrame} on the way; ${count(notReached.length, "package")} not handed out.`,
    `  Run the command again with --since ${frame} for those who have none; without it, all get one of the new frame.`,
  ];
}
