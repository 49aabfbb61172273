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

for (const [name, layout] of LAYOUTS) {
  describe(`members and providers of a ${name} token`, () => {
    /** Group 1 gives 40 units, group 2 gives 100. */
    async function fixture() {
      const system = await networkHelpers.loadFixture(deployTimeframe);
      const [ana, ben, cleo] = system.people;
      const token = await createToken(system, layout);
      await openGroup(system, token);
      await openGroup(system, token, { quota: 100n });
      const skipped = (error: string, args: unknown[]) => tokenErrors.interface.encodeErrorResult(error, args);
      return { ...system, system, token, ana: ana!, ben: ben!, cleo: cleo!, skipped };
    }
    const load = () => networkHelpers.loadFixture(fixture);
    const older = (quota: bigint): bigint => (layout === Layout.GRACE ? quota : 0n);

    describe("given a newcomer", () => {
      it("has this frame's quota at once, told as a mint", async () => {
        const { groups, token, ana } = await load();
        expect(await eventsOf(groups.addMembers(token, 1n, [ana], NO_END), token)).to.deep.equal([
          ["Transfer", ZeroAddress, ana.address, 40n],
          ["MemberJoined", ana.address, 1n, 1n, NO_END],
        ]);
        expect(await token.balanceOf(ana)).to.equal(40n);
        expect(await token.totalSupply()).to.equal(40n);
        // Member, no provider, not soul-bound, group 1, without end, touched in frame 1.
        expect(await token.accountOf(ana)).to.deep.equal([true, false, false, 1n, NO_END, 1n]);
      });

      it("has the whole quota, however late in the frame he comes", async () => {
        const { groups, token, ana, ben } = await load();
        await nextBlockAt(startOfFrame(2n) - 1n);
        await groups.addMembers(token, 1n, [ana], NO_END);
        expect(await token.balanceOf(ana)).to.equal(40n);
        await nextBlockAt(startOfFrame(2n));
        await groups.addMembers(token, 1n, [ben], NO_END);
        expect(await token.balanceOf(ana)).to.equal(40n + older(40n));
        expect(await token.balanceOf(ben)).to.equal(40n);
        expect(await token.totalSupply()).to.equal(80n + older(40n));
      });

      it("keeps what he was given before, beside the quota", async () => {
        const { system, groups, ana, ben } = await load();
        const token = await createToken(system, layout, { open: true });
        await openGroup(system, token);
        await groups.addMembers(token, 1n, [ana], NO_END);
        await token.connect(ana).transfer(ben, 15n);
        await groups.addMembers(token, 1n, [ben], NO_END);
        expect(await token.balanceOf(ben)).to.equal(55n);
        expect(await token.totalSupply()).to.equal(80n);
        await moveTo(startOfFrame(2n));
        expect(await token.balanceOf(ben)).to.equal(40n + older(55n));
        expect(await token.totalSupply()).to.equal(80n + older(80n));
      });

      it("has nothing in frame 0, and the quota from the first second of frame 1", async () => {
        const { system, groups, ana, ben } = await load();
        const anchor = startOfFrame(3n);
        const token = await createToken(system, layout, { anchor });
        await openGroup(system, token);
        expect(await eventsOf(groups.addMembers(token, 1n, [ana, ben], NO_END), token)).to.deep.equal([
          ["MemberJoined", ana.address, 1n, 0n, NO_END],
          ["MemberJoined", ben.address, 1n, 0n, NO_END],
        ]);
        for (const [moment, frame, units] of [
          [anchor - 1n, 0n, 0n],
          [anchor, 1n, 40n],
          [anchor + 1n, 1n, 40n],
        ] as const) {
          await moveTo(moment);
          expect(await token.currentEpoch()).to.equal(frame);
          expect(await token.balanceOf(ana)).to.equal(units);
          expect(await token.balanceOfAtEpoch(frame, ana)).to.equal(units);
          expect(await token.totalSupply()).to.equal(2n * units);
        }
        await token.connect(ana).transfer(ben, 40n);
        expect(await token.balanceOf(ben)).to.equal(80n);
      });
    });

    describe("join", () => {
      it("skips the zero address", async () => {
        const { groups, token, skipped } = await load();
        await expect(groups.addMembers(token, 1n, [ZeroAddress], NO_END))
          .to.emit(groups, "ItemSkipped")
          .withArgs(await token.getAddress(), ZeroAddress, skipped("TimeframeZeroAccount", []));
      });

      it("skips a group that is not there", async () => {
        const { groups, token, ana, skipped } = await load();
        await expect(groups.addMembers(token, 3n, [ana], NO_END))
          .to.emit(groups, "ItemSkipped")
          .withArgs(await token.getAddress(), ana.address, skipped("TimeframeUnknownGroup", [3n]));
      });

      it("skips an end in the current frame, and takes one at its end", async () => {
        const { groups, token, ana, skipped } = await load();
        await expect(groups.addMembers(token, 1n, [ana], 1n))
          .to.emit(groups, "ItemSkipped")
          .withArgs(await token.getAddress(), ana.address, skipped("TimeframeTermOver", [1n, 1n]));
        await groups.addMembers(token, 1n, [ana], 2n);
        expect(await token.balanceOf(ana)).to.equal(40n);
      });

      it("skips who is in that group until that frame already", async () => {
        const { groups, token, ana, skipped } = await load();
        for (const until of [NO_END, 5n]) {
          await groups.addMembers(token, 1n, [ana], until);
          await expect(groups.addMembers(token, 1n, [ana], until))
            .to.emit(groups, "ItemSkipped")
            .withArgs(
              await token.getAddress(),
              ana.address,
              skipped("TimeframeAlreadyMember", [ana.address, 1n, until]),
            );
        }
      });

      it("skips who ends with this frame already, and counts nothing twice", async () => {
        const { groups, token, ana, skipped } = await load();
        await groups.addMembers(token, 1n, [ana], 2n);
        for (let again = 0; again < 2; ++again) {
          await expect(groups.addMembers(token, 1n, [ana], 2n))
            .to.emit(groups, "ItemSkipped")
            .withArgs(await token.getAddress(), ana.address, skipped("TimeframeAlreadyMember", [ana.address, 1n, 2n]));
        }
        expect(await token.totalSupply()).to.equal(40n);
      });

      it("counts a single unit of a term that ends with this frame", async () => {
        const { system, groups, token, ana } = await load();
        await openGroup(system, token, { quota: 1n });
        await groups.addMembers(token, 3n, [ana], 2n);
        expect(await token.balanceOf(ana)).to.equal(1n);
        expect(await token.totalSupply()).to.equal(1n);
      });

      it("lets a member leave a frame before the end of his term, and not in its last frame", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana], 3n);
        await groups.addMembers(token, 1n, [ben], 2n);
        expect(await eventsOf(groups.connect(ana).leaveGroup(token), token)).to.deep.equal([
          ["MemberLeft", ana.address, 1n, 2n],
        ]);
        await expect(groups.connect(ben).leaveGroup(token))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeNotMember")
          .withArgs(ben.address);
        await moveTo(startOfFrame(2n));
        expect(await token.balanceOfAtEpoch(2n, ana)).to.equal(0n);
        expect(await token.totalSupply()).to.equal(older(80n));
      });

      it("changes the end of a membership and nothing else", async () => {
        const { groups, token, ana } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        for (const until of [9n, 3n, NO_END, 4n]) {
          expect(await eventsOf(groups.addMembers(token, 1n, [ana], until), token)).to.deep.equal([
            ["MemberJoined", ana.address, 1n, 1n, until],
          ]);
          expect(await token.balanceOf(ana)).to.equal(40n);
          expect(await token.totalSupply()).to.equal(40n);
          expect((await token.groupOf(1n)).members).to.equal(1n);
        }
        await moveTo(startOfFrame(3n));
        expect(await token.totalSupply()).to.equal(40n + older(40n));
        await moveTo(startOfFrame(4n));
        expect(await token.totalSupply()).to.equal(older(40n));
      });
    });

    describe("given a membership with an end known in advance", () => {
      for (const [offset, member] of [
        [-1n, true],
        [0n, false],
        [1n, false],
      ] as const) {
        it(`${member ? "goes on" : "is over"} at its end ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
          const { groups, token, ana } = await load();
          await groups.addMembers(token, 1n, [ana], 4n);
          await moveTo(startOfFrame(4n) + offset);
          const units = (member ? 40n : 0n) + older(40n);
          expect((await token.accountOf(ana)).member).to.equal(member);
          expect(await token.balanceOf(ana)).to.equal(units);
          expect(await token.totalSupply()).to.equal(units);
        });
      }

      it("lets a member of one frame in again in that frame, without a second quota", async () => {
        const { groups, token, ana } = await load();
        await groups.addMembers(token, 1n, [ana], 2n);
        await groups.addMembers(token, 1n, [ana], 3n);
        expect(await token.balanceOf(ana)).to.equal(40n);
        expect(await token.totalSupply()).to.equal(40n);
        for (const [frame, units] of [
          [2n, 40n + older(40n)],
          [3n, older(40n)],
          [4n, 0n],
        ] as const) {
          await moveTo(startOfFrame(frame));
          expect(await token.balanceOf(ana)).to.equal(units);
          expect(await token.totalSupply()).to.equal(units);
        }
      });

      it("can be ended early, and the known end is forgotten", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana, ben], 4n);
        await groups.connect(ana).leaveGroup(token);
        for (const [frame, units] of [
          [1n, 80n],
          [2n, 40n + older(80n)],
          [3n, 40n + older(40n)],
          [4n, older(40n)],
          [5n, 0n],
        ] as const) {
          if (frame > 1n) await moveTo(startOfFrame(frame));
          expect(await token.totalSupply()).to.equal(units);
          expect((await token.balanceOf(ana)) + (await token.balanceOf(ben))).to.equal(units);
        }
      });
    });

    describe("endMembership", () => {
      it("lets the units of this frame stand, and grants no others", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana, ben], NO_END);
        expect(await eventsOf(groups.connect(ana).leaveGroup(token), token)).to.deep.equal([
          ["MemberLeft", ana.address, 1n, 2n],
        ]);
        expect((await token.accountOf(ana)).until).to.equal(2n);
        expect((await token.accountOf(ana)).member).to.equal(true);
        await token.connect(ana).transfer(ben, 10n);
        await moveTo(startOfFrame(2n) - 1n);
        expect(await token.balanceOf(ana)).to.equal(30n);
        await moveTo(startOfFrame(2n));
        expect(await token.balanceOf(ana)).to.equal(older(30n));
        expect(await token.totalSupply()).to.equal(40n + older(80n));
        expect((await token.accountOf(ana)).member).to.equal(false);
        await moveTo(startOfFrame(3n));
        expect(await token.balanceOf(ana)).to.equal(0n);
      });

      it("reverts for whoever is no member beyond this frame", async () => {
        const { groups, token, ana, ben, cleo } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        await groups.addMembers(token, 1n, [cleo], 2n);
        await groups.connect(ana).leaveGroup(token);
        for (const account of [ana, ben, cleo]) {
          await expect(groups.connect(account).leaveGroup(token))
            .to.be.revertedWithCustomError(tokenErrors, "TimeframeNotMember")
            .withArgs(account.address);
        }
      });
    });

    describe("given a member who leaves and joins again, many times in a frame", () => {
      it("never gets a second quota", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana, ben], NO_END);
        await token.connect(ana).transfer(ben, 40n);
        for (let times = 0; times < 4; ++times) {
          await groups.connect(ana).leaveGroup(token);
          await groups.addMembers(token, 1n, [ana], times % 2 === 0 ? 9n : NO_END);
          expect(await token.balanceOf(ana)).to.equal(0n);
          expect(await token.totalSupply()).to.equal(80n);
          expect((await token.groupOf(1n)).members).to.equal(2n);
        }
        await moveTo(startOfFrame(2n));
        expect(await token.balanceOf(ana)).to.equal(40n);
        expect(await token.balanceOf(ben)).to.equal(40n + older(80n));
        expect(await token.totalSupply()).to.equal(80n + older(80n));
      });

      it("never gets one by joining in the frame after he left, either", async () => {
        const { groups, token, ana } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        await groups.connect(ana).leaveGroup(token);
        await moveTo(startOfFrame(5n));
        expect(await eventsOf(groups.addMembers(token, 1n, [ana], NO_END), token)).to.deep.equal([
          // Only what expired is told, and in GRACE nothing of it was left to grant.
          ["Transfer", ana.address, ZeroAddress, 40n],
          ["MemberJoined", ana.address, 1n, 5n, NO_END],
        ]);
        expect(await token.balanceOf(ana)).to.equal(0n);
        expect(await token.totalSupply()).to.equal(0n);
        await moveTo(startOfFrame(6n));
        expect(await token.balanceOf(ana)).to.equal(40n);
        expect(await token.totalSupply()).to.equal(40n);
      });
    });

    describe("given a member who is moved to another group in mid-frame", () => {
      it("keeps this frame's units and has the other quota from the next one on", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana, ben], NO_END);
        await token.connect(ana).transfer(ben, 5n);
        expect(await eventsOf(groups.addMembers(token, 2n, [ana], NO_END), token)).to.deep.equal([
          ["MemberJoined", ana.address, 2n, 1n, NO_END],
        ]);
        expect(await token.balanceOf(ana)).to.equal(35n);
        expect(await token.totalSupply()).to.equal(80n);
        expect((await token.groupOf(1n)).members).to.equal(1n);
        expect((await token.groupOf(2n)).members).to.equal(1n);
        await moveTo(startOfFrame(2n));
        expect(await token.balanceOf(ana)).to.equal(100n + older(35n));
        expect(await token.balanceOf(ben)).to.equal(40n + older(45n));
        expect(await token.totalSupply()).to.equal(140n + older(80n));
        await moveTo(startOfFrame(3n));
        expect(await token.balanceOf(ana)).to.equal(100n + older(100n));
        expect(await token.totalSupply()).to.equal(140n + older(140n));
      });

      it("is counted right with known ends in both groups", async () => {
        const { groups, token, ana } = await load();
        await groups.addMembers(token, 1n, [ana], 5n);
        await groups.addMembers(token, 2n, [ana], 3n);
        await groups.addMembers(token, 1n, [ana], 4n);
        for (const [frame, units] of [
          [1n, 40n],
          [2n, 40n + older(40n)],
          [3n, 40n + older(40n)],
          [4n, older(40n)],
          [5n, 0n],
        ] as const) {
          if (frame > 1n) await moveTo(startOfFrame(frame));
          expect(await token.balanceOf(ana)).to.equal(units);
          expect(await token.totalSupply()).to.equal(units);
        }
      });
    });

    describe("given a member who is idle for 1,000 frames", () => {
      it("has what he would have had with a transaction in each of them", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana, ben], NO_END);
        await token.connect(ana).transfer(ben, 40n);
        await moveTo(startOfFrame(1_001n));
        expect(await token.balanceOf(ana)).to.equal(40n + older(40n));
        expect(await token.totalSupply()).to.equal(2n * (40n + older(40n)));
        await token.connect(ana).transfer(ben, 40n + older(40n));
        expect(await token.balanceOf(ben)).to.equal(2n * (40n + older(40n)));
      });

      it("pays for the first touch the same as after one frame", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana, ben], NO_END);
        await moveTo(startOfFrame(layout === Layout.GRACE ? 3n : 2n));
        const soon = await token.connect(ana).transfer.estimateGas(ben, 1n);
        await moveTo(startOfFrame(1_001n));
        expect(await token.connect(ana).transfer.estimateGas(ben, 1n)).to.equal(soon);
      });
    });

    describe("given the end of a frame", () => {
      for (const [offset, ok] of [
        [-1n, true],
        [0n, false],
        [1n, false],
      ] as const) {
        it(`${ok ? "moves" : "refuses"} all 55 units at its end ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
          const { groups, token, ana, ben } = await load();
          await groups.addMembers(token, 1n, [ana, ben], NO_END);
          await token.connect(ben).transfer(ana, 15n);
          const end = startOfFrame(layout === Layout.GRACE ? 3n : 2n);
          const valid = 55n + older(40n);
          await nextBlockAt(end + offset);
          const transfer = token.connect(ana).transfer(ben, valid);
          if (ok) await transfer;
          else {
            await expect(transfer)
              .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
              .withArgs(ana.address, 40n + older(40n), valid);
          }
        });
      }
    });

    describe("balanceOfAtFrame", () => {
      it("tells this frame and the ones to come, as far as they are announced", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        await groups.addMembers(token, 1n, [ben], 3n);
        await token.connect(ana).transfer(ben, 10n);
        await groups.scheduleQuota(token, 1n, 25n);
        for (const [frame, anas, bens] of [
          [1n, 30n, 50n],
          [2n, 25n + older(30n), 25n + older(50n)],
          [3n, 25n + older(25n), older(25n)],
          [4n, 25n + older(25n), 0n],
          [1_000n, 25n + older(25n), 0n],
        ] as const) {
          expect(await token.balanceOfAtFrame(ana, frame)).to.equal(anas);
          expect(await token.balanceOfAtFrame(ben, frame)).to.equal(bens);
        }
      });

      it("reverts for a past frame", async () => {
        const { token, ana } = await load();
        await moveTo(startOfFrame(3n));
        await expect(token.balanceOfAtFrame(ana, 2n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeFramePast")
          .withArgs(2n, 3n);
      });
    });

    describe("frameNow, frameAt and nextRefreshAt", () => {
      for (const [offset, frame] of [
        [-1n, 1n],
        [0n, 2n],
        [1n, 2n],
      ] as const) {
        it(`tell frame ${frame.toString()} at the end of frame 1 ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
          const { token } = await load();
          const moment = startOfFrame(2n) + offset;
          expect(await token.frameAt(moment)).to.equal(frame);
          await moveTo(moment);
          expect(await token.frameNow()).to.deep.equal([frame, startOfFrame(frame), startOfFrame(frame + 1n)]);
          expect(await token.nextRefreshAt()).to.equal(startOfFrame(frame + 1n));
        });
      }
    });

    describe("setProvider", () => {
      it("admits and dismisses at once, and touches nothing else", async () => {
        const { groups, token, ana } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        await moveTo(startOfFrame(4n));
        expect(await eventsOf(groups.admitProviders(token, [ana]), token)).to.deep.equal([
          ["ProviderSet", ana.address, true],
        ]);
        const view = await token.accountOf(ana);
        expect([view.provider, view.member, view.touched]).to.deep.equal([true, true, 1n]);
        expect(await token.balanceOf(ana)).to.equal(40n + older(40n));
        expect(await eventsOf(groups.dismissProviders(token, [ana]), token)).to.deep.equal([
          ["ProviderSet", ana.address, false],
        ]);
        expect((await token.accountOf(ana)).provider).to.equal(false);
        expect(await token.balanceOf(ana)).to.equal(40n + older(40n));
      });
    });

    describe("given a closed programme", () => {
      it("lets nothing go to the zero address, and tells so in receivable", async () => {
        const { system } = await load();
        const open = await createToken(system, layout, { open: true });
        expect(await open.receivable(ZeroAddress)).to.equal(0n);
      });

      it("lets units go to members and providers only, and tells so in receivable", async () => {
        const { groups, token, ana, ben, cleo } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        for (const value of [0n, 1n]) {
          await expect(token.connect(ana).transfer(ben, value))
            .to.be.revertedWithCustomError(tokenErrors, "TimeframeReceiverOutside")
            .withArgs(ben.address);
        }
        expect(await token.receivable(ben)).to.equal(0n);
        await groups.admitProviders(token, [ben]);
        expect(await token.receivable(ben)).to.equal(2n ** 256n - 1n);
        await token.connect(ana).transfer(ben, 1n);
        expect(await token.balanceOf(ben)).to.equal(1n);
        // What came in can go back to a member, and expires like everything.
        await token.connect(ben).transfer(ana, 1n);
        await expect(token.connect(ana).transferAtEpoch(1n, cleo, 1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeReceiverOutside")
          .withArgs(cleo.address);
      });

      it("is closed to a former member from the second of the end of his membership", async () => {
        const { groups, token, ana, ben } = await load();
        await groups.addMembers(token, 1n, [ana], NO_END);
        await groups.addMembers(token, 1n, [ben], 3n);
        await nextBlockAt(startOfFrame(3n) - 1n);
        await token.connect(ana).transfer(ben, 1n);
        await nextBlockAt(startOfFrame(3n));
        await expect(token.connect(ana).transfer(ben, 1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeReceiverOutside")
          .withArgs(ben.address);
      });
    });

    describe("given an open programme", () => {
      it("lets units go to anybody", async () => {
        const { system, groups, ana, ben } = await load();
        const token = await createToken(system, layout, { open: true });
        await openGroup(system, token);
        await groups.addMembers(token, 1n, [ana], NO_END);
        expect(await token.receivable(ben)).to.equal(2n ** 256n - 1n);
        await token.connect(ana).transfer(ben, 7n);
        expect(await token.balanceOf(ben)).to.equal(7n);
        await moveTo(startOfFrame(layout === Layout.GRACE ? 3n : 2n) - 1n);
        expect(await token.balanceOf(ben)).to.equal(7n);
        await moveTo(startOfFrame(layout === Layout.GRACE ? 3n : 2n));
        expect(await token.balanceOf(ben)).to.equal(0n);
      });
    });
  });
}
