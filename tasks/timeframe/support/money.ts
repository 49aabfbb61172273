import type { Provider } from "ethers";

import { type BackingReading, readBacking } from "../../../src/timeframe/index.ts";
import type { ITimeframeToken } from "../../../types/ethers-contracts/index.js";
import { fail } from "../../support/failure.ts";
import { type Money, moneyOf } from "../../support/money.ts";

/** The backing of a token that must have one, and how its money is written. */
export async function backingOf(
  token: ITimeframeToken,
  provider: Provider,
): Promise<{ backing: BackingReading; money: Money }> {
  const backing = await readBacking(token);
  if (backing === null) {
    fail("The token has no backing: its units can be transferred, not spent; create one with --backing to have it.");
  }
  return { backing, money: await moneyOf(backing.asset, provider) };
}
