import { expect } from "chai";
import { type BaseContract, encodeBytes32String, ZeroAddress, ZeroHash } from "ethers";

import {
  BombAsset__factory,
  ContractAccount__factory,
  DenyListAsset__factory,
  FalseAsset__factory,
  FeeAsset__factory,
  HookAsset__factory,
  RebasingAsset__factory,
  RevertingAsset__factory,
  SilentAsset__factory,
} from "../../types/ethers-contracts/index.js";
import {
  createFixedPriceBacking,
  createProRataBacking,
  createToken,
  deployTimeframe,
  ethers,
  Layout,
  networkHelpers,
  NO_END,
  openGroup,
  startOfFrame,
} from "./fixture.ts";

/** What the tests need of an asset beside ERC-20. */
interface Asset extends BaseContract {
  mint(to: string, amount: bigint): Promise<unknown>;
}

const MODES = { NONE: 0n, TYPED: 1n, EMPTY: 2n, BOMB: 3n } as const;

describe("backings and assets that misbehave", () => {
  async function fixture() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const [ana, shop, cafe, other] = system.people;
    const agent = await new ContractAccount__factory(system.deployer).deploy();
    return { ...system, system, agent, ana: ana!, shop: shop!, cafe: cafe!, other: other! };
  }
  const load = () => networkHelpers.loadFixture(fixture);

  /** A backing of an asset, its token, with 1,000 in the pool and 10 for a unit; Ana has 40 units, shop, cafe and agent are providers. */
  async function backed(context: Awaited<ReturnType<typeof fixture>>, asset: Asset, salt = "one") {
    const { system, groups, sponsor, ana, shop, cafe, agent } = context;
    const backing = await createFixedPriceBacking(system, await asset.getAddress(), encodeBytes32String(salt));
    const address = await backing.getAddress();
    const token = await createToken(system, Layout.PLAIN, { name: salt, backing: address });
    await backing.openPool(token, 10n, 0n);
    await openGroup(system, token);
    await groups.addMembers(token, 1n, [ana], NO_END);
    await groups.admitProviders(token, [shop, cafe, agent]);
    await asset.mint(sponsor.address, 1_000n);
    const fund = async (amount: bigint) => {
      const approve = asset.interface.encodeFunctionData("approve", [address, amount]);
      await sponsor.sendTransaction({ to: await asset.getAddress(), data: approve });
      return backing.fund(token, amount);
    };
    const spend = (provider: string, amount: bigint) => token.connect(ana).spend(provider, amount, ZeroHash);
    const pool = async () => {
      const { balance, reserved } = await backing.poolOf(token);
      return [balance, reserved];
    };
    return { backing, address, token, fund, spend, pool };
  }

  describe("given an asset that returns false", () => {
    it("reverts and changes nothing, on the way in and on the way out", async () => {
      const context = await load();
      const { deployer, shop, sponsor } = context;
      const asset = await new FalseAsset__factory(deployer).deploy();
      const { backing, token, fund, spend, pool } = await backed(context, asset);
      const failed = async (sent: Promise<unknown>) => {
        await expect(sent)
          .to.be.revertedWithCustomError(backing, "SafeERC20FailedOperation")
          .withArgs(await asset.getAddress());
      };
      await fund(500n);
      await spend(shop.address, 5n);
      await asset.setRefusing(true);
      await failed(fund(500n));
      await failed(backing.connect(shop).collect(token, shop));
      await failed(backing.withdraw(token, 1n, sponsor));
      expect(await pool()).to.deep.equal([500n, 50n]);
      await asset.setRefusing(false);
      await backing.connect(shop).collect(token, shop);
      expect(await asset.balanceOf(shop.address)).to.equal(50n);
    });
  });

  describe("given an asset that returns nothing", () => {
    it("works as with any other", async () => {
      const context = await load();
      const { deployer, shop, sponsor } = context;
      const asset = await new SilentAsset__factory(deployer).deploy();
      const { backing, token, fund, spend, pool } = await backed(context, asset);
      await fund(500n);
      await spend(shop.address, 5n);
      await backing.connect(shop).collect(token, shop);
      await backing.withdraw(token, 450n, sponsor);
      expect(await asset.balanceOf(shop.address)).to.equal(50n);
      expect(await asset.balanceOf(sponsor.address)).to.equal(950n);
      expect(await pool()).to.deep.equal([0n, 0n]);
    });
  });

  describe("given an asset that takes a fee", () => {
    it("is refused on the way in, with what was sent and what arrived", async () => {
      const context = await load();
      const asset = await new FeeAsset__factory(context.deployer).deploy();
      const { backing, fund, pool } = await backed(context, asset);
      await expect(fund(500n)).to.be.revertedWithCustomError(backing, "TimeframeAssetTakesFee").withArgs(500n, 495n);
      expect(await pool()).to.deep.equal([0n, 0n]);
    });
  });

  describe("given an asset whose balances fall by themselves", () => {
    it("keeps the damage inside the backing that holds it", async () => {
      const context = await load();
      const { deployer, shop, cafe, sponsor } = context;
      const asset = await new RebasingAsset__factory(deployer).deploy();
      const hit = await backed(context, asset, "hit");
      const spared = await backed(context, asset, "spared");
      for (const { fund, spend } of [hit, spared]) {
        await fund(500n);
        await spend(shop.address, 20n);
        await spend(cafe.address, 20n);
      }
      await asset.shrink(hit.address, 250n);
      // The books still say 500. Who comes first is paid, the last one meets the asset's own error.
      await hit.backing.connect(shop).collect(hit.token, shop);
      await expect(hit.backing.connect(cafe).collect(hit.token, cafe))
        .to.be.revertedWithCustomError(asset, "ERC20InsufficientBalance")
        .withArgs(hit.address, 50n, 200n);
      // More money makes good for it.
      await hit.fund(150n);
      await hit.backing.connect(cafe).collect(hit.token, cafe);

      await spared.backing.connect(shop).collect(spared.token, shop);
      await spared.backing.connect(cafe).collect(spared.token, cafe);
      await spared.backing.withdraw(spared.token, 100n, sponsor);
      expect(await spared.pool()).to.deep.equal([0n, 0n]);
      expect(await asset.balanceOf(shop.address)).to.equal(400n);
    });
  });

  describe("given an asset with a deny list", () => {
    it("lets a provider on it collect to another address, and stops nobody else", async () => {
      const context = await load();
      const { deployer, shop, cafe, other } = context;
      const asset = await new DenyListAsset__factory(deployer).deploy();
      const { backing, token, fund, spend, pool } = await backed(context, asset);
      await fund(500n);
      await spend(shop.address, 5n);
      await spend(cafe.address, 6n);
      await asset.setDenied(shop, true);
      // Spending to him doesn't touch the asset.
      await spend(shop.address, 1n);
      for (const sent of [backing.connect(shop).collect(token, shop), backing.connect(other).collectFor(token, shop)]) {
        await expect(sent).to.be.revertedWithCustomError(asset, "Denied").withArgs(shop.address);
      }
      await backing.connect(cafe).collect(token, cafe);
      await backing.connect(shop).collect(token, other);
      expect(await asset.balanceOf(other.address)).to.equal(60n);
      expect(await pool()).to.deep.equal([380n, 0n]);
    });
  });

  describe("given an asset that reverts", () => {
    it("passes the reason on, if there is one, and changes nothing", async () => {
      const context = await load();
      const { deployer, shop, sponsor } = context;
      const asset = await new RevertingAsset__factory(deployer).deploy();
      const { backing, token, fund, spend, pool } = await backed(context, asset);
      await fund(500n);
      await asset.setMode(MODES.TYPED);
      await spend(shop.address, 5n);
      await expect(backing.connect(shop).collect(token, shop)).to.be.revertedWithCustomError(asset, "Halted");
      await expect(backing.withdraw(token, 1n, sponsor)).to.be.revertedWithCustomError(asset, "Halted");
      await expect(fund(1n)).to.be.revertedWithCustomError(asset, "Halted");
      await asset.setMode(MODES.EMPTY);
      await expect(backing.connect(shop).collect(token, shop)).to.be.revertedWithoutReason(ethers);
      await asset.setMode(MODES.BOMB);
      await expect(backing.connect(shop).collect(token, shop)).to.be.revert(ethers);
      expect(await pool()).to.deep.equal([500n, 50n]);
      await asset.setMode(MODES.NONE);
      await backing.connect(shop).collect(token, shop);
      expect(await pool()).to.deep.equal([450n, 0n]);
    });
  });

  describe("given an asset that answers with a bomb of data", () => {
    it("is paid for by whoever calls, and counts right", async () => {
      const context = await load();
      const { deployer, shop, sponsor } = context;
      const asset = await new BombAsset__factory(deployer).deploy();
      const { backing, token, fund, spend, pool } = await backed(context, asset);
      await fund(500n);
      await spend(shop.address, 5n);
      await backing.connect(shop).collect(token, shop);
      await backing.withdraw(token, 450n, sponsor);
      expect(await pool()).to.deep.equal([0n, 0n]);
      expect(await asset.balanceOf(shop.address)).to.equal(50n);
    });
  });

  describe("given an asset that lets both sides act in the middle of a transfer", () => {
    async function hooked() {
      const context = await load();
      const asset = await new HookAsset__factory(context.deployer).deploy();
      const made = await backed(context, asset);
      const agent = await context.agent.getAddress();
      await asset.mint(agent, 100n);
      return { ...context, ...made, asset, agentAddress: agent };
    }

    it("pays a provider once who collects again while he is paid", async () => {
      const { agent, agentAddress, asset, backing, address, token, fund, spend, pool } = await hooked();
      await fund(500n);
      await spend(agentAddress, 5n);
      const collect = backing.interface.encodeFunctionData("collect", [await token.getAddress(), agentAddress]);
      await agent.reenterWith(address, collect);
      const reason = backing.interface.encodeErrorResult("TimeframeNothingToCollect", [
        await token.getAddress(),
        agentAddress,
      ]);
      await expect(agent.execute(address, collect)).to.emit(agent, "Reentered").withArgs(false, reason);
      expect(await asset.balanceOf(agentAddress)).to.equal(150n);
      expect(await pool()).to.deep.equal([450n, 0n]);
    });

    it("counts money once that is funded in the middle of a funding: the outer one reverts", async () => {
      const { agent, agentAddress, asset, backing, address, token, pool } = await hooked();
      const approve = asset.interface.encodeFunctionData("approve", [address, 100n]);
      await agent.execute(asset, approve);
      const fundWith = async (amount: bigint) =>
        backing.interface.encodeFunctionData("fund", [await token.getAddress(), amount]);
      await agent.reenterWith(address, await fundWith(40n));
      await expect(agent.execute(address, await fundWith(60n)))
        .to.be.revertedWithCustomError(backing, "TimeframeAssetTakesFee")
        .withArgs(60n, 100n);
      expect(await pool()).to.deep.equal([0n, 0n]);
      expect(await asset.balanceOf(agentAddress)).to.equal(100n);
    });

    it("gives no money twice to a provider who collects in the middle of his funding", async () => {
      const { agent, agentAddress, asset, backing, address, token, fund, spend, pool } = await hooked();
      await fund(500n);
      await spend(agentAddress, 5n);
      await agent.execute(asset, asset.interface.encodeFunctionData("approve", [address, 100n]));
      const name = await token.getAddress();
      await agent.reenterWith(address, backing.interface.encodeFunctionData("collect", [name, agentAddress]));
      // 50 go out while 60 come in: 10 have arrived, which is not what was sent.
      await expect(agent.execute(address, backing.interface.encodeFunctionData("fund", [name, 60n])))
        .to.be.revertedWithCustomError(backing, "TimeframeAssetTakesFee")
        .withArgs(60n, 10n);
      expect(await pool()).to.deep.equal([500n, 50n]);
    });

    it("gives a sponsor who withdraws again while he is paid no more than what is free", async () => {
      const { agent, agentAddress, asset, backing, address, token, fund, spend, shop, pool } = await hooked();
      await fund(500n);
      await spend(shop.address, 5n);
      await backing.transferOwnership(agentAddress);
      await agent.execute(address, backing.interface.encodeFunctionData("acceptOwnership"));
      const name = await token.getAddress();
      const withdraw = backing.interface.encodeFunctionData("withdraw", [name, 450n, agentAddress]);
      await agent.reenterWith(address, withdraw);
      const reason = backing.interface.encodeErrorResult("TimeframePoolShort", [name, 450n, 0n]);
      await expect(agent.execute(address, withdraw)).to.emit(agent, "Reentered").withArgs(false, reason);
      expect(await asset.balanceOf(agentAddress)).to.equal(550n);
      expect(await pool()).to.deep.equal([50n, 50n]);
      await backing.connect(shop).collect(token, shop);
      expect(await asset.balanceOf(shop.address)).to.equal(50n);
    });

    it("pays a share of a frame once, also when it is asked for in the middle of the payment", async () => {
      const { system, groups, agent, agentAddress, asset, ana, shop, sponsor } = await hooked();
      const backing = await createProRataBacking(system, await asset.getAddress());
      const address = await backing.getAddress();
      const token = await createToken(system, Layout.PLAIN, { name: "Shared", backing: address });
      await backing.openPool(token, 10n, 100n);
      await asset.connect(sponsor).approve(address, 1_000n);
      await backing.fund(token, 1_000n);
      await openGroup(system, token);
      await groups.addMembers(token, 1n, [ana], NO_END);
      await groups.admitProviders(token, [agentAddress, shop]);
      await token.connect(ana).spend(agentAddress, 5n, ZeroHash);
      await token.connect(ana).spend(shop, 5n, ZeroHash);
      await networkHelpers.time.increaseTo(startOfFrame(2n));
      const name = await token.getAddress();
      const collect = backing.interface.encodeFunctionData("collect", [name, [1n, 1n], agentAddress]);
      await agent.reenterWith(address, collect);
      const reason = backing.interface.encodeErrorResult("TimeframeNothingToCollect", [name, agentAddress]);
      await expect(agent.execute(address, collect)).to.emit(agent, "Reentered").withArgs(false, reason);
      expect(await asset.balanceOf(agentAddress)).to.equal(150n);
      expect((await backing.poolOf(token)).reserved).to.equal(50n);
    });
  });

  describe("given a provider that is a contract which reverts whenever it is called", () => {
    it("can be spent to, since nothing calls it, and can be paid by anybody", async () => {
      const context = await load();
      const { agent, ana, asset } = context;
      const { backing, token, fund, spend } = await backed(context, asset);
      await fund(500n);
      const provider = await agent.getAddress();
      await expect(ana.sendTransaction({ to: provider, value: 1n })).to.be.revertedWith("ContractAccount: no ether");
      await spend(provider, 5n);
      await backing.connect(ana).collectFor(token, provider);
      expect(await asset.balanceOf(provider)).to.equal(50n);
    });
  });

  describe("given a member with a second address", () => {
    it("can spend to it only if it was admitted, and then for his own units' worth", async () => {
      const context = await load();
      const { groups, ana, other, asset } = context;
      const { backing, token, fund, spend } = await backed(context, asset);
      await fund(500n);
      await expect(spend(other.address, 1n))
        .to.be.revertedWithCustomError(token, "TimeframeNotProvider")
        .withArgs(other.address);
      await expect(spend(ana.address, 1n))
        .to.be.revertedWithCustomError(token, "TimeframeNotProvider")
        .withArgs(ana.address);
      // A provider who is a member too, whoever admitted him: a quota is spent once.
      await groups.admitProviders(token, [ana]);
      await spend(ana.address, 40n);
      await expect(spend(ana.address, 1n)).to.be.revert(ethers);
      await backing.connect(ana).collect(token, ana);
      expect(await asset.balanceOf(ana.address)).to.equal(400n);
      expect(await token.totalSupply()).to.equal(0n);
      expect(await token.balanceOf(ZeroAddress)).to.equal(0n);
    });
  });
});
