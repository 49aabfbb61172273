import type { AddressLike, ContractRunner } from "ethers";

import type { IPrepaidVault, RulesStructOutput } from "../ethers.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { PLAIN, type Rules, WHOLE_BPS } from "./constants.ts";
import { decoded, type Instrument, instrumentsOfPurchaser, logsOf, readInstruments, topicsOf } from "./reader.ts";
import { type EventRange, hashOfRules, resolved, rulesFromChain } from "./rules.ts";
import { rulesOfMany } from "./rules-of-many.ts";

/** What doesn't return by itself, and isn't settled yet. */
export interface Unsettled {
  id: bigint;
  /** From when on it can be settled, Unix seconds. */
  expiry: bigint;
  /** What is settled in all, in base units; before the expiry, at most. */
  amount: bigint;
  /** What of it is the purchaser's; the rest is the other party's. */
  toPurchaser: bigint;
  /** Only the purchaser can settle it. */
  manual: boolean;
}

/** An instrument that can be settled, now or later, with its rules. */
export interface Unreturned {
  instrument: Instrument;
  rules: Rules;
}

/** Which instruments with such rules don't return by themselves and aren't settled yet, whoever bought them. */
export async function unreturnedWith(
  vault: IPrepaidVault,
  runner: ContractRunner,
  such: (rules: Rules) => boolean,
  range: EventRange,
): Promise<Unreturned[]> {
  const ruled = (await logsOf(vault, runner, [topicsOf(vault, ["Ruled"])], range)).flatMap((log) => {
    const { args } = decoded(vault, log);
    const rules = rulesFromChain(args.getValue("rules") as RulesStructOutput);
    return such(rules) ? [{ id: args.getValue("id") as bigint, rules }] : [];
  });
  const ids = ruled.map(({ id }) => id);
  const instruments = await readInstruments(vault, ids, runner);
  return ruled.flatMap(({ rules }, place) => {
    const instrument = instruments[place] ?? null;
    if (instrument === null || !instrument.pull || instrument.settled) return [];
    // A split rules an instrument again.
    return instrument.rulesHash === hashOfRules(rules) ? [{ instrument, rules }] : [];
  });
}

/**
 * What of a purchaser's instruments waits for a settlement, or will: it is in neither his balance nor what is locked. In the order of the issue.
 *
 * @example
 * const due = (await unsettledOf(vault, company, provider)).filter(({ expiry }) => expiry <= now);
 */
export async function unsettledOf(
  vault: VaultLike,
  purchaser: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Unsettled[]> {
  const contract = connectVault(vault, runner);
  const bought = await instrumentsOfPurchaser(contract, purchaser, runner, range);
  const open = bought.filter(({ pull, settled }) => pull && !settled);
  const rules = await rulesOfMany(contract, open, runner, range);
  return unsettledIn(open.map((instrument) => ({ instrument, rules: rules.get(instrument.id) ?? PLAIN })));
}

/**
 * What of others' instruments waits for a settlement, or will, and is in part this account's, which did not accept that it comes by itself, or can't
 * since the purchaser settles it: `amount` less `toPurchaser`. In the order of the issue.
 *
 * @example
 * const shares = await unsettledSharesOf(vault, charity, provider);
 */
export async function unsettledSharesOf(
  vault: VaultLike,
  account: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Unsettled[]> {
  const address = await resolved(account, runner);
  const found = await unreturnedWith(
    connectVault(vault, runner),
    runner,
    ({ returnTo }) => returnTo === address,
    range,
  );
  return unsettledIn(found).filter(({ amount, toPurchaser }) => amount > toPurchaser);
}

/** What is to be settled of each; without those of which nothing is left. */
function unsettledIn(found: readonly Unreturned[]): Unsettled[] {
  return found
    .map(({ instrument: { id, expiry, remaining, returned }, rules: { returnBps, manual } }) => {
      const amount = remaining + returned;
      return { id, expiry, amount, toPurchaser: amount - (amount * returnBps) / WHOLE_BPS, manual };
    })
    .filter(({ amount }) => amount > 0n);
}
