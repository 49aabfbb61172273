import {
  BackingKind,
  NO_CAP,
  nameOfBackingKind,
  nameOfLayout,
  type GroupPolicyReading,
  readGroupPolicy,
  readProviderRoot,
  readToken,
  type TokenReading,
} from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count, fields, moment, table, units } from "../support/format.ts";
import { type Money, moneyOf } from "../support/money.ts";
import { clockOf, describeToken } from "./support/describe.ts";

export interface ShowArguments extends CommonArguments {
  token: string;
}

export default action<ShowArguments>(async (args, session) => {
  const contract = await session.token(args.token);
  const token = await readToken(contract);
  const policies = await Promise.all(token.groups.map(({ group }) => readGroupPolicy(contract, group)));
  const providerRoot = await readProviderRoot(contract);
  const { backing } = token;
  const now = await session.now();
  const money = await moneyOf(backing?.asset ?? null, session.ethers.provider);
  const described = describeToken(token);
  return {
    json: {
      ...described,
      groups: described.groups.map((group, at) => ({ ...group, ...policies[at] })),
      providerRoot,
    },
    text: [
      fields([
        ["token", `${token.name} (${token.symbol}), ${count(token.decimals, "decimal")}`],
        ["address", token.address],
        ["layout", nameOfLayout(token.layout)],
        ["clock", clockOf(token.clock)],
        ["frame", `${token.frame.index} (${token.frame.label}), next refresh ${moment(token.frame.end, now)}`],
        ["supply", units(token.totalSupply, token.decimals)],
        ["receivers", token.open ? "anybody (open)" : "members and providers (closed)"],
        ["administrator", token.administrator ?? "none: renounced"],
        ...(backing === null
          ? [["backing", "none: units can be transferred, not spent"] as const]
          : [
              ["backing", `${backing.address} (${nameOfBackingKind(backing.kind)})`] as const,
              ["sponsor", backing.sponsor] as const,
              [
                "pays in",
                backing.asset === null ? "nothing: it only counts" : `${money.symbol} ${backing.asset}`,
              ] as const,
            ]),
        ...(backing === null || backing.pool === null
          ? backing === null
            ? []
            : [["pool", "not open; the sponsor opens it with timeframe backing open"] as const]
          : [
              ["pool", `${money.show(backing.pool.balance)}, reserved ${money.show(backing.pool.reserved)}`] as const,
              [
                backing.kind === BackingKind.PRO_RATA ? "price at most" : "price",
                announced(money, backing.pool.price, backing.pool.priceNext),
              ] as const,
              ...(backing.kind === BackingKind.PRO_RATA
                ? [["pot", announced(money, backing.pool.pot, backing.pool.potNext)] as const]
                : []),
            ]),
      ]),
      "",
      token.groups.length === 0 ? "No groups yet; open one with timeframe group add." : groupTable(token),
      ...waysIn(policies, providerRoot),
    ].join("\n"),
  };
});

/** "2 EUR", with what is announced: "2 EUR, from the next frame 3 EUR". */
function announced({ show }: Money, now: bigint, next: bigint): string {
  return now === next ? show(now) : `${show(now)}, from the next frame ${show(next)}`;
}

/** Who may join without the administrator; nothing where nobody may. */
function waysIn(policies: readonly GroupPolicyReading[], providerRoot: string | null): string[] {
  const lines = policies.flatMap<[string, string]>(({ authority, root }, at) => [
    ...(authority === null ? [] : [[`group ${at + 1} by vouchers of`, authority] satisfies [string, string]]),
    ...(root === null ? [] : [[`group ${at + 1} by the list`, root] satisfies [string, string]]),
  ]);
  if (providerRoot !== null) lines.push(["providers by the list", providerRoot]);
  return lines.length === 0 ? [] : ["", "Who may join without the administrator:", fields(lines)];
}

function groupTable({ groups, decimals }: TokenReading): string {
  const one = (value: bigint): string => (value === NO_CAP ? "none" : units(value, decimals));
  const amount = (now: bigint, next: bigint): string => (now === next ? one(now) : `${one(now)} -> ${one(next)}`);
  const numbers = ["group", "members", "quota", "receive cap", "budget", "requested"];
  return table(
    ["group", "mode", "members", "quota", "receive cap", "budget", "requested"],
    groups.map((group) => [
      group.group.toString(),
      `${group.onRequest ? "on request" : "implicit"}${group.soulbound ? ", soul-bound" : ""}`,
      group.members.toString(),
      amount(group.quota, group.quotaNext),
      amount(group.receiveCap, group.receiveCapNext),
      group.onRequest ? amount(group.budget, group.budgetNext) : "",
      group.onRequest ? units(group.requested, decimals) : "",
    ]),
    numbers,
  );
}
