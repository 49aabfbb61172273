import type { HardhatEthers } from "@nomicfoundation/hardhat-ethers/types";

import { Chain } from "./support/chain.ts";
import { at } from "./support/demand.ts";
import { Random } from "./support/random.ts";
import { Reporter, type Row } from "./support/reporter.ts";
import { turnMonth } from "./timeframe/boundary.ts";
import {
  announceQuota,
  join,
  refuseReturn,
  refuseSoulbound,
  remove,
  seeQuota,
  shareAndLeave,
} from "./timeframe/changes.ts";
import { readMembers } from "./timeframe/members.ts";
import { proveHistory, proveSupply } from "./timeframe/proof.ts";
import { DAY, HOUR, LEAD, leapQuarterAfter, type Quarter } from "./timeframe/quarter.ts";
import { collectAll, fundNextQuarter, settle } from "./timeframe/settlement.ts";
import { type Backstage, setUp } from "./timeframe/setup.ts";
import { drawToTheEnd, eat, handOut, ride } from "./timeframe/spending.ts";
import type { Stage } from "./timeframe/stage.ts";

/** What the scenario plays on: a local chain of its own, with the deploy scripts run. */
export interface PlayContext {
  ethers: HardhatEthers;
  /** Address of the factory. */
  factory: string;
  /** Told what happens, line by line. */
  say: (line: string) => void;
  /** The member file; the one in the repository unless something else is said. */
  members?: string | URL | undefined;
}

/** What has been played. */
export interface Played {
  rows: Row[];
  stage: Stage;
}

const MEMBERS = new URL("data/timeframe-members.csv", import.meta.url);
const SEED = 0x1a95e;
const MONTHS = ["January", "February", "March"] as const;

/** A chapter, and the moment at which it begins. */
interface Chapter {
  begins: bigint;
  play: () => Promise<void>;
}

/**
 * A quarter of the programme of a town: meals for residents and carers that refresh every week, rides for clinics that are requested
 * every month. Throws in the first step in which the chain says anything else than it must.
 */
export async function play(context: PlayContext): Promise<Played> {
  const backstage = await prepare(context);
  const { chain, quarter } = backstage;
  await chain.moveTo(quarter.months[0] - LEAD + DAY);
  const stage = await setUp(backstage);

  const everybody = (await context.ethers.getSigners())
    .map(({ address }) => address)
    .concat([...stage.residents, ...stage.carers, ...stage.clinics].map(({ address }) => address));
  for (const { begins, play: playChapter } of chaptersOf(stage, quarter, everybody)) {
    await chain.moveTo(begins);
    await playChapter();
    await chain.requireWithin(begins);
  }
  return { rows: stage.reporter.rows, stage };
}

async function prepare({ ethers, factory, say, members }: PlayContext): Promise<Backstage> {
  const signers = await ethers.getSigners();
  const chain = new Chain(ethers.provider);
  return {
    chain,
    reporter: await Reporter.from("timeframe", ethers.provider, say),
    random: new Random(SEED),
    quarter: leapQuarterAfter(await chain.now()),
    factory,
    members: await readMembers(members ?? MEMBERS),
    administrator: at(signers, 1),
    sponsor: at(signers, 2),
    clerk: at(signers, 3),
    kitchens: signers.slice(4, 8),
    carriers: signers.slice(8, 11),
    visitor: at(signers, 11),
    volunteer: at(signers, 12),
  };
}

/** The quarter, in the order of time. */
function chaptersOf(stage: Stage, { months, weeks }: Quarter, everybody: readonly string[]): Chapter[] {
  const week = (number: number): bigint => at(weeks, number - 1);
  const chapters: Chapter[] = weeks.map((monday, i) => ({
    begins: monday + 2n * DAY + 11n * HOUR,
    play: () => eat(stage, i),
  }));

  for (const [i, month] of MONTHS.entries()) {
    const [start, end] = [at(months, i), at(months, i + 1)];
    chapters.push({
      begins: start + DAY + 8n * HOUR,
      play: async () => {
        const drawn = i === 0 ? await drawToTheEnd(stage) : await handOut(stage, month);
        await ride(stage, month, drawn);
      },
    });
    chapters.push({
      begins: end - 2n,
      play: async () => {
        await turnMonth(stage, end);
        await proveSupply(stage, everybody);
        await collectAll(stage, month);
      },
    });
  }

  let quota = 0n;
  const afternoon = DAY + 15n * HOUR;
  chapters.push(
    { begins: week(2) + afternoon, play: () => join(stage) },
    { begins: week(3) + afternoon, play: () => shareAndLeave(stage) },
    { begins: week(4) + afternoon, play: () => refuseSoulbound(stage) },
    {
      begins: week(5) + afternoon,
      play: async () => {
        quota = await announceQuota(stage);
      },
    },
    { begins: week(6) + HOUR, play: () => seeQuota(stage, quota) },
    { begins: week(7) + afternoon, play: () => remove(stage) },
    { begins: week(8) + afternoon, play: () => refuseReturn(stage) },
    {
      begins: at(months, 3) + 12n * HOUR,
      play: async () => {
        await settle(stage);
        await fundNextQuarter(stage);
        await proveHistory(stage);
      },
    },
  );
  return chapters.sort((a, b) => (a.begins < b.begins ? -1 : 1));
}
