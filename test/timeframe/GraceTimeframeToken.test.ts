import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import {
  createBackedToken,
  deployTimeframe,
  eventsOf,
  Layout,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_END,
  openGroup,
  startOfFrame,
  tokenErrors,
} from "./fixture.ts";

describe("GraceTimeframeToken: units of two frames", () => {
  /** Ana and Ben are members with 40 units a frame; it is frame 2, and Ana has 30 units of frame 1 left. */
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, ben, shop] = system.people;
    const { token, backing } = await createBackedToken(system, Layout.GRACE);
    await openGroup(system, token);
    await system.groups.addMembers(token, 1n, [ana!, ben!], NO_END);
    await system.groups.admitProviders(token, [shop!]);
    await token.connect(ana).transfer(ben!, 10n);
    await moveTo(startOfFrame(2n));
    return { ...system, token, backing, ana: ana!, ben: ben!, shop: shop! };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("transfer", () => {
    it("moves the older units first, which stay older, and tells how many", async () => {
      const { token, ana, ben } = await load();
      expect(await eventsOf(token.connect(ana).transfer(ben, 35n), token)).to.deep.equal([
        ["Transfer", ZeroAddress, ana.address, 40n],
        ["Transfer", ZeroAddress, ben.address, 40n],
        ["Transfer", ana.address, ben.address, 35n],
        ["TransferredAtEpoch", 1n, ana.address, ben.address, 30n],
      ]);
      expect(await token.balanceOfAtEpoch(1n, ana)).to.equal(0n);
      expect(await token.balanceOfAtEpoch(2n, ana)).to.equal(35n);
      expect(await token.balanceOfAtEpoch(1n, ben)).to.equal(80n);
      expect(await token.balanceOfAtEpoch(2n, ben)).to.equal(45n);
      expect(await token.totalSupply()).to.equal(160n);
      // With no older unit in it there is nothing to tell.
      expect(await eventsOf(token.connect(ana).transfer(ben, 1n), token)).to.deep.equal([
        ["Transfer", ana.address, ben.address, 1n],
      ]);
    });

    it("reverts above both together", async () => {
      const { token, ana, ben } = await load();
      await expect(token.connect(ana).transfer(ben, 71n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(ana.address, 70n, 71n);
      await token.connect(ana).transfer(ben, 70n);
      expect(await token.balanceOf(ana)).to.equal(0n);
    });

    it("changes nothing when an account pays itself", async () => {
      const { token, ana } = await load();
      await token.connect(ana).transfer(ana, 70n);
      expect(await token.balanceOfAtEpoch(1n, ana)).to.equal(30n);
      expect(await token.balanceOfAtEpoch(2n, ana)).to.equal(40n);
    });
  });

  describe("transferAtEpoch", () => {
    it("moves units of the current frame past the older ones", async () => {
      const { token, ana, ben } = await load();
      expect((await eventsOf(token.connect(ana).transferAtEpoch(2n, ben, 40n), token)).slice(2)).to.deep.equal([
        ["Transfer", ana.address, ben.address, 40n],
      ]);
      expect(await token.balanceOfAtEpoch(1n, ana)).to.equal(30n);
      expect(await token.balanceOfAtEpoch(2n, ana)).to.equal(0n);
      await expect(token.connect(ana).transferAtEpoch(2n, ben, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(ana.address, 0n, 1n);
    });

    it("moves older units and never a newer one in their place", async () => {
      const { token, ana, ben } = await load();
      await expect(token.connect(ana).transferAtEpoch(1n, ben, 31n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(ana.address, 30n, 31n);
      expect((await eventsOf(token.connect(ana).transferAtEpoch(1n, ben, 30n), token)).slice(2)).to.deep.equal([
        ["Transfer", ana.address, ben.address, 30n],
        ["TransferredAtEpoch", 1n, ana.address, ben.address, 30n],
      ]);
      expect(await token.balanceOf(ana)).to.equal(40n);
    });
  });

  describe("given the end of the grace", () => {
    for (const [offset, older] of [
      [-1n, 30n],
      [0n, 0n],
      [1n, 0n],
    ] as const) {
      it(`holds ${older.toString()} units of frame 1 at the end of frame 2 ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { token, ana, ben } = await load();
        await moveTo(startOfFrame(3n) + offset);
        expect(await token.balanceOfAtEpoch(1n, ana)).to.equal(older);
        // At the end of frame 2 its own units become the older ones.
        expect(await token.balanceOf(ana)).to.equal(older === 0n ? 80n : 70n);
        expect((await token.balanceOf(ana)) + (await token.balanceOf(ben))).to.equal(await token.totalSupply());
      });
    }

    it("ages what was received: first current, then older, then gone", async () => {
      const { token, ana, ben } = await load();
      await token.connect(ben).transferAtEpoch(2n, ana, 7n);
      await token.connect(ben).transferAtEpoch(1n, ana, 5n);
      expect(await token.balanceOfAtEpoch(1n, ana)).to.equal(35n);
      expect(await token.balanceOfAtEpoch(2n, ana)).to.equal(47n);
      await moveTo(startOfFrame(3n));
      expect(await token.balanceOf(ana)).to.equal(87n);
      expect(await token.totalSupply()).to.equal(160n);
      await moveTo(startOfFrame(4n));
      expect(await token.balanceOf(ana)).to.equal(80n);
      expect(await token.totalSupply()).to.equal(160n);
    });
  });

  describe("spend", () => {
    it("takes the older units first and tells of both", async () => {
      const { token, backing, ana, shop } = await load();
      const sent = token.connect(ana).spend(shop, 33n, ZeroHash);
      expect(await eventsOf(sent, token)).to.deep.equal([
        ["Transfer", ZeroAddress, ana.address, 40n],
        ["Transfer", ana.address, ZeroAddress, 33n],
        ["TransferredAtEpoch", 1n, ana.address, ZeroAddress, 30n],
        ["Spent", ana.address, shop.address, 2n, 33n, ZeroHash],
      ]);
      expect(await eventsOf(sent, backing)).to.deep.equal([
        ["Earned", await token.getAddress(), shop.address, 2n, 33n],
      ]);
      expect(await token.balanceOfAtEpoch(1n, ana)).to.equal(0n);
      expect(await token.balanceOfAtEpoch(2n, ana)).to.equal(37n);
      expect(await token.totalSupply()).to.equal(127n);
    });

    it("reverts above both together", async () => {
      const { token, ana, shop } = await load();
      await expect(token.connect(ana).spend(shop, 71n, ZeroHash))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(ana.address, 70n, 71n);
    });
  });

  describe("totalSupply", () => {
    it("is exact in each frame after spending in several", async () => {
      const { token, ana, ben, shop } = await load();
      const sum = async () => (await token.balanceOf(ana)) + (await token.balanceOf(ben));
      // Frame 2: of 80 + 80 units, 30 older and 5 newer are spent, in two steps.
      await token.connect(ana).spend(shop, 30n, ZeroHash);
      await token.connect(ana).spend(shop, 5n, ZeroHash);
      expect(await token.totalSupply()).to.equal(125n);
      expect(await sum()).to.equal(125n);
      // Frame 3, nothing spent in it yet: of frame 2's 80 units, 5 are spent.
      await moveTo(startOfFrame(3n));
      expect(await token.totalSupply()).to.equal(155n);
      expect(await sum()).to.equal(155n);
      // The first spending of frame 3 carries what was spent of the older units before.
      await token.connect(ben).spend(shop, 41n, ZeroHash);
      expect(await token.totalSupply()).to.equal(114n);
      expect(await sum()).to.equal(114n);
      await moveTo(startOfFrame(4n));
      expect(await token.totalSupply()).to.equal(159n);
      expect(await sum()).to.equal(159n);
      await moveTo(startOfFrame(5n));
      expect(await token.totalSupply()).to.equal(160n);
      expect(await sum()).to.equal(160n);
    });
  });

  describe("getNearestExpiryOf", () => {
    it("is the older units while there are any, then the newer ones", async () => {
      const { token, ana, ben } = await load();
      expect(await token.getNearestExpiryOf(ana)).to.deep.equal([30n, startOfFrame(3n)]);
      await token.connect(ana).transfer(ben, 30n);
      expect(await token.getNearestExpiryOf(ana)).to.deep.equal([40n, startOfFrame(4n)]);
      await nextBlockAt(startOfFrame(3n));
      await networkHelpers.mine();
      expect(await token.getNearestExpiryOf(ana)).to.deep.equal([40n, startOfFrame(4n)]);
    });
  });
});
