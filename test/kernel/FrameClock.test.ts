import { expect } from "chai";
import { network } from "hardhat";

import { FrameClockHarness__factory } from "../../types/ethers-contracts/index.js";

const { ethers, networkHelpers } = await network.create();

const FIXED = 0n;
const DAY = 1n;
const WEEK = 2n;
const MONTH = 3n;
const QUARTER = 4n;
const YEAR = 5n;

const CALENDAR = [
  ["DAY", DAY],
  ["WEEK", WEEK],
  ["MONTH", MONTH],
  ["QUARTER", QUARTER],
  ["YEAR", YEAR],
] as const;

const LAST_FRAME = 2n ** 32n - 2n;
const LAST_SECOND = 2n ** 48n - 1n;

/** Midnight UTC of a date, or a moment in it, in Unix seconds. */
const at = (date: string): bigint => BigInt(Date.parse(date.includes("T") ? `${date}Z` : `${date}T00:00:00Z`)) / 1000n;

describe("FrameClock", () => {
  async function deploy() {
    const signer = await ethers.provider.getSigner(0);
    return new FrameClockHarness__factory(signer).deploy();
  }
  const load = () => networkHelpers.loadFixture(deploy);

  describe("make", () => {
    it("refuses a fixed clock without length", async () => {
      const clocks = await load();
      await expect(clocks.make(FIXED, 5n, 0n))
        .to.be.revertedWithCustomError(clocks, "FrameClockInvalid")
        .withArgs(FIXED, 5n, 0n);
    });

    it("refuses a fixed clock of which two frames don't end, and takes one of which they end in the last second", async () => {
      const clocks = await load();
      for (const [anchor, length] of [
        [LAST_SECOND - 2n, 1n],
        [1n, LAST_SECOND / 2n],
        [LAST_SECOND - 14n, 7n],
      ] as const) {
        expect(await clocks.endOf(await clocks.make(FIXED, anchor, length), 2n)).to.equal(LAST_SECOND);
        for (const parts of [
          [FIXED, anchor + 1n, length],
          [FIXED, anchor, length + 1n],
        ] as const) {
          await expect(clocks.make(...parts))
            .to.be.revertedWithCustomError(clocks, "FrameClockInvalid")
            .withArgs(...parts);
        }
      }
    });

    for (const [name, rhythm] of CALENDAR) {
      it(`refuses an anchor or a length for rhythm ${name}`, async () => {
        const clocks = await load();
        await expect(clocks.make(rhythm, 1n, 0n))
          .to.be.revertedWithCustomError(clocks, "FrameClockInvalid")
          .withArgs(rhythm, 1n, 0n);
        await expect(clocks.make(rhythm, 0n, 86_400n))
          .to.be.revertedWithCustomError(clocks, "FrameClockInvalid")
          .withArgs(rhythm, 0n, 86_400n);
      });
    }

    it("packs the length, the anchor and the rhythm in this order", async () => {
      const clocks = await load();
      expect(await clocks.make(FIXED, 7n, 9n)).to.equal((9n << 56n) | (7n << 8n));
      expect(await clocks.make(QUARTER, 0n, 0n)).to.equal(QUARTER);
    });
  });

  describe("parts", () => {
    it("gives back what make was given, up to the widest", async () => {
      const clocks = await load();
      for (const parts of [
        [FIXED, 0n, 1n],
        [FIXED, LAST_SECOND - 2n, 1n],
        [FIXED, 1n, LAST_SECOND / 2n],
        [YEAR, 0n, 0n],
      ] as const) {
        expect(await clocks.parts(await clocks.make(...parts))).to.deep.equal(parts);
      }
    });
  });

  describe("given a fixed clock of 100 seconds from 1,000", () => {
    const fixture = async () => {
      const clocks = await load();
      return { clocks, clock: await clocks.make(FIXED, 1_000n, 100n) };
    };

    it("counts the time before the anchor as frame 0", async () => {
      const { clocks, clock } = await fixture();
      expect(await clocks.indexAt(clock, 0n)).to.equal(0n);
      expect(await clocks.startOf(clock, 0n)).to.equal(0n);
      expect(await clocks.endOf(clock, 0n)).to.equal(1_000n);
      expect(await clocks.lengthOf(clock, 0n)).to.equal(1_000n);
    });

    for (const [moment, frame] of [
      [999n, 0n],
      [1_000n, 1n],
      [1_001n, 1n],
      [1_099n, 1n],
      [1_100n, 2n],
      [1_101n, 2n],
    ] as const) {
      it(`says that second ${moment.toString()} is in frame ${frame.toString()}`, async () => {
        const { clocks, clock } = await fixture();
        expect(await clocks.indexAt(clock, moment)).to.equal(frame);
      });
    }

    it("bounds frame 3 by [1200, 1300)", async () => {
      const { clocks, clock } = await fixture();
      expect(await clocks.startOf(clock, 3n)).to.equal(1_200n);
      expect(await clocks.endOf(clock, 3n)).to.equal(1_300n);
      expect(await clocks.lengthOf(clock, 3n)).to.equal(100n);
    });
  });

  describe("given a fixed clock of one second from 0", () => {
    const fixture = async () => {
      const clocks = await load();
      return { clocks, clock: await clocks.make(FIXED, 0n, 1n) };
    };

    it("numbers frames up to 2^32 - 2, so that the next one still has a number", async () => {
      const { clocks, clock } = await fixture();
      const last = LAST_FRAME - 1n;
      expect(await clocks.indexAt(clock, last - 1n)).to.equal(LAST_FRAME - 1n);
      expect(await clocks.indexAt(clock, last)).to.equal(LAST_FRAME);
      expect(await clocks.startOf(clock, LAST_FRAME)).to.equal(last);
      expect(await clocks.endOf(clock, LAST_FRAME)).to.equal(last + 1n);
      await expect(clocks.indexAt(clock, last + 1n))
        .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
        .withArgs(last + 1n);
    });

    it("refuses any moment beyond, up to the largest word, and never starts over", async () => {
      const { clocks, clock } = await fixture();
      for (const moment of [2n ** 48n, 2n ** 256n - 2n, 2n ** 256n - 1n]) {
        await expect(clocks.indexAt(clock, moment))
          .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
          .withArgs(moment);
      }
    });

    it("refuses the bounds of frames beyond", async () => {
      const { clocks, clock } = await fixture();
      for (const frame of [LAST_FRAME + 1n, 2n ** 256n - 1n]) {
        await expect(clocks.endOf(clock, frame))
          .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
          .withArgs(frame);
      }
      for (const frame of [LAST_FRAME + 2n, 2n ** 256n - 1n]) {
        await expect(clocks.startOf(clock, frame))
          .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
          .withArgs(frame);
      }
    });
  });

  describe("given a fixed clock whose frames outgrow 48 bits of seconds", () => {
    it("refuses the boundary that doesn't fit", async () => {
      const clocks = await load();
      const clock = await clocks.make(FIXED, 1n, LAST_SECOND / 2n);
      expect(await clocks.endOf(clock, 2n)).to.equal(LAST_SECOND);
      await expect(clocks.endOf(clock, 3n)).to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange").withArgs(4n);
    });
  });

  describe("given a calendar clock", () => {
    // [rhythm, a moment, its frame, the frame's start, the frame's end]
    const frames = [
      ["DAY", DAY, "1970-01-01", 1n, "1970-01-01", "1970-01-02"],
      ["DAY", DAY, "2024-02-29T12:00:00", 19_783n, "2024-02-29", "2024-03-01"],
      ["DAY", DAY, "2023-02-28T23:59:59", 19_417n, "2023-02-28", "2023-03-01"],
      ["DAY", DAY, "2100-02-28T00:00:00", 47_541n, "2100-02-28", "2100-03-01"],
      ["WEEK", WEEK, "1970-01-01", 1n, "1970-01-01", "1970-01-05"],
      ["WEEK", WEEK, "1970-01-05", 2n, "1970-01-05", "1970-01-12"],
      // 2020-12-31 and 2021-01-03 are both of ISO week 2020-W53.
      ["WEEK", WEEK, "2020-12-31", 2_662n, "2020-12-28", "2021-01-04"],
      ["WEEK", WEEK, "2021-01-03T23:59:59", 2_662n, "2020-12-28", "2021-01-04"],
      ["WEEK", WEEK, "2021-01-04", 2_663n, "2021-01-04", "2021-01-11"],
      ["WEEK", WEEK, "2026-12-31", 2_975n, "2026-12-28", "2027-01-04"],
      ["MONTH", MONTH, "1970-01-31", 1n, "1970-01-01", "1970-02-01"],
      ["MONTH", MONTH, "2024-02-29", 650n, "2024-02-01", "2024-03-01"],
      ["MONTH", MONTH, "2023-02-28", 638n, "2023-02-01", "2023-03-01"],
      ["MONTH", MONTH, "2000-02-29", 362n, "2000-02-01", "2000-03-01"],
      ["MONTH", MONTH, "2100-02-28", 1_562n, "2100-02-01", "2100-03-01"],
      ["MONTH", MONTH, "2030-12-31T23:59:59", 732n, "2030-12-01", "2031-01-01"],
      ["QUARTER", QUARTER, "1970-03-31", 1n, "1970-01-01", "1970-04-01"],
      ["QUARTER", QUARTER, "2024-01-01", 217n, "2024-01-01", "2024-04-01"],
      ["QUARTER", QUARTER, "2024-05-31", 218n, "2024-04-01", "2024-07-01"],
      ["QUARTER", QUARTER, "2024-09-30", 219n, "2024-07-01", "2024-10-01"],
      ["QUARTER", QUARTER, "2024-12-31", 220n, "2024-10-01", "2025-01-01"],
      ["YEAR", YEAR, "1970-12-31", 1n, "1970-01-01", "1971-01-01"],
      ["YEAR", YEAR, "2024-02-29", 55n, "2024-01-01", "2025-01-01"],
      ["YEAR", YEAR, "2100-12-31", 131n, "2100-01-01", "2101-01-01"],
    ] as const;

    for (const [name, rhythm, moment, frame, start, end] of frames) {
      it(`puts ${moment} into ${name} ${frame.toString()}, which is [${start}, ${end})`, async () => {
        const clocks = await load();
        const clock = await clocks.make(rhythm, 0n, 0n);
        expect(await clocks.indexAt(clock, at(moment))).to.equal(frame);
        expect(await clocks.startOf(clock, frame)).to.equal(at(start));
        expect(await clocks.endOf(clock, frame)).to.equal(at(end));
        expect(await clocks.lengthOf(clock, frame)).to.equal(at(end) - at(start));
        // The frame is half-open: its last second is in it, the second of its end is not.
        expect(await clocks.indexAt(clock, at(start))).to.equal(frame);
        expect(await clocks.indexAt(clock, at(end) - 1n)).to.equal(frame);
        expect(await clocks.indexAt(clock, at(end))).to.equal(frame + 1n);
        expect(await clocks.indexAt(clock, at(end) + 1n)).to.equal(frame + 1n);
      });
    }

    for (const [name, rhythm] of CALENDAR) {
      it(`has an empty frame 0 and no gap between any two, for rhythm ${name}`, async () => {
        const clocks = await load();
        const clock = await clocks.make(rhythm, 0n, 0n);
        expect(await clocks.indexAt(clock, 0n)).to.equal(1n);
        expect(await clocks.endOf(clock, 0n)).to.equal(0n);
        expect(await clocks.lengthOf(clock, 0n)).to.equal(0n);
        for (let frame = 1n; frame <= 60n; ++frame) {
          const end = await clocks.endOf(clock, frame);
          expect(await clocks.startOf(clock, frame + 1n)).to.equal(end);
          expect(await clocks.indexAt(clock, end - 1n)).to.equal(frame);
          expect(await clocks.indexAt(clock, end)).to.equal(frame + 1n);
        }
      });

      it(`refuses moments and frames out of range, for rhythm ${name}`, async () => {
        const clocks = await load();
        const clock = await clocks.make(rhythm, 0n, 0n);
        await expect(clocks.indexAt(clock, 2n ** 256n - 1n))
          .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
          .withArgs(2n ** 256n - 1n);
        await expect(clocks.endOf(clock, LAST_FRAME + 1n))
          .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
          .withArgs(LAST_FRAME + 1n);
        // Long before frames run out, the seconds of their ends outgrow 48 bits.
        await expect(clocks.endOf(clock, LAST_FRAME))
          .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
          .withArgs(LAST_FRAME + 1n);
      });
    }

    it("numbers the years as far as 48 bits of seconds reach", async () => {
      const clocks = await load();
      const clock = await clocks.make(YEAR, 0n, 0n);
      const frame = await clocks.indexAt(clock, LAST_SECOND);
      expect(frame).to.equal(8_919_587n);
      expect(await clocks.indexAt(clock, await clocks.startOf(clock, frame))).to.equal(frame);
      await expect(clocks.endOf(clock, frame))
        .to.be.revertedWithCustomError(clocks, "FrameClockOutOfRange")
        .withArgs(frame + 1n);
    });
  });
});
