import {
  categoriesOfList,
  type MerchantList,
  NO_CAP,
  parseDuration,
  parsePercent,
  parseTrigger,
  type Rules,
  rulesOf,
  TRACK,
  Trigger,
  WHOLE_BPS,
} from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import type { Money } from "../../support/money.ts";
import { readMerchantFile } from "./lists.ts";
import type { PrepaidSession } from "./session.ts";
import { parseValue } from "./value.ts";

/** The options that make rules. */
export interface RulesArguments {
  trigger: string | undefined;
  delay: string | undefined;
  merchants: string | undefined;
  categories: string | undefined;
  cap: string | undefined;
  returnTo: string | undefined;
  returnShare: string | undefined;
  manual: boolean;
  minPiece: string | undefined;
}

/** The rules that the options ask for, and the list of merchants that they name. */
export async function rulesFrom(
  args: RulesArguments,
  money: Money,
  session: PrepaidSession,
): Promise<{ rules: Rules; list: MerchantList | null }> {
  const trigger = args.trigger === undefined ? Trigger.ISSUE : parseTrigger(args.trigger);
  if ((trigger === Trigger.ISSUE) !== (args.delay === undefined)) {
    fail(
      trigger === Trigger.ISSUE
        ? "A delay needs an event from which it is counted; give --trigger delivery or first-use, or leave out --delay."
        : `The clock starts with the ${args.trigger ?? ""}; say with --delay how long after it the instrument expires.`,
    );
  }
  if (args.returnShare !== undefined && args.returnTo === undefined) {
    fail("Say with --return-to whose the share is, or leave out --return-share: then all goes back to the purchaser.");
  }
  if (args.categories !== undefined && args.merchants === undefined) {
    fail("Categories are those of a list of merchants; give its file with --merchants, or leave out --categories.");
  }
  const list = args.merchants === undefined ? null : await readMerchantFile(args.merchants);
  const categories = list === null || args.categories === undefined ? 0n : categoriesOfList(args.categories, list);
  const rules = rulesOf({
    trigger,
    ...(args.delay === undefined ? {} : { delay: parseDuration(args.delay) }),
    ...(list === null ? {} : { merchants: list.root, categories }),
    ...(args.cap === undefined ? {} : { cap: args.cap === TRACK ? NO_CAP : parseValue(args.cap, money, "cap") }),
    ...(args.returnTo === undefined
      ? {}
      : {
          returnTo: await session.account(args.returnTo, "account of --return-to"),
          returnBps: args.returnShare === undefined ? WHOLE_BPS : parsePercent(args.returnShare),
        }),
    manual: args.manual,
    ...(args.minPiece === undefined ? {} : { minPiece: parseValue(args.minPiece, money, "smallest piece") }),
  });
  return { rules, list };
}
