import type { ContractRunner } from "ethers";

import { durationLabel } from "../chain/duration.ts";
import { WHOLE_PARTS } from "./constants.ts";
import type { DepreciationTerms } from "./depreciation.ts";
import { kilometres, percent } from "./measures.ts";
import { type Panel, readPanel, readTerms } from "./policy.ts";

export { kilometres, percent };

/** How things are written; what is left out is written as the contracts have it. */
export interface PolicyWords {
  /** A key of an attestor. */
  key?: (key: string) => string;
  /** An amount of wei. */
  ether?: (wei: bigint) => string;
}

/**
 * A policy in plain words, for who is to bind a vehicle to it: one sentence each.
 *
 * @example
 * for (const line of await describePolicy(policy, provider)) console.log(line);
 */
export async function describePolicy(
  policy: string,
  runner: ContractRunner,
  words: PolicyWords = {},
): Promise<string[]> {
  const [terms, panel] = await Promise.all([readTerms(policy, runner), readPanel(policy, runner)]);
  const rules =
    terms === null
      ? [
          `${policy} is no depreciation policy: it says itself what a vehicle is worth, and can't be put into words here.`,
        ]
      : describeTerms(terms);
  return [...rules, ...describePanel(panel, terms, words)];
}

/**
 * The rules of a depreciation policy in plain words.
 *
 * @example
 * for (const line of describeTerms(terms)) console.log(line);
 */
export function describeTerms(terms: DepreciationTerms): string[] {
  const { perYear, lifetime, perDistance, floor, residual, restorable, perDay, patience, silence } = terms;
  const lines = [
    lifetime === 0n
      ? `Each year takes ${percent(perYear)} of what is left.`
      : `Age takes all that it can within ${durationLabel(lifetime)}, evenly.`,
  ];
  if (perDistance !== 0n) lines.push(`${kilometres(10_000_000n)} take ${percent(perDistance)} of the new vehicle.`);
  lines.push(
    floor === 0n
      ? "Age and distance can take all of it."
      : `Age and distance leave ${percent(floor)} of the appraised value, whatever they are.`,
  );
  lines.push(
    "Damage takes its share of what is left" +
      (residual === 0n ? ", and nothing of that stays." : `; ${percent(residual)} of that stays as residual.`),
  );
  lines.push(
    restorable === 0n
      ? "A service restores nothing."
      : `Services restore what was damaged, ${percent(restorable)} of the vehicle at most in all.`,
  );
  lines.push(
    `A report tells of at most ${kilometres(perDay)} for each day begun since the report before, or is refused: several in one day can each tell of a day's distance.`,
  );
  lines.push(
    `Silence takes nothing for ${durationLabel(patience)}, then evenly more, and all that the vehicle shows after ${durationLabel(silence)}; the next report gives it back.`,
  );
  return lines;
}

/**
 * Who confirms and decides, in plain words.
 *
 * @param terms The rules of the policy, where it is a depreciation policy; null = of another kind.
 * @example
 * for (const line of describePanel(panel, terms)) console.log(line);
 */
export function describePanel(panel: Panel, terms: DepreciationTerms | null, words: PolicyWords = {}): string[] {
  const { attestors, confirmations, decisions, disputeWindow, decideWithin, bond } = panel;
  if (attestors.length === 0) return ["Nobody confirms reports, and none can be disputed."];
  const key = words.key ?? ((text: string) => text);
  const ether = words.ether ?? ((wei: bigint) => `${wei} wei`);
  const of = attestors.length === 1 ? "one attestor" : `${attestors.length} attestors`;
  const which = graveText(terms);
  return [
    ...(which === null ? [] : [`${which} counts only once ${confirmations} of ${of} have confirmed it.`]),
    `Within ${durationLabel(disputeWindow)} after it counted a report can be disputed, for a bond of ${ether(bond)}; ${decisions} of ${of} decide, within ${durationLabel(decideWithin)} more, or it stands.`,
    `Attestors: ${attestors.map(key).join(", ")}.`,
  ];
}

/** Which reports are grave; null where none is. */
function graveText(terms: DepreciationTerms | null): string | null {
  if (terms === null) return "A report that the policy calls grave";
  if (terms.grave > WHOLE_PARTS) return null;
  if (terms.grave === 0n) return "Each report of more than distance";
  return `A report of more than distance, of a severity from ${percent(terms.grave)} on, or of the vehicle's end,`;
}
