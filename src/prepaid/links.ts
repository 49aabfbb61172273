import { getAddress, getBytes, isAddress, isHexString, Wallet } from "ethers";

import { formatId, parseId } from "./ids.ts";

/** What a claim link carries: enough to find an instrument and to claim it. Whoever has the key can have the instrument. */
export interface ClaimLink {
  chainId: bigint;
  vault: string;
  id: bigint;
  /** The secret key, 32 bytes as hex. */
  key: string;
}

/** A new claim key. */
export interface ClaimKey {
  /** The address that stands on the chain as the holder. */
  address: string;
  /** The secret key, 32 bytes as hex. */
  key: string;
}

/** Where links lead unless the caller has a page of his own: nowhere, they are for programs. */
export const LINK_BASE = "lapse:claim";

/**
 * A new claim key; the instrument is issued to its address with `byKey`.
 *
 * @example
 * const { address, key } = newClaimKey();
 * const { id } = await issue(company, vault, { holder: address, byKey: true, amount, expiry });
 */
export function newClaimKey(): ClaimKey {
  const wallet = Wallet.createRandom();
  return { address: wallet.address, key: wallet.privateKey };
}

/**
 * A claim link as a URL. All of it stands behind the #, which browsers send to nobody.
 *
 * @param base A page that offers to claim, such as "https://cards.example/claim"; {@link LINK_BASE} unless it is named.
 * @example
 * formatClaimLink({ chainId: 1n, vault, id, key }, "https://cards.example/claim");
 */
export function formatClaimLink(link: ClaimLink, base: string = LINK_BASE): string {
  const { chainId, vault, id, key } = checked(link);
  if (!URL.canParse(base)) throw new RangeError(`"${base}" is no URL that a link could lead to`);
  const url = new URL(base);
  if (url.hash !== "") throw new RangeError(`"${base}" has a part behind # already, where the link's own must stand`);
  return `${base}#chain=${chainId}&vault=${vault}&id=${formatId(id)}&key=${key}`;
}

/**
 * Reads a claim link; throws a `RangeError` for what is none.
 *
 * @example
 * const { chainId, vault, id } = parseClaimLink(text);
 */
export function parseClaimLink(text: string): ClaimLink {
  const fail = (problem: string, remedy = "copy it again, whole"): never => {
    // The text itself is a secret, and stays out of messages.
    throw new RangeError(`This is no claim link: ${problem}; ${remedy}`);
  };
  const written = text.trim();
  if (!URL.canParse(written)) fail("it is no URL");
  const url = new URL(written);
  if (url.searchParams.has("key")) {
    fail(
      "its key stands before the #, so that servers have seen it",
      "have the purchaser give the instrument another key",
    );
  }
  const parts = new URLSearchParams(url.hash.slice(1));
  // A shell cuts at the first &, so that the rest is missing, from some part on.
  const part = (name: string): string =>
    parts.get(name) ?? fail(`behind the # it names no ${name} (in a shell, put it in quotes: it has & in it)`);
  const [chain, vault, id, key] = [part("chain"), part("vault"), part("id"), part("key")];
  if (!/^\d+$/.test(chain)) fail(`its chain, "${chain}", is no number`);
  if (!isAddress(vault)) fail("its vault is no address");
  try {
    return checked({ chainId: BigInt(chain), vault, id: parseId(id), key });
  } catch (error) {
    return fail(error instanceof Error ? error.message : "it is damaged");
  }
}

/**
 * The address of a link's key: what stands on the chain as the holder.
 *
 * @example
 * (await vault.instrumentOf(link.id)).holder === keyAddress(link.key);
 */
export function keyAddress(key: string): string {
  return walletOf(key).address;
}

/** The wallet of a link's key. */
export function walletOf(key: string): Wallet {
  if (!isHexString(key, 32) || getBytes(key).every((byte) => byte === 0))
    throw new RangeError("its key is no key of 32 bytes");
  try {
    return new Wallet(key);
  } catch {
    // The message of the library would show the key.
    throw new RangeError("its key is no key of 32 bytes");
  }
}

function checked({ chainId, vault, id, key }: ClaimLink): ClaimLink {
  walletOf(key);
  return { chainId, vault: getAddress(vault), id, key: key.toLowerCase() };
}
