import { expect } from "chai";

import {
  REMINDER_STAGES,
  type Reminded,
  reminderDue,
  type Sight,
  stageAt,
  stageFrom,
  State,
} from "../../src/wallet/index.ts";
import { DAY, LIFE, PERIOD, plan, sight } from "./watcher.sight.ts";

describe("when a watcher reminds", () => {
  const at = (stage: bigint): bigint => stageFrom(plan, LIFE, stage);

  it("reaches each stage in its first second", () => {
    for (const [place, stage] of REMINDER_STAGES.entries()) {
      expect(stageAt(plan, LIFE, at(stage))).to.equal(stage);
      expect(stageAt(plan, LIFE, at(stage) - 1n)).to.equal(REMINDER_STAGES[place - 1] ?? 0n);
    }
    expect(stageFrom({ period: 3n }, 10n, 50n)).to.equal(12n);
    expect(stageAt({ period: 3n }, 10n, 11n)).to.equal(0n);
    expect(stageAt(plan, LIFE, LIFE - 1n)).to.equal(0n);
  });

  /** What is told at these moments, in one life of a watcher. */
  function told(moments: readonly bigint[], seen: (now: bigint) => Sight = (now) => sight(now)): bigint[] {
    let before: Reminded | undefined;
    return moments.map((now) => {
      const { tell, remember } = reminderDue(seen(now), now, before);
      before = remember;
      return tell;
    });
  }

  it("tells each stage once, and of those that were slept over the last alone", () => {
    expect(told([LIFE, at(50n) - 1n, at(50n), at(50n) + 1n, at(75n), at(90n), at(90n) + DAY])).to.deep.equal([
      0n,
      0n,
      50n,
      0n,
      75n,
      90n,
      0n,
    ]);
    expect(told([LIFE, at(90n), at(90n) + 1n])).to.deep.equal([0n, 90n, 0n]);
  });

  it("tells a watcher that has just begun the stage that is in force", () => {
    expect(told([at(75n) + DAY])).to.deep.equal([75n]);
    expect(told([at(50n) - 1n])).to.deep.equal([0n]);
  });

  it("begins anew with a life, and with another plan", () => {
    const lived = (now: bigint) => sight(now, { clock: { lastLife: now > at(75n) ? at(75n) : LIFE } });
    expect(told([at(50n), at(75n) + 1n, at(75n) + PERIOD / 2n], lived)).to.deep.equal([50n, 0n, 50n]);
    const other = (now: bigint) => sight(now, { clock: { version: now > at(50n) ? 2n : 1n } });
    expect(told([at(50n), at(50n) + 1n], other)).to.deep.equal([50n, 50n]);
  });

  it("doesn't begin anew where a checkpoint sets the clock back, and tells the stage that this skips to", () => {
    const [before, after] = [at(50n) - 1n, at(50n)];
    const set = (back: bigint, from: bigint) => (now: bigint) =>
      sight(now, { clock: { lastLife: now >= from ? LIFE - back : LIFE } });
    expect(told([before, before + 1n], set(30n * DAY, before + 1n))).to.deep.equal([0n, 75n]);
    expect(told([after, after + 1n], set(DAY, after + 1n))).to.deep.equal([50n, 0n]);
  });

  it("leaves an owner alone who has acted, unproven though it is, or whose plan has no clock that runs", () => {
    expect(told([at(90n)], (now) => sight(now, { seen: { nonce: 6n } }))).to.deep.equal([0n]);
    for (const state of [State.NONE, State.GRACE, State.EXECUTING, State.DONE, State.STOPPED, State.SUSPENDED])
      expect(told([at(90n)], (now) => sight(now, { clock: { state } }))).to.deep.equal([0n]);
  });
});
