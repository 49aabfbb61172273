import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";

import { type Calendar, calendarAfter, DAY, HOUR, LEAD } from "./prepaid/calendar.ts";
import { expiriesOf } from "./prepaid/cards.ts";
import { lapse } from "./prepaid/lapse.ts";
import { refundLate, refundOntoCard, refuseTakingBack } from "./prepaid/refunds.ts";
import { buyNext, withdrawAll } from "./prepaid/renewal.ts";
import { type Backstage, setUp } from "./prepaid/setup.ts";
import { claimSome, payByLink, refuseByRules, spendSome } from "./prepaid/spending.ts";
import type { Stage } from "./prepaid/stage.ts";
import { Chain } from "./support/chain.ts";
import { at } from "./support/demand.ts";
import { Random } from "./support/random.ts";
import { Reporter, type Row } from "./support/reporter.ts";

/** What the scenario plays on: a local chain of its own, with the deploy scripts run. */
export interface PlayContext {
  ethers: HardhatEthers;
  /** Address of the factory. */
  factory: string;
  /** Address of the directory of merchants. */
  directory: string;
  /** Told what happens, line by line. */
  say: (line: string) => void;
  /** The file of cards; the one in the repository unless something else is said. */
  cards?: string | URL;
}

/** What has been played. */
export interface Played {
  rows: Row[];
  stage: Stage;
}

const CARDS = new URL("data/prepaid-cards.csv", import.meta.url);
const SEED = 0x9a1d;

/** A chapter, and the moment at which it begins. */
interface Chapter {
  begins: bigint;
  play: () => Promise<void>;
}

/**
 * Two months of a company's meal cards: bought from a file, claimed by link, spent at eight merchants; what is not used lapses at three
 * moments and is the company's again, which buys the next cards from it. Throws in the first step in which the chain says anything else than it must.
 */
export async function play(context: PlayContext): Promise<Played> {
  const backstage = await prepare(context);
  const { chain, calendar } = backstage;
  await chain.moveTo(calendar.start - LEAD + HOUR);
  const stage = await setUp(backstage);
  for (const { begins, play: playChapter } of chaptersOf(stage, calendar)) {
    await chain.moveTo(begins);
    await playChapter();
    await chain.requireWithin(begins);
  }
  return { rows: stage.reporter.rows, stage };
}

async function prepare({ ethers, factory, directory, say, cards = CARDS }: PlayContext): Promise<Backstage> {
  const signers = await ethers.getSigners();
  const chain = new Chain(ethers.provider);
  return {
    chain,
    reporter: await Reporter.from("prepaid", ethers.provider, say),
    random: new Random(SEED),
    calendar: calendarAfter(await chain.now()),
    factory,
    directory,
    cards,
    company: at(signers, 1),
    relay: at(signers, 2),
    accounts: signers,
  };
}

/** The two months, in the order of time. */
function chaptersOf(stage: Stage, { weeks }: Calendar): Chapter[] {
  const expiries = expiriesOf(stage.rows);
  const chapters: Chapter[] = weeks.map((noon, i) => ({
    begins: noon,
    play: async () => {
      await claimSome(stage, i + 1);
      await spendSome(stage, i + 1);
    },
  }));
  // Before an expiry, there is time for one more block.
  for (const expiry of expiries) chapters.push({ begins: expiry - 10n, play: () => lapse(stage, expiry) });
  const afternoon = 3n * HOUR;
  chapters.push(
    { begins: at(weeks, 0) - 2n * HOUR, play: () => payByLink(stage) },
    { begins: at(weeks, 0) + afternoon, play: () => refuseByRules(stage) },
    { begins: at(weeks, 1) + afternoon, play: () => refundOntoCard(stage) },
    { begins: at(expiries, 0) + DAY, play: () => refundLate(stage) },
    { begins: at(weeks, 2) + afternoon, play: () => refuseTakingBack(stage) },
    { begins: at(expiries, 1) + DAY, play: () => buyNext(stage) },
    { begins: at(expiries, 2) + DAY, play: () => withdrawAll(stage) },
  );
  return chapters.sort((a, b) => (a.begins < b.begins ? -1 : 1));
}
