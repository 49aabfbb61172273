import { expect } from "chai";
import { network } from "hardhat";

import { FrameValueHarness__factory } from "../../types/ethers-contracts/index.js";

const { ethers, networkHelpers } = await network.create();

const WIDEST = 2n ** 112n - 1n;

describe("FrameValue", () => {
  async function deploy() {
    const signer = await ethers.provider.getSigner(0);
    return new FrameValueHarness__factory(signer).deploy();
  }
  const load = () => networkHelpers.loadFixture(deploy);

  describe("given a value that nobody has set", () => {
    it("is 0 in every frame", async () => {
      const value = await load();
      for (const frame of [0n, 1n, 2n ** 32n]) {
        expect(await value.valueAt(frame)).to.equal(0n);
        expect(await value.valueBefore(frame)).to.equal(0n);
      }
      expect(await value.upcoming()).to.equal(0n);
    });
  });

  describe("schedule", () => {
    it("rules from the next frame on, and not in the one of its announcement", async () => {
      const value = await load();
      await value.schedule(7n, 40n);
      expect(await value.upcoming()).to.equal(40n);
      expect(await value.valueBefore(7n)).to.equal(0n);
      expect(await value.valueAt(7n)).to.equal(0n);
      expect(await value.valueAt(8n)).to.equal(40n);
      expect(await value.valueBefore(8n)).to.equal(0n);
      expect(await value.valueBefore(9n)).to.equal(40n);
      expect(await value.valueAt(1_000n)).to.equal(40n);
    });

    it("is replaced by a second announcement in the same frame, and nothing of the first is left", async () => {
      const value = await load();
      await value.set(6n, 10n, 10n);
      await value.schedule(7n, 40n);
      await value.schedule(7n, 50n);
      expect(await value.valueBefore(7n)).to.equal(10n);
      expect(await value.valueAt(7n)).to.equal(10n);
      expect(await value.upcoming()).to.equal(50n);
      expect(await value.valueAt(8n)).to.equal(50n);
      expect(await value.valueBefore(8n)).to.equal(10n);
    });

    it("keeps the value of the frame before, when announced in two frames running", async () => {
      const value = await load();
      await value.set(6n, 10n, 10n);
      await value.schedule(7n, 20n);
      await value.schedule(8n, 30n);
      expect(await value.valueBefore(8n)).to.equal(10n);
      expect(await value.valueAt(8n)).to.equal(20n);
      expect(await value.valueAt(9n)).to.equal(30n);
      expect(await value.valueBefore(9n)).to.equal(20n);
      expect(await value.valueBefore(10n)).to.equal(30n);
    });

    it("keeps the value of the frame before, when announced after a pause", async () => {
      const value = await load();
      await value.schedule(7n, 20n);
      await value.schedule(1_007n, 30n);
      expect(await value.valueBefore(1_007n)).to.equal(20n);
      expect(await value.valueAt(1_007n)).to.equal(20n);
      expect(await value.valueAt(1_008n)).to.equal(30n);
      expect(await value.valueBefore(1_008n)).to.equal(20n);
      expect(await value.valueBefore(1_009n)).to.equal(30n);
    });

    it("takes 112 bits and refuses one more", async () => {
      const value = await load();
      await value.schedule(1n, WIDEST);
      expect(await value.valueAt(2n)).to.equal(WIDEST);
      await expect(value.schedule(1n, WIDEST + 1n))
        .to.be.revertedWithCustomError(value, "FrameValueTooWide")
        .withArgs(WIDEST + 1n);
    });
  });

  describe("set", () => {
    it("rules in the current frame and in all that follow", async () => {
      const value = await load();
      await value.set(3n, 5n, 9n);
      expect(await value.valueBefore(3n)).to.equal(0n);
      expect(await value.valueAt(3n)).to.equal(5n);
      expect(await value.valueAt(4n)).to.equal(9n);
      expect(await value.valueBefore(4n)).to.equal(5n);
    });

    it("can be raised in its frame without touching the frame before", async () => {
      const value = await load();
      await value.set(3n, 5n, 9n);
      await value.set(4n, 11n, 12n);
      await value.set(4n, 13n, 14n);
      expect(await value.valueBefore(4n)).to.equal(5n);
      expect(await value.valueAt(4n)).to.equal(13n);
      expect(await value.valueAt(5n)).to.equal(14n);
    });

    it("refuses either value where it doesn't fit 112 bits", async () => {
      const value = await load();
      await value.set(1n, WIDEST, WIDEST);
      expect(await value.valueAt(1n)).to.equal(WIDEST);
      await expect(value.set(1n, WIDEST + 1n, 0n))
        .to.be.revertedWithCustomError(value, "FrameValueTooWide")
        .withArgs(WIDEST + 1n);
      await expect(value.set(1n, 0n, WIDEST + 2n))
        .to.be.revertedWithCustomError(value, "FrameValueTooWide")
        .withArgs(WIDEST + 2n);
    });

    it("works in the last frame that a clock numbers", async () => {
      const value = await load();
      const last = 2n ** 32n - 2n;
      await value.set(last - 1n, 1n, 2n);
      await value.set(last, 2n, 3n);
      expect(await value.valueBefore(last)).to.equal(1n);
      expect(await value.valueAt(last)).to.equal(2n);
      expect(await value.upcoming()).to.equal(3n);
    });
  });
});
