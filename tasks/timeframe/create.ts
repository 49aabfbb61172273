import {
  createToken,
  largestDecimals,
  Layout,
  nameOfLayout,
  parseLayout,
  parseRhythm,
  predictToken,
  readToken,
  Rhythm,
  type TokenPlan,
} from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { fields, moment } from "../support/format.ts";
import { parseMoment, parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { cost, sent } from "../support/transaction.ts";
import { clockOf, describeToken } from "./support/describe.ts";

export interface CreateArguments extends CommonArguments {
  name: string;
  symbol: string;
  rhythm: string;
  length: string | undefined;
  start: string | undefined;
  decimals: number;
  layout: string;
  open: boolean;
  administrator: string | undefined;
  backing: string | undefined;
  salt: string | undefined;
  as: string | undefined;
  factory: string | undefined;
  from: string;
}

export default action<CreateArguments>(async (args, session) => {
  const signer = await session.signer(args.from);
  const rhythm = parseRhythm(args.rhythm);
  const { length, start } = args;
  if (rhythm !== Rhythm.FIXED && (length !== undefined || start !== undefined)) {
    fail(`A rhythm of ${args.rhythm} follows the calendar; leave out --length and --start, or use --rhythm fixed.`);
  }
  if (rhythm === Rhythm.FIXED && (length === undefined || start === undefined)) {
    fail("Fixed frames need --length in seconds and --start, the moment at which frame 1 begins; give both.");
  }
  const layout = parseLayout(args.layout);
  const most = largestDecimals(layout);
  if (args.decimals < 0 || args.decimals > most) {
    const other = args.decimals >= 0 && args.decimals <= largestDecimals(Layout.PLAIN) ? ", or use --layout plain" : "";
    fail(
      `A token of the ${nameOfLayout(layout)} layout has 0 to ${most} decimals, not ${args.decimals}; give fewer${other}.`,
    );
  }
  const plan: TokenPlan & { salt?: string } = {
    layout,
    terms: {
      name: args.name,
      symbol: args.symbol,
      decimals: BigInt(args.decimals),
      rhythm,
      open: args.open,
      administrator:
        args.administrator === undefined
          ? signer.address
          : await session.account(args.administrator, "--administrator"),
      ...(length === undefined || start === undefined
        ? {}
        : { anchor: parseMoment(start), frameLength: parseWhole(length, "length", LARGEST.seconds) }),
      ...(args.backing === undefined ? {} : { backing: await session.backingOfNew(args.backing) }),
    },
    ...(args.salt === undefined ? {} : { salt: args.salt }),
  };
  const factory = await session.factory(args.factory);

  const name = args.as === undefined ? args.symbol : args.as;
  await session.checkName(name, await predictToken(signer, factory, plan));
  const { token, address, created, receipt } = await createToken(signer, factory, plan);
  const known = await session.remember(name, address);
  const reading = await readToken(token);
  const now = await session.now();
  return {
    json: { ...describeToken(reading), created, as: known, transaction: receipt === null ? null : sent(receipt) },
    text: [
      created
        ? `Created ${args.name} (${args.symbol}).`
        : `${args.name} (${args.symbol}) is there already; nothing sent.`,
      fields([
        ["address", address],
        ...(known === null ? [] : [["name here", known] as const]),
        ["clock", clockOf(reading.clock)],
        ["frame", `${reading.frame.index} (${reading.frame.label}), next refresh ${moment(reading.frame.end, now)}`],
        ...(receipt === null ? [] : [["sent", cost([receipt])] as const]),
      ]),
      `Next: npx hardhat timeframe group add ${known ?? address} <quota> --network ${session.network}`,
    ].join("\n"),
  };
});
