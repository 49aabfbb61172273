import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";

import { HOUR, moveTo, networkHelpers, nextBlockAt } from "./fixture.ts";
import { eventsOf, EXPIRY, expectSound, peopled, refuses } from "./support.ts";

describe("prepaid: balances as an ERC-20", () => {
  /** Ann has 40 units that are free, and 60 that are locked. */
  async function fixture() {
    const context = await peopled();
    const { vault, company, ann, bob } = context;
    await vault.connect(company).transfer(ann, 100n);
    await vault.connect(ann).issue(1n, bob, false, 60n, EXPIRY);
    return { ...context, own: vault.connect(ann) };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  it("has the names and decimals of its asset, and as supply what the vault holds", async () => {
    const { vault, asset } = await load();
    expect([await vault.name(), await vault.symbol(), await vault.decimals()]).to.deep.equal([
      "Prepaid mUSD",
      "pmUSD",
      6n,
    ]);
    expect(await vault.totalSupply()).to.equal(await asset.balanceOf(vault));
    expect(await vault.totalSupply()).to.equal(10_000n);
  });

  describe("transfer", () => {
    for (const value of [0n, 1n, 40n]) {
      it(`moves ${value} units and tells so`, async () => {
        const context = await load();
        const { vault, own, ann, bob } = context;
        expect(await own.transfer.staticCall(bob, value)).to.equal(true);
        expect(await eventsOf(own.transfer(bob, value), vault)).to.deep.equal([
          ["Transfer", ann.address, bob.address, value],
        ]);
        expect(await vault.balanceOf(ann)).to.equal(40n - value);
        expect(await vault.balanceOf(bob)).to.equal(value);
        await expectSound(context);
      });
    }

    it("changes nothing when an owner pays himself", async () => {
      const context = await load();
      const { vault, own, ann } = context;
      await own.transfer(ann, 40n);
      expect(await vault.balanceOf(ann)).to.equal(40n);
      await expectSound(context);
    });

    it("moves what has lapsed from its second on, and not what is locked", async () => {
      const context = await load();
      const { vault, own, ann, bob } = context;
      for (const to of [bob, ann]) await refuses(() => own.transfer(to, 41n), "LapseShort", [41n, 40n]);
      await nextBlockAt(EXPIRY - 1n);
      await refuses(() => own.transfer(bob, 41n), "LapseShort", [41n, 40n]);
      await nextBlockAt(EXPIRY);
      await own.transfer(bob, 100n);
      expect(await vault.balanceOf(bob)).to.equal(100n);
      expect(await vault.balanceOf(ann)).to.equal(0n);
      await expectSound(context);
    });

    it("is refused to nobody and to the vault: what belongs to it would be lost", async () => {
      const { vault, own } = await load();
      for (const to of [ZeroAddress, await vault.getAddress()]) {
        await refuses(() => own.transfer(to, 1n), "ERC20InvalidReceiver", [to]);
      }
    });

    it("makes the receiver's walk no longer", async () => {
      const { vault, own, bob } = await load();
      await own.transfer(bob, 1n);
      expect(await vault.usedBuckets(bob, EXPIRY / HOUR / 256n)).to.equal(0n);
    });
  });

  describe("approve and transferFrom", () => {
    it("move what was allowed, what has lapsed included", async () => {
      const context = await load();
      const { vault, own, ann, bob, stranger } = context;
      await expect(own.approve(stranger, 90n)).to.emit(vault, "Approval").withArgs(ann.address, stranger.address, 90n);
      const by = vault.connect(stranger);
      await refuses(() => by.transferFrom(ann, bob, 41n), "LapseShort", [41n, 40n]);
      await by.transferFrom(ann, bob, 10n);
      expect(await vault.allowance(ann, stranger)).to.equal(80n);
      await moveTo(EXPIRY);
      expect(await by.transferFrom.staticCall(ann, bob, 80n)).to.equal(true);
      expect(await eventsOf(by.transferFrom(ann, bob, 80n), vault)).to.deep.equal([
        ["Transfer", ann.address, bob.address, 80n],
      ]);
      await refuses(() => by.transferFrom(ann, bob, 1n), "ERC20InsufficientAllowance", [stranger.address, 0n, 1n]);
      await refuses(() => own.transferFrom(ann, bob, 1n), "ERC20InsufficientAllowance", [ann.address, 0n, 1n]);
      await expectSound(context);
    });

    it("leave an allowance without limit as it is, and refuse nobody and the vault", async () => {
      const { vault, own, ann, bob, stranger } = await load();
      await own.approve(stranger, MaxUint256);
      await vault.connect(stranger).transferFrom(ann, bob, 4n);
      expect(await vault.allowance(ann, stranger)).to.equal(MaxUint256);
      for (const to of [ZeroAddress, await vault.getAddress()]) {
        await refuses(() => vault.connect(stranger).transferFrom(ann, to, 1n), "ERC20InvalidReceiver", [to]);
      }
      await refuses(() => own.approve(ZeroAddress, 1n), "ERC20InvalidSpender", [ZeroAddress]);
    });
  });
});
