import { getAddress, type Log } from "ethers";

import type { ITimeframeToken } from "../ethers.ts";
import { creationBlock, timestampOf } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { isMissingState } from "../chain/missing-state.ts";
import { readClock } from "./clock.ts";
import { providerOf, runnerOf } from "../chain/runner.ts";
import { Layout } from "./constants.ts";
import { HistoryReplay } from "./history-replay.ts";
import { type ClockParts, frameAt } from "./label.ts";

/** What happened to an account. */
export type EntryKind = "granted" | "expired" | "requested" | "received" | "sent" | "spent" | "joined" | "left";

/** A line of an account's ledger. */
export interface LedgerEntry {
  block: number;
  transaction: string;
  /** Of the block, Unix seconds. */
  timestamp: bigint;
  frame: bigint;
  kind: EntryKind;
  /** Units; 0 for joining and leaving. */
  amount: bigint;
  /** What the account holds after it. */
  balance: bigint;
  /** The other side: receiver, sender or provider. */
  counterparty?: string;
  /** The group of a joining or leaving, or of a request. */
  group?: bigint;
  /** First frame without membership, for a joining or leaving. */
  until?: bigint;
  /** The reference of a spending. */
  ref?: string;
  /** The line in words. */
  text: string;
}

/** Which events to read. */
export interface HistoryOptions {
  /** At most the block in which the token was created; found by itself where the node keeps old state, else 0. */
  fromBlock?: number;
  /** The newest block unless it is named. */
  toBlock?: number;
  /** Most blocks a request. */
  pageSize?: number;
}

/** All balances of a token, reconstructed from its events. */
export interface TokenHistory {
  readonly clock: ClockParts;
  /** The last block that was read. */
  readonly toBlock: number;
  /** The frame of that block. */
  readonly lastFrame: bigint;
  /** All accounts that an event names, in checksummed form. */
  readonly accounts: readonly string[];
  /** For each frame with events, the last block in it with one. */
  readonly lastBlocks: ReadonlyMap<bigint, number>;
  /** What the account held at the end of a frame (in the last frame: at `toBlock`); later frames as far as they are announced. */
  balanceAt(account: string, frame: bigint): bigint;
  /** The same by epoch: in GRACE the units of the frame before are told apart. */
  unitsAt(account: string, frame: bigint): { epoch: bigint; amount: bigint }[];
  /** All units at the end of a frame. */
  supplyAt(frame: bigint): bigint;
  /** The account's ledger, oldest first. */
  entries(account: string): readonly LedgerEntry[];
}

/** A difference between history and chain. */
export interface HistoryDifference {
  /** The block at which the chain was asked. */
  block: number;
  frame: bigint;
  /** The account; null for the supply. */
  account: string | null;
  history: bigint;
  chain: bigint;
}

/** What a comparison of history and chain found. */
export interface HistoryCheck {
  ok: boolean;
  /** How many values were compared. */
  compared: number;
  /** Frames whose state the node served and that were compared. */
  frames: bigint[];
  /** Frames whose past state the node doesn't keep. */
  unserved: bigint[];
  differences: HistoryDifference[];
}

/** How many reads go to the node at once. */
const READS = 50;

/**
 * Reconstructs every balance of every frame from the events of the token alone (its terms, fixed for ever, are asked for). Throws a
 * {@link HistoryError} where the events contradict each other or the rules of the token.
 *
 * @example
 * const history = await readHistory(token);
 * history.balanceAt(ann, 41n);
 * for (const { text } of history.entries(ann)) console.log(text);
 */
