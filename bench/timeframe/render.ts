import { code, count, ratio, table } from "../markdown.ts";
import { type Results, TRANSACTION_CAP as CAP } from "../results.ts";
import { creationsTable, floorsTable, pagesTable } from "../sections.ts";
import type { Row, TimeframeResults } from "./results.ts";

/** The peers' operation that does for them what ours does, where it has another name. */
const COMPARABLE: Record<string, string> = {
  "transfer, first touch of both": "transfer, both known",
  "transferAtEpoch, both known": "transfer, both known",
  "balanceOf, not yet touched": "balanceOf, known",
  "spend, first ever": "burn",
  "spend, later": "burn",
  "spend, first touch of a frame": "burn",
  "request, first ever": "mint, to a holder",
  "request, later": "mint, to a holder",
  "request, first touch of a frame": "mint, to a holder",
  "addMembers, a page, per member": "mint, a page, per holder",
};

const OPENZEPPELIN = "OpenZeppelin ERC-20";
const SOLADY = "solady ERC-20";

/** The part of the report that is about `timeframe`: a pure function of the results. */
export function renderTimeframe({ setting, timeframe: results }: Results): string[] {
  return [
    "## timeframe",
    introduction(setting),
    "### Operations",
    `Receipt gas at ${count(leastMembers(results))} member beside the two who act, no idle frame; the next table shows what more members and idle frames change. "÷ floor" is the ratio to what the EVM itself charges for the operation (formula and prices: [floor.ts](./floor.ts), terms below), the others the ratios to the peers' operation: the same one with the same calldata, or the one named. A page is of ${setting["page"]} accounts, and its figures are for one of them.`,
    operations(results),
    "### Members, history and idle frames",
    "Receipt gas of the same transactions at other sizes of the crowd and after idle frames. `0` in the last column: neither counts. 12 is a byte of calldata: the number of a later frame. What GRACE adds after idle frames it adds once, whether one frame was idle or a thousand: the quota of the frame before is read, and units that had been in their grace are shown to expire.",
    spread(results),
    "### Granting a quota for a new frame",
    "Before: a member has given units away. Then a frame turns (or many), and no transaction is sent. After: he holds his whole quota, and the storage root of the token is the same. A peer mints to each holder instead.",
    grants(results),
    "### Creating a token",
    creationsTable("token", results.creations),
    "### Pages",
    `The dearest case of each function that pages, sent with a gas limit of 2^24 = ${count(CAP)}, the cap of one transaction (EIP-7825).`,
    pagesTable(results.pages),
    "### What was written into storage",
    "At 10,000,000 members the crowd's number, and the sum of its quotas or balances, were written with `hardhat_setStorageAt` at the places that the compiler's storage layout names (solady's by its own constant), and read back through the views. The members beside Alice and Bob have no account words of their own there: no operation reads another account's. At 1 and 10,000 every member joined, and every holder was minted to, by transaction.",
    storageSet(results),
    "### Terms of the floors",
    "Count × gas. 21,000 and the calldata come on top; see [floor.ts](./floor.ts).",
    floorsTable("tokens", results.floors),
  ];
}

function introduction(setting: Results["setting"]): string {
  return [
    `Peers as they ship: OpenZeppelin ${setting["openzeppelin"]}, solady ${setting["solady"]}, each in a thin wrapper that adds mint and burn (contracts/mocks/bench/).`,
    `The same accounts, the same amount (${count(setting["amount"])} base units) and so the same calldata for all; permits were signed until no byte of the signature was zero.`,
  ].join("\n");
}

// ---- operations ----

function leastMembers({ rows }: TimeframeResults): number {
  return Math.min(...rows.map(({ members }) => members));
}

function operations(results: TimeframeResults): string {
  const least = leastMembers(results);
  const base = results.rows.filter(({ members, idleFrames }) => members === least && idleFrames === 0);
  const peerGas = (operation: string, peer: string) =>
    base.find((row) => row.subject === peer && row.operation === (COMPARABLE[operation] ?? operation));
  const names = [...new Set(base.map(({ operation }) => operation))];
  const lines = names.flatMap((operation) =>
    base
      .filter((row) => row.operation === operation)
      .map((row) => {
        const ratioTo = (peer: string) => {
          const other = peerGas(operation, peer);
          return other === undefined || isPeer(row.subject) ? "" : ratio(perItem(row), perItem(other));
        };
        const compared = isPeer(row.subject) ? "" : (COMPARABLE[operation] ?? "");
        return [
          operation,
          row.subject,
          count(perItem(row)),
          count(Math.round(row.floor / row.items)),
          ratio(row.gas, row.floor),
          ratioTo(OPENZEPPELIN),
          ratioTo(SOLADY),
          compared,
        ];
      }),
  );
  return table(
    ["operation", "token", "gas", "floor", "÷ floor", "÷ OpenZeppelin", "÷ solady", "the peers' operation"],
    [2, 3, 4, 5, 6],
    lines,
  );
}

function isPeer(subject: string): boolean {
  return subject === OPENZEPPELIN || subject === SOLADY;
}

function perItem({ gas, items }: Row): number {
  return Math.round(gas / items);
}

function spread({ rows }: TimeframeResults): string {
  const cases = [...new Set(rows.map(({ members, idleFrames }) => `${count(members)} / ${count(idleFrames)}`))];
  const keys = [...new Set(rows.map(({ operation, subject }) => `${operation}\n${subject}`))];
  const lines = keys.map((key) => {
    const [operation = "", subject = ""] = key.split("\n");
    const own = rows.filter((row) => row.operation === operation && row.subject === subject);
    const gas = own.map(perItem);
    const difference = Math.max(...gas) - Math.min(...gas);
    return [operation, subject, ...gas.map(count), count(difference)];
  });
  const numbers = [...cases.keys(), cases.length].map((column) => column + 2);
  return table(["operation (members / idle frames)", "token", ...cases, "difference"], numbers, lines);
}

// ---- the other sections ----

function grants({ grants, rows }: TimeframeResults): string {
  const ours = grants.map((grant) => [
    grant.subject,
    count(grant.members),
    count(grant.idleFrames),
    count(grant.balanceBefore),
    count(grant.balanceAfter),
    count(grant.transactions),
    grant.storageChanged ? "changed" : "the same",
    count(grant.gas),
  ]);
  const peers = rows
    .filter(({ operation }) => operation === "mint, to a holder")
    .filter(({ idleFrames }) => idleFrames === 0)
    .map(({ subject, members, gas }) => [
      subject,
      count(members),
      "",
      "",
      "",
      count(members),
      "",
      `${count(members)} × ${count(gas)} = ${count(members * gas)}`,
    ]);
  return table(
    ["token", "members", "idle frames", "balance before", "balance after", "transactions", "storage root", "gas"],
    [1, 2, 3, 4, 5, 7],
    [...ours, ...peers],
  );
}

function storageSet(results: TimeframeResults): string {
  const lines = results.storageSet.flatMap(({ subject, writes, views }) =>
    writes.map(({ what, slot, value }, index) => {
      const shown = index === 0 ? views.map(({ view, value }) => `${code(view)} = ${count(value)}`).join(", ") : "";
      return [subject, code(what), code(slot), code(value), shown];
    }),
  );
  return table(["token", "what", "slot", "word", "views afterwards"], [], lines);
}
