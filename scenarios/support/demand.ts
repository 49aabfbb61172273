/** Throws unless what the chain says is what must be: a scenario proves what it tells. */
export function demand(what: string, actual: unknown, expected: bigint | boolean | string): void {
  if (actual !== expected) throw new Error(`${what} is ${String(actual)}, but must be ${expected}`);
}

/** The item at a place of a list; throws where there is none. */
export function at<T>(items: readonly T[], place: number): T {
  const item = items[place];
  if (item === undefined) throw new RangeError(`There is no item ${place} among ${items.length}`);
  return item;
}
