import { type ContractTransactionReceipt, getAddress, hexlify, type Signer, toUtf8Bytes } from "ethers";

import type { ITimeframeToken } from "../ethers.ts";
import { blockAt } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { readClock } from "./clock.ts";
import { providerOf, runnerOf } from "../chain/runner.ts";
import type { Progress } from "../chain/progress.ts";
import { connectGroups, connectToken, type TokenLike } from "./connect.ts";
import { frameBounds } from "./label.ts";
import { DEFAULT_PAGE, sendPages, type Skipped } from "./pages.ts";
import { eventsOf, requireSettled } from "../chain/transaction.ts";

/** A package that shall be handed out. */
export interface PackageRow {
  account: string;
  /** Units, in base units of the token. */
  amount: bigint;
}

/** A package as the events tell of it. */
export interface PackageReading extends PackageRow {
  frame: bigint;
  /** Of the block, Unix seconds. */
  timestamp: bigint;
  /** Bytes as hex. */
  metadata: string;
}

/** What became of a list of packages. */
export interface HandedOut {
  /** The frame in which the run began. */
  frame: bigint;
  /** The frame in which it ended: a later one where the frame turned on the way. */
  lastFrame: bigint;
  handedOut: string[];
  /** Those who have a package of this amount with this metadata. */
  alreadyThere: string[];
  /** Those who have one of another amount with this metadata; nothing was sent for them. */
  different: { account: string; amount: bigint; wanted: bigint }[];
  /** Those whom the contract left out, and why. */
  skipped: Skipped[];
  /** Those who were not reached before the frame turned. */
  notReached: string[];
  receipts: ContractTransactionReceipt[];
}

/**
 * The packages of a token since a frame, whoever drew them: the administrator by {@link handOut}, or members by themselves.
 *
 * @example
 * const packages = await readPackages(token, { since: 41n });
 */
export async function readPackages(
  token: ITimeframeToken,
  options: { /** First frame; the current one unless it is named. */ since?: bigint; pageSize?: number } = {},
): Promise<PackageReading[]> {
  const provider = providerOf(runnerOf(token));
  const since = options.since ?? (await token.currentEpoch());
  const { start } = frameBounds(await readClock(token), since);
  // The block before the first that can lie in the frame.
  const fromBlock = start === 0n ? 0 : await blockAt(provider, start - 1n);
  const logs = await readLogs(provider, {
    address: await token.getAddress(),
    topics: await token.filters.Package().getTopicFilter(),
    fromBlock,
    ...(options.pageSize === undefined ? {} : { pageSize: options.pageSize }),
  });
  return logs
    .map((log) => token.interface.parseLog(log))
    .filter((event) => event !== null)
    .map(({ args }) => ({
      account: args.getValue("account") as string,
      frame: args.getValue("frame") as bigint,
      amount: args.getValue("amount") as bigint,
      timestamp: args.getValue("timestamp") as bigint,
      metadata: args.getValue("metadata") as string,
    }))
    .filter(({ frame }) => frame >= since);
}

/**
 * Hands out packages to members of groups on request, in pages; the signer is the administrator. The metadata tell one distribution from
 * another: who has a package with them since `since` is left out, so that an interrupted run goes on when it is run again. That reads what
 * is mined, and so refuses to begin while the signer has transactions under way. A member who draws himself a package with the same metadata
 * is left out, too. The run stops where the frame turns; name its first frame as `since` to go on.
 *
 * @example
 * const { handedOut, alreadyThere } = await handOut(administrator, token, [{ account: ann, amount: 3n }], { metadata: "boxes of May" });
 */
export async function handOut(
  signer: Signer,
  token: TokenLike,
  rows: readonly PackageRow[],
  options: {
    /** Bytes, or a text (kept as UTF-8); not empty. */
    metadata: string | Uint8Array;
    /** First frame whose packages count as handed out; the current one unless it is named. */
    since?: bigint;
    /** Accounts in a transaction; {@link DEFAULT_PAGE} fits with short metadata, long ones need smaller pages. */
    pageSize?: number;
    onProgress?: (progress: Progress) => void;
  },
): Promise<HandedOut> {
  const metadata = hexlify(typeof options.metadata === "string" ? toUtf8Bytes(options.metadata) : options.metadata);
  if (metadata === "0x") throw new RangeError("A package needs metadata, by which a second run knows it again");
  const { pageSize = DEFAULT_PAGE } = options;
  if (!Number.isSafeInteger(pageSize) || pageSize < 1) throw new RangeError(`A page of ${pageSize} makes no sense`);
  const amounts = amountsOf(rows);
  await requireSettled(signer, "nothing is handed out twice");

  const contract = connectToken(token, signer);
  const frame = await contract.currentEpoch();
  const since = options.since ?? frame;
  if (since > frame) throw new RangeError(`Frame ${since} has not begun: it is frame ${frame}`);
  const result: HandedOut = {
    frame,
    lastFrame: frame,
    handedOut: [],
    alreadyThere: [],
    different: [],
    skipped: [],
    notReached: [],
    receipts: [],
  };

  const drawn = new Map<string, bigint[]>();
  for (const made of await readPackages(contract, { since })) {
    if (made.metadata === metadata) drawn.set(made.account, [...(drawn.get(made.account) ?? []), made.amount]);
  }
  const due: string[] = [];
  for (const [account, wanted] of amounts) {
    const before = drawn.get(account);
    if (before === undefined) due.push(account);
    else if (before.includes(wanted)) result.alreadyThere.push(account);
    else result.different.push({ account, amount: before.reduce((sum, amount) => sum + amount), wanted });
  }

  const groups = await connectGroups(token, signer);
  const address = await contract.getAddress();
  const report = (left: number): void => options.onProgress?.({ done: rows.length - left, total: rows.length });
  report(due.length);
  for (let i = 0; i < due.length; i += pageSize) {
    result.lastFrame = await contract.currentEpoch();
    if (result.lastFrame > frame) {
      result.notReached = due.slice(i);
      break;
    }
    const page = due.slice(i, i + pageSize);
    const sent = await sendPages(groups, page, page.length, (accounts) =>
      groups.handOut(
        token,
        accounts,
        accounts.map((account) => amounts.get(account) ?? 0n),
        metadata,
      ),
    );
    result.handedOut.push(...sent.done);
    result.skipped.push(...sent.skipped);
    result.receipts.push(...sent.receipts);
    // A page that was sent in the last seconds of a frame may be mined in the next one.
    for (const receipt of sent.receipts) {
      for (const event of eventsOf(receipt, address, contract.interface, "Package")) {
        result.lastFrame = event.args.getValue("frame") as bigint;
      }
    }
    report(due.length - i - page.length);
  }
  return result;
}

/** The amounts by account, each of which may be named once. */
function amountsOf(rows: readonly PackageRow[]): Map<string, bigint> {
  const amounts = new Map<string, bigint>();
  for (const { account, amount } of rows) {
    const address = getAddress(account);
    if (amounts.has(address)) throw new RangeError(`${address} is named twice`);
    amounts.set(address, amount);
  }
  return amounts;
}
