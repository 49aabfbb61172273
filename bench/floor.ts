import { getBytes } from "ethers";

/**
 * What the EVM charges for an operation whatever its code: the floor.
 *
 *   floor = max(21,000 + calldata + terms, 21,000 + 10 × tokens)
 *
 * where calldata = 4 a zero byte + 16 any other; terms = the storage, log, call, precompile and creation costs that the operation can't
 * avoid; and tokens = zero bytes + 4 × other bytes (EIP-7623). Computation, memory and the finding of a storage place count nothing. Every
 * account and slot is cold at the start of a transaction (EIP-2929). Of facts that could lie in one word, one word is counted: the floor is
 * what nobody can go below, so a ratio to it flatters nobody.
 */

/** Prices of EIP-2929, EIP-2200, EIP-3860 and the yellow paper, as of the hard fork `osaka`. */
export const PRICE = {
  transaction: 21_000,
  zeroByte: 4,
  otherByte: 16,
  floorToken: 10,
  /** Reading a slot for the first time in a transaction. */
  read: 2_100,
  /** Changing a slot that is not zero: 2,100 cold + 2,900. */
  change: 5_000,
  /** Emptying a slot that is not zero: 2,100 cold + 2,900, of which 4,800 come back. */
  empty: 200,
  /** Filling a slot that is zero: 2,100 cold + 20,000. */
  fill: 22_100,
  /** Calling a contract for the first time in a transaction. */
  call: 2_600,
  /** Sending ether with a call: 9,000, of which the receiver gets 2,300 to use. */
  sendEther: 6_700,
  log: 375,
  topic: 375,
  logByte: 8,
  recover: 3_000,
  create: 32_000,
  codeByte: 200,
  /** For each word of creation code: 2 to check it, 6 to hash it for CREATE2. */
  initWord: 8,
} as const;

/** One unavoidable cost, and how often it comes. */
export interface Term {
  what: string;
  count: number;
  gas: number;
}

export interface Floor {
  calldata: number;
  terms: Term[];
  total: number;
}

const term = (what: string, gas: number, count = 1): Term => ({ what, count, gas });

/** Storage slots read, changed from one value to another, emptied, or filled where there was nothing. */
export const read = (what: string, count = 1): Term => term(`read ${what}`, PRICE.read, count);
export const change = (what: string, count = 1): Term => term(`change ${what}`, PRICE.change, count);
export const empty = (what: string, count = 1): Term => term(`empty ${what}`, PRICE.empty, count);
export const fill = (what: string, count = 1): Term => term(`fill ${what}`, PRICE.fill, count);
export const call = (what: string): Term => term(`call ${what}`, PRICE.call);

/** An event: its signature counts as a topic; data in bytes. */
export const log = (event: string, topics: number, bytes: number, count = 1): Term =>
  term(`log ${event}`, PRICE.log + topics * PRICE.topic + bytes * PRICE.logByte, count);

/** A `Transfer`, as ERC-20 wants it. */
export const transferLog = (count = 1): Term => log("Transfer", 3, 32, count);

/** Sending ether along with a call. */
export const sendEther = (count = 1): Term => term("send ether", PRICE.sendEther, count);

/** Recovering a signer. */
export const recover = (): Term => term("recover the signer", PRICE.recover);

/** A new contract, of this much runtime and creation code; the latter is hashed where CREATE2 places it. */
export function creation(runtimeBytes: number, creationBytes: number): Term[] {
  return [
    term("create a contract", PRICE.create),
    term("keep a byte of code", PRICE.codeByte, runtimeBytes),
    term("check and hash a word of creation code", PRICE.initWord, Math.ceil(creationBytes / 32)),
  ];
}

function countBytes(data: string): { zero: number; other: number } {
  const bytes = getBytes(data);
  const zero = bytes.filter((byte) => byte === 0).length;
  return { zero, other: bytes.length - zero };
}

/** The floor of a transaction with this calldata. */
export function floorOf(data: string, terms: readonly Term[]): Floor {
  const { zero, other } = countBytes(data);
  const calldata = zero * PRICE.zeroByte + other * PRICE.otherByte;
  const unavoidable = terms.reduce((sum, { count, gas }) => sum + count * gas, 0);
  const least = PRICE.transaction + PRICE.floorToken * (zero + 4 * other);
  return { calldata, terms: [...terms], total: Math.max(PRICE.transaction + calldata + unavoidable, least) };
}
