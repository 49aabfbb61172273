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
  nextBlockAt,
  NO_END,
  openGroup,
  startOfFrame,
  tokenErrors,
} from "./fixture.ts";

describe("CappedTimeframeToken: what is received and drawn in a frame", () => {
  /** Group 1: 40 units, at most 10 received. Group 2: on request, 25 a member, 60 for all. Group 3: 40 units, no cap. */
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, ben, cleo, dora] = system.people;
    const token = await createToken(system, Layout.CAPPED);
    await openGroup(system, token, { receiveCap: 10n });
    await openGroup(system, token, { onRequest: true, quota: 25n, budget: 60n });
    await openGroup(system, token);
    return { ...system, system, token, ana: ana!, ben: ben!, cleo: cleo!, dora: dora! };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  describe("given a receive cap", () => {
    it("takes units up to the cap and not one more, and tells how many", async () => {
      const { groups, token, ana, ben } = await load();
      await groups.addMembers(token, 1n, [ana, ben], NO_END);
      expect(await token.receivable(ana)).to.equal(10n);
      await token.connect(ben).transfer(ana, 9n);
      expect(await token.receivable(ana)).to.equal(1n);
      await expect(token.connect(ben).transfer(ana, 2n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeReceiveCapExceeded")
        .withArgs(ana.address, 2n, 1n);
      await token.connect(ben).transfer(ana, 1n);
      expect(await token.receivable(ana)).to.equal(0n);
      // What is passed on frees nothing.
      await token.connect(ana).transfer(ben, 10n);
      await expect(token.connect(ben).transfer(ana, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeReceiveCapExceeded")
        .withArgs(ana.address, 1n, 0n);
      expect(await token.balanceOf(ana)).to.equal(40n);
    });

    for (const [offset, room] of [
      [-1n, 0n],
      [0n, 10n],
      [1n, 10n],
    ] as const) {
      it(`has room for ${room.toString()} at the end of the frame ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana, ben], NO_END);
        await token.connect(ben).transfer(ana, 10n);
        await moveTo(startOfFrame(2n) + offset);
        expect(await token.receivable(ana)).to.equal(room);
      });
    }

    it("counts what an account pays itself", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      await token.connect(ana).transfer(ana, 10n);
      await expect(token.connect(ana).transfer(ana, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeReceiveCapExceeded")
        .withArgs(ana.address, 1n, 0n);
    });

    it("does not hold for providers, nor for members of groups without a cap", async () => {
      const { groups, token, ana, ben, cleo } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      await groups.addMembers(token, 3n, [ben], NO_END);
      await groups.admitProviders(token, [cleo]);
      for (const account of [ben, cleo]) {
        expect(await token.receivable(account)).to.equal(2n ** 256n - 1n);
        await token.connect(ana).transfer(account, 20n);
      }
      expect(await token.balanceOf(ben)).to.equal(60n);
    });

    it("can be announced lower than what was received: no room, and no underflow", async () => {
      const { groups, token, ana, ben } = await load();
      await groups.addMembers(token, 3n, [ana, ben], NO_END);
      await groups.addMembers(token, 1n, [ana], NO_END);
      // Group 1 rules what ana receives at once: from now on it is counted.
      await token.connect(ben).transfer(ana, 10n);
      await groups.scheduleReceiveCap(token, 1n, 4n);
      expect(await token.receivable(ana)).to.equal(0n);
      await moveTo(startOfFrame(2n));
      expect(await token.receivable(ana)).to.equal(4n);
    });
  });

  describe("request", () => {
    it("draws from the member's limit and from the budget, and tells so", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      expect(await token.balanceOf(ana)).to.equal(0n);
      expect(await token.remaining(ana)).to.equal(25n);
      expect(await eventsOf(token.connect(ana).request(15n), token)).to.deep.equal([
        ["Transfer", ZeroAddress, ana.address, 15n],
        ["Requested", ana.address, 2n, 1n, 15n],
      ]);
      expect(await token.balanceOf(ana)).to.equal(15n);
      expect(await token.remaining(ana)).to.equal(10n);
      expect(await token.totalSupply()).to.equal(15n);
      expect((await token.groupOf(2n)).requested).to.equal(15n);
    });

    it("stops at the member's own limit", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      await token.connect(ana).request(20n);
      await expect(token.connect(ana).request(6n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeRequestExceeds")
        .withArgs(ana.address, 6n, 5n);
      await token.connect(ana).request(5n);
      await expect(token.connect(ana).request(1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeRequestExceeds")
        .withArgs(ana.address, 1n, 0n);
    });

    it("stops at the budget of the group, whoever asks", async () => {
      const { groups, token, ana, ben, cleo } = await load();
      await groups.addMembers(token, 2n, [ana, ben, cleo], NO_END);
      await token.connect(ana).request(25n);
      await token.connect(ben).request(25n);
      expect(await token.remaining(cleo)).to.equal(10n);
      await expect(token.connect(cleo).request(11n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeRequestExceeds")
        .withArgs(cleo.address, 11n, 10n);
      await token.connect(cleo).request(10n);
      expect(await token.totalSupply()).to.equal(60n);
      // A spent or transferred unit doesn't come back into the budget.
      await token.connect(ana).transfer(ben, 25n);
      expect(await token.remaining(ana)).to.equal(0n);
    });

    for (const [offset, left] of [
      [-1n, 0n],
      [0n, 25n],
      [1n, 25n],
    ] as const) {
      it(`has ${left.toString()} left at the end of the frame ${offset < 0n ? "" : "+"}${offset.toString()} s, the unasked dead`, async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 2n, [ana, ben], NO_END);
        await token.connect(ana).request(25n);
        await moveTo(startOfFrame(2n) + offset);
        expect(await token.remaining(ana)).to.equal(left);
        expect(await token.remaining(ben)).to.equal(25n);
        expect(await token.balanceOf(ana)).to.equal(25n - left);
        expect(await token.totalSupply()).to.equal(25n - left);
        expect((await token.groupOf(2n)).requested).to.equal(25n - left);
      });
    }

    it("has the announced limit and budget from the next frame on, also where they are lower", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      await groups.scheduleQuota(token, 2n, 8n);
      await groups.scheduleBudget(token, 2n, 6n);
      expect(await token.remaining(ana)).to.equal(25n);
      expect((await token.groupOf(2n)).quotaNext).to.equal(8n);
      await moveTo(startOfFrame(2n));
      expect(await token.remaining(ana)).to.equal(6n);
      await groups.scheduleBudget(token, 2n, 100n);
      await moveTo(startOfFrame(3n));
      expect(await token.remaining(ana)).to.equal(8n);
    });

    it("reverts for an amount of zero", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      await expect(token.connect(ana).request(0n)).to.be.revertedWithCustomError(tokenErrors, "TimeframeZeroAmount");
    });

    it("reverts for outsiders, for members of other groups and from the end of the membership on", async () => {
      const { groups, token, ana, ben, cleo } = await load();
      await groups.addMembers(token, 1n, [ana], NO_END);
      await groups.addMembers(token, 2n, [cleo], 2n);
      for (const account of [ana, ben]) {
        expect(await token.remaining(account)).to.equal(0n);
        await expect(token.connect(account).request(1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeNotOnRequest")
          .withArgs(account.address);
      }
      await nextBlockAt(startOfFrame(2n) - 1n);
      await token.connect(cleo).request(1n);
      await moveTo(startOfFrame(2n));
      expect(await token.remaining(cleo)).to.equal(0n);
      await expect(token.connect(cleo).request(1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeNotOnRequest")
        .withArgs(cleo.address);
    });

    it("reverts before the first frame, and names its start", async () => {
      const { system, groups, ana } = await load();
      const anchor = startOfFrame(4n);
      const token = await createToken(system, Layout.CAPPED, { anchor });
      await openGroup(system, token, { onRequest: true, quota: 25n, budget: 60n });
      await groups.addMembers(token, 1n, [ana], NO_END);
      expect(await token.remaining(ana)).to.equal(0n);
      await nextBlockAt(anchor - 1n);
      await expect(token.connect(ana).request(1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeNotStarted")
        .withArgs(anchor);
      await nextBlockAt(anchor);
      await token.connect(ana).request(25n);
      expect(await token.balanceOf(ana)).to.equal(25n);
    });
  });

  describe("given a member who comes to a group on request in mid-frame", () => {
    it("draws nothing in this frame if he comes from another group or comes back, and all in the next", async () => {
      const { groups, token, ana, ben } = await load();
      await groups.addMembers(token, 1n, [ana, ben], NO_END);
      await groups.connect(ben).leaveGroup(token);
      await groups.addMembers(token, 2n, [ana, ben], NO_END);
      for (const account of [ana, ben]) {
        expect(await token.balanceOf(account)).to.equal(40n);
        expect(await token.remaining(account)).to.equal(0n);
        await expect(token.connect(account).request(1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeRequestExceeds")
          .withArgs(account.address, 1n, 0n);
      }
      await moveTo(startOfFrame(2n));
      expect(await token.balanceOf(ana)).to.equal(0n);
      expect(await token.remaining(ana)).to.equal(25n);
      expect(await token.totalSupply()).to.equal(0n);
    });

    it("draws what is left of his limit if he left that very group and comes back", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      await token.connect(ana).request(20n);
      await groups.connect(ana).leaveGroup(token);
      expect(await token.remaining(ana)).to.equal(5n);
      await groups.addMembers(token, 2n, [ana], NO_END);
      expect(await token.remaining(ana)).to.equal(5n);
      await groups.connect(ana).leaveGroup(token);
      await moveTo(startOfFrame(2n));
      await groups.addMembers(token, 2n, [ana], NO_END);
      expect(await token.remaining(ana)).to.equal(0n);
    });

    it("keeps what he drew when he is moved to a group without requests", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      await token.connect(ana).request(20n);
      await groups.addMembers(token, 1n, [ana], NO_END);
      expect(await token.balanceOf(ana)).to.equal(20n);
      expect(await token.receivable(ana)).to.equal(0n);
      // He is beyond the cap of 10; a transfer of nothing passes all the same, as ERC-20 asks.
      await expect(token.connect(ana).transfer(ana, 0n)).to.emit(token, "Transfer").withArgs(ana, ana, 0n);
      await expect(token.connect(ana).request(1n)).to.be.revertedWithCustomError(tokenErrors, "TimeframeNotOnRequest");
      await moveTo(startOfFrame(2n));
      expect(await token.balanceOf(ana)).to.equal(40n);
      expect(await token.receivable(ana)).to.equal(10n);
    });
  });

  describe("requestPackage", () => {
    it("draws and records the package with its moment and metadata", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      const moment = startOfFrame(1n) + 86_400n;
      await nextBlockAt(moment);
      expect(await eventsOf(token.connect(ana).requestPackage(12n, "0x1234"), token)).to.deep.equal([
        ["Transfer", ZeroAddress, ana.address, 12n],
        ["Requested", ana.address, 2n, 1n, 12n],
        ["Package", ana.address, 1n, 12n, moment, "0x1234"],
      ]);
      expect(await token.remaining(ana)).to.equal(13n);
    });
  });

  describe("handOut", () => {
    it("draws packages for members, and skips items that fail", async () => {
      const { groups, token, ana, ben, cleo } = await load();
      await groups.addMembers(token, 2n, [ana, cleo], NO_END);
      const moment = startOfFrame(1n) + 86_400n;
      await nextBlockAt(moment);
      const sent = groups.handOut(token, [ana, ben, cleo, cleo], [5n, 6n, 26n, 7n], "0xab");
      expect(await eventsOf(sent, token)).to.deep.equal([
        ["Transfer", ZeroAddress, ana.address, 5n],
        ["Requested", ana.address, 2n, 1n, 5n],
        ["Package", ana.address, 1n, 5n, moment, "0xab"],
        ["Transfer", ZeroAddress, cleo.address, 7n],
        ["Requested", cleo.address, 2n, 1n, 7n],
        ["Package", cleo.address, 1n, 7n, moment, "0xab"],
      ]);
      const skipped = (error: string, args: unknown[]) => tokenErrors.interface.encodeErrorResult(error, args);
      const address = await token.getAddress();
      expect(await eventsOf(sent, groups)).to.deep.equal([
        ["ItemSkipped", address, ben.address, skipped("TimeframeNotOnRequest", [ben.address])],
        ["ItemSkipped", address, cleo.address, skipped("TimeframeRequestExceeds", [cleo.address, 26n, 25n])],
      ]);
      expect(await token.balanceOf(ana)).to.equal(5n);
      expect(await token.remaining(cleo)).to.equal(18n);
    });

    it("takes from the same limit as the member's own requests", async () => {
      const { groups, token, ana } = await load();
      await groups.addMembers(token, 2n, [ana], NO_END);
      await groups.handOut(token, [ana], [20n], "0x");
      await expect(token.connect(ana).request(6n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeRequestExceeds")
        .withArgs(ana.address, 6n, 5n);
    });

    it("reverts where the lists differ in length", async () => {
      const { groups, token, ana } = await load();
      await expect(groups.handOut(token, [ana], [1n, 2n], "0x"))
        .to.be.revertedWithCustomError(groups, "TimeframeLengthMismatch")
        .withArgs(1n, 2n);
    });
  });

  for (const [name, layout] of LAYOUTS.filter(([, other]) => other !== Layout.CAPPED)) {
    describe(`given a ${name} token`, () => {
      it("answers requests with what they need", async () => {
        const { system, groups, ana } = await load();
        const token = await createToken(system, layout);
        await openGroup(system, token);
        await groups.addMembers(token, 1n, [ana], NO_END);
        expect(await token.remaining(ana)).to.equal(0n);
        for (const call of [() => token.connect(ana).request(1n), () => token.connect(ana).requestPackage(1n, "0x")]) {
          await expect(call()).to.be.revertedWithCustomError(tokenErrors, "TimeframeNeedsCappedLayout");
        }
        await expect(groups.handOut(token, [ana], [1n], "0x"))
          .to.emit(groups, "ItemSkipped")
          .withArgs(
            await token.getAddress(),
            ana.address,
            tokenErrors.interface.encodeErrorResult("TimeframeNeedsCappedLayout"),
          );
      });
    });
  }
});
