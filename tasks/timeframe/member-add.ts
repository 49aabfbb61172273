import { addMembers, type MemberRow } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { count } from "../support/format.ts";
import { parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { progressBar } from "../support/progress.ts";
import type { TimeframeSession } from "./support/session.ts";
import { sent } from "../support/transaction.ts";
import { isFile } from "../support/file.ts";
import { readMemberFile } from "./support/list.ts";
import { describeSkipped, skippedText } from "./support/skipped.ts";

export interface MemberAddArguments extends CommonArguments {
  token: string;
  member: string;
  group: string | undefined;
  groups: string | undefined;
  until: string | undefined;
  pageSize: number;
  from: string;
}

export default action<MemberAddArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const file = isFile(args.member);
  const rows = file ? await readMemberFile(args.member, groupNames(args.groups)) : [await oneMember(args, session)];
  if (file && (args.group !== undefined || args.until !== undefined)) {
    fail("A file states group and end of each member; leave out --group and --until, or add one account.");
  }
  if (!file && args.groups !== undefined) {
    fail("--groups says what names in a file stand for; one account takes the number of its group, with --group.");
  }
  if (args.pageSize < 1) fail(`A page of ${args.pageSize} accounts makes no sense; give --page-size 1 or more.`);

  const { added, alreadyThere, skipped, receipts } = await addMembers(signer, token, rows, {
    pageSize: args.pageSize,
    ...(file ? { onProgress: progressBar("members") } : {}),
  });
  const leftOut = describeSkipped(skipped, skipped.length === 0 ? {} : await session.formatters());
  return {
    json: {
      token: await token.getAddress(),
      added,
      alreadyThere,
      skipped: leftOut,
      transactions: receipts.map(sent),
    },
    text: [
      `Added ${count(added.length, "member")}; ${alreadyThere.length} there already; ${skipped.length} left out.`,
      ...skippedText(leftOut),
    ].join("\n"),
    receipts,
    failed: skipped.length > 0,
  };
});

async function oneMember(args: MemberAddArguments, session: TimeframeSession): Promise<MemberRow> {
  if (args.group === undefined) fail("Say which group the account joins: --group <number>, see `timeframe show`.");
  return {
    account: await session.account(args.member, "member"),
    group: parseWhole(args.group, "group", LARGEST.group),
    ...(args.until === undefined ? {} : { until: parseWhole(args.until, "end (--until, a frame)", LARGEST.end) }),
  };
}

/** "staff=1,guests=2": what the names of groups in a file stand for. */
function groupNames(text: string | undefined): Record<string, bigint> | undefined {
  if (text === undefined) return undefined;
  return Object.fromEntries(
    text.split(",").map((part) => {
      const [, name = "", number = ""] = /^\s*([^=]+?)\s*=\s*(\d+)\s*$/.exec(part) ?? [];
      if (name === "") fail(`--groups "${part}" is not of the form name=number; write it like staff=1,guests=2.`);
      return [name, parseWhole(number, `group of --groups "${name}"`, LARGEST.group)] as const;
    }),
  );
}
