import { expect } from "chai";
import { ZeroAddress } from "ethers";

import type { Holders } from "./ERC20.behavior.ts";
import { eventsOf, moveTo, nextBlockAt, startOfFrame, tokenErrors, WEEK } from "./fixture.ts";

const TIME_BASED = 1n;

/**
 * What ERC-7818 demands of a token, sentence by sentence of its behaviour specification, written from the text of the ERC:
 * https://eips.ethereum.org/EIPS/eip-7818. The token is in epoch 1 of a weekly clock.
 */
export function shouldBehaveLikeERC7818(validity: bigint, load: () => Promise<Holders>): void {
  // The units of an epoch expire in this second.
  const expiry = (epoch: bigint): bigint => startOfFrame(epoch + validity);

  /** Both accounts have moved in epoch 1, and hold 30 and 50 units of it. */
  async function moved() {
    const holders = await load();
    await holders.token.connect(holders.holder).transfer(holders.receiver, 10n);
    return holders;
  }

  describe("epochType", () => {
    it("is time", async () => {
      const { token } = await load();
      expect(await token.epochType()).to.equal(TIME_BASED);
    });
  });

  describe("epochLength", () => {
    it("is the seconds between two epochs", async () => {
      const { token } = await load();
      expect(await token.epochLength()).to.equal(WEEK);
      const [start, end] = await token.getEpochInfo(1n);
      expect(end - start).to.equal(WEEK);
    });
  });

  describe("validityDuration", () => {
    it("is the number of epochs in which a unit is valid", async () => {
      const { token } = await load();
      expect(await token.validityDuration()).to.equal(validity);
    });
  });

  describe("currentEpoch", () => {
    for (const [offset, epoch] of [
      [-1n, 1n],
      [0n, 2n],
      [1n, 2n],
    ] as const) {
      it(`is ${epoch.toString()} at the end of epoch 1 ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { token } = await load();
        await moveTo(startOfFrame(2n) + offset);
        expect(await token.currentEpoch()).to.equal(epoch);
      });
    }
  });

  describe("isEpochExpired", () => {
    for (const [offset, expired] of [
      [-1n, false],
      [0n, true],
      [1n, true],
    ] as const) {
      it(`is ${String(expired)} at the expiry of the epoch ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { token } = await load();
        await moveTo(expiry(1n) + offset);
        expect(await token.isEpochExpired(1n)).to.equal(expired);
        expect(await token.isEpochExpired(0n)).to.equal(true);
      });
    }

    it("is false for the current epoch and for all to come", async () => {
      const { token } = await load();
      for (const epoch of [1n, 2n, 2n ** 256n - 1n]) expect(await token.isEpochExpired(epoch)).to.equal(false);
    });
  });

  describe("balanceOf", () => {
    for (const [offset, valid] of [
      [-1n, true],
      [0n, false],
      [1n, false],
    ] as const) {
      it(`${valid ? "includes" : "excludes"} units at their expiry ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { token, holder, receiver } = await moved();
        await moveTo(expiry(1n) + offset);
        // A grace adds the quotas of the frames since, of which there are validity - 1 while the units are valid.
        const later = 40n * (valid ? validity - 1n : validity);
        expect(await token.balanceOf(holder)).to.equal(later + (valid ? 30n : 0n));
        expect(await token.balanceOf(receiver)).to.equal(later + (valid ? 50n : 0n));
      });
    }

    it("is the sum over the epochs that are not expired", async () => {
      const { token, holder } = await moved();
      for (let frame = 1n; frame <= 4n; ++frame) {
        if (frame > 1n) await moveTo(startOfFrame(frame));
        let sum = 0n;
        for (let epoch = 0n; epoch <= frame + 1n; ++epoch) sum += await token.balanceOfAtEpoch(epoch, holder);
        expect(await token.balanceOf(holder)).to.equal(sum);
      }
    });
  });

  describe("balanceOfAtEpoch", () => {
    it("is what is held of an epoch", async () => {
      const { token, holder, receiver } = await moved();
      expect(await token.balanceOfAtEpoch(1n, holder)).to.equal(30n);
      expect(await token.balanceOfAtEpoch(1n, receiver)).to.equal(50n);
      expect(await token.balanceOfAtEpoch(0n, holder)).to.equal(0n);
      expect(await token.balanceOfAtEpoch(2n, holder)).to.equal(0n);
    });

    for (const [offset, held] of [
      [-1n, 30n],
      [0n, 0n],
      [1n, 0n],
    ] as const) {
      it(`is ${held.toString()} at the expiry of the epoch ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { token, holder } = await moved();
        await moveTo(expiry(1n) + offset);
        expect(await token.balanceOfAtEpoch(1n, holder)).to.equal(held);
      });
    }
  });

  describe("transfer", () => {
    it("moves no unit that has expired", async () => {
      const { token, holder, receiver } = await moved();
      await nextBlockAt(expiry(1n));
      const valid = 40n * validity;
      await expect(token.connect(holder).transfer(receiver, valid + 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(holder.address, valid, valid + 1n);
    });
  });

  describe("transferAtEpoch", () => {
    it("moves units of the epoch", async () => {
      const { token, holder, receiver } = await load();
      expect(await token.connect(holder).transferAtEpoch.staticCall(1n, receiver, 15n)).to.equal(true);
      await expect(token.connect(holder).transferAtEpoch(1n, receiver, 15n))
        .to.emit(token, "Transfer")
        .withArgs(holder.address, receiver.address, 15n);
      expect(await token.balanceOfAtEpoch(1n, holder)).to.equal(25n);
      expect(await token.balanceOfAtEpoch(1n, receiver)).to.equal(55n);
    });

    it("reverts above what is held of the epoch", async () => {
      const { token, holder, receiver } = await moved();
      await expect(token.connect(holder).transferAtEpoch(1n, receiver, 31n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(holder.address, 30n, 31n);
    });

    it("succeeds in the last second of the units", async () => {
      const { token, holder, receiver } = await moved();
      await nextBlockAt(expiry(1n) - 1n);
      await token.connect(holder).transferAtEpoch(1n, receiver, 30n);
      expect(await token.balanceOfAtEpoch(1n, holder)).to.equal(0n);
      expect(await token.balanceOfAtEpoch(1n, receiver)).to.equal(80n);
    });

    for (const offset of [0n, 1n]) {
      it(`reverts from the expiry of the epoch + ${offset.toString()} s on, whatever the value`, async () => {
        const { token, holder, receiver } = await moved();
        await moveTo(expiry(1n) + offset);
        for (const value of [0n, 1n, 30n]) {
          await expect(token.connect(holder).transferAtEpoch(1n, receiver, value))
            .to.be.revertedWithCustomError(tokenErrors, "ERC7818TransferredExpiredToken")
            .withArgs(holder.address, 1n);
        }
      });
    }

    it("reverts for an epoch to come, which holds nothing yet", async () => {
      const { token, holder, receiver } = await load();
      for (const epoch of [2n, 2n ** 256n - 1n]) {
        await expect(token.connect(holder).transferAtEpoch(epoch, receiver, 1n))
          .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
          .withArgs(holder.address, 0n, 1n);
      }
    });

    it("reverts to the zero address", async () => {
      const { token, holder } = await load();
      await expect(token.connect(holder).transferAtEpoch(1n, ZeroAddress, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InvalidReceiver")
        .withArgs(ZeroAddress);
    });
  });

  describe("transferFromAtEpoch", () => {
    it("moves units of the epoch and takes them off the allowance", async () => {
      const { token, holder, receiver, spender } = await load();
      await token.connect(holder).approve(spender, 20n);
      expect(await token.connect(spender).transferFromAtEpoch.staticCall(1n, holder, receiver, 15n)).to.equal(true);
      await expect(token.connect(spender).transferFromAtEpoch(1n, holder, receiver, 15n))
        .to.emit(token, "Transfer")
        .withArgs(holder.address, receiver.address, 15n);
      expect(await token.allowance(holder, spender)).to.equal(5n);
      expect(await token.balanceOfAtEpoch(1n, receiver)).to.equal(55n);
    });

    it("reverts above the allowance", async () => {
      const { token, holder, receiver, spender } = await load();
      await token.connect(holder).approve(spender, 14n);
      await expect(token.connect(spender).transferFromAtEpoch(1n, holder, receiver, 15n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientAllowance")
        .withArgs(spender.address, 14n, 15n);
    });

    it("reverts when the epoch has expired, and leaves the allowance alone", async () => {
      const { token, holder, receiver, spender } = await moved();
      await token.connect(holder).approve(spender, 20n);
      await nextBlockAt(expiry(1n));
      await expect(token.connect(spender).transferFromAtEpoch(1n, holder, receiver, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC7818TransferredExpiredToken")
        .withArgs(holder.address, 1n);
      expect(await token.allowance(holder, spender)).to.equal(20n);
    });
  });

  describe("getEpochInfo", () => {
    it("is [start, end) of any epoch, and each begins where the one before ends", async () => {
      const { token } = await load();
      for (const epoch of [1n, 2n, 53n]) {
        expect(await token.getEpochInfo(epoch)).to.deep.equal([startOfFrame(epoch), startOfFrame(epoch + 1n)]);
      }
      expect(await token.getEpochInfo(0n)).to.deep.equal([0n, startOfFrame(1n)]);
    });
  });

  describe("getNearestExpiryOf", () => {
    it("is what expires first, and when", async () => {
      const { token, holder, receiver } = await moved();
      expect(await token.getNearestExpiryOf(holder)).to.deep.equal([30n, expiry(1n)]);
      expect(await token.getNearestExpiryOf(receiver)).to.deep.equal([50n, expiry(1n)]);
      await moveTo(expiry(1n) - 1n);
      expect(await token.getNearestExpiryOf(holder)).to.deep.equal([30n, expiry(1n)]);
      await moveTo(expiry(1n));
      expect(await token.getNearestExpiryOf(holder)).to.deep.equal([40n, expiry(2n)]);
    });
  });

  describe("getRemainingDurationBeforeEpochChange", () => {
    for (const [offset, left] of [
      [-1n, 1n],
      [0n, WEEK],
      [1n, WEEK - 1n],
    ] as const) {
      it(`is ${left.toString()} s at the end of the epoch ${offset < 0n ? "" : "+"}${offset.toString()} s`, async () => {
        const { token } = await load();
        await moveTo(startOfFrame(2n) + offset);
        expect(await token.getRemainingDurationBeforeEpochChange()).to.equal(left);
      });
    }
  });

  // Two failures that were found in code which others use for this ERC.
  describe("given a holder of whose oldest valid epoch nothing is left but what has expired", () => {
    for (const idle of [0n, 1n, 2n, 1_000n]) {
      it(`lets him transfer all that is valid, ${idle.toString()} epochs after the expiry`, async () => {
        const { token, holder, receiver } = await moved();
        const valid = 40n * validity;
        await nextBlockAt(expiry(1n) + idle * WEEK);
        await token.connect(holder).transfer(receiver, valid);
        expect(await token.balanceOf(holder)).to.equal(0n);
        expect(await token.balanceOf(receiver)).to.equal(2n * valid);
      });
    }
  });

  describe("given transferAtEpoch at the expiry of the epoch", () => {
    for (const offset of [-2n, -1n]) {
      it(`moves just what its Transfer event says, ${offset.toString()} s`, async () => {
        const { token, holder, receiver } = await moved();
        const before = [await token.balanceOfAtEpoch(1n, holder), await token.balanceOfAtEpoch(1n, receiver)] as const;
        await nextBlockAt(expiry(1n) + offset);
        const events = await eventsOf(token.connect(holder).transferAtEpoch(1n, receiver, 20n), token);
        expect(events).to.deep.include(["Transfer", holder.address, receiver.address, 20n]);
        expect(await token.balanceOfAtEpoch(1n, holder)).to.equal(before[0] - 20n);
        expect(await token.balanceOfAtEpoch(1n, receiver)).to.equal(before[1] + 20n);
      });
    }

    for (const offset of [0n, 1n]) {
      it(`moves nothing and says nothing, +${offset.toString()} s`, async () => {
        const { token, holder, receiver } = await moved();
        await nextBlockAt(expiry(1n) + offset);
        await expect(token.connect(holder).transferAtEpoch(1n, receiver, 20n))
          .to.be.revertedWithCustomError(tokenErrors, "ERC7818TransferredExpiredToken")
          .withArgs(holder.address, 1n);
        await moveTo(expiry(1n) + offset);
        expect(await token.balanceOf(receiver)).to.equal(40n * validity);
      });
    }
  });
}
