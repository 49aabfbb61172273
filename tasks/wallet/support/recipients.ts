import { isHexString } from "ethers";

import { addressOfRecipient, type RecipientDraft, WHOLE_SHARE } from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import { parseAmount } from "../../support/parse.ts";
import type { WalletSession } from "./session.ts";

/** Recipients as people write them: "0x…:60,0x…:40"; one who is alone needs no share. */
export async function recipientsIn(text: string, session: WalletSession): Promise<RecipientDraft[]> {
  const words = text.split(",").map((word) => word.trim());
  return Promise.all(
    words.map(async (word) => {
      const [who = "", share, ...more] = word.split(":").map((part) => part.trim());
      if (more.length > 0) fail(`The recipient "${word}" is none; write <account>:<percent>, like 0x…:60.`);
      if (share === undefined && words.length > 1)
        fail(`The recipient "${word}" has no share; write <account>:<percent>, like 0x…:60.`);
      return { ...(await whoIn(who, session)), share: share === undefined ? WHOLE_SHARE : parseShare(share) };
    }),
  );
}

/** Somebody who receives: an account; or 32 bytes, the commitment of one who stays secret. */
export async function whoIn(
  text: string,
  session: WalletSession,
): Promise<{ address: string } | { commitment: string }> {
  if (isHexString(text, 32)) return { commitment: text };
  return { address: await session.account(text, "recipient") };
}

/** A share in percent: "60", "33.34". */
export function parseShare(text: string): bigint {
  return parseAmount(text, 2n, "share", "percentage", WHOLE_SHARE);
}

/** A recipient in words. */
export function nameOf(who: string): string {
  return addressOfRecipient(who) ?? `secret ${who}`;
}

/** Salts as people write them: 32 bytes each, one behind the other with commas. */
export function saltsIn(text: string | undefined): string[] {
  if (text === undefined) return [];
  return text.split(",").map((word) => {
    const salt = word.trim();
    if (!isHexString(salt, 32)) fail(`The salt "${salt}" is none; give the 32 bytes, as hex, that the owner made.`);
    return salt;
  });
}
