import { isHexString } from "ethers";

import type { TimeframeSession } from "./session.ts";

/** Who signs vouchers: an account, or as ERC-7913 has it a verifier and a key, in one hex string. */
export async function authorityOf(text: string, session: TimeframeSession): Promise<string> {
  const isKey = isHexString(text) && text.length > 42 && text.length % 2 === 0;
  return isKey ? text : session.account(text, "authority");
}
