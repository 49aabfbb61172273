import { rm } from "node:fs/promises";

import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { Chain } from "./support/chain.ts";
import { at } from "./support/demand.ts";
import { Reporter, type Row } from "./support/reporter.ts";
import { dayLabel } from "../src/chain/calendar.ts";
import { calendarAfter, DAY, HOUR, MONTHS_A_FRAME } from "./vehicle/calendar.ts";
import { cloneKey, tamper, turnBack } from "./vehicle/cheats.ts";
import { proveConservation, verify } from "./vehicle/conservation.ts";
import { agreeSale, borrow, callLoan, sell } from "./vehicle/deals.ts";
import { FLEET } from "./vehicle/fleet.ts";
import { DISPUTED_IN, disputeAccident, lose, redeemLost, repairOf, requireRepaired } from "./vehicle/losses.ts";
import { reportMonth } from "./vehicle/reports.ts";
import { closeFrame, takeRewards } from "./vehicle/rewards.ts";
import { type Backstage, setUp } from "./vehicle/setup.ts";
import type { People, Stage } from "./vehicle/stage.ts";
import { Tally } from "./vehicle/tally.ts";

/** What the scenario plays on: a local chain of its own, with the deploy scripts run. */
export interface PlayContext {
  ethers: HardhatEthers;
  /** Address of the contract of vehicles. */
  stake: string;
  /** Told what happens, line by line. */
  say: (line: string) => void;
  /** The folder of the fleet's logs; the one in the repository unless something else is said. */
  fleet?: string | URL;
}

/** What has been played. */
export interface Played {
  rows: Row[];
  stage: Stage;
}

/** A chapter, and the moment at which it begins. */
interface Chapter {
  begins: bigint;
  play: () => Promise<void>;
}

/**
 * Three years of a fleet of 50, by the logs of its vehicles: what they drive, services, accidents; one is lost, one sold, one taken by a bank, and those that cheat are found out. Throws in the first step in which the chain
 * says anything else than it must.
 */
export async function play(context: PlayContext): Promise<Played> {
  const backstage = await prepare(context);
  const { chain, calendar, today } = backstage;
  today.begins = calendar.start;
  await chain.moveTo(calendar.start + HOUR);
  const stage = await setUp(backstage);
  try {
    for (const { begins, play: playChapter } of chaptersOf(stage)) {
      await chain.moveTo(begins);
      today.begins = begins;
      await playChapter();
      await chain.requireWithin(begins);
    }
  } finally {
    for (const unit of stage.units.values()) await unit.close();
    await rm(stage.folder, { recursive: true });
  }
  return { rows: stage.reporter.rows, stage };
}

async function prepare({
  ethers,
  stake,
  say,
  fleet = FLEET,
}: PlayContext): Promise<Backstage & { today: Pick<Chapter, "begins"> }> {
  const chain = new Chain(ethers.provider);
  const today = { begins: 0n };
  // Years go by within it: each line names its day.
  const sayToday = (line: string): void => {
    say(`${dayLabel(today.begins / DAY)} ${line}`);
  };
  return {
    ...{ chain, stake, fleet, today },
    provider: ethers.provider,
    chainId: (await ethers.provider.getNetwork()).chainId,
    reporter: await Reporter.from("vehicle", ethers.provider, sayToday),
    tally: new Tally(),
    calendar: calendarAfter(await chain.now()),
    people: peopleOf(await ethers.getSigners()),
  };
}

/** Everybody is one of the chain's own accounts. */
function peopleOf(signers: readonly HardhatEthersSigner[]): People {
  return {
    company: at(signers, 1),
    insurer: at(signers, 2),
    bank: at(signers, 3),
    buyer: at(signers, 4),
    watcher: at(signers, 5),
    relay: at(signers, 6),
    sponsor: at(signers, 7),
    issuer: at(signers, 8),
  };
}

/** The three years, in the order of time. */
function chaptersOf(stage: Stage): Chapter[] {
  const { cuts, years } = stage.calendar;
  const chapters: Chapter[] = [
    ...cuts.map((cut, month) => ({ begins: cut + HOUR, play: () => playMonth(stage, month) })),
    ...years.map((end, year) => ({ begins: end + HOUR, play: () => endYear(stage, year + 1) })),
  ];
  return chapters.sort((a, b) => (a.begins < b.begins ? -1 : 1));
}

const REPAIRED_IN = 3;
const SOLD_IN = 15;

/** What happens after the reports of a month. */
const EVENTS: Readonly<Record<number, (stage: Stage) => Promise<void>>> = {
  1: borrow,
  [REPAIRED_IN]: async (stage) => {
    await requireRepaired(stage);
    await lose(stage);
  },
  4: redeemLost,
  5: callLoan,
  8: tamper,
  9: turnBack,
  [DISPUTED_IN]: disputeAccident,
  20: cloneKey,
};

/** The vehicles report a month, and what comes of it. */
async function playMonth(stage: Stage, month: number): Promise<void> {
  const least = month === SOLD_IN ? await agreeSale(stage) : null;
  await reportMonth(stage, month, month === REPAIRED_IN ? repairOf(stage, month) : new Map());
  if (least !== null) await sell(stage, least);
  await EVENTS[month]?.(stage);
  if ((month + 1) % MONTHS_A_FRAME === 0) await closeFrame(stage, BigInt((month + 1) / MONTHS_A_FRAME));
}

/** Rewards are taken, units lose their power, and all books are looked at. */
async function endYear(stage: Stage, year: number): Promise<void> {
  await takeRewards(stage);
  for (const unit of stage.units.values()) await unit.restart();
  await stage.tally.tell(stage.reporter, `year ${year}`);
  await proveConservation(stage, `after year ${year}`);
  if (year === stage.calendar.years.length) await verify(stage);
}
