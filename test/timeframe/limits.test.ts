import { expect } from "chai";
import { AbiCoder, type BaseContract, keccak256, toBeHex, ZeroAddress, ZeroHash } from "ethers";

import { ITimeframeToken__factory, PlainTimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import {
  BackingKind,
  createBackedToken,
  createToken,
  deployTimeframe,
  ethers,
  Layout,
  LAYOUTS,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_CAP,
  NO_END,
  openGroup,
  provider,
  Rhythm,
  START,
  tokenErrors,
  tokenTerms,
  WEEK,
} from "./fixture.ts";

const WIDEST = 2n ** 112n - 1n;
const HALF = 2n ** 80n - 1n;
const LAST_FRAME = 2n ** 32n - 2n;

// Places in the storage of a token and of the groups contract, for limits that no test can reach honestly: they lie billions of
// transactions away.
const GROUPS_SLOT = 9n;
const FLOW_SLOT = 12n;
const GROUP_COUNT_SLOT = 14n;
const PROGRAMMES_SLOT = 2n;

const slotOf = (key: bigint | string, mapping: bigint): bigint =>
  BigInt(
    keccak256(
      AbiCoder.defaultAbiCoder().encode([typeof key === "string" ? "address" : "uint256", "uint256"], [key, mapping]),
    ),
  );

async function setStorage(contract: BaseContract, slot: bigint, change: (word: bigint) => bigint): Promise<void> {
  const address = await contract.getAddress();
  const word = BigInt(await ethers.provider.getStorage(address, slot));
  await provider.request({
    method: "hardhat_setStorageAt",
    params: [address, `0x${slot.toString(16)}`, toBeHex(change(word), 32)],
  });
}

/** Inputs at or beyond the edge of what fits: each meets a typed error, none wraps. */
describe("timeframe limits", () => {
  const deploy = () => networkHelpers.loadFixture(deployTimeframe);

  describe("given a CAPPED token", () => {
    it("refuses a receive cap that its account word can't count up to", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.CAPPED);
      const widest = 2n ** 80n - 1n;
      await expect(openGroup(system, token, { receiveCap: widest + 1n }))
        .to.be.revertedWithCustomError(token, "TimeframeWidthExceeded")
        .withArgs(widest + 1n, widest);
      const group = await openGroup(system, token, { receiveCap: widest });
      await expect(system.groups.scheduleReceiveCap(token, group, NO_CAP - 1n))
        .to.be.revertedWithCustomError(token, "TimeframeWidthExceeded")
        .withArgs(NO_CAP - 1n, widest);
      await system.groups.scheduleReceiveCap(token, group, NO_CAP);
      expect((await token.groupOf(group)).receiveCapNext).to.equal(NO_CAP);
    });
  });

  describe("given any epoch number", () => {
    for (const layout of [Layout.PLAIN, Layout.CAPPED, Layout.GRACE]) {
      it(`answers 0 for the last number there is, in layout ${layout}`, async () => {
        const system = await deploy();
        const token = await createToken(system, layout);
        expect(await token.balanceOfAtEpoch(2n ** 256n - 1n, system.administrator)).to.equal(0n);
        expect(await token.isEpochExpired(2n ** 256n - 1n)).to.equal(false);
      });
    }

    it("has a typed error for the bounds of a frame beyond the last", async () => {
      const system = await deploy();
      const created = await createToken(system, Layout.PLAIN);
      // The errors of the kernel are in the contract's ABI, not in that of its interface.
      const token = PlainTimeframeToken__factory.connect(await created.getAddress(), system.administrator);
      for (const epoch of [2n ** 32n, 2n ** 256n - 1n]) {
        await expect(token.getEpochInfo(epoch))
          .to.be.revertedWithCustomError(token, "FrameClockOutOfRange")
          .withArgs(epoch);
      }
    });
  });

  describe("given the factory", () => {
    it("refuses a token that nobody administers", async () => {
      const system = await deploy();
      await expect(createToken(system, Layout.PLAIN, { administrator: ZeroAddress })).to.be.revertedWithCustomError(
        system.factory,
        "TimeframeAdministratorMissing",
      );
    });

    it("names what stands there already when the same is created again", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.PLAIN);
      await expect(createToken(system, Layout.PLAIN))
        .to.be.revertedWithCustomError(system.factory, "TimeframeCreatedBefore")
        .withArgs(await token.getAddress());

      const salt = `0x${"07".repeat(32)}`;
      const backing = [BackingKind.FIXED_PRICE, ZeroAddress, system.sponsor.address, salt] as const;
      await system.factory.createBacking(...backing);
      await expect(system.factory.createBacking(...backing)).to.be.revertedWithCustomError(
        system.factory,
        "TimeframeCreatedBefore",
      );
      // The same salt for another creator is another address.
      const [stranger] = system.people;
      if (stranger === undefined) throw new Error("the fixture has people");
      const terms = tokenTerms(system);
      await system.factory.connect(stranger).createToken(Layout.PLAIN, terms, `0x${"00".repeat(32)}`);
    });
  });

  describe("given a PLAIN token, whose amounts take 112 bits", () => {
    async function widest() {
      const system = await networkHelpers.loadFixture(deployTimeframe);
      const [member, other] = system.people;
      const token = await createToken(system, Layout.PLAIN);
      const group = await openGroup(system, token, { quota: WIDEST });
      await system.groups.addMembers(token, group, [member!], NO_END);
      return { system, token, group, member: member!, other: other! };
    }
    const load = () => networkHelpers.loadFixture(widest);

    it("tells that width", async () => {
      const { token, member } = await load();
      expect(await token.maxAmount()).to.equal(WIDEST);
      expect(await token.balanceOf(member)).to.equal(WIDEST);
      expect(await token.totalSupply()).to.equal(WIDEST);
    });

    it("skips the member with whom all quotas together would not fit", async () => {
      const { system, token, group, other } = await load();
      const reason = tokenErrors.interface.encodeErrorResult("FrameValueTooWide", [2n * WIDEST]);
      await expect(system.groups.addMembers(token, group, [other], NO_END))
        .to.emit(system.groups, "ItemSkipped")
        .withArgs(await token.getAddress(), other.address, reason);
      expect(await token.balanceOf(other)).to.equal(0n);
      expect((await token.groupOf(group)).members).to.equal(1n);
    });

    it("takes the member whose quota just fits, and no larger quota for both", async () => {
      const { system, token, group, other } = await load();
      await system.groups.scheduleQuota(token, group, WIDEST / 2n);
      await moveTo(START + WEEK);
      await system.groups.addMembers(token, group, [other], NO_END);
      expect(await token.balanceOf(other)).to.equal(WIDEST / 2n);
      expect(await token.totalSupply()).to.equal(WIDEST - 1n);
      await expect(system.groups.scheduleQuota(token, group, WIDEST / 2n + 1n))
        .to.be.revertedWithCustomError(tokenErrors, "FrameValueTooWide")
        .withArgs(2n * (WIDEST / 2n + 1n));
    });

    it("lets one account hold all there is", async () => {
      const { system, token, group, member, other } = await load();
      await system.groups.scheduleQuota(token, group, WIDEST / 2n);
      await moveTo(START + WEEK);
      await system.groups.addMembers(token, group, [other], NO_END);
      await token.connect(other).transfer(member, WIDEST / 2n);
      expect(await token.balanceOf(member)).to.equal(WIDEST - 1n);
      expect((await token.accountOf(member)).group).to.equal(group);
    });
  });

  for (const [name, layout] of LAYOUTS.slice(1)) {
    describe(`given a ${name} token, whose amounts take 80 bits`, () => {
      it("tells that width and refuses a wider quota", async () => {
        const system = await deploy();
        const token = await createToken(system, layout);
        expect(await token.maxAmount()).to.equal(HALF);
        await expect(openGroup(system, token, { quota: HALF + 1n }))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeWidthExceeded")
          .withArgs(HALF + 1n, HALF);
        const group = await openGroup(system, token, { quota: HALF });
        await expect(system.groups.scheduleQuota(token, group, HALF + 1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeWidthExceeded")
          .withArgs(HALF + 1n, HALF);
        await system.groups.scheduleQuota(token, group, HALF);
      });

      it("refuses the unit that a receiver's word has no room for", async () => {
        const system = await deploy();
        const [member, other] = system.people;
        const token = await createToken(system, layout);
        const group = await openGroup(system, token, { quota: HALF });
        await system.groups.addMembers(token, group, [member!, other!], NO_END);
        expect(await token.balanceOf(member!)).to.equal(HALF);
        await expect(token.connect(other).transfer(member!, 1n))
          .to.be.revertedWithCustomError(tokenErrors, "TimeframeWidthExceeded")
          .withArgs(HALF + 1n, HALF);
        // To oneself nothing is added.
        await token.connect(other).transfer(other!, HALF);
        expect(await token.balanceOf(other!)).to.equal(HALF);
      });

      it("skips a newcomer whose quota would not fit beside what he holds", async () => {
        const system = await deploy();
        const [member, outsider] = system.people;
        const token = await createToken(system, layout, { open: true });
        const group = await openGroup(system, token, { quota: HALF });
        await system.groups.addMembers(token, group, [member!], NO_END);
        await token.connect(member).transfer(outsider!, 1n);
        await expect(system.groups.addMembers(token, group, [outsider!], NO_END))
          .to.emit(system.groups, "ItemSkipped")
          .withArgs(
            await token.getAddress(),
            outsider!.address,
            tokenErrors.interface.encodeErrorResult("TimeframeWidthExceeded", [HALF + 1n, HALF]),
          );
        expect(await token.balanceOf(outsider!)).to.equal(1n);
        expect(await token.totalSupply()).to.equal(HALF);
      });
    });
  }

  describe("given a GRACE token", () => {
    it("refuses older units that the receiver's word has no room for", async () => {
      const system = await deploy();
      const [member, other] = system.people;
      const token = await createToken(system, Layout.GRACE);
      const group = await openGroup(system, token, { quota: HALF });
      await system.groups.addMembers(token, group, [member!, other!], NO_END);
      await moveTo(START + WEEK);
      expect(await token.balanceOf(member!)).to.equal(2n * HALF);
      await expect(token.connect(other).transferAtEpoch(1n, member!, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeWidthExceeded")
        .withArgs(HALF + 1n, HALF);
    });
  });

  describe("given a group on request", () => {
    it("refuses to draw units that the account's word has no room for", async () => {
      const system = await deploy();
      const [member, giver] = system.people;
      const token = await createToken(system, Layout.CAPPED);
      const asking = await openGroup(system, token, { onRequest: true, quota: 10n, budget: 10n });
      const given = await openGroup(system, token, { quota: HALF });
      await system.groups.addMembers(token, asking, [member!], NO_END);
      await system.groups.addMembers(token, given, [giver!], NO_END);
      await token.connect(giver).transfer(member!, HALF - 4n);
      await expect(token.connect(member).request(5n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeWidthExceeded")
        .withArgs(HALF + 1n, HALF);
      await token.connect(member).request(4n);
      expect(await token.balanceOf(member!)).to.equal(HALF);
      expect(await token.remaining(member!)).to.equal(6n);
    });
  });

  describe("given ends of memberships", () => {
    it("takes ends up to 2^24 - 1 frames after the first, or none", async () => {
      const system = await deploy();
      const [member] = system.people;
      const token = await createToken(system, Layout.PLAIN);
      const group = await openGroup(system, token);
      // The token was created in frame 1.
      await expect(system.groups.addMembers(token, group, [member!], 2n ** 24n + 1n))
        .to.emit(system.groups, "ItemSkipped")
        .withArgs(
          await token.getAddress(),
          member!.address,
          tokenErrors.interface.encodeErrorResult("FrameTallyOutOfRange", [2n ** 24n]),
        );
      await system.groups.addMembers(token, group, [member!], 2n ** 24n);
      expect((await token.accountOf(member!)).until).to.equal(2n ** 24n);
    });

    it("takes 16 groups with ends known in advance, and not 17", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.PLAIN);
      const [...members] = system.people;
      for (let group = 1n; group <= 17n; ++group) await openGroup(system, token, { quota: group });
      for (let group = 1n; group <= 16n; ++group) {
        await system.groups.addMembers(token, group, [members[Number(group) - 1]!], 3n);
      }
      const late = members[16]!;
      await expect(system.groups.addMembers(token, 17n, [late], 3n))
        .to.emit(system.groups, "ItemSkipped")
        .withArgs(
          await token.getAddress(),
          late.address,
          tokenErrors.interface.encodeErrorResult("TimeframeTooManyTermGroups", [16n]),
        );
      await system.groups.addMembers(token, 17n, [late], NO_END);
      await system.groups.addMembers(token, 16n, [system.sponsor], 3n);
      expect(await token.totalSupply()).to.equal((17n * 18n) / 2n + 16n);
      await moveTo(START + 2n * WEEK);
      expect(await token.totalSupply()).to.equal(17n);
    });

    it("refuses an end wider than the field for it", async () => {
      const system = await deploy();
      const [member] = system.people;
      const token = await createToken(system, Layout.PLAIN);
      const group = await openGroup(system, token);
      // The groups contract can't ask for more than 32 bits; the token doesn't rely on that.
      const groups = await system.groups.getAddress();
      await networkHelpers.impersonateAccount(groups);
      await networkHelpers.setBalance(groups, 10n ** 18n);
      const signer = await ethers.getSigner(groups);
      const direct = ITimeframeToken__factory.connect(await token.getAddress(), signer);
      await expect(direct.join(member!, group, NO_END + 1n))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeTermOver")
        .withArgs(NO_END + 1n, 1n);
    });
  });

  describe("given counters that only billions of transactions could fill", () => {
    it("says that a group is full, with 2^32 - 1 memberships", async () => {
      const system = await deploy();
      const [member, other] = system.people;
      const token = await createToken(system, Layout.PLAIN);
      const group = await openGroup(system, token, { quota: 0n });
      const word = slotOf(group, GROUPS_SLOT);
      // Bytes 4 to 7 of a group's first word count its members.
      const mask = (2n ** 32n - 1n) << 32n;
      await setStorage(token, word, (old) => (old & ~mask) | ((2n ** 32n - 2n) << 32n));
      await system.groups.addMembers(token, group, [member!], NO_END);
      expect((await token.groupOf(group)).members).to.equal(2n ** 32n - 1n);
      await expect(system.groups.addMembers(token, group, [other!], NO_END))
        .to.emit(system.groups, "ItemSkipped")
        .withArgs(
          await token.getAddress(),
          other!.address,
          tokenErrors.interface.encodeErrorResult("TimeframeGroupFull", [group]),
        );
    });

    it("opens 2^24 - 1 groups and no more", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.PLAIN);
      await setStorage(token, GROUP_COUNT_SLOT, () => 2n ** 24n - 2n);
      expect(await openGroup(system, token)).to.equal(2n ** 24n - 1n);
      await expect(openGroup(system, token))
        .to.be.revertedWithCustomError(tokenErrors, "TimeframeTooManyGroups")
        .withArgs(2n ** 24n - 1n);
    });

    it("refuses a spend that the sums of the frame have no room for", async () => {
      const system = await deploy();
      const [member, shop] = system.people;
      const { token } = await createBackedToken(system, Layout.PLAIN, {}, 0n);
      const group = await openGroup(system, token);
      await system.groups.addMembers(token, group, [member!], NO_END);
      await system.groups.admitProviders(token, [shop!]);
      // Frame 1, nothing issued, all but one unit of 112 bits spent.
      await setStorage(token, FLOW_SLOT, () => (1n << 224n) | (WIDEST - 1n));
      await expect(token.connect(member).spend(shop!, 2n, ZeroHash))
        .to.be.revertedWithCustomError(tokenErrors, "SafeCastOverflowedUintDowncast")
        .withArgs(112n, WIDEST + 1n);
      await token.connect(member).spend(shop!, 1n, ZeroHash);
    });

    it("reverts, and doesn't start over, where versions of roots and vouchers run out", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.PLAIN);
      const group = await openGroup(system, token);
      // Policies follow three words of a programme; both versions share the third word of a policy.
      const policy = slotOf(group, slotOf(await token.getAddress(), PROGRAMMES_SLOT) + 3n);
      await setStorage(system.groups, policy + 2n, () => 2n ** 64n - 1n);
      expect((await system.groups.groupPolicy(token, group)).rootVersion).to.equal(2n ** 32n - 1n);
      expect((await system.groups.groupPolicy(token, group)).voucherVersion).to.equal(2n ** 32n - 1n);
      await expect(system.groups.setRoot(token, group, ZeroHash)).to.be.revertedWithPanic(0x11);
      await expect(system.groups.setAuthority(token, group, "0x")).to.be.revertedWithPanic(0x11);
    });
  });

  describe("given a clock of one second that nears its last frame", () => {
    // With frames of a second from 1970 on, the frame is the moment + 1: this is the year 2106.
    const lastSecond = LAST_FRAME - 1n;

    for (const [name, layout] of LAYOUTS) {
      it(`works to the last second and then stands still, in layout ${name}`, async () => {
        const system = await deploy();
        const [member, other] = system.people;
        await moveTo(lastSecond - 10n);
        const token = await createToken(system, layout, { anchor: 0n, frameLength: 1n });
        const group = await openGroup(system, token);
        await system.groups.addMembers(token, group, [member!, other!], NO_END);
        await nextBlockAt(lastSecond - 1n);
        await system.groups.scheduleQuota(token, group, 50n);
        const valid = layout === Layout.GRACE ? 80n : 40n;
        expect(await token.balanceOf(member!)).to.equal(valid);

        await nextBlockAt(lastSecond);
        await system.groups.scheduleQuota(token, group, 60n);
        // What is announced for a frame that never comes changes nothing in this one or in the one before.
        expect(await token.frameNow()).to.deep.equal([LAST_FRAME, lastSecond, lastSecond + 1n]);
        const last = layout === Layout.GRACE ? 90n : 50n;
        expect(await token.balanceOf(member!)).to.equal(last);
        expect(await token.totalSupply()).to.equal(2n * last);

        await nextBlockAt(lastSecond + 1n);
        await networkHelpers.mine();
        const full = PlainTimeframeToken__factory.connect(await token.getAddress(), member);
        await expect(full.transfer(other!, 1n)).to.be.revertedWithCustomError(full, "FrameClockOutOfRange");
        await expect(full.totalSupply())
          .to.be.revertedWithCustomError(full, "FrameClockOutOfRange")
          .withArgs(lastSecond + 1n);
      });
    }

    it("can't be created any more", async () => {
      const system = await deploy();
      await nextBlockAt(lastSecond + 1n);
      await expect(
        system.factory.createToken(Layout.PLAIN, tokenTerms(system, { anchor: 0n, frameLength: 1n }), ZeroHash),
      )
        .to.be.revertedWithCustomError(tokenErrors, "FrameClockOutOfRange")
        .withArgs(lastSecond + 1n);
    });

    it("answers typed, and not as the first frame, for the last moment that can be written", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.PLAIN, { anchor: 0n, frameLength: 1n });
      const full = PlainTimeframeToken__factory.connect(await token.getAddress(), system.administrator);
      await expect(full.frameAt(2n ** 256n - 1n))
        .to.be.revertedWithCustomError(full, "FrameClockOutOfRange")
        .withArgs(2n ** 256n - 1n);
    });
  });

  describe("given a frame beyond the last", () => {
    for (const [name, layout] of LAYOUTS) {
      it(`knows no balance in it, in layout ${name}`, async () => {
        const system = await deploy();
        const [member] = system.people;
        const token = await createToken(system, layout);
        const group = await openGroup(system, token);
        await system.groups.addMembers(token, group, [member!], NO_END);
        const valid = layout === Layout.GRACE ? 80n : 40n;
        expect(await token.balanceOfAtFrame(member!, LAST_FRAME)).to.equal(valid);
        for (const frame of [LAST_FRAME + 1n, 2n ** 96n, 2n ** 256n - 1n]) {
          await expect(token.balanceOfAtFrame(member!, frame))
            .to.be.revertedWithCustomError(tokenErrors, "FrameClockOutOfRange")
            .withArgs(frame);
        }
      });
    }
  });

  describe("given decimals", () => {
    it("takes 33 and refuses 34, which no amount has digits for", async () => {
      const system = await deploy();
      const token = await createToken(system, Layout.PLAIN, { decimals: 33n });
      const full = PlainTimeframeToken__factory.connect(await token.getAddress(), system.administrator);
      expect(await full.decimals()).to.equal(33n);
      for (const [layout, most] of [
        [Layout.PLAIN, 33n],
        [Layout.CAPPED, 24n],
        [Layout.GRACE, 24n],
      ] as const) {
        await createToken(system, layout, { decimals: most, name: "Widest" });
        for (const decimals of [most + 1n, 255n]) {
          await expect(createToken(system, layout, { decimals }))
            .to.be.revertedWithCustomError(tokenErrors, "TimeframeWidthExceeded")
            .withArgs(decimals, most);
        }
      }
    });
  });

  describe("given a clock that can't be", () => {
    it("refuses it with the clock's own error", async () => {
      const system = await deploy();
      await expect(createToken(system, Layout.PLAIN, { frameLength: 0n }))
        .to.be.revertedWithCustomError(tokenErrors, "FrameClockInvalid")
        .withArgs(Rhythm.FIXED, START, 0n);
      await expect(createToken(system, Layout.PLAIN, { rhythm: Rhythm.MONTH, frameLength: 0n }))
        .to.be.revertedWithCustomError(tokenErrors, "FrameClockInvalid")
        .withArgs(Rhythm.MONTH, START, 0n);
    });
  });
});
