import { expect } from "chai";
import { encodeBytes32String, ZeroAddress, ZeroHash } from "ethers";

import {
  createBackedToken,
  createFixedPriceBacking,
  createToken,
  deployTimeframe,
  ethers,
  eventsOf,
  Layout,
  LAYOUTS,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_END,
  openGroup,
  startOfFrame,
  tokenErrors,
} from "./fixture.ts";

const MAX_PRICE = 2n ** 112n - 1n;
const FUNDS = 10n ** 12n;

describe("FixedPriceBacking", () => {
  /** A token of two decimals; a whole unit costs 1.50. Ana has 40.00 units a frame. */
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, ben, shop, other] = system.people;
    const { token, backing } = await createBackedToken(system, Layout.PLAIN, { decimals: 2n });
    await openGroup(system, token, { quota: 4_000n });
    await system.groups.addMembers(token, 1n, [ana!, ben!], NO_END);
    await system.groups.admitProviders(token, [shop!]);
    const address = await token.getAddress();
    const spend = (amount: bigint) => token.connect(ana).spend(shop!, amount, ZeroHash);
    const pool = async () => {
      const { balance, reserved, free } = await backing.poolOf(token);
      return [balance, reserved, free];
    };
    return {
      ...system,
      system,
      token,
      address,
      backing,
      spend,
      pool,
      ana: ana!,
      ben: ben!,
      shop: shop!,
      other: other!,
    };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("openPool", () => {
    it("opens the pool of a token that names this backing, at a price that rules at once", async () => {
      const { system, asset } = await load();
      const salt = encodeBytes32String("second");
      const backing = await createFixedPriceBacking(system, await asset.getAddress(), salt);
      const token = await createToken(system, Layout.GRACE, { backing: await backing.getAddress() });
      expect(await backing.asset()).to.equal(await asset.getAddress());
      await expect(backing.poolOf(token))
        .to.be.revertedWithCustomError(backing, "TimeframeNoPool")
        .withArgs(await token.getAddress());
      await expect(backing.openPool(token, 7n, 0n))
        .to.emit(backing, "PoolOpened")
        .withArgs(await token.getAddress(), 7n, 0n);
      expect(await backing.poolOf(token)).to.deep.equal([0n, 0n, 0n, 7n, 7n, 0n, 0n]);
      await expect(backing.openPool(token, 7n, 0n))
        .to.be.revertedWithCustomError(backing, "TimeframePoolOpen")
        .withArgs(await token.getAddress());
    });

    it("refuses the token of another backing, a pot, and a stranger", async () => {
      const { system, backing, other } = await load();
      const foreign = await createToken(system, Layout.PLAIN, { name: "Foreign" });
      await expect(backing.openPool(foreign, 7n, 0n))
        .to.be.revertedWithCustomError(backing, "TimeframeForeignToken")
        .withArgs(await foreign.getAddress());
      const own = await createToken(system, Layout.PLAIN, { name: "Own", backing: await backing.getAddress() });
      await expect(backing.openPool(own, 7n, 1n)).to.be.revertedWithCustomError(backing, "TimeframeNoPot");
      await expect(backing.connect(other).openPool(own, 7n, 0n))
        .to.be.revertedWithCustomError(backing, "OwnableUnauthorizedAccount")
        .withArgs(other.address);
    });
  });

  describe("fund", () => {
    it("takes money of anybody for the pool", async () => {
      const { backing, token, address, asset, other, pool } = await load();
      await asset.mint(other, 500n);
      await asset.connect(other).approve(backing, 500n);
      await expect(backing.connect(other).fund(token, 500n))
        .to.emit(backing, "Funded")
        .withArgs(address, other.address, 500n);
      expect(await pool()).to.deep.equal([FUNDS + 500n, 0n, FUNDS + 500n]);
      expect(await asset.balanceOf(backing)).to.equal(FUNDS + 500n);
      expect(await asset.balanceOf(other)).to.equal(0n);
    });

    it("reverts without a pool", async () => {
      const { backing, other } = await load();
      await expect(backing.fund(other, 1n))
        .to.be.revertedWithCustomError(backing, "TimeframeNoPool")
        .withArgs(other.address);
    });
  });

  describe("reserve", () => {
    it("is for tokens with a pool only", async () => {
      const { backing, other } = await load();
      await expect(backing.connect(other).reserve(other, 1n, 1n))
        .to.be.revertedWithCustomError(backing, "TimeframeNoPool")
        .withArgs(other.address);
    });
  });

  for (const [name, layout] of LAYOUTS) {
    describe(`spend, in layout ${name}`, () => {
      async function spending() {
        const { system, ana, ben, shop } = await load();
        const backing = await createFixedPriceBacking(
          system,
          await system.asset.getAddress(),
          encodeBytes32String(name),
        );
        const token = await createToken(system, layout, { name, backing: await backing.getAddress() });
        await backing.openPool(token, 10n, 0n);
        await system.asset.mint(system.sponsor, 350n);
        await system.asset.connect(system.sponsor).approve(backing, 350n);
        await backing.fund(token, 350n);
        await openGroup(system, token);
        await system.groups.addMembers(token, 1n, [ana, ben], NO_END);
        await system.groups.admitProviders(token, [shop]);
        return { ...system, token, backing, ana, ben, shop };
      }

      it("takes units out of circulation, reserves their money and tells both", async () => {
        const { token, backing, ana, shop } = await spending();
        const ref = encodeBytes32String("order 7");
        const sent = token.connect(ana).spend(shop, 15n, ref);
        expect(await eventsOf(sent, token)).to.deep.equal([
          ["Transfer", ana.address, ZeroAddress, 15n],
          ["Spent", ana.address, shop.address, 1n, 15n, ref],
        ]);
        expect(await eventsOf(sent, backing)).to.deep.equal([
          ["Earned", await token.getAddress(), shop.address, 1n, 15n],
        ]);
        expect(await token.balanceOf(ana)).to.equal(25n);
        expect(await token.balanceOf(shop)).to.equal(0n);
        expect(await token.totalSupply()).to.equal(65n);
        expect(await token.earned(shop)).to.equal(15n);
        expect(await backing.earned(token, shop)).to.equal(15n);
        expect((await backing.poolOf(token)).reserved).to.equal(150n);
      });

      it("reverts where the pool lacks the money, and takes no unit", async () => {
        const { token, backing, ana, shop } = await spending();
        await token.connect(ana).spend(shop, 35n, ZeroHash);
        await expect(token.connect(ana).spend(shop, 1n, ZeroHash))
          .to.be.revertedWithCustomError(backing, "TimeframePoolShort")
          .withArgs(await token.getAddress(), 360n, 350n);
        expect(await token.balanceOf(ana)).to.equal(5n);
        expect(await token.earned(shop)).to.equal(35n);
      });

      it("reverts above the balance, for zero units and to anybody but a provider", async () => {
        const { token, ana, ben, shop } = await spending();
        await expect(token.connect(ana).spend(shop, 41n, ZeroHash))
          .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
          .withArgs(ana.address, 40n, 41n);
        await expect(token.connect(ana).spend(shop, 0n, ZeroHash)).to.be.revertedWithCustomError(
          tokenErrors,
          "TimeframeZeroAmount",
        );
        await expect(token.connect(ana).spend(ben, 1n, ZeroHash))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeNotProvider")
          .withArgs(ben.address);
      });

      it("reverts from the second in which a provider is dismissed, and his earnings stay", async () => {
        const { groups, token, backing, ana, shop, asset } = await spending();
        await token.connect(ana).spend(shop, 5n, ZeroHash);
        await groups.dismissProviders(token, [shop]);
        await expect(token.connect(ana).spend(shop, 1n, ZeroHash))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeNotProvider")
          .withArgs(shop.address);
        await backing.connect(shop).collect(token, shop);
        expect(await asset.balanceOf(shop)).to.equal(50n);
      });

      it("spends out of an allowance", async () => {
        const { token, ana, ben, shop } = await spending();
        await token.connect(ana).approve(ben, 6n);
        await token.connect(ben).spendFrom(ana, shop, 4n, ZeroHash);
        expect(await token.allowance(ana, ben)).to.equal(2n);
        expect(await token.balanceOf(ana)).to.equal(36n);
        expect(await token.balanceOf(ben)).to.equal(40n);
        await expect(token.connect(ben).spendFrom(ana, shop, 3n, ZeroHash))
          .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientAllowance")
          .withArgs(ben.address, 2n, 3n);
      });

      it("spends nothing that has expired, and what was earned does not expire", async () => {
        const { token, ana, shop } = await spending();
        await token.connect(ana).spend(shop, 15n, ZeroHash);
        await moveTo(startOfFrame(3n));
        const valid = layout === Layout.GRACE ? 80n : 40n;
        await expect(token.connect(ana).spend(shop, valid + 1n, ZeroHash))
          .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
          .withArgs(ana.address, valid, valid + 1n);
        expect(await token.earned(shop)).to.equal(15n);
      });

      it("reverts where the token has no backing", async () => {
        const { system } = await load();
        const { groups, ana, shop } = await spending();
        const token = await createToken(system, layout, { name: "No money" });
        await openGroup(system, token);
        await groups.admitProviders(token, [shop]);
        await groups.addMembers(token, 1n, [ana], NO_END);
        await expect(token.connect(ana).spend(shop, 1n, ZeroHash)).to.be.revertedWithCustomError(
          tokenErrors,
          "TimeframeNoBacking",
        );
        expect(await token.earned(shop)).to.equal(0n);
      });
    });
  }

  describe("schedulePrice", () => {
    it("rules for spending from the second of the next frame on", async () => {
      const { backing, token, address, spend, pool } = await load();
      await expect(backing.schedulePrice(token, 2_000_000n))
        .to.emit(backing, "PriceScheduled")
        .withArgs(address, 2_000_000n, 2n);
      const { price, priceNext } = await backing.poolOf(token);
      expect([price, priceNext]).to.deep.equal([1_500_000n, 2_000_000n]);
      await nextBlockAt(startOfFrame(2n) - 1n);
      await spend(100n);
      expect(await pool()).to.deep.equal([FUNDS, 1_500_000n, FUNDS - 1_500_000n]);
      await nextBlockAt(startOfFrame(2n));
      await spend(100n);
      expect(await pool()).to.deep.equal([FUNDS, 3_500_000n, FUNDS - 3_500_000n]);
    });

    it("takes the widest price, and is for the sponsor only", async () => {
      const { backing, token, ana, other, spend } = await load();
      await backing.schedulePrice(token, MAX_PRICE);
      await moveTo(startOfFrame(2n));
      await expect(spend(100n))
        .to.be.revertedWithCustomError(backing, "TimeframePoolShort")
        .withArgs(await token.getAddress(), MAX_PRICE, FUNDS);
      expect(await token.balanceOf(ana)).to.equal(4_000n);
      await expect(backing.connect(other).schedulePrice(token, 1n))
        .to.be.revertedWithCustomError(backing, "OwnableUnauthorizedAccount")
        .withArgs(other.address);
      await expect(backing.schedulePrice(other, 1n))
        .to.be.revertedWithCustomError(backing, "TimeframeNoPool")
        .withArgs(other.address);
    });
  });

  describe("collect and collectFor", () => {
    it("pay what was earned, once, to whom the provider says", async () => {
      const { backing, token, address, asset, spend, pool, shop, other } = await load();
      await spend(250n);
      expect(await backing.collectable(token, shop)).to.equal(3_750_000n);
      expect(await backing.connect(shop).collect.staticCall(token, other)).to.equal(3_750_000n);
      await expect(backing.connect(shop).collect(token, other))
        .to.emit(backing, "Collected")
        .withArgs(address, shop.address, other.address, 3_750_000n);
      expect(await asset.balanceOf(other)).to.equal(3_750_000n);
      expect(await pool()).to.deep.equal([FUNDS - 3_750_000n, 0n, FUNDS - 3_750_000n]);
      await expect(backing.connect(shop).collect(token, other))
        .to.be.revertedWithCustomError(backing, "TimeframeNothingToCollect")
        .withArgs(address, shop.address);
    });

    it("let anybody do a provider the favour, to the provider alone", async () => {
      const { backing, token, address, asset, spend, shop, other } = await load();
      await spend(100n);
      await expect(backing.connect(other).collectFor(token, shop))
        .to.emit(backing, "Collected")
        .withArgs(address, shop.address, shop.address, 1_500_000n);
      expect(await asset.balanceOf(shop)).to.equal(1_500_000n);
    });

    it("pay nobody who has earned nothing, and know no pool of another token", async () => {
      const { backing, token, address, spend, other } = await load();
      await spend(100n);
      await expect(backing.connect(other).collect(token, other))
        .to.be.revertedWithCustomError(backing, "TimeframeNothingToCollect")
        .withArgs(address, other.address);
      for (const call of [() => backing.collect(other, other), () => backing.collectFor(other, other)]) {
        await expect(call()).to.be.revertedWithCustomError(backing, "TimeframeNoPool").withArgs(other.address);
      }
      await expect(backing.collectable(other, other)).to.be.revertedWithCustomError(backing, "TimeframeNoPool");
    });

    it("keep a part of a base unit for the next time, so that dust loses nothing", async () => {
      const { backing, token, asset, spend, pool, shop } = await load();
      // At 33 base units for a whole unit, 1.00, three spends of 0.01 are worth 0.99 base units.
      await backing.schedulePrice(token, 33n);
      await moveTo(startOfFrame(2n));
      for (let times = 0; times < 3; ++times) await spend(1n);
      // Reserved is rounded up: the sponsor can't take what a provider may still complete.
      expect(await pool()).to.deep.equal([FUNDS, 1n, FUNDS - 1n]);
      expect(await backing.collectable(token, shop)).to.equal(0n);
      await expect(backing.connect(shop).collect(token, shop)).to.be.revertedWithCustomError(
        backing,
        "TimeframeNothingToCollect",
      );
      await spend(1n);
      expect(await backing.collectable(token, shop)).to.equal(1n);
      await backing.connect(shop).collect(token, shop);
      expect(await asset.balanceOf(shop)).to.equal(1n);
      // 1.32 were earned: 0.32 wait.
      expect(await pool()).to.deep.equal([FUNDS - 1n, 1n, FUNDS - 2n]);
      expect(await backing.earned(token, shop)).to.equal(4n);
    });

    it("keep the least that a spend can be worth", async () => {
      const { backing, token, spend, pool } = await load();
      await backing.schedulePrice(token, 1n);
      await moveTo(startOfFrame(2n));
      // 0.01 base units.
      await spend(1n);
      expect(await pool()).to.deep.equal([FUNDS, 1n, FUNDS - 1n]);
    });
  });

  describe("withdraw", () => {
    it("gives the sponsor what is not reserved, to the last base unit", async () => {
      const { backing, token, address, asset, sponsor, spend, pool, shop } = await load();
      await spend(100n);
      const free = FUNDS - 1_500_000n;
      await expect(backing.withdraw(token, free + 1n, sponsor))
        .to.be.revertedWithCustomError(backing, "TimeframePoolShort")
        .withArgs(address, free + 1n, free);
      await expect(backing.withdraw(token, free, sponsor))
        .to.emit(backing, "Withdrawn")
        .withArgs(address, sponsor.address, free);
      expect(await asset.balanceOf(sponsor)).to.equal(free);
      expect(await pool()).to.deep.equal([1_500_000n, 1_500_000n, 0n]);
      await expect(spend(1n))
        .to.be.revertedWithCustomError(backing, "TimeframePoolShort")
        .withArgs(address, 1_515_000n, 1_500_000n);
      await backing.connect(shop).collect(token, shop);
      expect(await pool()).to.deep.equal([0n, 0n, 0n]);
    });

    it("is for the sponsor only", async () => {
      const { backing, token, other } = await load();
      await expect(backing.connect(other).withdraw(token, 1n, other))
        .to.be.revertedWithCustomError(backing, "OwnableUnauthorizedAccount")
        .withArgs(other.address);
      await expect(backing.withdraw(other, 1n, other))
        .to.be.revertedWithCustomError(backing, "TimeframeNoPool")
        .withArgs(other.address);
    });
  });

  describe("transferOwnership", () => {
    it("hands the sponsor's place over in two steps", async () => {
      const { backing, token, sponsor, other } = await load();
      await backing.transferOwnership(other);
      expect(await backing.owner()).to.equal(sponsor.address);
      await backing.connect(other).acceptOwnership();
      await backing.connect(other).withdraw(token, 5n, other);
      await expect(backing.withdraw(token, 1n, sponsor))
        .to.be.revertedWithCustomError(backing, "OwnableUnauthorizedAccount")
        .withArgs(sponsor.address);
    });
  });

  describe("given a backing that only counts", () => {
    it("counts spends and takes no money, no price and no pot", async () => {
      const { system, ana, shop } = await load();
      const backing = await createFixedPriceBacking(system, ZeroAddress);
      const token = await createToken(system, Layout.PLAIN, { name: "Count", backing: await backing.getAddress() });
      await expect(backing.openPool(token, 1n, 0n)).to.be.revertedWithCustomError(backing, "TimeframeNoAsset");
      await backing.openPool(token, 0n, 0n);
      await openGroup(system, token);
      await system.groups.addMembers(token, 1n, [ana], NO_END);
      await system.groups.admitProviders(token, [shop]);
      await token.connect(ana).spend(shop, 40n, ZeroHash);
      expect(await token.earned(shop)).to.equal(40n);
      expect(await backing.poolOf(token)).to.deep.equal([0n, 0n, 0n, 0n, 0n, 0n, 0n]);
      for (const amount of [0n, 1n]) {
        await expect(backing.fund(token, amount)).to.be.revertedWithCustomError(backing, "TimeframeNoAsset");
      }
      await expect(backing.schedulePrice(token, 1n)).to.be.revertedWithCustomError(backing, "TimeframeNoAsset");
      await backing.schedulePrice(token, 0n);
      await expect(backing.collectFor(token, shop)).to.be.revertedWithCustomError(backing, "TimeframeNothingToCollect");
    });
  });

  describe("given two tokens of one sponsor", () => {
    it("keeps their pools apart", async () => {
      const { system, backing, token, asset, sponsor, spend, ana, shop } = await load();
      const poor = await createToken(system, Layout.CAPPED, { name: "Poor", backing: await backing.getAddress() });
      await backing.openPool(poor, 10n, 0n);
      await openGroup(system, poor);
      await system.groups.addMembers(poor, 1n, [ana], NO_END);
      await system.groups.admitProviders(poor, [shop]);
      await spend(100n);
      await expect(poor.connect(ana).spend(shop, 1n, ZeroHash))
        .to.be.revertedWithCustomError(backing, "TimeframePoolShort")
        .withArgs(await poor.getAddress(), 10n, 0n);
      await expect(backing.withdraw(poor, 1n, sponsor)).to.be.revertedWithCustomError(backing, "TimeframePoolShort");
      expect(await backing.earned(token, shop)).to.equal(100n);
      expect(await backing.earned(poor, shop)).to.equal(0n);
      expect(await asset.balanceOf(backing)).to.equal(FUNDS);
    });
  });

  describe("given an asset that is not there", () => {
    it("reverts when it should pay", async () => {
      const { system, other } = await load();
      // An account without code can be named as asset; nothing can ever be funded with it.
      const backing = await createFixedPriceBacking(system, other.address);
      const token = await createToken(system, Layout.PLAIN, { name: "Ghost", backing: await backing.getAddress() });
      await backing.openPool(token, 1n, 0n);
      await expect(backing.fund(token, 1n)).to.be.revertedWithoutReason(ethers);
    });
  });
});
