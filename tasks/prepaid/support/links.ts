import { Wallet } from "ethers";

import { type ClaimLink, formatClaimLink, keyAddress, parseClaimLink } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import type { PrepaidSession } from "./session.ts";

/** A claim link of this chain. */
export async function linkHere(text: string, session: PrepaidSession): Promise<ClaimLink> {
  const link = parseClaimLink(text);
  const { chainId } = await session.ethers.provider.getNetwork();
  if (chainId !== link.chainId) {
    fail(
      `The link is of chain ${link.chainId}, and network "${session.network}" is chain ${chainId}; name its own with --network.`,
    );
  }
  return link;
}

/** The signer of a link. */
export function signerOf(link: ClaimLink): Wallet {
  return new Wallet(link.key);
}

/** A claim key that the user has given. The text is a secret, and stays out of messages. */
export function parseKey(text: string): string {
  const key = /^0x[0-9a-f]{64}$/i.test(text) ? text : fail("The --key is no claim key; give 0x and 64 hex digits.");
  keyAddress(key);
  return key;
}

/** A link as it is printed, leading to the page that the user named. */
export function printed(link: ClaimLink, base: string | undefined): string {
  if (base === undefined) return formatClaimLink(link);
  if (!URL.canParse(base)) fail(`"${base}" is no URL for --link-base; give a page like https://cards.example/claim.`);
  return formatClaimLink(link, base);
}
