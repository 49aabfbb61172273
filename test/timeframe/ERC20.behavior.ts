import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";

import type { ITimeframeToken } from "../../types/ethers-contracts/index.js";
import { eventsOf, tokenErrors } from "./fixture.ts";

/** Two accounts that hold 40 units each, and are all that hold any; and somebody who may be given an allowance. */
export interface Holders {
  token: ITimeframeToken;
  holder: HardhatEthersSigner;
  receiver: HardhatEthersSigner;
  spender: HardhatEthersSigner;
}

/** What ERC-20 demands of a token, errors of ERC-6093 included. */
export function shouldBehaveLikeERC20(load: () => Promise<Holders>): void {
  describe("totalSupply", () => {
    it("is what all accounts hold together", async () => {
      const { token } = await load();
      expect(await token.totalSupply()).to.equal(80n);
    });
  });

  describe("balanceOf", () => {
    it("is what an account holds, and 0 for one that is unknown", async () => {
      const { token, holder, spender } = await load();
      expect(await token.balanceOf(holder)).to.equal(40n);
      expect(await token.balanceOf(spender)).to.equal(0n);
      expect(await token.balanceOf(ZeroAddress)).to.equal(0n);
    });
  });

  describe("transfer", () => {
    for (const value of [0n, 1n, 40n]) {
      it(`moves ${value.toString()} units and tells so`, async () => {
        const { token, holder, receiver } = await load();
        expect(await eventsOf(token.connect(holder).transfer(receiver, value), token)).to.deep.include.members([
          ["Transfer", holder.address, receiver.address, value],
        ]);
        expect(await token.balanceOf(holder)).to.equal(40n - value);
        expect(await token.balanceOf(receiver)).to.equal(40n + value);
        expect(await token.totalSupply()).to.equal(80n);
      });
    }

    it("answers true", async () => {
      const { token, holder, receiver } = await load();
      expect(await token.connect(holder).transfer.staticCall(receiver, 1n)).to.equal(true);
    });

    it("changes nothing when an account pays itself", async () => {
      const { token, holder } = await load();
      await expect(token.connect(holder).transfer(holder, 40n))
        .to.emit(token, "Transfer")
        .withArgs(holder.address, holder.address, 40n);
      expect(await token.balanceOf(holder)).to.equal(40n);
      expect(await token.totalSupply()).to.equal(80n);
    });

    it("reverts one unit above the balance, also to oneself", async () => {
      const { token, holder, receiver } = await load();
      for (const to of [receiver, holder]) {
        await expect(token.connect(holder).transfer(to, 41n))
          .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
          .withArgs(holder.address, 40n, 41n);
      }
      await expect(token.connect(holder).transfer(receiver, MaxUint256))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(holder.address, 40n, MaxUint256);
    });

    it("reverts to the zero address", async () => {
      const { token, holder } = await load();
      await expect(token.connect(holder).transfer(ZeroAddress, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InvalidReceiver")
        .withArgs(ZeroAddress);
    });
  });

  describe("approve", () => {
    it("sets the allowance, and replaces the one before", async () => {
      const { token, holder, spender } = await load();
      await expect(token.connect(holder).approve(spender, 7n))
        .to.emit(token, "Approval")
        .withArgs(holder.address, spender.address, 7n);
      expect(await token.allowance(holder, spender)).to.equal(7n);
      await token.connect(holder).approve(spender, 3n);
      expect(await token.allowance(holder, spender)).to.equal(3n);
      expect(await token.connect(holder).approve.staticCall(spender, 1n)).to.equal(true);
    });

    it("reverts for the zero address", async () => {
      const { token, holder } = await load();
      await expect(token.connect(holder).approve(ZeroAddress, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InvalidSpender")
        .withArgs(ZeroAddress);
    });
  });

  describe("transferFrom", () => {
    it("moves units and takes them off the allowance", async () => {
      const { token, holder, receiver, spender } = await load();
      await token.connect(holder).approve(spender, 10n);
      expect(await token.connect(spender).transferFrom.staticCall(holder, receiver, 4n)).to.equal(true);
      await expect(token.connect(spender).transferFrom(holder, receiver, 4n))
        .to.emit(token, "Transfer")
        .withArgs(holder.address, receiver.address, 4n);
      expect(await token.allowance(holder, spender)).to.equal(6n);
      expect(await token.balanceOf(holder)).to.equal(36n);
      expect(await token.balanceOf(receiver)).to.equal(44n);
    });

    it("leaves an allowance without limit as it is", async () => {
      const { token, holder, receiver, spender } = await load();
      await token.connect(holder).approve(spender, MaxUint256);
      await token.connect(spender).transferFrom(holder, receiver, 4n);
      expect(await token.allowance(holder, spender)).to.equal(MaxUint256);
    });

    it("reverts above the allowance, also for the holder himself", async () => {
      const { token, holder, receiver, spender } = await load();
      await token.connect(holder).approve(spender, 3n);
      await expect(token.connect(spender).transferFrom(holder, receiver, 4n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientAllowance")
        .withArgs(spender.address, 3n, 4n);
      await expect(token.connect(holder).transferFrom(holder, receiver, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientAllowance")
        .withArgs(holder.address, 0n, 1n);
    });

    it("reverts above the balance and leaves the allowance alone", async () => {
      const { token, holder, receiver, spender } = await load();
      await token.connect(holder).approve(spender, 100n);
      await expect(token.connect(spender).transferFrom(holder, receiver, 41n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InsufficientBalance")
        .withArgs(holder.address, 40n, 41n);
      expect(await token.allowance(holder, spender)).to.equal(100n);
    });

    it("reverts from and to the zero address", async () => {
      const { token, holder, receiver, spender } = await load();
      await token.connect(holder).approve(spender, 10n);
      await expect(token.connect(spender).transferFrom(ZeroAddress, receiver, 0n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InvalidApprover")
        .withArgs(ZeroAddress);
      await expect(token.connect(spender).transferFrom(holder, ZeroAddress, 1n))
        .to.be.revertedWithCustomError(tokenErrors, "ERC20InvalidReceiver")
        .withArgs(ZeroAddress);
    });
  });
}
