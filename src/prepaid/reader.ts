import {
  type AddressLike,
  type ContractRunner,
  type Log,
  type LogDescription,
  type Provider,
  zeroPadValue,
} from "ethers";

import type { InstrumentViewStructOutput, IPrepaidVault } from "../ethers.ts";
import { creationBlock, timestampOf } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { providerOf } from "../chain/runner.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { MAX_AHEAD, type Rules } from "./constants.ts";
import { explainError } from "./errors.ts";
import { isPiece, numberOf, purchaserOf } from "./ids.ts";
import { type EventRange, findRules, resolved } from "./rules.ts";
import { bucketAt } from "./time.ts";

/** What an instrument is at this moment. */
export interface Instrument {
  id: bigint;
  purchaser: string;
  /** Who may redeem it; for one that is held by a key, the address of the key. */
  holder: string;
  /** Held by a key, and not claimed yet. */
  byKey: boolean;
  /** The purchaser can no longer take it back or give it to somebody else. */
  delivered: boolean;
  /** The clock has started: the expiry is final, unless the purchaser extends it. */
  started: boolean;
  /** The unused part waits to be settled; otherwise it returns by itself. */
  pull: boolean;
  /** It was settled, or cancelled. */
  settled: boolean;
  /** What can be redeemed now; 0 from the expiry on. */
  remaining: bigint;
  /** What wasn't used by the expiry, or waits to be settled; 0 before. */
  returned: bigint;
  /** First second in which it can't be redeemed any more, Unix seconds. */
  expiry: bigint;
  /** Of its rules; zero for a plain one. */
  rulesHash: string;
  /** A holder split it off another one. */
  piece: boolean;
}

/** How many reads go to the node at once. */
const READS = 50;

/**
 * An instrument at this moment; null for one that was never issued.
 *
 * @example
 * const card = await readInstrument(vault, id, provider);
 */
export async function readInstrument(vault: VaultLike, id: bigint, runner: ContractRunner): Promise<Instrument | null> {
  const [found] = await readInstruments(vault, [id], runner);
  return found ?? null;
}

/**
 * Several instruments at this moment, in the order of their ids; null for what was never issued.
 *
 * @example
 * const cards = await readInstruments(vault, ids, provider);
 */
export async function readInstruments(
  vault: VaultLike,
  ids: readonly bigint[],
  runner: ContractRunner,
): Promise<(Instrument | null)[]> {
  const contract = connectVault(vault, runner);
  const read = async (id: bigint): Promise<Instrument | null> => {
    try {
      return instrumentFrom(id, await contract.instrumentOf(id));
    } catch (error) {
      if (explainError(error)?.name === "PrepaidUnknown") return null;
      throw error;
    }
  };
  const found: (Instrument | null)[] = [];
  for (let i = 0; i < ids.length; i += READS) found.push(...(await Promise.all(ids.slice(i, i + READS).map(read))));
  return found;
}

/**
 * An instrument with its rules; null for one that was never issued.
 *
 * @example
 * const card = await readInstrumentWithRules(vault, id, provider);
 * if (card !== null) console.log(card.remaining, card.rules.cap);
 */
