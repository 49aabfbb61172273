import { ZeroAddress } from "ethers";

import {
  type Announced,
  dueFrom,
  type Facts,
  findAnnounced,
  type AssetHolding,
  readFact,
  readFacts,
  readHoldings,
  stateName,
  type Status,
  statusAt,
} from "../../src/wallet/index.ts";
import { fail } from "../support/failure.ts";
import { duration, fields, moment, table } from "../support/format.ts";
import { parseWhen } from "../support/when.ts";
import { type AccountArguments, action } from "./support/action.ts";
import { ether } from "./support/assets.ts";
import { clockBar, dueLines, standing } from "./support/clock.ts";
import { assetRows, guardianLines, tierRows } from "./support/describe.ts";
import type { PlanHere, WalletSession } from "./support/session.ts";

export interface ShowArguments extends AccountArguments {
  at: string | undefined;
}

/** All that is shown of a plan. */
interface View extends PlanHere {
  now: bigint;
  facts: Facts;
  /** Now, or at the moment that was asked for. */
  status: Status;
  holdings: AssetHolding[];
  announced: Announced | null;
  /** Of its bounties, and of what the account was credited. */
  ether: { bounties: bigint; credit: bigint };
  /** When its prover saw it with its present nonce; null where it has none, 0 where it hasn't. */
  since: bigint | null;
}

export default action<ShowArguments>(async (args, session) => {
  const here = await session.plan(args.account);
  const today = await session.now();
  const at = args.at === undefined ? null : parseWhen(args.at, today);
  if (at !== null && at < today)
    fail(`The moment ${moment(at, today)} is over, and only what is to come follows from the plan; give a later one.`);
  const view = await viewOf(here, at ?? today, session);
  const { plan, facts, status, now, holdings, announced } = view;
  const due = dueFrom(plan, facts, now);
  return {
    json: {
      account: here.account,
      registeredAt: here.registeredAt,
      ...(at === null ? {} : { at }),
      ...status,
      state: stateName(status.state),
      due,
      plan,
      holdings,
      announced,
      request: facts.request,
      ...view.ether,
      provenSince: view.since,
    },
    text: [
      ...(at === null ? [] : [`If nothing but time happens until ${moment(at, today)}:`]),
      fields(linesOf(view)),
      ...dueTable(dueLines(due, now)),
      "",
      table(["tier", "opens", "waits", "recipient", "share"], tierRows(plan), ["share"]),
      "",
      table(["asset", "held", "the executor may take", "for"], await assetRows(holdings, session)),
      ...guardianLines(plan),
    ].join("\n"),
  };
});

async function viewOf(here: PlanHere, now: bigint, session: WalletSession): Promise<View> {
  const { provider } = session.ethers;
  const { account, plan } = here;
  const registry = await session.registry();
  const [facts, holdings, announced, bounties, credit, fact] = await Promise.all([
    readFacts(registry, plan, provider),
    readHoldings(registry, plan, provider),
    findAnnounced(registry, account, provider),
    registry.bountiesOf(account),
    registry.creditOf(account),
    readFact(plan.source, account, provider),
  ]);
  const status = statusAt(plan, facts, now);
  return {
    ...here,
    now,
    facts,
    status,
    holdings,
    announced,
    ether: { bounties, credit },
    since: fact?.since ?? null,
  };
}

function linesOf(view: View): (readonly [name: string, value: string])[] {
  const { account, plan, version, registeredAt, status, now, announced, facts, since } = view;
  const { bounties, credit } = view.ether;
  return [
    ["account", account],
    ["plan", `number ${version}, since ${moment(registeredAt, now)}`],
    ["silence", clockBar(plan, status, now)],
    ["last life", moment(status.lastLife, now)],
    ["state", standing(plan, status, now)],
    ["life from", plan.source === account ? "the account itself" : plan.source],
    ...(since === 0n
      ? [["not shown yet", "its prover doesn't know the account: run `wallet checkpoint`"] as const]
      : []),
    ["changes", plan.changeDelay === 0n ? "hold at once" : `are announced ${duration(plan.changeDelay)} before`],
    ...(announced === null
      ? []
      : [
          [
            "announced",
            `${announced.plan === null ? "no plan" : "another plan"}, ${moment(announced.effectiveAt, now)}`,
          ] as const,
        ]),
    ...(plan.requestPeriod === 0n
      ? []
      : [["requests", `${duration(plan.requestPeriod)}, for a bond of ${ether(plan.bond)}`] as const]),
    ...(facts.request === null ? [] : [["requested", moment(facts.request.requestedAt, now)] as const]),
    ...(plan.bounty === 0n && bounties === 0n
      ? []
      : [["bounty", `${ether(plan.bounty)}, and ${ether(bounties)} are there`] as const]),
    ...(credit === 0n ? [] : [["credited", `${ether(credit)} (\`wallet withdraw\`)`] as const]),
    ...(plan.fallbackRecipient === ZeroAddress ? [] : [["after a year", plan.fallbackRecipient] as const]),
    ...(plan.everything ? [["everything", "moves what isn't listed, too"] as const] : []),
  ];
}

function dueTable(lines: readonly (readonly string[])[]): string[] {
  return lines.length === 0 ? [] : ["", table(["due", "what"], lines)];
}
