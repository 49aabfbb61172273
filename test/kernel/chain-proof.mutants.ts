import { concat, decodeRlp, encodeRlp, getBytes, hexlify, type RlpStructuredData, toBeHex } from "ethers";

/** A header with a proof below it, of an account or of a place in the block: what is shown to `ChainProof`. */
export interface Shown {
  what: "account" | "transaction" | "receipt";
  header: string;
  /** The account, or the place. */
  key: string | number;
  nodes: readonly string[];
}

/** Numbers that look random and are the same in each run (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to less than `sides`. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return Math.floor((((word ^ (word >>> 14)) >>> 0) / 2 ** 32) * sides);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)]!;
  }
}

type Mutation = (dice: Dice, shown: Shown, others: readonly Shown[]) => Shown;

/** Ways to change bytes. */
const BYTES: Readonly<Record<string, (dice: Dice, data: Uint8Array) => Uint8Array>> = {
  "a bit turned": (dice, data) => withByte(data, dice.roll(data.length), (byte) => byte ^ (1 << dice.roll(8))),
  "a byte set": (dice, data) => withByte(data, dice.roll(data.length), () => dice.roll(256)),
  "a byte put in": (dice, data) => splice(data, dice.roll(data.length + 1), 0, [dice.roll(256)]),
  "a byte left out": (dice, data) => splice(data, dice.roll(data.length), 1, []),
  "cut short": (dice, data) => data.slice(0, dice.roll(data.length)),
  "bytes after it": (dice, data) => splice(data, data.length, 0, Array(1 + dice.roll(33)).fill(dice.roll(256))),
  "two stretches swapped": (dice, data) => {
    const length = 1 + dice.roll(32);
    const [a, b] = [dice.roll(data.length), dice.roll(data.length)];
    const copy = data.slice();
    copy.set(data.subarray(b, b + Math.min(length, data.length - a)), a);
    copy.set(data.subarray(a, a + Math.min(length, data.length - b)), b);
    return copy;
  },
  "a stretch of zeros": (dice, data) => data.slice().fill(0, dice.roll(data.length), dice.roll(data.length + 1)),
  "its length written longer": (_, data) => {
    const width = data[0]! - 0xf7;
    return width < 1 || width > 7 ? data : getBytes(concat([Uint8Array.of(data[0]! + 1, 0), data.subarray(1)]));
  },
};

/** Ways to change the items of an RLP list, with those of another list at hand. */
const ITEMS: Readonly<Record<string, (dice: Dice, items: RlpStructuredData[], other: RlpStructuredData[]) => void>> = {
  "items swapped": (dice, items) => {
    const [a, b] = [dice.roll(items.length), dice.roll(items.length)];
    [items[a], items[b]] = [items[b]!, items[a]!];
  },
  "an item of another": (dice, items, other) => {
    const place = dice.roll(items.length);
    items[place] = other[place % other.length]!;
  },
  "an item left out": (dice, items) => void items.splice(dice.roll(items.length), 1),
  "an item twice": (dice, items) => void items.splice(dice.roll(items.length), 0, dice.pick(items)),
  "an item more": (dice, items) => void items.push(toBeHex(1 + dice.roll(255))),
  "a number one higher": (dice, items) => {
    const place = dice.roll(items.length);
    const item = items[place]!;
    if (typeof item === "string") items[place] = toBeHex((item === "0x" ? 0n : BigInt(item)) + 1n);
  },
  "a zero in front of an item": (dice, items) => {
    const place = dice.roll(items.length);
    const item = items[place]!;
    if (typeof item === "string") items[place] = concat(["0x00", item]);
  },
};

/** Ways to change which nodes a proof has. */
const NODES: Readonly<Record<string, (dice: Dice, nodes: string[], other: readonly string[]) => void>> = {
  "a node left out": (dice, nodes) => void nodes.splice(dice.roll(nodes.length), 1),
  "a node twice": (dice, nodes) => void nodes.splice(dice.roll(nodes.length), 0, dice.pick(nodes)),
  "nodes swapped": (dice, nodes) => {
    const [a, b] = [dice.roll(nodes.length), dice.roll(nodes.length)];
    [nodes[a], nodes[b]] = [nodes[b]!, nodes[a]!];
  },
  "a node of another proof": (dice, nodes, other) => void (nodes[dice.roll(nodes.length)] = dice.pick(other)),
  "a node more": (dice, nodes, other) => void nodes.push(dice.pick([...nodes, ...other, "0x", "0x80", "0xc0"])),
  "all of another proof": (_, nodes, other) => void nodes.splice(0, nodes.length, ...other),
  "only its end": (dice, nodes) => void nodes.splice(0, 1 + dice.roll(nodes.length - 1)),
  nothing: (_, nodes) => void nodes.splice(0),
};