export async function readInstrumentWithRules(
  vault: VaultLike,
  id: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<(Instrument & { rules: Rules }) | null> {
  const instrument = await readInstrument(vault, id, runner);
  return instrument === null ? null : { ...instrument, rules: await findRules(vault, id, runner, range) };
}

/** Something that comes back. */
export interface Return {
  /** The second in which it does, Unix seconds. */
  expiry: bigint;
  /** What comes back at most: whatever of it isn't used until then. */
  amount: bigint;
}

/** What an owner has, and what comes back to him when. */
export interface ReturnsReading {
  /** The second of the reading, Unix seconds. */
  now: bigint;
  /** What he can dispose of now. */
  balance: bigint;
  /** What is locked in all. */
  locked: bigint;
  /** What comes back when, the next first. */
  returns: Return[];
}

/**
 * What comes back to an owner when, if nothing of it is used.
 *
 * @example
 * const { balance, returns } = await returnsOf(vault, company, provider);
 */
export async function returnsOf(vault: VaultLike, owner: AddressLike, runner: ContractRunner): Promise<ReturnsReading> {
  const provider = providerOf(runner);
  const block = await provider.getBlockNumber();
  const at = { blockTag: block };
  const contract = connectVault(vault, provider);
  const [address, bucketLength] = await Promise.all([resolved(owner, runner), contract.bucketLength()]);
  const now = await timestampOf(provider, block);
  const current = bucketAt(now, bucketLength);

  const indexes: bigint[] = [];
  for (let index = current >> 8n; index <= (current + MAX_AHEAD) >> 8n; index += 1n) indexes.push(index);
  const words = await Promise.all(indexes.map((index) => contract.usedBuckets(address, index, at)));
  const expiries: bigint[] = [];
  for (const [place, index] of indexes.entries()) {
    const bits = words[place] ?? 0n;
    for (let bit = 0n; bit < 256n; bit += 1n) {
      const bucket = index * 256n + bit;
      if (((bits >> bit) & 1n) === 1n && bucket > current) expiries.push(bucket * bucketLength);
    }
  }
  const returns: Return[] = [];
  for (let i = 0; i < expiries.length; i += READS) {
    const some = expiries.slice(i, i + READS);
    const amounts = await Promise.all(some.map((expiry) => contract.lockedUntil(address, expiry, at)));
    for (const [place, expiry] of some.entries()) returns.push({ expiry, amount: amounts[place] ?? 0n });
  }
  const balance = await contract.balanceOf(address, at);
  return { now, balance, locked: returns.reduce((sum, { amount }) => sum + amount, 0n), returns };
}

/**
 * The balance of an owner now, or at a later moment if nothing but time happens.
 *
 * @example
 * const inJune = await balanceAt(vault, company, provider, 1_780_272_000n);
 */
export async function balanceAt(
  vault: VaultLike,
  owner: AddressLike,
  runner: ContractRunner,
  moment?: bigint,
): Promise<bigint> {
  const contract = connectVault(vault, runner);
  return moment === undefined ? contract.balanceOf(owner) : contract.balanceOfAt(owner, moment);
}

/** An event of a vault. */
export interface VaultEvent {
  name: string;
  args: Record<string, unknown>;
  /** Of the block, Unix seconds. */
  timestamp: bigint;
  blockNumber: number;
  transactionHash: string;
}

/** The events that tell the story of an instrument. */
const STORY = [
  "Issued",
  "Ruled",
  "ToppedUp",
  "ExpirySet",
  "HolderSet",
  "Delivered",
  "Cancelled",
  "Split",
  "Redeemed",
  "Refunded",
  "Settled",
] as const;

/**
 * The history of an instrument, from its events: the split that made a piece, and those that made pieces of it, included.
 *
 * @example
 * for (const { name, timestamp } of await readHistory(vault, id, provider)) console.log(momentLabel(timestamp), name);
 */
export async function readHistory(
  vault: VaultLike,
  id: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<VaultEvent[]> {
  const contract = connectVault(vault, runner);
  const topic = topicOf(id);
  const blocks = await startingFrom(contract, runner, range);
  const logs = await logsOf(contract, runner, [topicsOf(contract, STORY), topic], blocks);
  if (isPiece(id)) logs.push(...(await logsOf(contract, runner, [topicsOf(contract, ["Split"]), null, topic], blocks)));
  return eventsFrom(contract, providerOf(runner), inOrder(logs));
}

/** Where the money of an instrument came from and went to, in base units. */
export interface Conservation {
  /** By the issue; for a piece, by the split that made it. */
  funded: bigint;
  toppedUp: bigint;
  refunded: bigint;
  redeemed: bigint;
  /** To pieces that holders split off. */
  splitOff: bigint;
  /** What can still be redeemed. */
  remaining: bigint;
  /** What came back, or waits to be settled. */
  returned: bigint;
  /** Whether what came in is what went out and what is there. */
  holds: boolean;
}

/**
 * Adds up an instrument's events and holds them against what the chain says: what came in is what was redeemed, split off, returned, and
 * what remains.
 *
 * @example
 * const { holds, redeemed, returned } = await conservationOf(vault, id, provider);
 */
export async function conservationOf(
  vault: VaultLike,
  id: bigint,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Conservation> {
  const [events, instrument] = await Promise.all([
    readHistory(vault, id, runner, range),
    readInstrument(vault, id, runner),
  ]);
  const sum = (name: string, role: (args: Record<string, unknown>) => boolean = () => true): bigint =>
    events
      .filter((event) => event.name === name && role(event.args))
      .reduce((total, { args }) => total + (args["amount"] as bigint), 0n);
  const found = {
    funded: sum("Issued") + sum("Split", (args) => args["piece"] === id),
    toppedUp: sum("ToppedUp"),
    refunded: sum("Refunded"),
    redeemed: sum("Redeemed"),
    splitOff: sum("Split", (args) => args["id"] === id),
    remaining: instrument?.remaining ?? 0n,
    returned: instrument?.returned ?? 0n,
  };
  const came = found.funded + found.toppedUp + found.refunded;
  return { ...found, holds: came === found.redeemed + found.splitOff + found.remaining + found.returned };
}

/**
 * All instruments that a purchaser issued, and the pieces of them, as they are now, in the order of their issue.
 *
 * @example
 * const cards = await instrumentsOfPurchaser(vault, company, provider);
 */
export async function instrumentsOfPurchaser(
  vault: VaultLike,
  purchaser: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Instrument[]> {
  const contract = connectVault(vault, runner);
  const address = await resolved(purchaser, runner);
  const blocks = await startingFrom(contract, runner, range);
  const topic = zeroPadValue(address, 32);
  const issued = await logsOf(contract, runner, [topicsOf(contract, ["Issued"]), null, topic], blocks);
  const pieces = await logsOf(contract, runner, [topicsOf(contract, ["Split"])], blocks);
  const ids = inOrder([...issued, ...pieces])
    .map((log) => idIn(contract, log))
    .filter((id) => purchaserOf(id) === address);
  return present(await readInstruments(contract, [...new Set(ids)], runner));
}

/**
 * All instruments that an account, or a key by its address, holds now, in the order in which it got them first.
 *
 * @example
 * const cards = await instrumentsOfHolder(vault, ann, provider);
 */
export async function instrumentsOfHolder(
  vault: VaultLike,
  holder: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<Instrument[]> {
  const contract = connectVault(vault, runner);
  const address = await resolved(holder, runner);
  const topic = zeroPadValue(address, 32);
  const blocks = await startingFrom(contract, runner, range);
  const logs = [
    ...(await logsOf(contract, runner, [topicsOf(contract, ["HolderSet"]), null, topic], blocks)),
    ...(await logsOf(contract, runner, [topicsOf(contract, ["Issued", "Split"]), null, null, topic], blocks)),
  ];
  const ids = inOrder(logs).map((log) => idIn(contract, log));
  const found = present(await readInstruments(contract, [...new Set(ids)], runner));
  return found.filter((instrument) => instrument.holder === address);
}

/**
 * The lowest number from 1 that a purchaser has not used: short for people, where {@link randomNumber} needs no look at the chain.
 *
 * @example
 * await issue(company, vault, { number: await freeNumber(vault, company, provider), holder: ann, amount, expiry });
 */
export async function freeNumber(
  vault: VaultLike,
  purchaser: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<bigint> {
  const contract = connectVault(vault, runner);
  const topic = zeroPadValue(await resolved(purchaser, runner), 32);
  const logs = await logsOf(contract, runner, [topicsOf(contract, ["Issued"]), null, topic], range);
  const used = new Set(logs.map((log) => numberOf(idIn(contract, log))));
  let number = 1n;
  while (used.has(number)) number += 1n;
  return number;
}

/** What a merchant was paid or gave back. */
export interface MerchantEntryReading {
  kind: "redeemed" | "refunded";
  id: bigint;
  amount: bigint;
  /** 32 bytes; zero for none. */
  ref: string;
  /** Of the block, Unix seconds. */
  timestamp: bigint;
  transactionHash: string;
}

/**
 * What a merchant was paid and gave back, in order.
 *
 * @example
 * const bills = await readMerchant(vault, canteen, provider);
 */
export async function readMerchant(
  vault: VaultLike,
  merchant: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<MerchantEntryReading[]> {
  const contract = connectVault(vault, runner);
  const topic = zeroPadValue(await resolved(merchant, runner), 32);
  const logs = await logsOf(contract, runner, [topicsOf(contract, ["Redeemed", "Refunded"]), null, topic], range);
  return (await eventsFrom(contract, providerOf(runner), inOrder(logs))).map(
    ({ name, args, timestamp, transactionHash }) => ({
      kind: name === "Redeemed" ? "redeemed" : "refunded",
      id: args["id"] as bigint,
      amount: args["amount"] as bigint,
      ref: args["ref"] as string,
      timestamp,
      transactionHash,
    }),
  );
}

/** The logs of a vault with these topics. */
export async function logsOf(
  vault: IPrepaidVault,
  runner: ContractRunner,
  topics: (null | string | string[])[],
  range: EventRange,
): Promise<Log[]> {
  const { fromBlock = 0, pageSize } = await startingFrom(vault, runner, range);
  const query = { address: await vault.getAddress(), topics, fromBlock };
  return readLogs(providerOf(runner), pageSize === undefined ? query : { ...query, pageSize });
}

/** A range with its first block, for who reads in it more than once: to look for the vault's creation takes a while. */
export async function startingFrom(
  vault: IPrepaidVault,
  runner: ContractRunner,
  range: EventRange,
): Promise<EventRange> {
  return {
    ...range,
    fromBlock: range.fromBlock ?? (await creationBlock(providerOf(runner), await vault.getAddress())),
  };
}

/** The topics by which events with these names are found. */
export function topicsOf(vault: IPrepaidVault, names: readonly (typeof STORY)[number][]): string[] {
  return names.map((name) => vault.interface.getEvent(name).topicHash);
}

/** A log of a vault, decoded. */
export function decoded(vault: IPrepaidVault, log: Log): LogDescription {
  const event = vault.interface.parseLog(log);
  if (event === null) throw new Error("The vault raised an event that it doesn't have");
  return event;
}

function topicOf(id: bigint): string {
  return `0x${id.toString(16).padStart(64, "0")}`;
}

function idIn(vault: IPrepaidVault, log: Log): bigint {
  const { name, args } = decoded(vault, log);
  return args.getValue(name === "Split" ? "piece" : "id") as bigint;
}

function inOrder(logs: readonly Log[]): Log[] {
  return [...logs].sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index);
}

async function eventsFrom(vault: IPrepaidVault, provider: Provider, logs: readonly Log[]): Promise<VaultEvent[]> {
  const moments = new Map<number, bigint>();
  const blocks = [...new Set(logs.map(({ blockNumber }) => blockNumber))];
  for (let i = 0; i < blocks.length; i += READS) {
    const some = blocks.slice(i, i + READS);
    const found = await Promise.all(some.map(async (number) => [number, await timestampOf(provider, number)] as const));
    for (const [number, moment] of found) moments.set(number, moment);
  }
  return logs.map((log) => {
    const { name, args } = decoded(vault, log);
    return {
      name,
      args: args.toObject() as Record<string, unknown>,
      timestamp: moments.get(log.blockNumber) ?? 0n,
      blockNumber: log.blockNumber,
      transactionHash: log.transactionHash,
    };
  });
}

function instrumentFrom(id: bigint, view: InstrumentViewStructOutput): Instrument {
  const { purchaser, holder, byKey, delivered, started, pull, settled, remaining, returned, expiry, rules } = view;
  return {
    id,
    purchaser,
    holder,
    byKey,
    delivered,
    started,
    pull,
    settled,
    remaining,
    returned,
    expiry,
    rulesHash: rules,
    piece: isPiece(id),
  };
}

function present(instruments: readonly (Instrument | null)[]): Instrument[] {
  return instruments.filter((instrument) => instrument !== null);
}
