import { type BlockTag, ZeroAddress } from "ethers";

import { TimeframeBacking__factory } from "../../types/ethers-contracts/factories/timeframe/TimeframeBacking__factory.js";
import { TimeframeToken__factory } from "../../types/ethers-contracts/factories/timeframe/TimeframeToken__factory.js";
import type { ITimeframeToken } from "../ethers.ts";
import { blockAt, creationBlock } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { readClock } from "./clock.ts";
import { providerOf, runnerOf } from "../chain/runner.ts";
import { connectBacking, connectGroups } from "./connect.ts";
import { BackingKind, type Layout, layoutOf } from "./constants.ts";
import { collectableFrames, connectFixedPrice, connectProRata, kindOfBacking } from "./earnings.ts";
import { explainError } from "./errors.ts";
import { readHistory } from "./history.ts";
import { type ClockParts, frameAt, frameBounds, frameLabel } from "./label.ts";

/** A frame in words and numbers. */
export interface FrameReading {
  index: bigint;
  /** Its first second. */
  start: bigint;
  /** The first second after it: when its units expire (GRACE: become those of the frame before) and the next quota is there. */
  end: bigint;
  /** "2026-W48", "2026-11", …; see {@link frameLabel}. */
  label: string;
}

/** Units of an account by the frame they belong to. */
export interface EpochUnits {
  epoch: bigint;
  amount: bigint;
  /** When they expire, Unix seconds. */
  expiresAt: bigint;
}

/** What an account holds at a moment. */
export interface BalanceReading {
  account: string;
  frame: FrameReading;
  balance: bigint;
  /** Units by epoch, those that expire first at first; epochs without units are left out. */
  units: EpochUnits[];
  /** Where it comes from: the state of a block, what is announced for a frame to come, or the events of the past. */
  source: "chain" | "announced" | "history";
}

/** The moment of a balance: a frame (its end, if it is over), a second, or a block. */
export interface BalanceMoment {
  frame?: bigint;
  timestamp?: bigint;
  blockTag?: BlockTag;
}

/** A member of a token. */
export interface MemberReading {
  account: string;
  group: bigint;
  /** First frame without membership. */
  until: bigint;
  provider: boolean;
  soulbound: boolean;
}

/** A group of a token. */
export interface GroupReading {
  group: bigint;
  onRequest: boolean;
  soulbound: boolean;
  members: bigint;
  quota: bigint;
  quotaNext: bigint;
  receiveCap: bigint;
  receiveCapNext: bigint;
  budget: bigint;
  budgetNext: bigint;
  requested: bigint;
}

/** What a token's pool holds and owes. */
export interface PoolReading {
  balance: bigint;
  reserved: bigint;
  free: bigint;
  price: bigint;
  priceNext: bigint;
  pot: bigint;
  potNext: bigint;
}

/** The backing of a token. */
export interface BackingReading {
  address: string;
  kind: BackingKind;
  /** What providers are paid in; null where the backing only counts. */
  asset: string | null;
  sponsor: string;
  /** Null while the sponsor has opened none. */
  pool: PoolReading | null;
}

/** A token: what is fixed for ever, and how it stands. */
export interface TokenReading {
  address: string;
  name: string;
  symbol: string;
  decimals: bigint;
  layout: Layout;
  clock: ClockParts;
  open: boolean;
  maxAmount: bigint;
  groupsAddress: string;
  /** Null where it was renounced. */
  administrator: string | null;
  frame: FrameReading;
  totalSupply: bigint;
  groups: GroupReading[];
  backing: BackingReading | null;
}

/** A provider of a token. */
export interface ProviderReading {
  account: string;
  admitted: boolean;
  /** Units earned over all frames. */
  earned: bigint;
  /** Base units of the asset that can be collected now. */
  collectable: bigint;
  /** Pro rata: the ended frames that are not collected. */
  frames: bigint[];
}

/**
 * The current frame of a token, or the one that holds a moment.
 *
 * @example
 * const { label, end } = await readFrame(token);
 */
export async function readFrame(token: ITimeframeToken, at?: bigint): Promise<FrameReading> {
  const clock = await readClock(token);
  const index = at === undefined ? (await token.frameNow()).frame : frameAt(clock, at);
  return describeFrame(clock, index);
}

/**
 * A frame of a clock in words and numbers.
 *
 * @example
 * describeFrame({ rhythm: Rhythm.WEEK, anchor: 0n, frameLength: 0n }, 2970n).label; // "2026-W48"
 */
export function describeFrame(clock: ClockParts, index: bigint): FrameReading {
  return { index, ...frameBounds(clock, index), label: frameLabel(clock, index) };
}

