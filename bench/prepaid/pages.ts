import type { ContractTransaction } from "ethers";

import { DAY, HOUR, moveTo, networkHelpers, rulesOf, START } from "../../test/prepaid/fixture.ts";
import { BATCH_PAGE } from "../../src/prepaid/batch-pages.ts";
import { PrepaidDirectory__factory } from "../../types/ethers-contracts/index.js";
import type { Page } from "../results.ts";
import { send } from "../send.ts";
import { type Actors, CARD, crowd, EXPIRY, numberOf, PAGE } from "./actors.ts";

/** What a walk can come to at most: a lock lies at most this many buckets ahead, and one more was counted before. */
const LONGEST = 4_096;
/** Entries of a list of merchants to a transaction: more, and nodes wouldn't pass it on. */
const ENTRIES = 2_000;
/** Buckets that `prune` counts in a transaction. */
const PRUNED = 4_000;

/** The dearest page of each function that pages, and the longest walk. Each is sent with a gas limit of 2^24. */
export async function measurePages(actors: Actors): Promise<Page[]> {
  const pages: Page[] = [];
  for (const measure of [issuePlain, issueApart, issueRuled, issueDearest, walk, publish]) {
    const clean = await networkHelpers.takeSnapshot();
    pages.push(...(await measure(actors)));
    await clean.restore();
  }
  return pages;
}

function pageOf(operation: string, what: string, items: number, gas: bigint): Page {
  return { operation, case: what, items, gas: Number(gas), perItem: Math.round(Number(gas) / items) };
}

async function issueAll({ vault, company }: Actors, calls: Promise<ContractTransaction>[]): Promise<bigint> {
  const data = (await Promise.all(calls)).map((each) => each.data);
  return (await send(company, vault.multicall.populateTransaction(data))).gasUsed;
}

const CARDS = Array.from({ length: PAGE }, (_, card) => card);

async function issuePlain(actors: Actors): Promise<Page[]> {
  const { vault, worker } = actors;
  const calls = CARDS.map((card) => vault.issue.populateTransaction(numberOf(card), worker, false, CARD, EXPIRY));
  return [pageOf("multicall", "issues into one bucket", PAGE, await issueAll(actors, calls))];
}

async function issueApart(actors: Actors): Promise<Page[]> {
  const { vault, worker } = actors;
  const calls = CARDS.map((card) =>
    vault.issue.populateTransaction(numberOf(card), worker, false, CARD, START + BigInt(card + 1) * 10n * HOUR),
  );
  const what = "issues, each into a bucket of its own";
  return [pageOf("multicall", what, PAGE, await issueAll(actors, calls))];
}

async function issueRuled(actors: Actors): Promise<Page[]> {
  const { vault, worker, list } = actors;
  const rules = rulesOf({ merchants: list.root, categories: 8n, cap: CARD, minPiece: 5_000_000n });
  const calls = CARDS.map((card) =>
    vault.issueWithRules.populateTransaction(numberOf(card), worker, false, CARD, EXPIRY, rules),
  );
  return [pageOf("multicall", "issues with rules into one bucket", PAGE, await issueAll(actors, calls))];
}

/** The dearest that there is: two parties, neither of which has used any of the buckets. As many as the SDK sends at once. */
async function issueDearest(actors: Actors): Promise<Page[]> {
  const { vault, company, relay, worker, list } = actors;
  await send(relay, vault.acceptReturns.populateTransaction(company, true));
  const shared = { returnTo: relay.address, returnBps: 3_000n };
  const rules = rulesOf({ merchants: list.root, categories: 8n, cap: CARD, minPiece: 5_000_000n, ...shared });
  const calls = CARDS.slice(0, BATCH_PAGE).map((card) =>
    vault.issueWithRules.populateTransaction(
      numberOf(card),
      worker,
      false,
      CARD,
      START + BigInt(card + 1) * 50n * HOUR,
      rules,
    ),
  );
  const what = "issues with rules and shared returns, each into buckets of its own";
  return [pageOf("multicall", what, BATCH_PAGE, await issueAll(actors, calls))];
}

/** Every bucket that can be in use is, and all of them have lapsed: what one withdrawal takes, and what pruning a page takes before it. */
async function walk(actors: Actors): Promise<Page[]> {
  const { vault, company, worker } = actors;
  const clean = await networkHelpers.takeSnapshot();
  // Each transaction of the bench is a second later than the one before: all of them lie within the hour.
  for (let from = 1; from <= LONGEST; from += PAGE) {
    const numbers = Array.from({ length: Math.min(PAGE, LONGEST + 1 - from) }, (_, index) => from + index);
    const calls = numbers.map((card) =>
      vault.issue.populateTransaction(numberOf(card), worker, false, CARD, START + BigInt(card) * HOUR),
    );
    await issueAll(actors, calls);
  }
  await moveTo(START + 200n * DAY);
  const lapsed = await networkHelpers.takeSnapshot();
  const { gasUsed } = await send(company, vault.withdrawAll.populateTransaction(company));
  const whole = pageOf("withdrawAll", "buckets, all that can wait to be counted", LONGEST, gasUsed);
  await lapsed.restore();
  const pruned = await send(company, vault.prune.populateTransaction(PRUNED));
  await clean.restore();
  return [whole, pageOf("prune", "buckets", PRUNED, pruned.gasUsed)];
}

async function publish({ deployer, company, list }: Actors): Promise<Page[]> {
  const directory = await new PrepaidDirectory__factory(deployer).deploy();
  const merchants = crowd(0, ENTRIES).map((merchant) => ({ merchant, category: list.category }));
  const { gasUsed } = await send(company, directory.publish.populateTransaction(list.root, 0n, merchants));
  return [pageOf("publish", "merchants of a list", ENTRIES, gasUsed)];
}