const MUTATIONS: readonly Mutation[] = [
  ...Object.values(BYTES).map((change): Mutation => (dice, shown) => ({
    ...shown,
    header: onBytes(dice, change, shown.header),
  })),
  ...Object.values(ITEMS).map((change): Mutation => (dice, shown, others) => ({
    ...shown,
    header: onItems(dice, change, shown.header, dice.pick(others).header),
  })),
  ...Object.values(BYTES).map(
    (change): Mutation =>
      (dice, shown) =>
        onNode(dice, shown, (node) => onBytes(dice, change, node)),
  ),
  ...Object.values(ITEMS).map(
    (change): Mutation =>
      (dice, shown, others) =>
        onNode(dice, shown, (node) => onItems(dice, change, node, dice.pick(dice.pick(others).nodes))),
  ),
  // What the leaf holds is itself a list: another nonce, another balance, another status.
  ...Object.values(ITEMS).map((change): Mutation => (dice, shown) => ({
    ...shown,
    nodes: [...shown.nodes.slice(0, -1), withLeaf(dice, change, shown.nodes.at(-1)!)],
  })),
  ...Object.values(NODES).map((change): Mutation => (dice, shown, others) => {
    const nodes = [...shown.nodes];
    change(dice, nodes, dice.pick(others).nodes);
    return { ...shown, nodes };
  }),
  // Another header above the proof, another key below it.
  (dice, shown, others) => ({ ...shown, header: dice.pick(others).header }),
  (dice, shown, others) => ({ ...shown, key: otherKey(dice, shown, others) }),
];

/** So many changed ones, each another than what it comes from, and no two the same. */
export function mutantsOf(genuine: readonly Shown[], count: number, seed: number): Shown[] {
  const dice = new Dice(seed);
  const seen = new Set(genuine.map(asText));
  const found: Shown[] = [];
  for (let i = 0; found.length < count; ++i) {
    const shown = genuine[i % genuine.length]!;
    const mutant = MUTATIONS[Math.floor(i / genuine.length) % MUTATIONS.length]!(dice, shown, genuine);
    const text = asText(mutant);
    if (seen.has(text)) continue;
    seen.add(text);
    found.push(mutant);
  }
  return found;
}

function asText(shown: Shown): string {
  return [shown.what, shown.header, shown.key, ...shown.nodes].join("|");
}

function withByte(data: Uint8Array, place: number, change: (byte: number) => number): Uint8Array {
  const copy = data.slice();
  copy[place] = change(data[place]!);
  return copy;
}

function splice(data: Uint8Array, place: number, out: number, into: readonly number[]): Uint8Array {
  return Uint8Array.from([...data.subarray(0, place), ...into, ...data.subarray(place + out)]);
}

function onBytes(dice: Dice, change: (dice: Dice, data: Uint8Array) => Uint8Array, data: string): string {
  return hexlify(change(dice, getBytes(data)));
}

function onItems(
  dice: Dice,
  change: (dice: Dice, items: RlpStructuredData[], other: RlpStructuredData[]) => void,
  data: string,
  other: string,
): string {
  const items = itemsOf(data);
  change(dice, items, itemsOf(other));
  return encodeRlp(items);
}

function onNode(dice: Dice, shown: Shown, change: (node: string) => string): Shown {
  const nodes = [...shown.nodes];
  const place = dice.roll(nodes.length);
  nodes[place] = change(nodes[place]!);
  return { ...shown, nodes };
}

function withLeaf(
  dice: Dice,
  change: (dice: Dice, items: RlpStructuredData[], other: RlpStructuredData[]) => void,
  leaf: string,
): string {
  const [path, value] = itemsOf(leaf);
  const text = value as string;
  // The type of a transaction or receipt stands in front of its list.
  const type = Number.parseInt(text.slice(2, 4), 16) < 0x80 ? text.slice(0, 4) : "0x";
  const list = `0x${text.slice(type.length)}`;
  return encodeRlp([path!, concat([type, onItems(dice, change, list, list)])]);
}

function itemsOf(data: string): RlpStructuredData[] {
  return [...(decodeRlp(data) as RlpStructuredData[])];
}

function otherKey(dice: Dice, shown: Shown, others: readonly Shown[]): string | number {
  if (typeof shown.key === "number") return dice.pick([shown.key + 1, dice.roll(1_000), 2 ** 31]);
  const accounts = others.flatMap(({ key }) => (typeof key === "string" ? [key] : []));
  return dice.pick([
    ...accounts,
    hexlify(withByte(getBytes(shown.key), dice.roll(20), (byte) => byte ^ (1 << dice.roll(8)))),
  ]);
}
