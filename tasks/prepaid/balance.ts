import {
  balanceAt,
  formatId,
  returnsOf,
  type ReturnsReading,
  type Unsettled,
  unsettledOf,
  unsettledSharesOf,
} from "../../src/prepaid/index.ts";
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
  const reading = await returnsOf(vault, account, provider);
  const { now, balance, locked, returns } = reading;
  const at = args.at === undefined ? null : parseWhen(args.at, now);
  const later = at === null ? null : await balanceAt(vault, account, provider, at);

  const unsettled = await unsettledOf(vault, account, provider);
  const shares = await unsettledSharesOf(vault, account, provider);
  const then =
    at === null || later === null
      ? []
      : [["balance then", `${money.show(later)}, ${moment(at, now)}, if nothing but time happens`] as const];
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
      unsettled: unsettled.map(described),
      unsettledShares: shares.map(described),
    },
    text: [
      fields([
        ["account", account],
        ["balance", money.show(balance)],
        ["locked", money.show(locked)],
        ...settlementLines(partsOf(unsettled, shares), now, money),
        ...then,
      ]),
      ...returnsUntil(at, reading, money),
    ].join("\n"),
  };
});

/** What comes back until a moment, or at all, with the balance that it makes. */
function returnsUntil(at: bigint | null, { now, balance, returns }: ReturnsReading, { decimals }: Money): string[] {
  let sum = balance;
  const rows = returns
    .filter(({ expiry }) => at === null || expiry <= at)
    .map(({ expiry, amount }) => [moment(expiry, now), units(amount, decimals), units((sum += amount), decimals)]);
  if (rows.length === 0) return [at === null ? "Nothing is to come back." : "Nothing comes back until then."];
  return ["", table(["comes back", "at most", "balance then"], rows, ["at most", "balance then"])];
}

function described(one: Unsettled): object {
  return { instrument: formatId(one.id), ...one };
}

/** What of an instrument that is to be settled is the account's. */
interface Part {
  id: bigint;
  expiry: bigint;
  amount: bigint;
  /** Whether it bought the instrument, so that `prepaid list` has it. */
  own: boolean;
}

/** What is the account's of what it bought, and of what others did. */
function partsOf(unsettled: readonly Unsettled[], shares: readonly Unsettled[]): Part[] {
  const parts = [
    ...unsettled.map(({ id, expiry, toPurchaser }) => ({ id, expiry, amount: toPurchaser, own: true })),
    ...shares.map(({ id, expiry, amount, toPurchaser }) => ({ id, expiry, amount: amount - toPurchaser, own: false })),
  ];
  return parts.filter(({ amount }) => amount > 0n);
}

/** What neither returns by itself nor is locked, in two lines: what can be settled now, and what later. */
function settlementLines(
  parts: readonly Part[],
  now: bigint,
  money: Money,
): (readonly [name: string, value: string])[] {
  const line = (name: string, some: readonly Part[]): (readonly [name: string, value: string])[] => {
    const sum = some.reduce((total, { amount }) => total + amount, 0n);
    return some.length === 0 ? [] : [[name, `${money.show(sum)}, from ${named(some)}`]];
  };
  return [
    ...line(
      "waiting to be settled",
      parts.filter(({ expiry }) => expiry <= now),
    ),
    ...line(
      "to be settled later",
      parts.filter(({ expiry }) => expiry > now),
    ),
  ];
}

/** The first of them by name, and where the others are. */
function named(parts: readonly Part[]): string {
  const [first = "", ...more] = parts.map(({ id }) => formatId(id));
  if (more.length === 0) return first;
  return `${first} and ${more.length} more (\`${parts.every(({ own }) => own) ? "prepaid list" : "--json"}\`)`;
}
