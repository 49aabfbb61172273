import { count, ratio, table } from "../markdown.ts";
import { type Results, TRANSACTION_CAP as CAP } from "../results.ts";
import { creationsTable, floorsTable, pagesTable } from "../sections.ts";
import { AT_MOST, withdrawalAtMost } from "./budget.ts";
import { NAIVE, type PrepaidResults, type Reclaim, REQUEST } from "./results.ts";

/** The escrows' operation that does for them what ours does, where it has another name. */
const COMPARABLE: Record<string, string> = {
  "issue, very first": "issue",
  "issue, bucket in use": "issue",
  "issue, new bucket": "issue",
  "issue with rules, bucket in use": "issue",
  "issue with rules, new bucket": "issue",
  "issue with rules, settled by hand": "issue",
  "redeem, credited": "redeem",
  "redeem, pushed": "redeem",
  "redeem, all of it, pushed": "redeem, all of it",
};

/** The part of the report that is about `prepaid`: a pure function of the results. */
export function renderPrepaid({ setting, prepaid: results }: Results): string[] {
  return [
    "## prepaid",
    "One vault of an ERC-20 with six decimals, buckets of an hour. Numbers of instruments and references are 95 and 256 bits of a hash, as wallets and shops choose them. Nobody's balance is new, in the vault or outside.",
    peers(setting),
    "### What is bought and spent",
    '"at most" is the budget of the specification. "÷ floor" is the ratio to what the EVM itself charges for the operation (terms below). An escrow has no balances: what it calls an issue is a deposit from outside, and it always pushes. An empty cell: the escrow has no such operation. A sweep pays out what one bucket of each owner has returned, and his tip.',
    operations(results),
    "### The return of what lapsed",
    "A purchaser's instruments lapse, one a day, and nobody sends anything. Before: a second before the first of them does. After: the second in which the last one does; all of it is in his balance, and the storage root of the vault is the same. Then he withdraws all of it in one call. One page of bits tells of 256 buckets: where buckets are hours, each page in which something lapsed reads another one, and pages in which nothing did cost next to nothing.",
    returns(results),
    "What escrows take to send the same back:",
    reclaims(results),
    "### Creating a vault",
    creationsTable("contract", results.creations),
    "### Instruments in pages",
    `Each sent with a gas limit of 2^24 = ${count(CAP)}, the cap of one transaction (EIP-7825). Beyond 4,096 buckets ahead nothing can be locked, so no walk is longer than the one in the table.`,
    pagesTable(results.pages),
    "### Terms of the floors of prepaid",
    "Count × gas. 21,000 and the calldata come on top. The bits that say which buckets are in use are a way to find a place, and count nothing.",
    floorsTable("contract", results.floors),
  ];
}

function peers(setting: Results["setting"]): string {
  return [
    `Beside it: a naive escrow of ours ([NaiveEscrow.sol](../contracts/mocks/bench/NaiveEscrow.sol)), of the same compiler, and ${REQUEST}, \`ERC20EscrowToPay\` as @requestnetwork/smart-contracts ${setting["request"]} ships its bytecode (MIT; we know of no published audit of it).`,
    "The audited escrow that the specification names, `AuthCaptureEscrow` of base/commerce-payments, can't be installed: npm has neither @base-org/commerce-payments, @coinbase/commerce-payments nor commerce-payments, and @x402/evm 2.27.0 carries its addresses and call data only, no bytecode. The specification puts it at 155,657 gas to authorize, 69,915 to capture and 55,217 to reclaim one; nothing of that was measured in this run. OpenZeppelin's escrows took ether only, and are gone since 5.0.",
  ].join(" ");
}

function operations({ rows, escrows }: PrepaidResults): string {
  const lines = rows.map(({ operation, gas, floor, items }) => {
    const each = Math.round(gas / items);
    const atMost = AT_MOST[operation];
    const beside = [NAIVE, REQUEST].flatMap((subject) => {
      const other = escrows.find(
        (row) => row.subject === subject && row.operation === (COMPARABLE[operation] ?? operation),
      );
      if (other === undefined) return ["", ""];
      const theirs = Math.round(other.gas / other.items);
      return [count(theirs), ratio(each, theirs)];
    });
    return [
      operation,
      count(each),
      atMost === undefined ? "" : count(atMost),
      count(Math.round(floor / items)),
      ratio(gas, floor),
      ...beside,
    ];
  });
  return table(
    ["operation", "gas", "at most", "floor", "÷ floor", NAIVE, "÷ naive", REQUEST, "÷ Request's"],
    [1, 2, 3, 4, 5, 6, 7, 8],
    lines,
  );
}

function returns({ returns }: PrepaidResults): string {
  const lines = returns.map((each) => [
    each.bucket,
    count(each.instruments),
    count(each.ahead),
    count(each.balanceBefore),
    count(each.balanceAfter),
    count(each.transactions),
    each.storageChanged ? "changed" : "the same",
    count(each.gas),
    count(each.pages),
    count(withdrawalAtMost(each.instruments)),
    count(each.floor),
    ratio(each.gas, each.floor),
  ]);
  return table(
    [
      "buckets of",
      "lapsed",
      "days to the first",
      "balance before",
      "balance after",
      "transactions",
      "storage root",
      "withdrawal",
      "pages of bits",
      "at most",
      "floor",
      "÷ floor",
    ],
    [1, 2, 3, 4, 5, 7, 8, 9, 10, 11],
    lines,
  );
}

function reclaims({ reclaims, returns }: PrepaidResults): string {
  const ours = ({ instruments }: Reclaim): number => {
    const found = returns.find((each) => each.instruments === instruments && each.bucket === "days");
    if (found === undefined) throw new Error(`no return of ${instruments}`);
    return found.gas;
  };
  const lines = reclaims.map((each) => [
    each.subject,
    each.how,
    count(each.instruments),
    count(each.transactions),
    count(each.gas),
    ratio(ours(each), each.gas),
  ]);
  const header = ["escrow", "how", "lapsed", "transactions", "gas", "our withdrawal, of days, ÷ it"];
  return table(header, [2, 3, 4, 5], lines);
}
