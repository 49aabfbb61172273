import { ZeroAddress, ZeroHash } from "ethers";

import {
  categoriesIn,
  formatPercent,
  formatId,
  type Instrument,
  isPlain,
  nameOfTrigger,
  NO_CAP,
  type Rules,
  Trigger,
} from "../../../src/prepaid/index.ts";
import { duration } from "../../support/format.ts";
import type { Money } from "../../support/money.ts";

/** An instrument with the name that people use for it. */
export function describeInstrument(instrument: Instrument) {
  return { instrument: formatId(instrument.id), ...instrument };
}

/** Rules with words for their enumerations, and what is none as null. */
export function describeRules(rules: Rules) {
  return {
    trigger: nameOfTrigger(rules.trigger),
    delay: rules.delay,
    merchants: rules.merchants === ZeroHash ? null : rules.merchants,
    categories: rules.categories === 0n ? null : categoriesIn(rules.categories),
    cap: rules.cap === 0n ? null : rules.cap,
    returnTo: rules.returnTo === ZeroAddress ? null : rules.returnTo,
    returnBps: rules.returnBps,
    manual: rules.manual,
    minPiece: rules.minPiece,
  };
}

/** What an instrument is at this moment, in a word or two. Whether its purchaser took it back, {@link takenBack} says. */
export function stateOf(
  { expiry, settled, pull, delivered, started, byKey }: Instrument,
  now: bigint,
  gone: boolean,
): string {
  if (gone) return "taken back";
  if (expiry <= now) {
    if (!pull) return "expired";
    return settled ? "settled" : "to be settled";
  }
  const stage = delivered ? (started ? "in use" : "clock not started") : byKey ? "to be claimed" : "not delivered";
  return pull ? `${stage}, then to be settled` : stage;
}

/** The rules in words, one line for each; none for a plain instrument. */
export function rulesInWords(rules: Rules, money: Money): (readonly [name: string, value: string])[] {
  if (isPlain(rules)) return [];
  const { trigger, delay, merchants, categories, cap, returnTo, returnBps, manual, minPiece } = rules;
  const accepted = categoriesIn(categories);
  return [
    ...(trigger === Trigger.ISSUE
      ? []
      : [["clock", `${duration(delay)} from ${trigger === Trigger.DELIVERY ? "delivery" : "first use"} on`] as const]),
    ...(merchants === ZeroHash
      ? []
      : [
          ["merchants", `list ${merchants}`] as const,
          ...(accepted.length === 0 ? [] : [["categories", accepted.join(", ")] as const]),
        ]),
    ...(cap === 0n
      ? []
      : [["per merchant", cap === NO_CAP ? "no cap, but kept" : `at most ${money.show(cap)}`] as const]),
    ...(returnTo === ZeroAddress ? [] : [["of the rest", `${formatPercent(returnBps)} to ${returnTo}`] as const]),
    ...(manual ? [["the rest", "waits until the purchaser settles it"] as const] : []),
    ["pieces", minPiece === 0n ? "none" : `from ${money.show(minPiece)}`],
  ];
}
