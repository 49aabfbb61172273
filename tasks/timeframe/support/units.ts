import type { ITimeframeToken } from "../../../types/ethers-contracts/index.js";
import { TimeframeToken__factory } from "../../../types/ethers-contracts/index.js";

/** How a token writes its amounts. */
export async function unitsOf(token: ITimeframeToken): Promise<{ decimals: bigint; symbol: string }> {
  const whole = TimeframeToken__factory.connect(await token.getAddress(), token.runner);
  const [decimals, symbol] = await Promise.all([whole.decimals(), whole.symbol()]);
  return { decimals, symbol };
}
