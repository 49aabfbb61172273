import { hexlify, isBytesLike, type RlpStructuredData, toBeArray } from "ethers";

/** An object as a node answers it. */
export type Raw = Readonly<Record<string, unknown>>;

/** Whether a node answered with an object. */
export function isRaw(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Bytes of a node's answer, as RLP takes them; nothing where the node has null, as in the receiver of a creation. */
export function dataOf(from: Raw, name: string): string {
  const value = from[name];
  if (value === null) return "0x";
  if (!isBytesLike(value)) throw new TypeError(`The node's answer has no bytes "${name}"`);
  return hexlify(value);
}

/** A number of a node's answer. */
export function quantityOf(from: Raw, name: string): bigint {
  const value = from[name];
  if (typeof value !== "string" || !/^0x[0-9a-f]+$/i.test(value))
    throw new TypeError(`The node's answer has no number "${name}"`);
  return BigInt(value);
}

/** A number as RLP takes it: its bytes without zeros in front. */
export function scalar(value: bigint): string {
  return hexlify(toBeArray(value));
}

/** A list of a node's answer; an empty one where it is left out. */
export function listOf(from: Raw, name: string): readonly unknown[] {
  const value = from[name] ?? [];
  if (!Array.isArray(value)) throw new TypeError(`The node's answer has no list "${name}"`);
  return value;
}

/** The parts of a list, each turned into RLP by a function of its own. */
export function itemsOf(from: Raw, name: string, item: (part: Raw) => RlpStructuredData): RlpStructuredData[] {
  return listOf(from, name).map((part) => {
    if (!isRaw(part)) throw new TypeError(`The node's answer has something else than objects in "${name}"`);
    return item(part);
  });
}
