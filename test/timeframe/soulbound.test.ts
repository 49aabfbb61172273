import { expect } from "chai";
import { ZeroHash } from "ethers";

import {
  createBackedToken,
  deployTimeframe,
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

for (const [name, layout] of LAYOUTS) {
  describe(`soul-bound units of a ${name} token`, () => {
    /** Group 1 is soul-bound, group 2 is not; both give 40 units. */
    async function fixture() {
      const system = await networkHelpers.loadFixture(deployTimeframe);
      const [ana, ben, shop] = system.people;
      const { token } = await createBackedToken(system, layout, {}, 0n);
      await openGroup(system, token, { soulbound: true });
      await openGroup(system, token);
      await system.groups.admitProviders(token, [shop!]);
      await system.groups.addMembers(token, 2n, [ben!], NO_END);
      const bound = async (account: typeof ana, epoch?: bigint): Promise<void> => {
        const from = token.connect(account);
        const sent = epoch === undefined ? from.transfer(ben!, 1n) : from.transferAtEpoch(epoch, ben!, 1n);
        await expect(sent).to.be.revertedWithCustomError(tokenErrors, "TimeframeSoulbound").withArgs(account!.address);
      };
      return { ...system, token, ana: ana!, ben: ben!, shop: shop!, bound };
    }
    const load = () => networkHelpers.loadFixture(fixture);

    it("can be spent, not transferred: not by the member, not out of an allowance, not to a provider or to himself", async () => {
      const { groups, token, ana, ben, shop, bound } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      expect((await token.accountOf(ana)).soulbound).to.equal(true);
      await bound(ana);
      await bound(ana, 1n);
      await token.connect(ana).approve(ben, 10n);
      for (const to of [ben, shop, ana]) {
        await expect(token.connect(ben).transferFrom(ana, to, 1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeSoulbound")
          .withArgs(ana.address);
      }
      await token.connect(ana).spend(shop, 30n, ZeroHash);
      expect(await token.balanceOf(ana)).to.equal(10n);
    });

    it("let a transfer of nothing pass, as ERC-20 asks", async () => {
      const { groups, token, ana, ben } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      await expect(token.connect(ana).transfer(ben, 0n)).to.emit(token, "Transfer").withArgs(ana, ben, 0n);
    });

    it("don't freeze what a newcomer got before he joined: all of that frame is free, and bound from the next on", async () => {
      const { groups, token, ana, ben, bound } = await load();
      await groups.admitProviders(token, [ana]);
      await token.connect(ben).transfer(ana, 30n);
      await groups.addMembers(token, 1n, [ana], NO_END);
      expect((await token.accountOf(ana)).soulbound).to.equal(false);
      await token.connect(ana).transfer(ben, 35n);
      await moveTo(startOfFrame(2n));
      await bound(ana, 2n);
      if (layout === Layout.GRACE) await token.connect(ana).transferAtEpoch(1n, ben, 35n);
    });

    it("are bound in every frame, touched or not", async () => {
      const { groups, ana, bound, token } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      for (const frame of [2n, 3n, 9n]) {
        await moveTo(startOfFrame(frame));
        expect((await token.accountOf(ana)).soulbound).to.equal(true);
        await bound(ana);
      }
    });

    it("can be received, and are bound then", async () => {
      const { groups, token, ana, ben, bound } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      await token.connect(ben).transfer(ana, 5n);
      expect(await token.balanceOf(ana)).to.equal(45n);
      await bound(ana);
    });

    it("bind a member who comes from a free group from the next frame on", async () => {
      const { groups, token, ana, ben, bound } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      await groups.addMembers(token, 1n, [ana], NO_END);
      expect((await token.accountOf(ana)).soulbound).to.equal(false);
      await nextBlockAt(startOfFrame(2n) - 1n);
      await token.connect(ana).transfer(ben, 1n);
      await nextBlockAt(startOfFrame(2n));
      await bound(ana, 2n);
      if (layout === Layout.GRACE) {
        // The older units are those of the free group.
        await moveTo(startOfFrame(2n));
        await token.connect(ana).transferAtEpoch(1n, ben, 39n);
        await bound(ana);
      }
    });

    it("free a member who goes to a free group from the next frame on", async () => {
      const { groups, token, ana, ben, bound } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      await groups.addMembers(token, 2n, [ana], NO_END);
      await nextBlockAt(startOfFrame(2n) - 1n);
      await bound(ana);
      await nextBlockAt(startOfFrame(2n));
      if (layout === Layout.GRACE) {
        await bound(ana, 1n);
        await bound(ana);
      }
      await token.connect(ana).transferAtEpoch(2n, ben, 40n);
      expect(await token.balanceOfAtEpoch(2n, ana)).to.equal(0n);
    });

    if (layout === Layout.GRACE) {
      it("of the frame before are as free or as bound after a change of group as they were", async () => {
        const { groups, token, ana, ben, bound } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        await moveTo(startOfFrame(2n));
        await groups.addMembers(token, 2n, [ana], NO_END);
        await bound(ana, 1n);
        await moveTo(startOfFrame(3n));
        await bound(ana, 2n);
        await token.connect(ana).transferAtEpoch(3n, ben, 1n);
        await groups.addMembers(token, 1n, [ana], NO_END);
        await moveTo(startOfFrame(4n));
        await token.connect(ana).transferAtEpoch(3n, ben, 1n);
        await bound(ana, 4n);
        await groups.addMembers(token, 2n, [ana], NO_END);
        await token.connect(ana).transferAtEpoch(3n, ben, 1n);
      });

      it("of the frame before are those of the group that ruled it, also after frames in which nobody touched the account", async () => {
        const { groups, token, ana, ben, shop, bound } = await load();
        // Ana leaves a bound group for a free one, Shop a free one for a bound one.
        await groups.addMembers(token, 1n, [ana], NO_END);
        await groups.addMembers(token, 2n, [ana], NO_END);
        await groups.addMembers(token, 2n, [shop], NO_END);
        await groups.addMembers(token, 1n, [shop], NO_END);
        await moveTo(startOfFrame(4n));
        await token.connect(ana).transferAtEpoch(3n, ben, 40n);
        await bound(shop, 3n);
        await bound(shop, 4n);
      });
    }

    it("stay bound in the last frame of a member who left, and what comes later is free", async () => {
      const { groups, token, ana, ben, shop, bound } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      await groups.admitProviders(token, [ana]);
      await groups.connect(ana).leaveGroup(token);
      await bound(ana);
      await moveTo(startOfFrame(2n));
      expect((await token.accountOf(ana)).soulbound).to.equal(false);
      if (layout === Layout.GRACE) {
        await bound(ana, 1n);
        await token.connect(ana).spend(shop, 40n, ZeroHash);
      }
      await token.connect(ben).transferAtEpoch(2n, ana, 3n);
      await token.connect(ana).transfer(ben, 3n);
      expect(await token.balanceOf(ana)).to.equal(0n);
    });

    it("stay bound over a pause in which nobody touched the account", async () => {
      const { groups, token, ana, bound } = await load();
      await groups.addMembers(token, 1n, [ana], 5n);
      await moveTo(startOfFrame(4n));
      await bound(ana);
      await moveTo(startOfFrame(5n));
      expect((await token.accountOf(ana)).soulbound).to.equal(false);
      if (layout === Layout.GRACE) await bound(ana, 4n);
      expect(await token.balanceOf(ana)).to.equal(layout === Layout.GRACE ? 40n : 0n);
    });
  });
}
