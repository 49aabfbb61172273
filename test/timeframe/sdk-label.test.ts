import { expect } from "chai";
import fc from "fast-check";

import { describeFrame, frameAt, frameBounds, frameLabel, momentLabel, Rhythm } from "../../src/timeframe/index.ts";
import { FrameClockHarness__factory } from "../../types/ethers-contracts/index.js";
import { ethers, networkHelpers } from "./fixture.ts";

const at = (date: string): bigint => BigInt(Date.parse(date.includes("T") ? `${date}Z` : `${date}T00:00:00Z`)) / 1000n;
const calendar = (rhythm: bigint) => ({ rhythm, anchor: 0n, frameLength: 0n });
const CALENDAR = ["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"] as const;
const LAST_SECOND = 2n ** 48n - 1n;

/** Days on which calendars go wrong. */
const EDGES = [
  "1970-01-01",
  "1970-01-05",
  "1972-02-29",
  "1999-12-31",
  "2000-01-01",
  "2000-02-29",
  "2000-03-01",
  "2015-12-28", // 2015 and 2020 have 53 weeks
  "2016-01-04",
  "2020-12-31",
  "2021-01-03",
  "2021-01-04",
  "2024-02-29",
  "2024-12-30",
  "2026-12-31",
  "2038-01-19",
  "2100-02-28",
  "2100-03-01",
  "2400-02-29",
].map(at);

describe("frames in TypeScript", () => {
  async function deploy() {
    return new FrameClockHarness__factory(await ethers.provider.getSigner(0)).deploy();
  }

  for (const name of CALENDAR) {
    it(`count like the contract: ${name}`, async function () {
      this.timeout(120_000);
      const harness = await networkHelpers.loadFixture(deploy);
      const parts = calendar(Rhythm[name]);
      const word = await harness.make(parts.rhythm, 0n, 0n);
      const same = async (moment: bigint) => {
        const frame = frameAt(parts, moment);
        expect(frame, `frame of ${moment}`).to.equal(await harness.indexAt(word, moment));
        const { start, end } = frameBounds(parts, frame);
        expect(start, `start of ${frame}`).to.equal(await harness.startOf(word, frame));
        expect(end, `end of ${frame}`).to.equal(await harness.endOf(word, frame));
        return { start, end };
      };
      for (const day of EDGES) {
        const { start, end } = await same(day);
        for (const moment of [start - 1n, start, start + 1n, end - 1n, end, end + 1n])
          if (moment >= 0n) await same(moment);
      }
      // The last frames of all lie partly beyond the last second, and there the contract reverts.
      const moments = fc.oneof(fc.bigInt(0n, 10n ** 10n), fc.bigInt(0n, LAST_SECOND - 366n * 86_400n));
      await fc.assert(
        fc.asyncProperty(moments, async (moment) => {
          if (name === "DAY" && moment / 86_400n >= 2n ** 32n - 3n) return;
          await same(moment);
        }),
        { numRuns: 150 },
      );
    });
  }

  it("count like the contract: FIXED", async () => {
    const harness = await networkHelpers.loadFixture(deploy);
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt(0n, 2n ** 33n),
        fc.bigInt(1n, 10n ** 7n),
        fc.bigInt(0n, 1000n),
        fc.bigInt(-1n, 1n),
        async (anchor, frameLength, step, offset) => {
          const parts = { rhythm: Rhythm.FIXED, anchor, frameLength };
          const word = await harness.make(Rhythm.FIXED, anchor, frameLength);
          const moment = anchor + step * frameLength + offset;
          if (moment < 0n) return;
          const frame = frameAt(parts, moment);
          expect(frame).to.equal(await harness.indexAt(word, moment));
          expect(frameBounds(parts, frame).start).to.equal(await harness.startOf(word, frame));
          expect(frameBounds(parts, frame).end).to.equal(await harness.endOf(word, frame));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("have numbers as far as the contract's", async () => {
    const harness = await networkHelpers.loadFixture(deploy);
    const seconds = { rhythm: Rhythm.FIXED, anchor: 0n, frameLength: 1n };
    const word = await harness.make(Rhythm.FIXED, 0n, 1n);
    const last = 2n ** 32n - 2n;
    expect(frameAt(seconds, last - 1n)).to.equal(last);
    expect(await harness.indexAt(word, last - 1n)).to.equal(last);
    expect(frameBounds(seconds, last)).to.deep.equal({ start: last - 1n, end: last });
    expect(await harness.endOf(word, last)).to.equal(last);
    expect(() => frameAt(seconds, last)).to.throw(RangeError, `The clock can't number the frame of ${last}`);
    await expect(harness.indexAt(word, last)).to.be.revertedWithCustomError(harness, "FrameClockOutOfRange");
    expect(() => frameBounds(seconds, last + 1n)).to.throw(
      RangeError,
      `${last + 1n} is no frame: they go from 0 to 2^32 - 2`,
    );
    expect(() => frameBounds(seconds, -1n)).to.throw(RangeError);
    expect(() => frameAt(seconds, -1n)).to.throw(RangeError, "-1 is no moment");
    expect(() => frameBounds({ ...seconds, anchor: LAST_SECOND }, 2n)).to.throw(
      RangeError,
      "beyond what the clock can number",
    );
    expect(() => frameAt({ ...seconds, rhythm: 6n }, 0n)).to.throw(RangeError, "6 is no rhythm");
  });

  for (const [date, rhythm, label] of [
    ["2026-11-24", Rhythm.DAY, "2026-11-24"],
    ["2024-02-29", Rhythm.DAY, "2024-02-29"],
    ["2026-11-24", Rhythm.WEEK, "2026-W48"],
    ["2020-12-31", Rhythm.WEEK, "2020-W53"],
    ["2021-01-03", Rhythm.WEEK, "2020-W53"],
    ["2021-01-04", Rhythm.WEEK, "2021-W01"],
    ["2024-12-30", Rhythm.WEEK, "2025-W01"],
    ["2023-01-01", Rhythm.WEEK, "2022-W52"],
    ["1970-01-01", Rhythm.WEEK, "1970-W01"],
    ["2024-02-29", Rhythm.MONTH, "2024-02"],
    ["2026-12-31", Rhythm.QUARTER, "2026-Q4"],
    ["2026-01-01", Rhythm.QUARTER, "2026-Q1"],
    ["2026-06-30", Rhythm.YEAR, "2026"],
  ] as const) {
    it(`call the frame of ${date} in rhythm ${rhythm} "${label}"`, () => {
      const clock = calendar(rhythm);
      expect(frameLabel(clock, frameAt(clock, at(date)))).to.equal(label);
    });
  }

  it("have the moment of their start as name where they are fixed", () => {
    const clock = { rhythm: Rhythm.FIXED, anchor: at("2026-11-24T07:08:09"), frameLength: 3600n };
    expect(frameLabel(clock, 2n)).to.equal("2026-11-24T08:08:09Z");
    expect(frameLabel(clock, 0n)).to.equal("before the start");
    expect(momentLabel(at("2024-02-29T23:59:59"))).to.equal("2024-02-29T23:59:59Z");
    expect(describeFrame(calendar(Rhythm.MONTH), 650n)).to.deep.equal({
      index: 650n,
      start: 1_706_745_600n,
      end: 1_709_251_200n,
      label: "2024-02",
    });
  });
});
