import { dataLength, dataSlice } from "ethers";

import { type ClaimKey, keyHolderOf, newClaimKey } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import type { PrepaidSession } from "./session.ts";

/** The options that say who shall hold an instrument. */
export interface HolderArguments {
  holder: string | undefined;
  key: boolean;
  keyHolder: string | undefined;
}

/** Who shall hold an instrument: an account, a new key, or one that there is. */
export interface HolderChoice {
  holder: string;
  byKey: boolean;
  /** The new key, where one was made. */
  key: ClaimKey | null;
  /** Whose it is then, as a message says it. */
  called: string;
}

/** Reads --holder, --key and --key-holder, of which one is given. */
export async function holderFrom(args: HolderArguments, session: PrepaidSession): Promise<HolderChoice> {
  const given = [args.holder !== undefined, args.key, args.keyHolder !== undefined].filter(Boolean).length;
  if (given !== 1) {
    fail(
      "Say who shall hold it, in one way: --holder <account>, --key for a claim link, or --key-holder <bytes> for a key that there is.",
    );
  }
  if (args.holder !== undefined) {
    const holder = await session.account(args.holder, "holder");
    return { holder, byKey: false, key: null, called: holder };
  }
  if (args.keyHolder !== undefined) return keyThatIs(args.keyHolder, session);
  const key = newClaimKey();
  return { holder: key.address, byKey: true, key, called: "a new key" };
}

/** A key that somebody has: an address, or as ERC-7913 has it a verifier and a key, in one hex string. */
async function keyThatIs(signer: string, session: PrepaidSession): Promise<HolderChoice> {
  const holder = keyHolderOf(signer);
  if (dataLength(signer) === ADDRESS) return { holder, byKey: true, key: null, called: `the key ${holder}` };
  // A signature would be good once a verifier is there, but a mistyped address is likelier.
  const verifier = await session.contract(dataSlice(signer, 0, ADDRESS), "verifier in --key-holder");
  return { holder, byKey: true, key: null, called: `a key that ${verifier} verifies, known as ${holder}` };
}

/** Bytes of an address. */
const ADDRESS = 20;
