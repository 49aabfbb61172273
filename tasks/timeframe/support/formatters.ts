import type { Provider } from "ethers";

import {
  type ClockParts,
  describeFrame,
  type Formatters,
  NO_END,
  readBacking,
  readClock,
} from "../../../src/timeframe/index.ts";
import type { ITimeframeToken } from "../../../types/ethers-contracts/index.js";
import { moment, units } from "../../support/format.ts";
import { moneyOf } from "../../support/money.ts";
import type { Ledger } from "./remedies.ts";
import { unitsOf } from "./units.ts";

/**
 * How the errors of a task write amounts, moments and frames of its token.
 * @param ledger Whose amounts the errors of ERC-20 name: a task that moves the asset meets those of the asset.
 */
export async function formattersOf(
  token: ITimeframeToken,
  provider: Provider,
  now: bigint,
  ledger: Ledger,
): Promise<Formatters> {
  const [{ decimals, symbol }, clock, backing] = await Promise.all([
    unitsOf(token),
    readClock(token),
    readBacking(token),
  ]);
  const money = await moneyOf(backing?.asset ?? null, provider);
  return {
    units: ledger === "asset" ? money.show : (amount) => `${units(amount, decimals)} ${symbol}`,
    money: money.show,
    moment: (timestamp) => moment(timestamp, now),
    frame: (index) => frameInWords(clock, index),
    end: (until) => (until === NO_END ? "without end" : `until frame ${frameInWords(clock, until)}`),
  };
}

/** "3184 (2031-W02)"; the bare number of a frame that no clock can have, which errors name too. */
function frameInWords(clock: ClockParts, index: bigint): string {
  try {
    return `${index} (${describeFrame(clock, index).label})`;
  } catch (error) {
    if (error instanceof RangeError) return index.toString();
    throw error;
  }
}