/**
 * What an account holds, now or at another moment. The past is reconstructed from events, unless a block is named: then the node is asked
 * for its state in that block.
 *
 * @example
 * const { balance, units } = await readBalance(token, ann);
 * const lastWeek = await readBalance(token, ann, { frame: 41n });
 */
export async function readBalance(
  token: ITimeframeToken,
  account: string,
  at: BalanceMoment = {},
): Promise<BalanceReading> {
  if (Object.values(at).filter((value) => value !== undefined).length > 1) {
    throw new TypeError("Name one moment: a frame, a timestamp or a block");
  }
  const clock = await readClock(token);
  if (at.frame === undefined && at.timestamp === undefined)
    return stateAt(token, clock, account, at.blockTag ?? "latest");

  const [current, validity] = await Promise.all([token.currentEpoch(), token.validityDuration()]);
  const index = at.frame ?? frameAt(clock, at.timestamp ?? 0n);
  if (index > current) {
    const balance = await token.balanceOfAtFrame(account, index);
    const units = await announced(token, account, index, balance, validity);
    return reading(clock, account, index, balance, units, "announced", validity);
  }

  const provider = providerOf(runnerOf(token));
  const newest = await provider.getBlock("latest");
  if (
    index === current &&
    (at.timestamp === undefined || newest === null || at.timestamp >= BigInt(newest.timestamp))
  ) {
    return stateAt(token, clock, account, "latest");
  }
  const toBlock = at.timestamp === undefined ? undefined : await blockAt(provider, at.timestamp);
  const history = await readHistory(token, toBlock === undefined ? {} : { toBlock });
  const units = history.unitsAt(account, index);
  return reading(clock, account, index, history.balanceAt(account, index), units, "history", validity);
}

/**
 * The members of the current frame, or those of one group: the accounts that ever joined, by the events, each checked on the chain.
 *
 * @example
 * const members = await readMembers(token, { group: 1n });
 */
export async function readMembers(
  token: ITimeframeToken,
  options: { group?: bigint; fromBlock?: number; pageSize?: number } = {},
): Promise<MemberReading[]> {
  const { group, ...range } = options;
  const topics = await token.filters.MemberJoined().getTopicFilter();
  const provider = providerOf(runnerOf(token));
  const address = await token.getAddress();
  const fromBlock = options.fromBlock ?? (await creationBlock(provider, address));
  const logs = await readLogs(provider, { ...range, fromBlock, address, topics });
  const accounts = new Set<string>();
  for (const log of logs) {
    const event = token.interface.parseLog(log);
    if (event !== null) accounts.add(event.args.getValue("account") as string);
  }

  const members: MemberReading[] = [];
  const list = [...accounts];
  for (let i = 0; i < list.length; i += READS) {
    const some = list.slice(i, i + READS);
    const views = await Promise.all(some.map((account) => token.accountOf(account)));
    for (const [at, view] of views.entries()) {
      const account = some[at];
      if (account === undefined || !view.member || (group !== undefined && view.group !== group)) continue;
      const { until, provider, soulbound } = view;
      members.push({ account, group: view.group, until, provider, soulbound });
    }
  }
  return members;
}

/** How many reads go to the node at once. */
const READS = 50;

/**
 * A token: its terms, groups and backing, and how it stands.
 *
 * @example
 * const { name, groups, backing } = await readToken(token);
 */
export async function readToken(token: ITimeframeToken): Promise<TokenReading> {
  const runner = runnerOf(token);
  const address = await token.getAddress();
  const whole = TimeframeToken__factory.connect(address, runner);
  const groups = await connectGroups(token, runner);
  const [name, symbol, decimals, layout, clock, open, maxAmount, administrator, frame, totalSupply, count, backing] =
    await Promise.all([
      whole.name(),
      whole.symbol(),
      whole.decimals(),
      token.accountLayout(),
      readClock(token),
      token.isOpen(),
      token.maxAmount(),
      groups.administratorOf(token),
      readFrame(token),
      token.totalSupply(),
      token.groupCount(),
      readBacking(token),
    ]);
  const numbers = Array.from({ length: Number(count) }, (_, i) => BigInt(i + 1));
  return {
    address,
    name,
    symbol,
    decimals,
    layout: layoutOf(layout),
    clock,
    open,
    maxAmount,
    groupsAddress: await groups.getAddress(),
    administrator: administrator === ZeroAddress ? null : administrator,
    frame,
    totalSupply,
    groups: await Promise.all(numbers.map((group) => readGroup(token, group))),
    backing,
  };
}

/**
 * A group of a token.
 *
 * @example
 * const { quota, quotaNext } = await readGroup(token, 1n);
 */
