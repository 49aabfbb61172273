/** What `--json` prints: numbers of the chain as decimal strings, since JSON's own lose digits beyond 2^53. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The stable form of a result: bigint as decimal string, what is undefined left out. */
export function toJson(value: unknown): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(entries.map(([key, member]) => [key, toJson(member)]));
  }
  throw new TypeError(`A ${typeof value} has no JSON form`);
}
