/** Names of categories, and their numbers. */
export type Categories = Readonly<Record<string, bigint>>;

const LAST_CATEGORY = 255n;

/**
 * The bitmap of categories, by numbers or by names of a list.
 *
 * @example
 * bitmapOf([1n, 4n]); // 18n
 */
export function bitmapOf(accepted: readonly (bigint | string)[], categories: Categories = {}): bigint {
  return accepted.reduce<bigint>((bitmap, category) => {
    const number = typeof category === "bigint" ? category : parseCategory(category, categories);
    requireCategory(number);
    return bitmap | (1n << number);
  }, 0n);
}

/**
 * The categories of a bitmap.
 *
 * @example
 * categoriesIn(18n); // [1n, 4n]
 */
export function categoriesIn(bitmap: bigint): bigint[] {
  const found: bigint[] = [];
  for (let category = 0n; category <= LAST_CATEGORY; category += 1n)
    if (accepts(bitmap, category)) found.push(category);
  return found;
}

/**
 * A category from its number, or from a name that the list has. Throws a `RangeError` for anything else.
 *
 * @example
 * parseCategory("bakery", { bakery: 2n }); // 2n
 */
export function parseCategory(text: string, categories: Categories = {}): bigint {
  const written = text.trim();
  const key = Object.keys(categories).find((name) => name.toLowerCase() === written.toLowerCase());
  const named = key === undefined ? undefined : categories[key];
  if (named !== undefined) return named;
  if (/^\d+$/.test(written)) {
    const number = BigInt(written);
    requireCategory(number);
    return number;
  }
  const known = Object.keys(categories);
  throw new RangeError(
    `"${text}" is no category; ${known.length === 0 ? "use a number from 0 to 255" : `there are ${known.join(", ")}`}`,
  );
}

/**
 * The bitmap of categories as people write them, by names of a list or by numbers, with commas or spaces between: "bakery, 3" and "bakery 3" are
 * the same. A name with a space in it stands between commas, or alone. Throws a `RangeError` for what is none.
 *
 * @example
 * parseCategories("bakery, 3", { bakery: 2n }); // 12n
 */
export function parseCategories(text: string, categories: Categories = {}): bigint {
  const names = Object.keys(categories).map((name) => name.toLowerCase());
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .flatMap((part) => (names.includes(part.toLowerCase()) ? [part] : part.split(/\s+/)));
  return bitmapOf(parts, categories);
}

/**
 * The name of a category; its number where it has none.
 *
 * @example
 * nameOfCategory(2n, { bakery: 2n }); // "bakery"
 */
export function nameOfCategory(category: bigint, categories: Categories = {}): string {
  return Object.entries(categories).find(([, number]) => number === category)?.[0] ?? category.toString();
}

/** Whether a value of a file is the number of a category. */
export function isCategory(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= Number(LAST_CATEGORY);
}

/** Whether a bitmap has a category. */
export function accepts(bitmap: bigint, category: bigint): boolean {
  return ((bitmap >> category) & 1n) === 1n;
}

/** Throws a `RangeError` for what is no category. */
export function requireCategory(category: bigint): void {
  if (category < 0n || category > LAST_CATEGORY)
    throw new RangeError(`${category} is no category: they go from 0 to 255`);
}
