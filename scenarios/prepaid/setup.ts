import { readFile } from "node:fs/promises";

import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { HDNodeWallet } from "ethers";

import { type BatchOptions, issueBatch } from "../../src/prepaid/batch.ts";
import type { BatchRow } from "../../src/prepaid/batch-csv.ts";
import { choosePayout } from "../../src/prepaid/choices.ts";
import { readVault } from "../../src/prepaid/connect.ts";
import { BucketLength } from "../../src/prepaid/constants.ts";
import { createVault } from "../../src/prepaid/create.ts";
import { publishMerchants } from "../../src/prepaid/directory.ts";
import { depositWithPermit } from "../../src/prepaid/funding-signed.ts";
import { parseMerchantCsv } from "../../src/prepaid/merchants-csv.ts";
import { MockDollar__factory } from "../../types/ethers-contracts/index.js";
import { demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import { Book, type Card } from "./book.ts";
import { readCards } from "./cards.ts";
import { proveConservation } from "./conservation.ts";
import type { Merchant, Stage } from "./stage.ts";

/** What is there before the cards: people, a chain, and what the deploy scripts have left. */
export type Backstage = Omit<Stage, "asset" | "vault" | "book" | "rows" | "list" | "merchants" | "people"> & {
  factory: string;
  directory: string;
  /** The chain's own accounts, of which some are merchants. */
  accounts: readonly HardhatEthersSigner[];
  cards: string | URL;
};

/** Accounts of Hardhat's own mnemonic, which everybody knows: for local chains only. The file of cards names the first of them. */
const MNEMONIC = "test test test test test test test test test test test junk";
const PEOPLE_PATH = "m/44'/60'/1'/0";

const MERCHANTS = new URL("../data/prepaid-merchants.csv", import.meta.url);

/** Of this scenario only: whoever has it can claim whatever is unclaimed. */
const SECRET = `0x${"5e".repeat(32)}`;
const PAGE = 80;

/** Creates the vault, publishes the merchants and buys the cards of the file. */
export async function setUp(backstage: Backstage): Promise<Stage> {
  const { reporter, company, factory, directory, cards, chain, calendar } = backstage;
  const asset = await (await new MockDollar__factory(company).deploy()).waitForDeployment();
  const { vault, address } = await createVault(company, factory, {
    asset: await asset.getAddress(),
    bucketLength: BucketLength.HOUR,
  });
  await reporter.step("vault", "an asset of 6 decimals, and its vault with buckets of an hour");

  const list = parseMerchantCsv(await readFile(MERCHANTS, "utf8"));
  const merchants = await openShops({ ...backstage, vault, list });
  await publishMerchants(company, directory, list);
  const pushed = merchants.filter(({ push }) => push).length;
  await reporter.step(
    "merchants",
    `${merchants.length} in ${Object.keys(list.categories).length} categories are published; ${pushed} want money pushed`,
  );

  const facts = await readVault(address, company);
  const rows = await readCards(cards, { vault: facts, list, now: await chain.now(), start: calendar.start });
  const people = peopleOf(rows.length);
  const stage: Stage = { ...backstage, asset, vault, merchants, list, people, rows, book: new Book() };
  await payIn(stage);
  await buyFile(stage);
  return stage;
}

/** The merchants of the list open their shops; every other one of the first six wants its money pushed. */
async function openShops({ accounts, list, vault }: Backstage & Pick<Stage, "list" | "vault">): Promise<Merchant[]> {
  const merchants = list.entries.map(({ merchant, category }, place): Merchant => {
    const signer = accounts.find(({ address }) => address === merchant);
    if (signer === undefined)
      throw new Error(`The chain has no account ${merchant}, which the list of merchants names`);
    return { signer, category, push: place % 2 === 1 && place < 6 };
  });
  for (const { signer, push } of merchants) if (push) await choosePayout(signer, vault, { push });
  return merchants;
}

/** Wallets of as many people as there are cards. */
function peopleOf(count: number): Map<string, HDNodeWallet> {
  const root = HDNodeWallet.fromPhrase(MNEMONIC, "", PEOPLE_PATH);
  const wallets = Array.from({ length: count }, (_, place) => root.deriveChild(place));
  return new Map(wallets.map((wallet) => [wallet.address, wallet]));
}

/** Exactly what the cards take: what comes later is bought from what comes back. */
async function payIn({ asset, book, company, reporter, rows, vault }: Stage): Promise<void> {
  const amount = rows.reduce((sum, row) => sum + row.amount, 0n);
  await (await asset.mint(company, amount)).wait();
  await reporter.step("money", `the company has the ${money(amount)} that the cards of the file take`);

  await depositWithPermit(company, vault, { amount });
  book.deposited = amount;
  demand("what the company can dispose of", await vault.balanceOf(company), amount);
  const { count } = await reporter.step("deposit by permit", "all of it is paid in, in one transaction");
  demand("the number of transactions of a deposit", BigInt(count), 1n);
}

async function buyFile(stage: Stage): Promise<void> {
  const { reporter, rows } = stage;
  const bought = await buy(stage, rows, "first");
  const pages = Math.ceil(rows.length / PAGE);
  const { count } = await reporter.step(`buy ${rows.length} cards`, `the file is issued in ${pages} pages`);
  demand("the number of transactions that buy the cards", BigInt(count), BigInt(pages));
  demand("the number of cards", BigInt(bought.length), BigInt(rows.length));

  const again = await issueBatch(stage.company, stage.vault, rows, optionsOf("first"));
  demand("the cards that a second run finds", BigInt(again.alreadyThere.length), BigInt(rows.length));
  const repeated = await reporter.step("buy them again", `${again.alreadyThere.length} are there already`);
  demand("the number of transactions of a second run", BigInt(repeated.count), 0n);
  await proveConservation(stage, "at first");
}

/** Buys cards, and notes them in the book. */
export async function buy(stage: Stage, rows: readonly BatchRow[], batch: string): Promise<Card[]> {
  const { issued } = await issueBatch(stage.company, stage.vault, rows, optionsOf(batch));
  return stage.book.buy(issued);
}

function optionsOf(batch: string): BatchOptions {
  return { batch: `${batch} batch of cards`, secret: SECRET, rowsPerPage: PAGE };
}
