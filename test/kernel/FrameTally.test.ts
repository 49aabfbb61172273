import { expect } from "chai";
import hre, { network } from "hardhat";

import { FrameTallyHarness__factory } from "../../types/ethers-contracts/index.js";

const { ethers, networkHelpers } = await network.create();

const PLACES = 2n ** 24n;

describe("FrameTally", () => {
  async function deploy() {
    const signer = await ethers.provider.getSigner(0);
    return new FrameTallyHarness__factory(signer).deploy();
  }
  const load = () => networkHelpers.loadFixture(deploy);

  describe("countUpTo", () => {
    it("is 0 where nothing is marked, at any place and beyond the line", async () => {
      const tally = await load();
      for (const place of [0n, 1n, PLACES - 1n, PLACES, 2n ** 256n - 1n]) {
        expect(await tally.countUpTo(place)).to.equal(0n);
      }
    });

    it("counts the place itself and all before it", async () => {
      const tally = await load();
      await tally.add(10n);
      await tally.add(10n);
      await tally.add(11n);
      expect(await tally.countUpTo(9n)).to.equal(0n);
      expect(await tally.countUpTo(10n)).to.equal(2n);
      expect(await tally.countUpTo(11n)).to.equal(3n);
      expect(await tally.countUpTo(PLACES - 1n)).to.equal(3n);
      expect(await tally.countUpTo(PLACES)).to.equal(3n);
    });

    it("is exact at the edges of every level of the tree", async () => {
      const tally = await load();
      const marks = [0n, PLACES - 1n];
      for (let level = 1n; level <= 7n; ++level) marks.push(8n ** level - 1n, 8n ** level);
      for (const mark of marks) await tally.add(mark);
      for (const mark of marks) {
        for (const place of [mark - 1n, mark, mark + 1n]) {
          if (place < 0n) continue;
          const count = marks.filter((other) => other <= place).length;
          expect(await tally.countUpTo(place), `up to ${place.toString()}`).to.equal(count);
        }
      }
    });
  });

  describe("remove", () => {
    it("takes one mark off, and leaves the others", async () => {
      const tally = await load();
      for (const mark of [5n, 5n, 700n]) await tally.add(mark);
      await tally.remove(5n);
      expect(await tally.countUpTo(5n)).to.equal(1n);
      expect(await tally.countUpTo(700n)).to.equal(2n);
      await tally.remove(5n);
      await tally.remove(700n);
      expect(await tally.countUpTo(PLACES)).to.equal(0n);
    });
  });

  describe("given a place beyond the line", () => {
    it("refuses to mark or to unmark it", async () => {
      const tally = await load();
      await tally.add(PLACES - 1n);
      for (const place of [PLACES, 2n ** 256n - 1n]) {
        await expect(tally.add(place)).to.be.revertedWithCustomError(tally, "FrameTallyOutOfRange").withArgs(place);
        await expect(tally.remove(place)).to.be.revertedWithCustomError(tally, "FrameTallyOutOfRange").withArgs(place);
      }
      expect(await tally.countUpTo(PLACES)).to.equal(1n);
    });
  });

  describe("given many marks", () => {
    it("costs the same as with one: eight words", async () => {
      const tally = await load();
      const first = await (await tally.add(3n)).wait();
      // A new word costs 22,100.
      if (!hre.globalOptions.coverage)
        expect(first?.gasUsed).to.be.within(21_000n + 8n * 22_100n, 21_000n + 9n * 22_100n);
      const few = await tally.countUpTo.estimateGas(PLACES - 1n);
      for (let mark = 0n; mark < 1_000n; mark += 25n) await tally.add(mark);
      const many = await tally.countUpTo.estimateGas(PLACES - 1n);
      expect(many).to.equal(few);
    });
  });
});
