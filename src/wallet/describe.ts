import { durationLabel } from "../chain/duration.ts";
import { type Asset, AssetKind, type Plan, type Recipient, SHARED, type Tier } from "./constants.ts";
import { addressOfRecipient } from "./secret.ts";

/** How things in a plan are written; what is left out is written as the plan has it. */
export interface PlanWords {
  /** An account, a token, a contract. */
  address?: (address: string) => string;
  /** An amount of wei. */
  ether?: (wei: bigint) => string;
}

/**
 * A plan in sentences, for who is to sign it or to receive: one line each.
 *
 * @example
 * for (const line of describePlan(plan)) console.log(line);
 */
export function describePlan(plan: Plan, words: PlanWords = {}): string[] {
  const address = words.address ?? ((text: string) => text);
  const ether = words.ether ?? ((wei: bigint) => `${wei} wei`);
  const lines = [
    `What ${address(plan.account)} leaves, after ${durationLabel(plan.period)} of silence and ${durationLabel(plan.grace)} of grace.`,
    `Life is known from ${address(plan.source)}.`,
    ...plan.tiers.flatMap((tier, place) => tierLines(tier, place, plan.tiers.length, address)),
    ...plan.assets.map((asset) => `Moves ${assetText(asset, address)}.`),
  ];
  if (plan.everything) lines.push("Moves everything else that the account holds then, by shares.");
  if (plan.requestPeriod !== 0n)
    lines.push(
      `A recipient can ask earlier, for a bond of ${ether(plan.bond)}: ${durationLabel(plan.requestPeriod)} without an act of the owner are enough then.`,
    );
  if (plan.bounty !== 0n) lines.push(`Who triggers it, and who completes it, is paid ${ether(plan.bounty)}.`);
  lines.push(
    plan.changeDelay === 0n
      ? "Every change holds at once."
      : `A change of who receives, or when, is announced ${durationLabel(plan.changeDelay)} before it holds.`,
  );
  lines.push(...guardianLines(plan));
  if (BigInt(plan.feed) !== 0n)
    lines.push(`Outages that ${address(plan.feed)} tells of add to the grace, 30d at most.`);
  if (BigInt(plan.fallbackRecipient) !== 0n)
    lines.push(`What nobody has taken a year after it was due can go to ${address(plan.fallbackRecipient)}.`);
  return lines;
}

function tierLines(tier: Tier, place: number, count: number, address: (text: string) => string): string[] {
  const last = place === count - 1;
  const from = tier.delay === 0n ? "From the end of the grace" : `From ${durationLabel(tier.delay)} of silence`;
  const how = last ? "without an acceptance" : `if one of them accepts within ${durationLabel(tier.window)}`;
  return [
    `${from}, ${how}, it goes to ${tier.recipients.length === 1 ? "one recipient" : `${tier.recipients.length} recipients`}:`,
    ...tier.recipients.map((recipient) => `  ${shareText(recipient.share)} to ${whoText(recipient, address)}`),
  ];
}

function whoText({ who }: Recipient, address: (text: string) => string): string {
  const open = addressOfRecipient(who);
  return open === null ? `somebody secret, ${who}` : address(open);
}

/** A share as people write it: "33.34 %". */
function shareText(share: bigint): string {
  const cents = share % 100n;
  return `${share / 100n}${cents === 0n ? "" : `.${cents.toString().padStart(2, "0")}`} %`;
}

function assetText({ kind, token, id, heir }: Asset, address: (text: string) => string): string {
  const whole = heir === SHARED ? "" : `, all of it to recipient ${heir + 1n} of the tier that receives`;
  if (kind === AssetKind.NATIVE) return `the account's ether${whole}`;
  if (kind === AssetKind.ERC20) return `${address(token)}${whole}`;
  if (kind === AssetKind.ERC721) return `token ${id} of ${address(token)}${whole}`;
  return `all of id ${id} of ${address(token)}${whole}`;
}

function guardianLines({ guardians }: Plan): string[] {
  const { keys, threshold, confirm, pauseFor, pauses } = guardians;
  if (keys.length === 0) return [];
  const lines: string[] = [];
  const who = `${threshold} of ${keys.length} guardians`;
  if (confirm) lines.push(`Nothing moves before ${who} have confirmed it.`);
  if (pauses !== 0n)
    lines.push(`${who} can hold it up for ${durationLabel(pauseFor)}, ${pauses} ${pauses === 1n ? "time" : "times"}.`);
  return lines;
}
