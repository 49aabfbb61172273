import { MaxUint256 } from "ethers";

import { readBalance } from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { fail } from "../support/failure.ts";
import { fields, moment, units } from "../support/format.ts";
import { parseMoment, parseWhole } from "../support/parse.ts";
import { LARGEST } from "./support/largest.ts";
import { describeFrame } from "./support/describe.ts";
import { unitsOf } from "./support/units.ts";

export interface BalanceArguments extends CommonArguments {
  token: string;
  account: string;
  frame: string | undefined;
  at: string | undefined;
}

const SOURCES = {
  chain: "the state of the chain",
  announced: "what is announced for that frame, if nothing touches the account before",
  history: "the events, since the chain keeps no past balances",
} as const;

export default action<BalanceArguments>(async (args, session) => {
  if (args.frame !== undefined && args.at !== undefined) fail("Name one moment: --frame or --at, not both.");
  const token = await session.token(args.token);
  const account = await session.account(args.account, "account");
  const { decimals, symbol } = await unitsOf(token);
  const {
    frame,
    balance,
    units: parts,
    source,
  } = await readBalance(token, account, {
    ...(args.frame === undefined ? {} : { frame: parseWhole(args.frame, "frame", LARGEST.frame) }),
    ...(args.at === undefined ? {} : { timestamp: parseMoment(args.at) }),
  });
  const now = await session.now();
  // What is left to request and to receive is known of this moment only.
  const limits =
    args.frame === undefined && args.at === undefined
      ? { remaining: await token.remaining(account), receivable: limitOf(await token.receivable(account)) }
      : null;
  return {
    json: {
      token: await token.getAddress(),
      account,
      balance,
      decimals,
      units: parts.map(({ epoch, amount, expiresAt }) => ({ epoch, amount, expiresAt })),
      ...limits,
      ...describeFrame(frame),
      source,
    },
    text: fields([
      ["account", account],
      ["balance", `${units(balance, decimals)} ${symbol}`],
      ...parts.map(
        ({ epoch, amount, expiresAt }) =>
          [
            `of frame ${epoch}`,
            `${units(amount, decimals)}, ${expiresAt > now ? "expires" : "expired"} ${moment(expiresAt, now)}`,
          ] as const,
      ),
      ...(limits === null || limits.remaining === 0n
        ? []
        : [["can request", `${units(limits.remaining, decimals)} more in this frame`] as const]),
      ...(limits === null || limits.receivable === null
        ? []
        : [["can receive", `${units(limits.receivable, decimals)} by transfer in this frame`] as const]),
      ["frame", `${frame.index} (${frame.label})`],
      ["source", SOURCES[source]],
    ]),
  };
});

/** What can be received; null where there is no limit. */
function limitOf(receivable: bigint): bigint | null {
  return receivable === MaxUint256 ? null : receivable;
}
