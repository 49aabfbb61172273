import {
  allPlans,
  type Place,
  type PlanInForce,
  plansFor,
  readStatus,
  State,
  stateName,
} from "../../src/wallet/index.ts";
import type { Status } from "../../src/wallet/index.ts";
import { inBatches } from "../../src/chain/batches.ts";
import { moment, table } from "../support/format.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { percent } from "./support/describe.ts";
import { saltsIn } from "./support/recipients.ts";

export interface PlansArguments extends CommonArguments {
  recipient: string | undefined;
  salt: string | undefined;
}

/** How many plans are read at once. */
const READS = 25;

export default action<PlansArguments>(async (args, session) => {
  const { provider } = session.ethers;
  const registry = await session.registry();
  const recipient = args.recipient === undefined ? null : await session.account(args.recipient, "recipient");
  const found: (PlanInForce & { places?: Place[] })[] =
    recipient === null
      ? await allPlans(registry, provider)
      : await plansFor(registry, recipient, provider, { salts: saltsIn(args.salt) });
  const now = await session.now();
  const plans = await inBatches(found, READS, async (one) => ({
    ...one,
    status: await readStatus(registry, one.plan, provider),
  }));
  const rows = plans.map(({ plan, version, status, places }) => [
    plan.account,
    `${version}`,
    stateName(status.state),
    nextOf(status, now),
    ...(places === undefined
      ? []
      : [places.map(({ tier, share }) => `${percent(share)} (tier ${tier + 1n})`).join(", ")]),
  ]);
  const heads = ["account", "plan", "state", "next", ...(recipient === null ? [] : ["share"])];
  return {
    json: {
      plans: plans.map(({ plan, version, status, places }) => ({
        account: plan.account,
        version,
        state: stateName(status.state),
        triggerableAt: status.triggerableAt,
        executableAt: status.executableAt,
        ...(places === undefined ? {} : { places }),
      })),
    },
    text: rows.length === 0 ? nobody(recipient) : table(heads, rows),
  };
});

function nobody(recipient: string | null): string {
  return recipient === null
    ? "Nobody has a plan in force."
    : `No plan in force names ${recipient}; whom one names in secret gives his --salt.`;
}

/** What can happen next, and when. */
function nextOf({ state, triggerableAt, executableAt, opensAt, accepted, tier }: Status, now: bigint): string {
  if (state === State.ACTIVE) return `can be triggered ${moment(triggerableAt, now)}`;
  if (state !== State.GRACE && state !== State.EXECUTING) return "";
  if (!accepted) return `tier ${tier + 1n} can accept ${moment(opensAt, now)}`;
  return `tier ${tier + 1n} receives ${moment(executableAt > opensAt ? executableAt : opensAt, now)}`;
}
