import { ZeroAddress } from "ethers";

import type { IPrepaidVault } from "../../../src/ethers.ts";
import type { Rules } from "../../../src/prepaid/index.ts";

/**
 * To whom something of what is left would go by such rules, and who has not accepted that it comes by itself. What is manual waits in any case.
 * Asked before the issue, as the vault does: what is accepted later is too late.
 */
export async function notAccepting(
  rules: readonly Rules[],
  purchaser: string,
  vault: IPrepaidVault,
): Promise<string[]> {
  const parties = new Set(rules.filter(({ manual }) => !manual).map(({ returnTo }) => returnTo));
  parties.delete(ZeroAddress);
  const found: string[] = [];
  for (const party of parties) if (!(await vault.acceptsReturns(party, purchaser))) found.push(party);
  return found;
}

/** That somebody hasn't, to the purchaser. */
export function notAccepted(party: string): string {
  return `${party} has not accepted returns of yours (\`prepaid accept\`)`;
}
