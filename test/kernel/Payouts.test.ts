import { expect } from "chai";
import { MaxUint256 } from "ethers";
import { network } from "hardhat";
import hre from "hardhat";

import {
  BombAsset__factory,
  BurningAsset__factory,
  DenyListAsset__factory,
  FalseAsset__factory,
  MockERC20__factory,
  PayoutsHarness__factory,
  RevertingAsset__factory,
  SilentAsset__factory,
} from "../../types/ethers-contracts/index.js";

const { ethers, networkHelpers } = await network.create();

const MODES = { NONE: 0n, TYPED: 1n, EMPTY: 2n, BOMB: 3n } as const;

describe("Payouts", () => {
  async function deploy() {
    const [deployer, receiver] = await ethers.getSigners();
    const payouts = await new PayoutsHarness__factory(deployer!).deploy();
    return { payouts, deployer: deployer!, receiver: receiver! };
  }
  const load = () => networkHelpers.loadFixture(deploy);

  /** Gives the harness 100 of an asset. */
  async function stocked<Asset extends { mint(to: string, amount: bigint): Promise<unknown> }>(
    payouts: Awaited<ReturnType<typeof deploy>>["payouts"],
    asset: Asset,
  ): Promise<Asset> {
    await asset.mint(await payouts.getAddress(), 100n);
    return asset;
  }

  it("pays, whatever way the asset has of saying yes", async () => {
    const { payouts, deployer, receiver } = await load();
    const kinds = [
      await stocked(payouts, await new MockERC20__factory(deployer).deploy("Money", "MON", 6)),
      await stocked(payouts, await new SilentAsset__factory(deployer).deploy()),
      await stocked(payouts, await new FalseAsset__factory(deployer).deploy()),
      await stocked(payouts, await new BombAsset__factory(deployer).deploy()),
    ];
    for (const asset of kinds) {
      await expect(payouts.tryPush(asset, receiver, 60n))
        .to.emit(payouts, "Pushed")
        .withArgs(true);
      expect(await asset.balanceOf(receiver)).to.equal(60n);
      expect(await asset.balanceOf(payouts)).to.equal(40n);
    }
  });

  it("says that it was refused, whatever way the asset has of saying no, and nothing has moved", async () => {
    const { payouts, deployer, receiver } = await load();
    const refusing = await stocked(payouts, await new FalseAsset__factory(deployer).deploy());
    await refusing.setRefusing(true);
    const denying = await stocked(payouts, await new DenyListAsset__factory(deployer).deploy());
    await denying.setDenied(receiver, true);
    const reverting = await stocked(payouts, await new RevertingAsset__factory(deployer).deploy());
    const poor = await new MockERC20__factory(deployer).deploy("Money", "MON", 6);
    const refused = async (asset: { getAddress(): Promise<string> }, amount = 60n) =>
      expect(payouts.tryPush(await asset.getAddress(), receiver, amount, { gasLimit: 2_000_000n }))
        .to.emit(payouts, "Pushed")
        .withArgs(false);
    await refused(refusing);
    await refused(denying);
    await refused(poor);
    await refused(poor, MaxUint256);
    for (const mode of [MODES.TYPED, MODES.EMPTY, MODES.BOMB]) {
      await reverting.setMode(mode);
      await refused(reverting);
    }
    for (const asset of [refusing, denying, reverting]) expect(await asset.balanceOf(payouts)).to.equal(100n);
  });

  it("takes an account without code for a refusal", async () => {
    const { payouts, deployer, receiver } = await load();
    await expect(payouts.tryPush(deployer, receiver, 1n))
      .to.emit(payouts, "Pushed")
      .withArgs(false);
  });

  it("copies nothing of a large answer: it costs the asset's own gas", async function () {
    if (hre.globalOptions.coverage) this.skip();
    const { payouts, deployer, receiver } = await load();
    const reverting = await stocked(payouts, await new RevertingAsset__factory(deployer).deploy());
    const gasOf = async (mode: bigint) => {
      await reverting.setMode(mode);
      return (await (await payouts.tryPush(reverting, receiver, 1n, { gasLimit: 2_000_000n })).wait())?.gasUsed ?? 0n;
    };
    const small = await gasOf(MODES.TYPED);
    // 200,000 bytes of memory cost 95,023 gas, once.
    expect((await gasOf(MODES.BOMB)) - small).to.be.below(97_000n);
  });

  it("takes want of gas for no refusal: with any limit it pays or reverts", async () => {
    const { payouts, deployer, receiver } = await load();
    const asset = await stocked(payouts, await new MockERC20__factory(deployer).deploy("Money", "MON", 6));
    const data = payouts.interface.encodeFunctionData("tryPush", [await asset.getAddress(), receiver.address, 60n]);
    const to = await payouts.getAddress();
    const outcomes = { paid: 0, reverted: 0 };
    for (let gasLimit = 24_000n; gasLimit < 120_000n; gasLimit += 500n) {
      const snapshot = await networkHelpers.takeSnapshot();
      try {
        await (await deployer.sendTransaction({ to, data, gasLimit })).wait();
        ++outcomes.paid;
        expect(await asset.balanceOf(receiver), `with ${gasLimit}`).to.equal(60n);
      } catch (error) {
        if (error instanceof Error && error.name === "AssertionError") throw error;
        ++outcomes.reverted;
      }
      await snapshot.restore();
    }
    expect(outcomes.paid).to.be.at.least(20);
    expect(outcomes.reverted).to.be.at.least(20);
  });

  it("finds by estimate the gas with which it pays", async () => {
    const { payouts, deployer, receiver } = await load();
    const asset = await stocked(payouts, await new MockERC20__factory(deployer).deploy("Money", "MON", 6));
    const gasLimit = await payouts.tryPush.estimateGas(asset, receiver, 60n);
    await expect(payouts.tryPush(asset, receiver, 60n, { gasLimit }))
      .to.emit(payouts, "Pushed")
      .withArgs(true);
  });

  it("gives a transfer half a million gas at most: who burns that has refused, and less of it is want of gas", async () => {
    const { payouts, deployer, receiver } = await load();
    const asset = await stocked(payouts, await new BurningAsset__factory(deployer).deploy());
    await asset.setBurner(receiver);
    const push = (gasLimit: bigint) => payouts.tryPush(asset, receiver, 1n, { gasLimit });
    for (const gasLimit of [200_000n, 500_000n]) {
      await expect(push(gasLimit)).to.be.revertedWithCustomError(payouts, "PayoutOutOfGas");
    }
    for (const gasLimit of [600_000n, 10_000_000n]) {
      await expect(push(gasLimit)).to.emit(payouts, "Pushed").withArgs(false);
      if (hre.globalOptions.coverage) continue;
      expect((await (await push(gasLimit)).wait())?.gasUsed).to.be.within(500_000n, 540_000n);
    }
  });

  it("never takes less than half a million for half a million", async () => {
    const { payouts, deployer, receiver } = await load();
    const asset = await stocked(payouts, await new BurningAsset__factory(deployer).deploy());
    await asset.setBurner(receiver);
    for (let gasLimit = 520_000n; gasLimit < 580_000n; gasLimit += 500n) {
      const came = await payouts.tryPush.staticCall(asset, receiver, 1n, { gasLimit }).then(
        () => "refused",
        () => "short",
      );
      // What the transaction itself costs lies between the limit and the call.
      if (gasLimit < 535_000n) expect(came, `with ${gasLimit}`).to.equal("short");
      if (gasLimit > 560_000n) expect(came, `with ${gasLimit}`).to.equal("refused");
    }
  });

  it("believes a refusal that leaves more than an eighth of the gas", async function () {
    if (hre.globalOptions.coverage) this.skip();
    const { payouts, deployer, receiver } = await load();
    const asset = await stocked(payouts, await new RevertingAsset__factory(deployer).deploy());
    await asset.setMode(MODES.BOMB);
    // The bomb costs some 98,000: of 160,000 a quarter is left, of 133,000 too little.
    await expect(payouts.tryPush(asset, receiver, 1n, { gasLimit: 160_000n }))
      .to.emit(payouts, "Pushed")
      .withArgs(false);
    await expect(payouts.tryPush(asset, receiver, 1n, { gasLimit: 133_000n })).to.be.revertedWithCustomError(
      payouts,
      "PayoutOutOfGas",
    );
  });
});
