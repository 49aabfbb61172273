import { expect } from "chai";
import { ZeroHash } from "ethers";

import { type Timeline, utc } from "../../docs/figures/timeline.ts";
import {
  createBackedToken,
  deployTimeframe,
  Layout,
  moments,
  networkHelpers,
  NO_END,
  openGroup,
  Rhythm,
  START,
  WEEK,
} from "../timeframe/fixture.ts";
import { holdFigure, recorderOf } from "./support/figure.ts";

const DAY = 86_400n;

/** Plays the month that docs/timeframe.md tells of, and reads what the chain answers at every step and on both sides of every turn. */
async function playMonth(): Promise<Timeline> {
  const system = await networkHelpers.loadFixture(deployTimeframe);
  const [ada, ben, canteen] = system.people as [
    (typeof system.people)[0],
    (typeof system.people)[0],
    (typeof system.people)[0],
  ];
  const { token } = await createBackedToken(system, Layout.PLAIN, { rhythm: Rhythm.WEEK, anchor: 0n, frameLength: 0n });
  const group = await openGroup(system, token, { quota: 40n });
  await system.groups.admitProviders(token, [canteen]);

  const ends = [1n, 2n, 3n, 4n].map((frame) => START + frame * WEEK);
  const timeline: Timeline = {
    title: "Balances and total supply over four weekly frames",
    boundaries: [START, ...ends]
      .map(Number)
      .map((at, i) => (i === ends.length ? { at } : { at, text: `frame ${i + 1}, from ${utc(at)}` })),
    series: [
      { name: "Ada", samples: [] },
      { name: "Ben", samples: [] },
      { name: "totalSupply", samples: [] },
    ],
    marks: [],
  };
  const { sample, step, turn } = recorderOf(timeline, moments, async () => [
    await token.balanceOf(ada),
    await token.balanceOf(ben),
    await token.totalSupply(),
  ]);

  await step(START + DAY / 4n, "addMembers: Ada and Ben enter, quota 40", () =>
    system.groups.addMembers(token, group, [ada, ben], NO_END),
  );
  await step(START + 2n * DAY, "spend: Ada spends 12 at the canteen", () =>
    token.connect(ada).spend(canteen, 12n, ZeroHash),
  );
  await step(START + 4n * DAY, "transfer: Ada sends 5 to Ben", () => token.connect(ada).transfer(ben, 5n));
  await turn(ends[0]!);
  await step(ends[0]! + 3n * DAY, "scheduleQuota: 50 from the next frame on", () =>
    system.groups.scheduleQuota(token, group, 50n),
  );
  await turn(ends[1]!);
  await step(ends[1]! + 2n * DAY, "spend: Ada spends 20", () => token.connect(ada).spend(canteen, 20n, ZeroHash));
  await step(ends[1]! + 4n * DAY, "leaveGroup: Ada leaves, from the next frame on", () =>
    system.groups.connect(ada).leaveGroup(token),
  );
  await turn(ends[2]!);
  await moments.moveTo(ends[3]! - 1n);
  await sample();
  return timeline;
}

describe("the figure of docs/timeframe.md", () => {
  it("is what the chain answers when the month is played (UPDATE_FIGURES=1 draws it anew)", async () => {
    const timeline = await playMonth();
    // What the text beside the figure says.
    expect(holdFigure("timeframe", timeline)).to.deep.equal([
      [40, 28, 23, 23, 40, 40, 40, 50, 30, 30, 30, 0, 0],
      [40, 40, 45, 45, 40, 40, 40, 50, 50, 50, 50, 50, 50],
      [80, 68, 68, 68, 80, 80, 80, 100, 80, 80, 80, 50, 50],
    ]);
  });
});
