import type { HardhatEthers, HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import { newMemory } from "../src/wallet/watcher/memory.ts";
import { Chain } from "./support/chain.ts";
import { at } from "./support/demand.ts";
import { Reporter, type Row } from "./support/reporter.ts";
import { adaPays, adasGraceEnd, adasSilence, keepAda, requireAlive, triggerAda, watchAda } from "./wallet/ada.ts";
import { benLoses, benPays, benReturns, robotPays, triggerBen } from "./wallet/ben.ts";
import { calendarAfter, HOUR } from "./wallet/calendar.ts";
import { caraDies, caraPays, carasMoments, passOver, triggerCara } from "./wallet/cara.ts";
import { proveConservation } from "./wallet/conservation.ts";
import { familyInherits, moveLate, pensionArrives, sonClaims } from "./wallet/family.ts";
import { type Backstage, setUp } from "./wallet/setup.ts";
import type { People, Places, Stage } from "./wallet/stage.ts";
import { Tally } from "./wallet/tally.ts";

/** What the scenario plays on: a local chain of its own, with the deploy scripts run. */
export interface PlayContext extends Places {
  ethers: HardhatEthers;
  /** Told what happens, line by line. */
  say: (line: string) => void;
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
 * Two years of three people with a dead man's switch. Ada, of a plain account, lives by ordinary transactions alone; Ben, of a smart account, loses his key and
 * takes everything back on his second wallet; Cara, of a Safe, dies, and her family inherits. Throws in the first step in which the chain says anything
 * else than it must.
 */
export async function play(context: PlayContext): Promise<Played> {
  const backstage = await prepare(context);
  const { chain, calendar } = backstage;
  await chain.moveTo(calendar.start - HOUR);
  const stage = await setUp(backstage);
  for (const { begins, play: playChapter } of chaptersOf(stage)) {
    await chain.moveTo(begins);
    await playChapter();
    await chain.requireWithin(begins);
  }
  return { rows: stage.reporter.rows, stage };
}

async function prepare({ ethers, say, registry, prover, factory, module }: PlayContext): Promise<Backstage> {
  const chain = new Chain(ethers.provider);
  return {
    ...{ registry, prover, factory, module, chain },
    provider: ethers.provider,
    chainId: (await ethers.provider.getNetwork()).chainId,
    reporter: await Reporter.from("wallet", ethers.provider, say),
    tally: new Tally(),
    calendar: calendarAfter(await chain.now()),
    people: peopleOf(await ethers.getSigners()),
    memory: newMemory(),
  };
}

/** Everybody is one of the chain's own accounts. */
function peopleOf(signers: readonly HardhatEthersSigner[]): People {
  return {
    ada: at(signers, 1),
    adasHeir: at(signers, 2),
    ben: at(signers, 3),
    bensSecond: at(signers, 4),
    bensSister: at(signers, 5),
    carasPhone: at(signers, 6),
    carasCard: at(signers, 7),
    notary: at(signers, 8),
    carasSecond: at(signers, 9),
    spouse: at(signers, 10),
    daughter: at(signers, 11),
    son: at(signers, 12),
    sonsOther: at(signers, 13),
    shop: at(signers, 14),
    robot: at(signers, 15),
    keeper: at(signers, 16),
  };
}

/** The two years, in the order of time. Before an exact second, there is time for some more blocks. */
function chaptersOf(stage: Stage): Chapter[] {
  const chapters = [...lives(stage), ...ends(stage)];
  return chapters.sort((a, b) => (a.begins < b.begins ? -1 : 1));
}

/** What goes on from day to day. */
function lives(stage: Stage): Chapter[] {
  const { ada, ben, cara, halves } = stage.calendar;
  return [
    ...[...ada.pays, ada.leaves, ada.returns].map((begins) => ({ begins, play: () => adaPays(stage, begins) })),
    ...ada.looks.map((begins) => ({ begins, play: () => watchAda(stage) })),
    ...ben.acts.map((begins, turn) => ({ begins, play: () => benPays(stage, turn) })),
    ...ben.rents.map((begins) => ({ begins, play: () => robotPays(stage) })),
    ...cara.acts.map((begins) => ({ begins, play: () => caraPays(stage) })),
    ...halves.map((begins, half) => ({
      begins,
      play: async () => {
        await stage.tally.tell(stage.reporter, `half-year ${half + 1}`);
        if (half < halves.length - 1) return;
        await requireAlive(stage);
        await proveConservation(stage, "at the end");
      },
    })),
  ];
}

/** What happens once. */
function ends(stage: Stage): Chapter[] {
  const { calendar, plans } = stage;
  const { ben, cara } = calendar;
  const silence = ben.loses + plans.ben.period;
  const { due, closes, inherits } = carasMoments(stage);
  const MARGIN = 20n;
  return [
    { begins: ben.loses - MARGIN, play: () => benLoses(stage, ben.loses) },
    { begins: silence - MARGIN, play: () => triggerBen(stage) },
    { begins: silence + plans.ben.grace - MARGIN, play: () => benReturns(stage) },
    { begins: cara.dies - MARGIN, play: () => caraDies(stage, cara.dies) },
    { begins: due - MARGIN, play: () => triggerCara(stage) },
    { begins: cara.arrival, play: () => pensionArrives(stage) },
    { begins: closes - MARGIN, play: () => passOver(stage) },
    { begins: inherits - MARGIN, play: () => familyInherits(stage) },
    { begins: cara.claim, play: () => sonClaims(stage) },
    { begins: cara.late, play: () => moveLate(stage) },
    { begins: adasSilence(stage) - MARGIN, play: () => triggerAda(stage) },
    { begins: adasGraceEnd(stage) - MARGIN, play: () => keepAda(stage) },
  ];
}
