import {
  type AssetDraft,
  AssetKind,
  type GuardiansDraft,
  type Plan,
  type PlanDraft,
  planOf,
} from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import { parseWhole } from "../../support/parse.ts";
import { assetsIn, isSame } from "./assets.ts";
import { guardiansIn, LARGEST_BYTE } from "./guardians.ts";
import { readPlanFile } from "./plan-file.ts";
import { recipientsIn } from "./recipients.ts";
import type { WalletSession } from "./session.ts";
import { sourceFor } from "./source.ts";
import { parseEther, parseSpan } from "../../support/spans.ts";

/** What a user says of a plan, by a file and by options. */
export interface PlanArguments {
  plan: string | undefined;
  account: string | undefined;
  source: string | undefined;
  period: string | undefined;
  grace: string | undefined;
  changeDelay: string | undefined;
  requestPeriod: string | undefined;
  bond: string | undefined;
  bounty: string | undefined;
  feed: string | undefined;
  fallback: string | undefined;
  everything: boolean;
  asset: string | undefined;
  to: string | undefined;
  guardians: string | undefined;
  threshold: string | undefined;
  confirm: boolean;
  pauseFor: string | undefined;
  pauses: string | undefined;
  from: string;
}

/** What of a plan is said; the rest stays as it is, or is none. */
export type Changes = Partial<PlanDraft>;

/** What the file and the options say; options go before the file. */
export async function changesFrom(args: PlanArguments, session: WalletSession): Promise<Changes> {
  const file = args.plan === undefined ? {} : await readPlanFile(args.plan, session);
  const { source, feed, fallback, asset, to } = args;
  const span = (text: string | undefined, what: string): bigint | undefined =>
    text === undefined ? undefined : parseSpan(text, what);
  const ether = (text: string | undefined, what: string): bigint | undefined =>
    text === undefined ? undefined : parseEther(text, what);
  const guardians = guardiansFrom(args);
  const options = {
    account: args.account === undefined ? undefined : await session.holder(args.account),
    source,
    period: span(args.period, "period"),
    grace: span(args.grace, "grace"),
    changeDelay: span(args.changeDelay, "delay of changes"),
    requestPeriod: span(args.requestPeriod, "period of requests"),
    bond: ether(args.bond, "bond"),
    bounty: ether(args.bounty, "bounty"),
    feed: feed === undefined ? undefined : await session.contract(feed, "uptime feed"),
    fallbackRecipient: fallback === undefined ? undefined : await session.account(fallback, "fallback recipient"),
    everything: args.everything ? true : undefined,
    assets: asset === undefined ? undefined : await assetsIn(asset, session),
    tiers: to === undefined ? undefined : [{ recipients: await recipientsIn(to, session) }],
    guardians,
  };
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...file, ...Object.fromEntries(said) };
}

function guardiansFrom({ guardians, threshold, confirm, pauseFor, pauses }: PlanArguments): GuardiansDraft | undefined {
  if (guardians === undefined) {
    if (threshold !== undefined || confirm || pauseFor !== undefined || pauses !== undefined)
      fail("Say who the guardians are with --guardians; the other options say what they may.");
    return undefined;
  }
  const keys = guardiansIn(guardians);
  return {
    keys,
    threshold:
      threshold === undefined ? BigInt(keys.length) : parseWhole(threshold, "threshold of guardians", LARGEST_BYTE),
    confirm,
    ...(pauseFor === undefined ? {} : { pauseFor: parseSpan(pauseFor, "pause of guardians") }),
    ...(pauses === undefined ? {} : { pauses: parseWhole(pauses, "number of pauses", LARGEST_BYTE) }),
  };
}

/** A plan of what a user said, whole. */
export async function planFrom(changes: Changes, from: string, session: WalletSession): Promise<Plan> {
  const { period, grace, tiers } = changes;
  if (period === undefined || grace === undefined)
    fail("Say how long the silence and the grace are: --period 90d --grace 7d, or in the plan's file.");
  if (tiers === undefined)
    fail("Say who receives: --to <account>:<percent>,<account>:<percent>, or tiers in the plan's file.");
  const account = changes.account ?? (await session.signer(from)).address;
  const source = await sourceFor(account, changes.source, session);
  return planOf({ ...changes, account, source, period, grace, tiers });
}

/** A plan in force with what a user says otherwise. */
export async function changed(
  current: Plan,
  changes: Changes,
  further: readonly AssetDraft[],
  session: WalletSession,
): Promise<Plan> {
  const { account } = current;
  if (changes.account !== undefined && changes.account !== account)
    fail(`The plan of ${account} can't become one of ${changes.account}; register another with \`wallet register\`.`);
  const source = changes.source === undefined ? current.source : await sourceFor(account, changes.source, session);
  const next = planOf({ ...draftOf(current), ...changes, account, source });
  const added = planOf({ ...draftOf(current), assets: further }).assets;
  const twice = added.find((asset) => next.assets.some((listed) => isSame(listed, asset)));
  if (twice !== undefined)
    fail(
      `The asset ${twice.kind === AssetKind.NATIVE ? "ether" : twice.token} is listed already; leave it out of --add.`,
    );
  return planOf({ ...draftOf(next), assets: [...next.assets, ...added] });
}

/** A plan as a draft that gives it again. */
function draftOf(plan: Plan): PlanDraft {
  return {
    ...plan,
    tiers: plan.tiers.map(({ delay, window, recipients }) => ({
      delay,
      window,
      // A recipient's 32 bytes, whether his address or a commitment, are taken as they are.
      recipients: recipients.map(({ who, share }) => ({ commitment: who, share })),
    })),
  };
}

const OPTIONS: readonly string[] = [
  ...["plan", "account", "source", "period", "grace", "changeDelay", "requestPeriod", "bond", "bounty", "feed"],
  ...["fallback", "asset", "to", "guardians", "threshold", "pauseFor", "pauses"],
];

/** Refuses whatever is said of a plan beside a file that has it all. */
export function refuseOptions(args: PlanArguments, why: string): void {
  const given = args.everything || args.confirm || OPTIONS.some((name) => Reflect.get(args, name) !== undefined);
  if (given) fail(`${why}; give nothing else of a plan.`);
}
