import { type ClaimKey, newClaimKey } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import type { PrepaidSession } from "./session.ts";

/** Who shall hold an instrument: an account, or a new key. */
export interface HolderChoice {
  holder: string;
  byKey: boolean;
  /** The key, where it is one. */
  key: ClaimKey | null;
}

/** Reads --holder and --key, of which one is given. */
export async function holderFrom(
  args: { holder: string | undefined; key: boolean },
  session: PrepaidSession,
): Promise<HolderChoice> {
  if ((args.holder === undefined) !== args.key) {
    fail("Say who shall hold it, in one way: --holder <account>, or --key for a claim link.");
  }
  if (args.holder !== undefined) {
    return { holder: await session.account(args.holder, "holder"), byKey: false, key: null };
  }
  const key = newClaimKey();
  return { holder: key.address, byKey: true, key };
}
