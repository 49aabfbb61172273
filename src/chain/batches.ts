/**
 * Reads something of each item, so many at once: nodes limit what they take at a time. The answers have the order of the items.
 */
export async function inBatches<Item, Read>(
  items: readonly Item[],
  size: number,
  read: (item: Item, place: number) => Promise<Read>,
): Promise<Read[]> {
  const found: Read[] = [];
  for (let from = 0; from < items.length; from += size)
    found.push(...(await Promise.all(items.slice(from, from + size).map((item, i) => read(item, from + i)))));
  return found;
}
