import { getAddress, isAddress, isHexString } from "ethers";

import { leadsTo, leafOf, merkleTree } from "../chain/merkle.ts";
import {
  accepts,
  type Categories,
  categoriesIn,
  isCategory,
  nameOfCategory,
  parseCategories,
  requireCategory,
} from "./categories.ts";

/** A merchant in a list. One who is in several categories stands in it once for each. */
export interface MerchantEntry {
  merchant: string;
  /** 0 to 255. */
  category: bigint;
}

/** A list of merchants: its root goes into rules, and each merchant finds his proof in it. */
export interface MerchantList {
  root: string;
  entries: readonly MerchantEntry[];
  /** Names of the categories, as far as the list has them. */
  categories: Categories;
  /**
   * A merchant's category and proof; with a bitmap of accepted categories one of these. Throws a `RangeError` where he has none.
   */
  proofOf(merchant: string, accepted?: bigint): { category: bigint; proof: string[] };
}

/**
 * The list of merchants whose root goes into an instrument's rules. Same tree as `StandardMerkleTree.of(rows, ["address", "uint8"])` of
 * @openzeppelin/merkle-tree.
 *
 * @example
 * const list = merchantList([{ merchant: canteen, category: 1n }, { merchant: bakery, category: 2n }]);
 * const rules = rulesOf({ merchants: list.root, categories: bitmapOf([1n]) });
 */
export function merchantList(entries: readonly MerchantEntry[], categories: Categories = {}): MerchantList {
  const kept = entries.map(({ merchant, category }) => {
    requireCategory(category);
    return { merchant: getAddress(merchant), category };
  });
  for (const category of Object.values(categories)) requireCategory(category);
  const places = new Map<string, { category: bigint; place: number }[]>();
  for (const [place, { merchant, category }] of kept.entries()) {
    const before = places.get(merchant) ?? [];
    if (before.some((entry) => entry.category === category)) {
      throw new RangeError(`${merchant} stands twice in category ${category} of the list`);
    }
    places.set(merchant, [...before, { category, place }]);
  }
  const tree = merkleTree(kept.map(leaf));
  return {
    root: tree.root,
    entries: kept,
    categories,
    proofOf(merchant, accepted = 0n) {
      const found = places.get(getAddress(merchant));
      if (found === undefined)
        throw new RangeError(`${merchant} is not in the list of merchants; spend at one that is`);
      const entry = found.find(({ category }) => accepted === 0n || accepts(accepted, category));
      if (entry !== undefined) return { category: entry.category, proof: tree.proofAt(entry.place) };
      const own = found.map(({ category }) => nameOfCategory(category, categories)).join(", ");
      throw new RangeError(
        `${merchant} is in the list as ${own}, which is not accepted; spend at a merchant of a category that is`,
      );
    },
  };
}

/**
 * Whether a proof leads from a merchant in a category to a root.
 *
 * @example
 * verifyMerchant(rules.merchants, { merchant: canteen, category: 1n }, proof); // true
 */
export function verifyMerchant(root: string, entry: MerchantEntry, proof: readonly string[]): boolean {
  return leadsTo(root, leaf(entry), proof);
}

/**
 * The bitmap of categories as people write them, see {@link parseCategories}, of a list that one has. Throws a `RangeError` for a number that no merchant and no name of the list has, with which nobody could spend.
 *
 * @example
 * categoriesOfList("bakery, 3", list);
 */
export function categoriesOfList(text: string, { categories, entries }: MerchantList): bigint {
  const bitmap = parseCategories(text, categories);
  const there = new Set([...entries.map(({ category }) => category), ...Object.values(categories)]);
  const named = (category: bigint): string => nameOfCategory(category, categories);
  for (const category of categoriesIn(bitmap)) {
    if (there.has(category)) continue;
    throw new RangeError(
      `The list of merchants has no category ${category}; it has ${[...there].map(named).join(", ")}`,
    );
  }
  return bitmap;
}

/** A list as a file, for everybody who accepts or spends instruments that name it. */
export interface MerchantFile {
  format: typeof FORMAT;
  root: string;
  /** Names of categories and their numbers. */
  categories: Record<string, number>;
  entries: { merchant: string; category: number; proof: string[] }[];
}

const FORMAT = "lapse-merchants-1";

/**
 * A list as the text of a JSON file that can be published: root, names of categories, and every merchant with his proof.
 *
 * @example
 * writeFileSync("merchants.json", formatMerchantFile(list));
 */
export function formatMerchantFile(list: MerchantList): string {
  const file: MerchantFile = {
    format: FORMAT,
    root: list.root,
    categories: Object.fromEntries(Object.entries(list.categories).map(([name, number]) => [name, Number(number)])),
    entries: list.entries.map(({ merchant, category }) => {
      const { proof } = list.proofOf(merchant, 1n << category);
      return { merchant, category: Number(category), proof };
    }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Reads a published list, and makes sure that its entries lead to its root. Throws a `RangeError` for what is none.
 *
 * @example
 * const list = parseMerchantFile(readFileSync("merchants.json", "utf8"));
 * const { category, proof } = list.proofOf(canteen);
 */
export function parseMerchantFile(text: string): MerchantList {
  const fail = (problem: string): never => {
    throw new RangeError(`This is no list of merchants: ${problem}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("it is no JSON");
  }
  if (!isFile(value)) return fail(`it lacks what a file of the format ${FORMAT} has`);
  const entries = value.entries.map(({ merchant, category }) => ({ merchant, category: BigInt(category) }));
  const categories = Object.fromEntries(
    Object.entries(value.categories).map(([name, number]) => [name, BigInt(number)] as const),
  );
  const list = merchantList(entries, categories);
  if (BigInt(list.root) !== BigInt(value.root))
    return fail(`its entries lead to ${list.root}, not to its root ${value.root}`);
  return list;
}

function isFile(value: unknown): value is MerchantFile {
  if (!isRecord(value) || value["format"] !== FORMAT) return false;
  const { root, categories, entries } = value;
  return (
    isHexString(root, 32) &&
    isRecord(categories) &&
    Object.values(categories).every(isCategory) &&
    Array.isArray(entries) &&
    entries.length > 0 &&
    entries.every((entry: unknown) => isRecord(entry) && isAddress(entry["merchant"]) && isCategory(entry["category"]))
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function leaf({ merchant, category }: MerchantEntry): string {
  return leafOf(["address", "uint8"], [merchant, category]);
}
