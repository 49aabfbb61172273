import { NO_CAP, readGroup, scheduleBudget, scheduleQuota, scheduleReceiveCap } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { moment, units } from "../support/format.ts";
import { parseAmount, parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { sent } from "../support/transaction.ts";
import { describeGroup } from "./support/describe.ts";
import { unitsOf } from "./support/units.ts";

export interface QuotaArguments extends CommonArguments {
  token: string;
  group: string;
  amount: string;
  of: string;
  from: string;
}

const SCHEDULES = new Map([
  ["quota", scheduleQuota],
  ["receive-cap", scheduleReceiveCap],
  ["budget", scheduleBudget],
]);

export default action<QuotaArguments>(async (args, session) => {
  const schedule = SCHEDULES.get(args.of);
  if (schedule === undefined)
    fail(`"${args.of}" is nothing that a group has; give --of ${[...SCHEDULES.keys()].join(", ")}.`);
  const signer = await session.signer(args.from);
  const token = await session.token(args.token);
  const { decimals, symbol } = await unitsOf(token);
  const group = parseWhole(args.group, "group", LARGEST.group);
  const off = args.amount === "none" && args.of === "receive-cap";
  const amount = off
    ? NO_CAP
    : parseAmount(args.amount, decimals, args.of, "token", args.of === "receive-cap" ? NO_CAP - 1n : LARGEST.announced);
  const receipt = await schedule(signer, token, group, amount);
  const { frame, end } = await token.frameNow();
  const now = await session.now();
  return {
    json: {
      token: await token.getAddress(),
      effectiveFrame: frame + 1n,
      effectiveAt: end,
      ...describeGroup(await readGroup(token, group)),
      transaction: sent(receipt),
    },
    text: [
      `Group ${group}: ${args.of} ${off ? "none" : `${units(amount, decimals)} ${symbol}`} from frame ${frame + 1n} on, ${moment(end, now)}.`,
      "Nothing changes before.",
    ].join("\n"),
    receipts: [receipt],
  };
});
