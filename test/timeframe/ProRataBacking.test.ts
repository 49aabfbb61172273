import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import { collectableFrames } from "../../src/timeframe/index.ts";
import {
  createProRataBacking,
  createToken,
  deployTimeframe,
  eventsOf,
  Layout,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_END,
  openGroup,
  startOfFrame,
} from "./fixture.ts";

const FUNDS = 10_000n;

describe("ProRataBacking", () => {
  /** A unit brings at most 10, a frame at most 100. Ana has 40 units a frame. */
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, bakery, cafe, diner] = system.people;
    const backing = await createProRataBacking(system, await system.asset.getAddress());
    const token = await createToken(system, Layout.PLAIN, { backing: await backing.getAddress() });
    await backing.openPool(token, 10n, 100n);
    await system.asset.mint(system.sponsor, FUNDS);
    await system.asset.connect(system.sponsor).approve(backing, FUNDS);
    await backing.fund(token, FUNDS);
    await openGroup(system, token);
    await system.groups.addMembers(token, 1n, [ana!], NO_END);
    await system.groups.admitProviders(token, [bakery!, cafe!, diner!]);
    const spend = (provider: typeof bakery, amount: bigint) => token.connect(ana).spend(provider!, amount, ZeroHash);
    const reserved = async () => (await backing.poolOf(token)).reserved;
    const address = await token.getAddress();
    return {
      ...system,
      system,
      token,
      address,
      backing,
      spend,
      reserved,
      ana: ana!,
      bakery: bakery!,
      cafe: cafe!,
      diner: diner!,
    };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("openPool", () => {
    it("opens with a ceiling and a pot, which rule at once", async () => {
      const { backing, token, address } = await load();
      expect(await backing.poolOf(token)).to.deep.equal([FUNDS, 0n, FUNDS, 10n, 10n, 100n, 100n]);
      const [event] = await backing.queryFilter(backing.filters.PoolOpened(address));
      expect(event?.args).to.deep.equal([address, 10n, 100n]);
    });

    it("refuses a ceiling or a pot without an asset", async () => {
      const { system } = await load();
      const backing = await createProRataBacking(system, ZeroAddress);
      const token = await createToken(system, Layout.PLAIN, { name: "Count", backing: await backing.getAddress() });
      await expect(backing.openPool(token, 1n, 0n)).to.be.revertedWithCustomError(backing, "TimeframeNoAsset");
      await expect(backing.openPool(token, 0n, 1n)).to.be.revertedWithCustomError(backing, "TimeframeNoAsset");
      await backing.openPool(token, 0n, 0n);
      await expect(backing.schedulePot(token, 1n)).to.be.revertedWithCustomError(backing, "TimeframeNoAsset");
    });
  });

  describe("reserve", () => {
    it("is for tokens with a pool only", async () => {
      const { backing, ana } = await load();
      await expect(backing.connect(ana).reserve(ana, 1n, 1n))
        .to.be.revertedWithCustomError(backing, "TimeframeNoPool")
        .withArgs(ana.address);
    });

    it("reserves the ceiling for each unit, up to the pot, and no more", async () => {
      const { backing, token, address, spend, reserved, bakery, cafe } = await load();
      expect(await eventsOf(spend(bakery, 3n), backing)).to.deep.equal([["Earned", address, bakery.address, 1n, 3n]]);
      expect(await reserved()).to.equal(30n);
      await spend(cafe, 6n);
      expect(await reserved()).to.equal(90n);
      await spend(cafe, 1n);
      expect(await reserved()).to.equal(100n);
      await spend(bakery, 20n);
      expect(await reserved()).to.equal(100n);
      expect(await backing.frameOf(token, 1n)).to.deep.equal([30n, 100n, 100n]);
      expect(await backing.earned(token, bakery)).to.equal(23n);
      expect(await backing.shareOf(token, bakery, 1n)).to.equal(76n);
      expect(await backing.shareOf(token, cafe, 1n)).to.equal(23n);
      expect(await backing.shareOf(token, cafe, 2n)).to.equal(0n);
    });

    it("reverts where the pool lacks the money", async () => {
      const { backing, token, address, sponsor, spend, bakery } = await load();
      await backing.withdraw(token, FUNDS - 25n, sponsor);
      await spend(bakery, 2n);
      await expect(spend(bakery, 1n))
        .to.be.revertedWithCustomError(backing, "TimeframePoolShort")
        .withArgs(address, 30n, 25n);
      expect(await backing.frameOf(token, 1n)).to.deep.equal([2n, 20n, 20n]);
    });
  });

  describe("schedulePot and schedulePrice", () => {
    it("rule from the next frame on, and leave the frame before alone", async () => {
      const { backing, token, address, spend, reserved, bakery } = await load();
      await spend(bakery, 20n);
      await expect(backing.schedulePot(token, 60n)).to.emit(backing, "PotScheduled").withArgs(address, 60n, 2n);
      await expect(backing.schedulePrice(token, 5n)).to.emit(backing, "PriceScheduled").withArgs(address, 5n, 2n);
      const view = await backing.poolOf(token);
      expect([view.price, view.priceNext, view.pot, view.potNext]).to.deep.equal([10n, 5n, 100n, 60n]);
      await nextBlockAt(startOfFrame(2n) - 1n);
      await spend(bakery, 1n);
      expect(await reserved()).to.equal(100n);
      await nextBlockAt(startOfFrame(2n));
      await spend(bakery, 10n);
      expect(await reserved()).to.equal(150n);
      await spend(bakery, 10n);
      expect(await reserved()).to.equal(160n);
      expect(await backing.frameOf(token, 1n)).to.deep.equal([21n, 100n, 100n]);
      expect(await backing.frameOf(token, 2n)).to.deep.equal([20n, 60n, 60n]);
    });

    it("are for the sponsor, and for an open pool, only", async () => {
      const { backing, token, ana } = await load();
      await expect(backing.connect(ana).schedulePot(token, 1n))
        .to.be.revertedWithCustomError(backing, "OwnableUnauthorizedAccount")
        .withArgs(ana.address);
      await expect(backing.schedulePot(ana, 1n))
        .to.be.revertedWithCustomError(backing, "TimeframeNoPool")
        .withArgs(ana.address);
    });
  });

  describe("collect and collectFor", () => {
    for (const offset of [-1n, 0n, 1n]) {
      it(`${offset < 0n ? "wait for" : "pay from"} the end of the frame, ${offset.toString()} s`, async () => {
        const { backing, token, asset, spend, bakery } = await load();
        await spend(bakery, 4n);
        await nextBlockAt(startOfFrame(2n) + offset);
        const sent = backing.connect(bakery).collect(token, [1n], bakery);
        if (offset < 0n) {
          await expect(sent).to.be.revertedWithCustomError(backing, "TimeframeFrameOpen").withArgs(1n, 1n);
        } else {
          await sent;
          expect(await asset.balanceOf(bakery)).to.equal(40n);
        }
      });
    }

    it("share the pot of a frame by its units; the last one lets go of what rounding left", async () => {
      const { backing, token, address, asset, spend, reserved, ana, bakery, cafe, diner } = await load();
      await spend(bakery, 20n);
      await spend(cafe, 7n);
      await spend(diner, 5n);
      await moveTo(startOfFrame(2n));
      // 62.5, 21.875 and 15.625 of 100.
      await expect(backing.connect(bakery).collect(token, [1n], ana))
        .to.emit(backing, "Collected")
        .withArgs(address, bakery.address, ana.address, 62n);
      expect(await asset.balanceOf(ana)).to.equal(62n);
      expect(await reserved()).to.equal(38n);
      await expect(backing.connect(ana).collectFor(token, cafe, [1n]))
        .to.emit(backing, "Collected")
        .withArgs(address, cafe.address, cafe.address, 21n);
      expect(await backing.frameOf(token, 1n)).to.deep.equal([32n, 100n, 17n]);
      await backing.connect(diner).collect(token, [1n], diner);
      expect(await asset.balanceOf(diner)).to.equal(15n);
      expect(await backing.frameOf(token, 1n)).to.deep.equal([32n, 100n, 0n]);
      expect(await backing.poolOf(token)).to.deep.equal([FUNDS - 98n, 0n, FUNDS - 98n, 10n, 10n, 100n, 100n]);
      expect(await backing.shareOf(token, bakery, 1n)).to.equal(0n);
    });

    it("pay several frames at once, and each only once", async () => {
      const { backing, token, address, asset, spend, reserved, bakery } = await load();
      await spend(bakery, 4n);
      await moveTo(startOfFrame(2n));
      await spend(bakery, 5n);
      await moveTo(startOfFrame(4n));
      expect(await backing.connect(bakery).collect.staticCall(token, [1n, 2n, 3n], bakery)).to.equal(90n);
      await backing.connect(bakery).collect(token, [1n, 1n, 2n, 3n, 2n], bakery);
      expect(await asset.balanceOf(bakery)).to.equal(90n);
      expect(await reserved()).to.equal(0n);
      for (const frames of [[1n], [1n, 2n], [3n], []]) {
        await expect(backing.connect(bakery).collect(token, frames, bakery))
          .to.be.revertedWithCustomError(backing, "TimeframeNothingToCollect")
          .withArgs(address, bakery.address);
      }
      await expect(backing.connect(bakery).collect(token, [1n, 9n], bakery))
        .to.be.revertedWithCustomError(backing, "TimeframeFrameOpen")
        .withArgs(9n, 4n);
    });

    it("are settled where they round to nothing, and the last one lets the remainder go", async () => {
      const { backing, token, address, asset, spend, reserved, bakery, diner } = await load();
      await backing.schedulePot(token, 1n);
      await moveTo(startOfFrame(2n));
      await spend(bakery, 1n);
      await spend(diner, 1n);
      await moveTo(startOfFrame(3n));
      await backing.connect(bakery).collect(token, [2n], bakery);
      expect(await reserved()).to.equal(1n);
      await expect(backing.connect(bakery).collect(token, [2n], bakery))
        .to.be.revertedWithCustomError(backing, "TimeframeNothingToCollect")
        .withArgs(address, bakery.address);
      expect(await backing.uncollectedUnits(token, diner, 2n)).to.equal(1n);
      expect(await collectableFrames(token, diner.address)).to.deep.equal([2n]);
      const sent = backing.collectFor(token, diner, [2n]);
      await expect(sent).to.emit(backing, "Collected").withArgs(address, diner.address, diner.address, 0n);
      // Some assets refuse a transfer of nothing.
      await expect(sent).not.to.emit(asset, "Transfer");
      expect(await backing.uncollectedUnits(token, diner, 2n)).to.equal(0n);
      expect(await collectableFrames(token, diner.address)).to.deep.equal([]);
      expect(await reserved()).to.equal(0n);
      expect(await asset.balanceOf(bakery)).to.equal(0n);
      expect(await asset.balanceOf(diner)).to.equal(0n);
    });

    it("pay long after the frame, from what was fixed at its end", async () => {
      const { backing, token, asset, sponsor, spend, bakery } = await load();
      await spend(bakery, 4n);
      await backing.schedulePot(token, 1n);
      await backing.withdraw(token, FUNDS - 40n, sponsor);
      await moveTo(startOfFrame(1_000n));
      await backing.connect(bakery).collect(token, [1n], bakery);
      expect(await asset.balanceOf(bakery)).to.equal(40n);
    });

    it("know no pool of another token", async () => {
      const { backing, ana } = await load();
      for (const call of [() => backing.collect(ana, [1n], ana), () => backing.collectFor(ana, ana, [1n])]) {
        await expect(call()).to.be.revertedWithCustomError(backing, "TimeframeNoPool").withArgs(ana.address);
      }
    });
  });

  describe("withdraw", () => {
    it("gives the sponsor nothing that a frame has reserved", async () => {
      const { backing, token, address, sponsor, spend, bakery } = await load();
      await spend(bakery, 4n);
      await expect(backing.withdraw(token, FUNDS - 39n, sponsor))
        .to.be.revertedWithCustomError(backing, "TimeframePoolShort")
        .withArgs(address, FUNDS - 39n, FUNDS - 40n);
      await backing.withdraw(token, FUNDS - 40n, sponsor);
    });
  });
});