export async function readGroup(token: ITimeframeToken, group: bigint): Promise<GroupReading> {
  const view = await token.groupOf(group);
  return {
    group,
    onRequest: view.onRequest,
    soulbound: view.soulbound,
    members: view.members,
    quota: view.quota,
    quotaNext: view.quotaNext,
    receiveCap: view.receiveCap,
    receiveCapNext: view.receiveCapNext,
    budget: view.budget,
    budgetNext: view.budgetNext,
    requested: view.requested,
  };
}

/**
 * The backing of a token and its pool; null where the token has none.
 *
 * @example
 * const free = (await readBacking(token))?.pool?.free;
 */
export async function readBacking(token: ITimeframeToken): Promise<BackingReading | null> {
  const runner = runnerOf(token);
  const backing = await connectBacking(token, runner);
  if (backing === null) return null;
  const address = await backing.getAddress();
  const [kind, asset, sponsor, pool] = await Promise.all([
    kindOfBacking(backing),
    backing.asset(),
    TimeframeBacking__factory.connect(address, runner).owner(),
    backing.poolOf(token).catch((error: unknown) => {
      if (explainError(error)?.name === "TimeframeNoPool") return null;
      throw error;
    }),
  ]);
  return {
    address,
    kind,
    asset: asset === ZeroAddress ? null : asset,
    sponsor,
    pool:
      pool === null
        ? null
        : {
            balance: pool.balance,
            reserved: pool.reserved,
            free: pool.free,
            price: pool.price,
            priceNext: pool.priceNext,
            pot: pool.pot,
            potNext: pool.potNext,
          },
  };
}

/**
 * What a provider has earned and can collect.
 *
 * @example
 * const { collectable } = await readProvider(token, canteen);
 */
export async function readProvider(
  token: ITimeframeToken,
  account: string,
  options: { fromBlock?: number } = {},
): Promise<ProviderReading> {
  const runner = runnerOf(token);
  const { provider: admitted } = await token.accountOf(account);
  const reading: ProviderReading = {
    account,
    admitted,
    earned: await token.earned(account),
    collectable: 0n,
    frames: [],
  };
  const backing = await connectBacking(token, runner);
  // Nothing was ever earned: the pool may not even be open.
  if (backing === null || reading.earned === 0n) return reading;

  if ((await kindOfBacking(backing)) === BackingKind.FIXED_PRICE) {
    reading.collectable = await connectFixedPrice(backing, runner).collectable(token, account);
    return reading;
  }
  const shared = connectProRata(backing, runner);
  reading.frames = await collectableFrames(token, account, options);
  for (const frame of reading.frames) reading.collectable += await shared.shareOf(token, account, frame);
  return reading;
}

async function stateAt(
  token: ITimeframeToken,
  clock: ClockParts,
  account: string,
  blockTag: BlockTag,
): Promise<BalanceReading> {
  const [frame, validity, balance] = await Promise.all([
    token.currentEpoch({ blockTag }),
    token.validityDuration({ blockTag }),
    token.balanceOf(account, { blockTag }),
  ]);
  const units: { epoch: bigint; amount: bigint }[] = [];
  for (let epoch = frame > validity ? frame - validity + 1n : 0n; epoch <= frame; epoch += 1n) {
    units.push({ epoch, amount: await token.balanceOfAtEpoch(epoch, account, { blockTag }) });
  }
  return reading(clock, account, frame, balance, units, "chain", validity);
}

/** Units of a frame to come: what the frame itself grants, and in GRACE what the frame before leaves. */
async function announced(
  token: ITimeframeToken,
  account: string,
  index: bigint,
  balance: bigint,
  validity: bigint,
): Promise<{ epoch: bigint; amount: bigint }[]> {
  if (validity === 1n) return [{ epoch: index, amount: balance }];
  const { group, until } = await token.accountOf(account);
  const granted = index < until ? (await token.groupOf(group)).quotaNext : 0n;
  return [
    { epoch: index - 1n, amount: balance - granted },
    { epoch: index, amount: granted },
  ];
}

function reading(
  clock: ClockParts,
  account: string,
  index: bigint,
  balance: bigint,
  units: { epoch: bigint; amount: bigint }[],
  source: BalanceReading["source"],
  validity: bigint,
): BalanceReading {
  return {
    account,
    frame: describeFrame(clock, index),
    balance,
    units: units
      .filter(({ amount }) => amount !== 0n)
      .map(({ epoch, amount }) => ({ epoch, amount, expiresAt: frameBounds(clock, epoch + validity - 1n).end })),
    source,
  };
}
