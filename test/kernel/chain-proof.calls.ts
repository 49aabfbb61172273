import type { Shown } from "./chain-proof.mutants.ts";

// The same calls as ethers encodes, for pages of long ones: all of it is hex already, and is only put together. The test holds both side by side.

const word = (value: number): string => value.toString(16).padStart(64, "0");

/** Bytes as hex without 0x, with the length in front and zeros up to a whole word. */
function lengthened(hex: string): string {
  const digits = hex.length - 2;
  return word(digits / 2) + hex.slice(2) + "0".repeat((64 - (digits % 64)) % 64);
}

function listOf(items: readonly string[]): string {
  const bodies = items.map(lengthened);
  let offset = items.length * 32;
  const offsets = bodies.map((body) => {
    const at = offset;
    offset += body.length / 2;
    return word(at);
  });
  return word(items.length) + offsets.join("") + bodies.join("");
}

/** A call of a function (bytes header, address or uint256 key, bytes[] nodes). */
export function encodeShown(selector: string, { header, key, nodes }: Omit<Shown, "what">): string {
  const first = lengthened(header);
  const middle = typeof key === "string" ? key.slice(2).toLowerCase().padStart(64, "0") : word(key);
  return selector + word(96) + middle + word(96 + first.length / 2) + first + listOf(nodes);
}

/** A call of a function (bytes[]). */
export function encodeList(selector: string, items: readonly string[]): string {
  return selector + word(32) + listOf(items);
}
