import {
  describeFrame as frameNumbered,
  type HistoryCheck,
  type LedgerEntry,
  momentLabel,
  readHistory,
  type TokenHistory,
  verifyHistory,
} from "../../src/timeframe/index.ts";
import { action, type CommonArguments } from "./support/action.ts";
import { count, table, units } from "../support/format.ts";
import { describeFrame } from "./support/describe.ts";
import { unitsOf } from "./support/units.ts";

export interface HistoryArguments extends CommonArguments {
  token: string;
  account: string | undefined;
  fromBlock: number;
}

export default action<HistoryArguments>(async (args, session) => {
  const token = await session.token(args.token);
  const account = args.account === undefined ? null : await session.account(args.account, "account");
  const { decimals } = await unitsOf(token);
  await session.checkBlock(args.fromBlock, "--from-block");
  const history = await readHistory(token, args.fromBlock === 0 ? {} : { fromBlock: args.fromBlock });
  const check = await verifyHistory(token, history);
  const frames = [...history.lastBlocks.keys()].sort((a, b) => (a < b ? -1 : 1));
  return {
    json: {
      token: await token.getAddress(),
      account,
      decimals,
      toBlock: history.toBlock,
      check,
      frames: frames.map((index) => ({
        ...describeFrame(frameNumbered(history.clock, index)),
        totalSupply: history.supplyAt(index),
        ...(account === null ? {} : { balance: history.balanceAt(account, index) }),
      })),
      entries: account === null ? [] : history.entries(account),
      accounts: account === null ? history.accounts : [account],
    },
    text: [
      account === null ? supplyTable(history, frames, decimals) : ledgerTable(history, account, decimals),
      "",
      verdict(check),
    ].join("\n"),
    failed: !check.ok,
  };
});

function supplyTable(history: TokenHistory, frames: readonly bigint[], decimals: bigint): string {
  const rows = frames.map((index) => {
    const { label } = frameNumbered(history.clock, index);
    return [index.toString(), label, units(history.supplyAt(index), decimals)];
  });
  const accounts = `${count(history.accounts.length, "account")}, up to block ${history.toBlock}. Name one to see its ledger.`;
  return [table(["frame", "", "supply at its end"], rows, ["frame", "supply at its end"]), accounts].join("\n");
}

function ledgerTable(history: TokenHistory, account: string, decimals: bigint): string {
  const entries = history.entries(account);
  if (entries.length === 0) return `No event names ${account}.`;
  const rows = entries.map((entry) => [
    // "2026-11-25 13:29:36": the header says the zone.
    momentLabel(entry.timestamp).replace("T", " ").replace("Z", ""),
    entry.frame.toString(),
    entry.kind,
    entry.amount === 0n ? "" : units(entry.amount, decimals),
    units(entry.balance, decimals),
    detailOf(entry),
  ]);
  return table(["time (UTC)", "frame", "event", "units", "balance", ""], rows, ["frame", "units", "balance"]);
}

/** What the other columns don't say: the other side, or the group. */
function detailOf({ kind, counterparty, group, until }: LedgerEntry): string {
  switch (kind) {
    case "sent":
    case "spent":
      return counterparty === undefined ? "" : `to ${counterparty}`;
    case "received":
      return counterparty === undefined ? "" : `from ${counterparty}`;
    case "requested":
    case "joined":
      return group === undefined ? "" : `group ${group}`;
    case "left":
      return group === undefined || until === undefined ? "" : `group ${group}, with the end of frame ${until - 1n}`;
    case "granted":
    case "expired":
      return "";
  }
}

function verdict({ ok, compared, frames, unserved, differences }: HistoryCheck): string {
  const kept = unserved.length === 0 ? "" : `; the node keeps no state of ${count(unserved.length, "older frame")}`;
  if (ok)
    return `Checked against the chain: ${count(compared, "value")} in ${count(frames.length, "frame")} agree${kept}.`;
  const rows = differences.map(({ account, frame, history, chain }) => [
    account ?? "supply",
    frame.toString(),
    history.toString(),
    chain.toString(),
  ]);
  return [
    `The events and the chain DIFFER in ${differences.length} of ${count(compared, "value")}; read from an earlier block, or ask another node.`,
    table(["account", "frame", "by events", "on the chain"], rows, ["frame", "by events", "on the chain"]),
  ].join("\n");
}
