import type { AddressLike, ContractRunner } from "ethers";

import { connectVault, type VaultLike } from "./connect.ts";
import { WHOLE_BPS } from "./constants.ts";
import { instrumentsOfPurchaser } from "./reader.ts";
import type { EventRange } from "./rules.ts";
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
  const open = bought.filter(({ pull, settled, remaining, returned }) => pull && !settled && remaining + returned > 0n);
  const rules = await rulesOfMany(contract, open, runner, range);
  return open.map(({ id, expiry, remaining, returned }) => {
    const { returnBps = 0n, manual = false } = rules.get(id) ?? {};
    const amount = remaining + returned;
    return { id, expiry, amount, toPurchaser: amount - (amount * returnBps) / WHOLE_BPS, manual };
  });
}