export async function readHistory(token: ITimeframeToken, options: HistoryOptions = {}): Promise<TokenHistory> {
  const provider = providerOf(runnerOf(token));
  const address = await token.getAddress();
  const clock = await readClock(token);
  const grace = (await token.accountLayout()) === Layout.GRACE;
  const toBlock = options.toBlock ?? (await provider.getBlockNumber());
  const fromBlock = options.fromBlock ?? (await creationBlock(provider, address));

  const range = options.pageSize === undefined ? {} : { pageSize: options.pageSize };
  const logs = await readLogs(provider, { address, fromBlock, toBlock, ...range });
  const times = await timesOf(logs, (number) => timestampOf(provider, number));

  const replay = new HistoryReplay(grace);
  const lastBlocks = new Map<bigint, number>();
  for (const log of logs) {
    const event = token.interface.parseLog(log);
    if (event === null) continue;
    const timestamp = times.get(log.blockNumber) ?? 0n;
    const frame = frameAt(clock, timestamp);
    lastBlocks.set(frame, log.blockNumber);
    replay.apply(event, { block: log.blockNumber, transaction: log.transactionHash, timestamp, frame });
  }
  replay.finish();

  const lastFrame = frameAt(clock, await timestampOf(provider, toBlock));
  return {
    clock,
    toBlock,
    lastFrame,
    accounts: replay.accounts(),
    lastBlocks,
    balanceAt: (account, frame) => {
      const { current, previous } = replay.stateAt(getAddress(account), frame);
      return current + previous;
    },
    unitsAt: (account, frame) => {
      const { current, previous } = replay.stateAt(getAddress(account), frame);
      const own = { epoch: frame, amount: current };
      return grace && frame > 0n ? [{ epoch: frame - 1n, amount: previous }, own] : [own];
    },
    supplyAt: (frame) => {
      let sum = 0n;
      for (const account of replay.accounts()) {
        const { current, previous } = replay.stateAt(account, frame);
        sum += current + previous;
      }
      return sum;
    },
    entries: (account) => replay.entries(getAddress(account)),
  };
}

/**
 * Compares a history with the chain: balances of all accounts and the supply, at the last block that was read, and at the last event of
 * every frame whose state the node still serves. Throws where a read fails for any other reason than that.
 *
 * @example
 * const { ok, differences } = await verifyHistory(token, await readHistory(token));
 */
export async function verifyHistory(token: ITimeframeToken, history: TokenHistory): Promise<HistoryCheck> {
  const check: HistoryCheck = { ok: true, compared: 0, frames: [], unserved: [], differences: [] };
  const moments = new Map(history.lastBlocks);
  moments.set(history.lastFrame, history.toBlock);
  for (const [frame, block] of [...moments].sort(([, a], [, b]) => a - b)) {
    let chain: ChainValues;
    try {
      chain = await readAt(token, history.accounts, block);
    } catch (error) {
      // Nodes keep the state of some 128 blocks, unless they are archives. The last block must be there.
      if (block === history.toBlock || !isMissingState(error)) throw error;
      check.unserved.push(frame);
      continue;
    }
    check.frames.push(frame);
    compare(check, { block, frame, account: null, history: history.supplyAt(frame), chain: chain.supply });
    for (const [account, balance] of chain.balances)
      compare(check, { block, frame, account, history: history.balanceAt(account, frame), chain: balance });
  }
  return check;
}

/** What the chain itself says of a block. */
interface ChainValues {
  supply: bigint;
  balances: Map<string, bigint>;
}

/** Reads all values of a block before any is compared: the node may lose its state in between. */
async function readAt(token: ITimeframeToken, accounts: readonly string[], block: number): Promise<ChainValues> {
  const supply = await token.totalSupply({ blockTag: block });
  const balances = new Map<string, bigint>();
  for (let i = 0; i < accounts.length; i += READS) {
    const some = accounts.slice(i, i + READS);
    const found = await Promise.all(some.map((account) => token.balanceOf(account, { blockTag: block })));
    for (const [at, account] of some.entries()) balances.set(account, found[at] ?? 0n);
  }
  return { supply, balances };
}

function compare(check: HistoryCheck, values: HistoryDifference): void {
  check.compared += 1;
  if (values.history === values.chain) return;
  check.ok = false;
  check.differences.push(values);
}

async function timesOf(logs: readonly Log[], timeOf: (block: number) => Promise<bigint>): Promise<Map<number, bigint>> {
  const blocks = [...new Set(logs.map(({ blockNumber }) => blockNumber))];
  const times = new Map<number, bigint>();
  for (let i = 0; i < blocks.length; i += READS) {
    const some = blocks.slice(i, i + READS);
    const found = await Promise.all(some.map(timeOf));
    for (const [at, block] of some.entries()) times.set(block, found[at] ?? 0n);
  }
  return times;
}
