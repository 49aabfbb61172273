import { Contract, formatEther, type Provider } from "ethers";

import { type Asset, type AssetDraft, AssetKind, LIMITS } from "../../../src/wallet/index.ts";
import { fail } from "../../support/failure.ts";
import { moneyOf } from "../../support/money.ts";
import { LARGEST, parseAddress, parseWhole } from "../../support/parse.ts";
import type { WalletSession } from "./session.ts";

/** How an asset is given, for a message. */
export const ASSET_FORM =
  "an ERC-20's address, <address>/<id> for one of a collection, or ether; with :n behind it where all of it is for the n-th recipient";

/** ERC-165 identifiers of the two kinds of collections. */
const COLLECTIONS = [
  ["0x80ac58cd", AssetKind.ERC721],
  ["0xd9b67a26", AssetKind.ERC1155],
] as const;

/** Assets as people write them, one behind the other with commas. */
export async function assetsIn(text: string, session: WalletSession): Promise<AssetDraft[]> {
  const words = text.split(",").map((word) => word.trim());
  return Promise.all(words.map((word) => assetIn(word, session)));
}

/** An asset as people write it: an ERC-20's address, 0x…/7 for one of a collection, or ether. What kind it is its contract says. */
export async function assetIn(text: string, session: WalletSession): Promise<AssetDraft> {
  const [, what = "", id, place] = /^([^/:]*)(?:\/([^/:]*))?(?::([^/:]*))?$/.exec(text) ?? [];
  if (what === "") fail(`The asset "${text}" is none; write ${ASSET_FORM}.`);
  const heir = place === undefined ? {} : { heir: heirIn(place) };
  if (/^eth(er)?$/i.test(what)) {
    if (id !== undefined) fail(`The asset "${text}" is none: ether has no id; write ether.`);
    return { kind: AssetKind.NATIVE, ...heir };
  }
  const token = parseAddress(what, "asset", `write ${ASSET_FORM}`);
  const kind = await kindOf(token, session);
  if (kind === AssetKind.ERC20) {
    if (id !== undefined)
      fail(`The asset ${token} is no collection (ERC-721, ERC-1155), and has no ids; leave out /${id}.`);
    return { kind, token, ...heir };
  }
  if (id === undefined) fail(`The asset ${token} is a collection; say which of it: ${token}/<id>.`);
  return { kind, token, id: parseWhole(id, "id of the asset", LARGEST.amount), ...heir };
}

function heirIn(text: string): bigint {
  const place = parseWhole(text, "recipient of an asset", LIMITS.recipients.most);
  if (place === 0n) fail('The recipient "0" of an asset is none; they are counted from 1.');
  return place - 1n;
}

async function kindOf(token: string, session: WalletSession): Promise<AssetKind> {
  if ((await session.codeAt(token)) === "0x")
    fail(
      `There is no contract at ${token} (asset) on network "${session.network}"; check the address and the network.`,
    );
  const contract = new Contract(
    token,
    ["function supportsInterface(bytes4 id) view returns (bool)"],
    session.ethers.provider,
  );
  for (const [id, kind] of COLLECTIONS) {
    // A contract without ERC-165 fails, each in its own way.
    const says: unknown = await contract
      .getFunction("supportsInterface")
      .staticCall(id)
      .catch(() => false);
    if (says === true) return kind;
  }
  return AssetKind.ERC20;
}

/** How an asset, and amounts of it, are printed. */
export interface AssetWords {
  name: string;
  show: (amount: bigint) => string;
}

/** An asset in words. */
export async function wordsOf({ kind, token, id }: Asset, provider: Provider): Promise<AssetWords> {
  if (kind === AssetKind.NATIVE) return { name: "ether", show: ether };
  if (kind === AssetKind.ERC20) {
    const { symbol, show } = await moneyOf(token, provider);
    return { name: `${symbol} ${token}`, show };
  }
  const name = `${token}/${id}`;
  return kind === AssetKind.ERC721
    ? { name, show: (amount) => (amount === 0n ? "nothing" : `number ${id}`) }
    : { name, show: (amount) => `${amount} of id ${id}` };
}

/** Wei as people read it. */
export function ether(wei: bigint): string {
  return `${formatEther(wei).replace(/\.0$/, "")} ETH`;
}

/** Whether two assets are one: by whom it is inherited doesn't matter. */
export function isSame(a: Pick<Asset, "kind" | "token" | "id">, b: Pick<Asset, "kind" | "token" | "id">): boolean {
  return a.kind === b.kind && a.token === b.token && a.id === b.id;
}
