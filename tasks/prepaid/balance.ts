import { balanceAt, formatId, returnsOf, type Unsettled, unsettledOf } from "../../src/prepaid/index.ts";
import { fields, moment, table, units } from "../support/format.ts";
import type { Money } from "../support/money.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { parseWhen } from "./support/when.ts";

export interface BalanceArguments extends CommonArguments {
  vault: string;
  account: string;
  at: string | undefined;
}

export default action<BalanceArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const { vault, address, money } = await session.vault(args.vault);
  const account = await session.account(args.account, "account");
  const { now, balance, locked, returns } = await returnsOf(vault, account, provider);
  const at = args.at === undefined ? null : parseWhen(args.at, now);
  const later = at === null ? null : await balanceAt(vault, account, provider, at);

  const unsettled = await unsettledOf(vault, account, provider);

  let sum = balance;
  const rows = returns
    .filter(({ expiry }) => at === null || expiry <= at)
    .map(({ expiry, amount }) => [
      moment(expiry, now),
      units(amount, money.decimals),
      units((sum += amount), money.decimals),
    ]);
  return {
    json: {
      vault: address,
      account,
      decimals: money.decimals,
      now,
      balance,
      locked,
      ...(at === null ? {} : { at, balanceAt: later }),
      returns,
      unsettled: unsettled.map((one) => ({ instrument: formatId(one.id), ...one })),
    },
    text: [
      fields([
        ["account", account],
        ["balance", money.show(balance)],
        ["locked", money.show(locked)],
        ...settlementLines(unsettled, now, money),
        ...(at === null || later === null
          ? []
          : [["balance then", `${money.show(later)}, ${moment(at, now)}, if nothing but time happens`] as const]),
      ]),
      ...(rows.length === 0
        ? [at === null ? "Nothing is to come back." : "Nothing comes back until then."]
        : ["", table(["comes back", "at most", "balance then"], rows, ["at most", "balance then"])]),
    ].join("\n"),
  };
});

/** What neither returns by itself nor is locked, in two lines: what can be settled now, and what later. */
function settlementLines(
  unsettled: readonly Unsettled[],
  now: bigint,
  money: Money,
): (readonly [name: string, value: string])[] {
  const line = (name: string, some: readonly Unsettled[]): (readonly [name: string, value: string])[] => {
    const own = some.filter(({ toPurchaser }) => toPurchaser > 0n);
    const amount = own.reduce((sum, { toPurchaser }) => sum + toPurchaser, 0n);
    return own.length === 0 ? [] : [[name, `${money.show(amount)}, from ${named(own)}`]];
  };
  return [
    ...line(
      "waiting to be settled",
      unsettled.filter(({ expiry }) => expiry <= now),
    ),
    ...line(
      "to be settled later",
      unsettled.filter(({ expiry }) => expiry > now),
    ),
  ];
}

/** The first of them by name; `--json` has all. */
function named(unsettled: readonly Unsettled[]): string {
  const [first, ...more] = unsettled.map(({ id }) => formatId(id));
  return more.length === 0 ? (first ?? "") : `${first ?? ""} and ${more.length} more (\`prepaid list\`)`;
}
