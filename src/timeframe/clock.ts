import type { ITimeframeToken } from "../ethers.ts";
import type { ClockParts } from "./label.ts";

/**
 * The clock of a token.
 *
 * @example
 * frameAt(await readClock(token), 1_900_000_000n);
 */
export async function readClock(token: ITimeframeToken): Promise<ClockParts> {
  const { rhythm, anchor, frameLength } = await token.clockParts();
  return { rhythm, anchor, frameLength };
}
