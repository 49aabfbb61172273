import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  createToken,
  deployTimeframe,
  eventsOf,
  Layout,
  LAYOUTS,
  moveTo,
  networkHelpers,
  NO_CAP,
  NO_END,
  openGroup,
  Rhythm,
  START,
  startOfFrame,
  tokenErrors,
  WEEK,
} from "./fixture.ts";

const TERMS = { onRequest: false, soulbound: false, quota: 40n, receiveCap: NO_CAP, budget: 0n };

/** What `groupOf` answers of a new group with {@link TERMS}. */
const VIEW = {
  onRequest: false,
  soulbound: false,
  members: 0n,
  quota: 40n,
  quotaNext: 40n,
  receiveCap: NO_CAP,
  receiveCapNext: NO_CAP,
  budget: 0n,
  budgetNext: 0n,
  requested: 0n,
};

describe("TimeframeToken: its terms and groups", () => {
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, ben, cleo] = system.people;
    const plain = await createToken(system, Layout.PLAIN);
    const capped = await createToken(system, Layout.CAPPED);
    const grace = await createToken(system, Layout.GRACE);
    return { ...system, system, plain, capped, grace, ana: ana!, ben: ben!, cleo: cleo! };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("accountLayout", () => {
    it("is what was chosen", async () => {
      const { plain, capped, grace } = await load();
      expect(await plain.accountLayout()).to.equal(Layout.PLAIN);
      expect(await capped.accountLayout()).to.equal(Layout.CAPPED);
      expect(await grace.accountLayout()).to.equal(Layout.GRACE);
    });
  });

  describe("clockParts, isOpen, groups and backing", () => {
    it("are the terms of creation", async () => {
      const { system, plain, groups } = await load();
      expect(await plain.clockParts()).to.deep.equal([Rhythm.FIXED, START, WEEK]);
      expect(await plain.isOpen()).to.equal(false);
      expect(await plain.groups()).to.equal(await groups.getAddress());
      expect(await plain.backing()).to.equal(ZeroAddress);
      const other = await createToken(system, Layout.PLAIN, {
        rhythm: Rhythm.MONTH,
        anchor: 0n,
        frameLength: 0n,
        open: true,
      });
      expect(await other.clockParts()).to.deep.equal([Rhythm.MONTH, 0n, 0n]);
      expect(await other.isOpen()).to.equal(true);
    });
  });

  describe("openGroup", () => {
    it("numbers groups from 1 and tells their terms, which rule at once", async () => {
      const { groups, plain } = await load();
      expect(await plain.groupCount()).to.equal(0n);
      const asSent = [false, false, 40n, NO_CAP, 0n];
      for (const group of [1n, 2n]) {
        const ids = [await plain.getAddress(), TERMS, "0x", `0x${"00".repeat(32)}`] as const;
        expect(await groups.openGroup.staticCall(...ids)).to.equal(group);
        const events = await eventsOf(groups.openGroup(...ids), plain);
        expect(events).to.deep.equal([["GroupOpened", group, asSent]]);
        expect(await plain.groupCount()).to.equal(group);
        expect(await plain.groupOf(group)).to.deep.equal(Object.values(VIEW));
      }
    });

    it("keeps mode, flag, cap and budget in the CAPPED layout", async () => {
      const { system, capped } = await load();
      const implicit = await openGroup(system, capped, { soulbound: true, receiveCap: 7n });
      expect(await capped.groupOf(implicit)).to.deep.equal(
        Object.values({
          ...VIEW,
          soulbound: true,
          receiveCap: 7n,
          receiveCapNext: 7n,
        }),
      );
      const asking = await openGroup(system, capped, { onRequest: true, quota: 9n, budget: 70n });
      expect(await capped.groupOf(asking)).to.deep.equal(
        Object.values({
          ...VIEW,
          onRequest: true,
          quota: 9n,
          quotaNext: 9n,
          budget: 70n,
          budgetNext: 70n,
        }),
      );
    });

    it("refuses caps and requests in the other layouts", async () => {
      const { system, plain, grace } = await load();
      for (const token of [plain, grace]) {
        await expect(openGroup(system, token, { receiveCap: 7n })).to.be.revertedWithCustomError(
          tokenErrors,
          "TimeframeNeedsCappedLayout",
        );
        await expect(openGroup(system, token, { onRequest: true })).to.be.revertedWithCustomError(
          tokenErrors,
          "TimeframeNeedsCappedLayout",
        );
      }
    });

    it("refuses a budget without requests and a cap with them", async () => {
      const { system, capped } = await load();
      await expect(openGroup(system, capped, { budget: 1n })).to.be.revertedWithCustomError(
        tokenErrors,
        "TimeframeGroupTermsMixed",
      );
      await expect(openGroup(system, capped, { onRequest: true, receiveCap: 7n })).to.be.revertedWithCustomError(
        tokenErrors,
        "TimeframeGroupTermsMixed",
      );
    });
  });

  describe("groupOf", () => {
    it("reverts for a group that is not there", async () => {
      const { plain } = await load();
      for (const group of [0n, 1n, 2n ** 256n - 1n]) {
        await expect(plain.groupOf(group))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeUnknownGroup")
          .withArgs(group);
      }
    });

    it("counts the members of the next frame", async () => {
      const { system, groups, plain, ana, ben, cleo } = await load();
      const group = await openGroup(system, plain);
      await groups.addMembers(plain, group, [ana, ben], NO_END);
      await groups.addMembers(plain, group, [cleo], 3n);
      expect((await plain.groupOf(group)).members).to.equal(3n);
      await groups.removeMembers(plain, [ana]);
      expect((await plain.groupOf(group)).members).to.equal(2n);
      // Cleo is a member of frame 2 for the last time, so she is not counted for frame 3.
      await moveTo(startOfFrame(2n) - 1n);
      expect((await plain.groupOf(group)).members).to.equal(2n);
      await moveTo(startOfFrame(2n));
      expect((await plain.groupOf(group)).members).to.equal(1n);
    });
  });

  for (const [name, layout] of LAYOUTS) {
    describe(`scheduleQuota, in layout ${name}`, () => {
      async function announced() {
        const { system, ana, ben } = await load();
        const token = await createToken(system, layout, { name: "Other" });
        const group = await openGroup(system, token);
        await system.groups.addMembers(token, group, [ana, ben], NO_END);
        return { ...system, token, group, ana, ben };
      }
      // What is valid of the frame before.
      const older = (quota: bigint): bigint => (layout === Layout.GRACE ? quota : 0n);

      it("rules from the second in which the frame ends", async () => {
        const { groups, token, group, ana } = await announced();
        expect(await eventsOf(groups.scheduleQuota(token, group, 25n), token)).to.deep.equal([
          ["QuotaScheduled", group, 25n, 2n],
        ]);
        expect((await token.groupOf(group)).quota).to.equal(40n);
        expect((await token.groupOf(group)).quotaNext).to.equal(25n);
        for (const [moment, quota, before] of [
          [startOfFrame(2n) - 1n, 40n, 0n],
          [startOfFrame(2n), 25n, 40n],
          [startOfFrame(2n) + 1n, 25n, 40n],
          [startOfFrame(3n), 25n, 25n],
        ] as const) {
          await moveTo(moment);
          expect(await token.balanceOf(ana)).to.equal(quota + older(before));
          expect(await token.totalSupply()).to.equal(2n * (quota + older(before)));
          expect((await token.groupOf(group)).quota).to.equal(quota);
        }
      });

      it("counts the last of two announcements in a frame, and never the first", async () => {
        const { groups, token, group, ana } = await announced();
        await groups.scheduleQuota(token, group, 1_000n);
        await groups.scheduleQuota(token, group, 30n);
        expect(await token.balanceOf(ana)).to.equal(40n);
        expect(await token.balanceOfAtFrame(ana, 2n)).to.equal(30n + older(40n));
        await moveTo(startOfFrame(2n));
        expect(await token.balanceOf(ana)).to.equal(30n + older(40n));
        expect(await token.totalSupply()).to.equal(2n * (30n + older(40n)));
        await groups.scheduleQuota(token, group, 5n);
        await groups.scheduleQuota(token, group, 6n);
        expect(await token.balanceOf(ana)).to.equal(30n + older(40n));
        expect(await token.totalSupply()).to.equal(2n * (30n + older(40n)));
        await moveTo(startOfFrame(3n));
        expect(await token.balanceOf(ana)).to.equal(6n + older(30n));
        expect(await token.totalSupply()).to.equal(2n * (6n + older(30n)));
      });

      it("leaves those alone whose membership has ended", async () => {
        const { groups, token, group, ana, ben } = await announced();
        await groups.addMembers(token, group, [ben], 2n);
        await moveTo(startOfFrame(4n));
        await groups.scheduleQuota(token, group, 100n);
        await moveTo(startOfFrame(5n));
        expect(await token.balanceOf(ana)).to.equal(100n + older(40n));
        expect(await token.balanceOf(ben)).to.equal(0n);
        expect(await token.totalSupply()).to.equal(100n + older(40n));
      });

      it("can be zero", async () => {
        const { groups, token, group, ana } = await announced();
        await groups.scheduleQuota(token, group, 0n);
        await moveTo(startOfFrame(3n));
        expect(await token.balanceOf(ana)).to.equal(0n);
        expect(await token.totalSupply()).to.equal(0n);
      });

      it("reverts for a group that is not there", async () => {
        const { groups, token } = await announced();
        await expect(groups.scheduleQuota(token, 2n, 1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeUnknownGroup")
          .withArgs(2n);
      });
    });
  }

  describe("scheduleReceiveCap", () => {
    it("rules from the next frame on", async () => {
      const { system, groups, capped } = await load();
      const group = await openGroup(system, capped, { receiveCap: 7n });
      expect(await eventsOf(groups.scheduleReceiveCap(capped, group, 9n), capped)).to.deep.equal([
        ["ReceiveCapScheduled", group, 9n, 2n],
      ]);
      expect((await capped.groupOf(group)).receiveCap).to.equal(7n);
      expect((await capped.groupOf(group)).receiveCapNext).to.equal(9n);
      await moveTo(startOfFrame(2n));
      expect((await capped.groupOf(group)).receiveCap).to.equal(9n);
    });

    it("is refused by other layouts, by groups on request and by groups that are not there", async () => {
      const { system, groups, plain, capped } = await load();
      const group = await openGroup(system, plain);
      await expect(groups.scheduleReceiveCap(plain, group, 9n)).to.be.revertedWithCustomError(
        tokenErrors,
        "TimeframeNeedsCappedLayout",
      );
      await groups.scheduleReceiveCap(plain, group, NO_CAP);
      const asking = await openGroup(system, capped, { onRequest: true });
      await expect(groups.scheduleReceiveCap(capped, asking, 9n)).to.be.revertedWithCustomError(
        tokenErrors,
        "TimeframeGroupTermsMixed",
      );
      await expect(groups.scheduleReceiveCap(capped, 9n, 9n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeUnknownGroup")
        .withArgs(9n);
    });
  });

  describe("scheduleBudget", () => {
    it("rules from the next frame on", async () => {
      const { system, groups, capped } = await load();
      const group = await openGroup(system, capped, { onRequest: true, budget: 70n });
      expect(await eventsOf(groups.scheduleBudget(capped, group, 90n), capped)).to.deep.equal([
        ["BudgetScheduled", group, 90n, 2n],
      ]);
      expect((await capped.groupOf(group)).budget).to.equal(70n);
      expect((await capped.groupOf(group)).budgetNext).to.equal(90n);
      await moveTo(startOfFrame(2n));
      expect((await capped.groupOf(group)).budget).to.equal(90n);
    });

    it("is refused by groups without requests and by groups that are not there", async () => {
      const { system, groups, capped } = await load();
      const group = await openGroup(system, capped);
      await expect(groups.scheduleBudget(capped, group, 1n)).to.be.revertedWithCustomError(
        tokenErrors,
        "TimeframeGroupTermsMixed",
      );
      await expect(groups.scheduleBudget(capped, 9n, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeUnknownGroup")
        .withArgs(9n);
    });
  });

  describe("given a caller that is not the groups contract", () => {
    for (const [name, layout] of LAYOUTS) {
      it(`refuses each function that is for it alone, in layout ${name}`, async () => {
        const { system, administrator, ana } = await load();
        const token = await createToken(system, layout, { name: "Other" });
        const calls = [
          () => token.openGroup(TERMS),
          () => token.scheduleQuota(1n, 1n),
          () => token.scheduleReceiveCap(1n, 1n),
          () => token.scheduleBudget(1n, 1n),
          () => token.join(ana, 1n, NO_END),
          () => token.endMembership(ana),
          () => token.setProvider(ana, true),
          () => token.handOut(ana, 1n, "0x"),
        ];
        for (const call of calls) {
          await expect(call())
            .to.be.revertedWithCustomError(tokenErrors, "TimeframeOnlyGroups")
            .withArgs(administrator.address);
        }
      });
    }
  });
});
