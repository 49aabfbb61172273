import { count, ratio, table } from "../markdown.ts";
import type { Results } from "../results.ts";
import { floorsTable } from "../sections.ts";
import { AT_MOST, OVERHEAD_AT_MOST, PEERS_HOOK } from "./budget.ts";
import type { WalletResults } from "./results.ts";

/** The part of the report that is about `wallet`: a pure function of the results. */
export function renderWallet({ setting, wallet: results }: Results): string[] {
  return [
    "## wallet",
    "Plans of ordinary accounts, whose life and silence are shown by proofs of their nonces; and what the switch adds to the acts of accounts with code.",
    "### What an owner's act takes more",
    `The same act on the same account with the switch and without, the second of its kind. User operations through EntryPoint v0.8 (@account-abstraction/contracts ${setting["accountAbstraction"]}), bundler's share included; Safes as they ship, two of three owners sign. "more" leaves out what the calldata's price differs by: addresses and signatures have more or fewer zero bytes. "at most" is the budget of the specification. Of a modular account there is none; beside it stands Rhinestone's DeadmanSwitch hook, of which ${count(PEERS_HOOK)} gas were measured elsewhere (npm doesn't ship it; \`preCheck\` as a call of its own, with the 21,000 of a transaction), and which takes every execution for life, whoever's it is.`,
    overheads(results),
    "### Plans and proofs",
    '"÷ floor" is the ratio to what the EVM itself charges for the operation (terms below); to check a proof counts nothing there but its calldata. Made up: full nodes of a trie that the chain of the bench is too small for, three of them, and nine, enough for billions of accounts. A page is of one transaction, and its figures are for one asset of it; `trigger` and `execute` include the proof that the nonce still stands.',
    operations(results),
    "### Terms of the floors of wallet",
    "Count × gas. 21,000 and the calldata come on top.",
    floorsTable("contract", results.floors),
  ];
}

function overheads({ overheads: all }: WalletResults): string {
  const lines = all.map(({ account, act, without, with: switched, overhead }) => {
    const atMost = OVERHEAD_AT_MOST[`${account}: ${act}`];
    return [account, act, count(without), count(switched), count(overhead), atMost === undefined ? "" : count(atMost)];
  });
  return table(["account", "act", "without", "with", "more", "at most"], [2, 3, 4, 5], lines);
}

function operations({ rows }: WalletResults): string {
  const lines = rows.map(({ operation, gas, floor, items }) => {
    const atMost = AT_MOST[operation];
    return [
      operation,
      count(Math.round(gas / items)),
      atMost === undefined ? "" : count(atMost),
      count(Math.round(floor / items)),
      ratio(gas, floor),
    ];
  });
  return table(["operation", "gas", "at most", "floor", "÷ floor"], [1, 2, 3, 4], lines);
}
