import { isHexString } from "ethers";

import { fail } from "../../support/failure.ts";
import { parseAddress } from "../../support/parse.ts";
import type { WalletSession } from "./session.ts";

/** The largest number that a plan has for its guardians. */
export const LARGEST_BYTE = 255n;

/** A guardian as people write him: an address, or an ERC-7913 verifier's address and a key in one hex string. */
export function guardianKey(text: string): string {
  const key = text.trim();
  if (isHexString(key) && key.length > 42 && key.length % 2 === 0) return key.toLowerCase();
  return parseAddress(key, "guardian", "an ERC-7913 verifier and the key, in one hex string").toLowerCase();
}

/** Guardians one behind the other, with commas. */
export function guardiansIn(text: string): string[] {
  const words = text.split(",");
  if (text.trim() === "")
    fail("No guardian is named; give addresses with commas between them, or leave the option out.");
  return words.map(guardianKey);
}

/** Who is to own an account: one of the network's accounts, an address, or an ERC-7913 verifier and a key. */
export async function ownerKey(text: string, session: WalletSession): Promise<string> {
  return isHexString(text) && text.length > 42 ? guardianKey(text) : session.account(text, "owner");
}
