import { expect } from "chai";
import { encodeBytes32String, ZeroHash } from "ethers";

import { type Timeline, utc } from "../../docs/figures/timeline.ts";
import {
  createVault,
  DAY,
  deployPrepaid,
  fund,
  idOf,
  moments,
  networkHelpers,
  PLAIN,
  START,
  type System,
} from "../prepaid/fixture.ts";
import { holdFigure, recorderOf } from "./support/figure.ts";

type Signer = System["people"][0];

/** When the three cards lapse. */
const LAPSES = [7n, 14n, 21n].map((day) => START + day * DAY) as [bigint, bigint, bigint];
const END = START + 24n * DAY;

/** Plays the weeks that docs/prepaid.md tells of, and reads what the chain answers at every step and on both sides of every return. */
async function playWeeks(): Promise<Timeline> {
  const system = await networkHelpers.loadFixture(deployPrepaid);
  const vault = await createVault(system.factory, await system.asset.getAddress(), DAY);
  const [company, ann, canteen] = system.people as [Signer, Signer, Signer];
  const mine = vault.connect(company);
  const [cardA, cardB] = [1n, 2n].map((number) => idOf(company, number)) as [bigint, bigint];

  const timeline: Timeline = {
    title: "What a purchaser can dispose of, what is locked for her cards, and what a merchant has, over 24 days",
    boundaries: [
      { at: Number(START), text: `from ${utc(Number(START))}` },
      ...LAPSES.map((at, i) => ({ at: Number(at), text: `card ${"ABC"[i] ?? ""} lapses, ${utc(Number(at))}` })),
      { at: Number(END) },
    ],
    series: [
      { name: "balanceOf", samples: [] },
      { name: "locked", samples: [] },
      { name: "canteen", samples: [] },
    ],
    marks: [],
  };
  const { sample, step, turn } = recorderOf(timeline, moments, async () => {
    const locks = await Promise.all(LAPSES.map((expiry) => vault.lockedUntil(company, expiry)));
    return [
      await vault.balanceOf(company),
      locks.reduce((sum, lock) => sum + lock, 0n),
      await vault.balanceOf(canteen),
    ];
  });

  await fund({ ...system, vault }, company, 1_000n);
  // How many seconds that took depends on the machine.
  await moments.moveTo(START + DAY / 8n);
  await sample();
  await step(START + DAY / 2n, "issue: card A for Ann, 400 until day 7", () =>
    mine.issue(1n, ann, false, 400n, LAPSES[0]),
  );
  await step(START + 2n * DAY, "issue: card B for Ann, 300 until day 14", () =>
    mine.issue(2n, ann, false, 300n, LAPSES[1]),
  );
  await step(START + 4n * DAY, "redeem: Ann spends 150 of card A at the canteen", () =>
    vault.connect(ann).redeem(cardA, 150n, canteen, ZeroHash),
  );
  await turn(LAPSES[0]);
  await step(START + 8n * DAY + DAY / 2n, "issue: card C for Ann, 500 until day 21, from what came back", () =>
    mine.issue(3n, ann, false, 500n, LAPSES[2]),
  );
  const order = encodeBytes32String("order 17");
  await step(START + 10n * DAY, "redeem: Ann spends 100 of card B, order 17", () =>
    vault.connect(ann).redeem(cardB, 100n, canteen, order),
  );
  await step(START + 12n * DAY, "refund: the canteen gives 30 of order 17 back onto card B", () =>
    vault.connect(canteen).refund(cardB, 30n, order, PLAIN),
  );
  await turn(LAPSES[1]);
  await step(START + 17n * DAY, "withdrawAll: the company takes out the 280 that it can dispose of", () =>
    mine.withdrawAll(company),
  );
  await turn(LAPSES[2]);
  await moments.moveTo(END - 1n);
  await sample();
  return timeline;
}

describe("the figure of docs/prepaid.md", () => {
  it("is what the chain answers when the weeks are played (UPDATE_FIGURES=1 draws it anew)", async () => {
    const timeline = await playWeeks();
    // What the text beside the figure says.
    expect(holdFigure("prepaid", timeline)).to.deep.equal([
      [1_000, 600, 300, 300, 300, 550, 50, 50, 50, 50, 280, 0, 0, 500, 500],
      [0, 400, 700, 550, 550, 300, 800, 700, 730, 730, 500, 500, 500, 0, 0],
      [0, 0, 0, 150, 150, 150, 150, 250, 220, 220, 220, 220, 220, 220, 220],
    ]);
  });
});
