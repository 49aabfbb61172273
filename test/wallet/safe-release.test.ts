import { expect } from "chai";
import { type Contract, ZeroAddress } from "ethers";
import hre from "hardhat";

import { safeCall } from "../../src/wallet/safe/safe-transaction.ts";
import {
  BombAsset__factory,
  BurningAsset__factory,
  DenyListAsset__factory,
  EtherBomb__factory,
  FalseAsset__factory,
  MockERC20__factory,
  SilentAsset__factory,
} from "../../types/ethers-contracts/index.js";
import {
  addressOf,
  DAY,
  deployOf,
  ethers,
  executed,
  installed,
  type Installed,
  networkHelpers,
  type Release,
} from "./safe.ts";

const KIND = { NATIVE: 0n, ERC20: 1n, ERC721: 2n, ERC1155: 3n };
const asset = (kind: bigint, token: string, id = 0n) => ({ kind, token, id, heir: 255n });

const installed141 = () => installed("1.4.1");
const installed150 = () => installed("1.5.0");
const load = (release: Release) => networkHelpers.loadFixture(release === "1.4.1" ? installed141 : installed150);

const by = (stage: Installed) => stage.module.connect(stage.executor);
const balance = async (token: Contract, ...inputs: unknown[]) =>
  (await token.getFunction("balanceOf")(...inputs)) as bigint;

for (const release of ["1.4.1", "1.5.0"] as const)
  describe(`release of a Safe's assets, ${release}`, () => {
    it("moves ether", async () => {
      const stage = await load(release);
      const { address, heir } = stage;
      const moved = by(stage).release(address, asset(KIND.NATIVE, ZeroAddress), heir.address, 5n);
      await expect(moved).to.changeEtherBalances(ethers, [address, heir], [-5n, 5n]);
      await expect(by(stage).release(address, asset(KIND.NATIVE, ZeroAddress), heir.address, 10n ** 20n))
        .to.be.revertedWithCustomError(stage.module, "HolderRefused")
        .withArgs(address, ZeroAddress);
    });

    it("moves tokens that answer true, or nothing", async () => {
      const stage = await load(release);
      const { address, heir, stranger } = stage;
      const dollar = await new MockERC20__factory(stranger).deploy("Dollar", "USD", 6n);
      const silent = await new SilentAsset__factory(stranger).deploy();
      for (const token of [dollar, silent]) {
        await token.mint(address, 100n);
        await by(stage).release(address, asset(KIND.ERC20, await addressOf(token)), heir.address, 60n);
        expect([await token.balanceOf(address), await token.balanceOf(heir)]).to.deep.equal([40n, 60n]);
      }
    });

    it("reverts where a token answers false, reverts, or isn't there", async () => {
      const stage = await load(release);
      const { address, heir, module, stranger } = stage;
      const lying = await new FalseAsset__factory(stranger).deploy();
      await lying.mint(address, 100n);
      await lying.setRefusing(true);
      for (const token of [await addressOf(lying), stranger.address])
        for (const kind of token === stranger.address ? [KIND.ERC20, KIND.ERC721, KIND.ERC1155] : [KIND.ERC20])
          await expect(by(stage).release(address, asset(kind, token), heir.address, 60n))
            .to.be.revertedWithCustomError(module, "HolderRefused")
            .withArgs(address, token);
      const denying = await new DenyListAsset__factory(stranger).deploy();
      await denying.mint(address, 100n);
      await denying.setDenied(heir, true);
      await expect(by(stage).release(address, asset(KIND.ERC20, await addressOf(denying)), heir.address, 60n))
        .to.be.revertedWithCustomError(denying, "Denied")
        .withArgs(heir.address);
      const burning = await new BurningAsset__factory(stranger).deploy();
      await burning.mint(address, 100n);
      await burning.setBurner(heir);
      // Instrumented code needs more.
      const gasLimit = hre.globalOptions.coverage ? 10_000_000n : 1_000_000n;
      const token = await addressOf(burning);
      await expect(by(stage).release(address, asset(KIND.ERC20, token), heir.address, 60n, { gasLimit }))
        .to.be.revertedWithCustomError(module, "HolderRefused")
        .withArgs(address, token);
    });

    it("isn't stopped by a token that answers at great length, given the gas, nor by a receiver of ether that does", async () => {
      const stage = await load(release);
      const { address, heir, stranger } = stage;
      const bomb = await new BombAsset__factory(stranger).deploy();
      await bomb.mint(address, 100n);
      await by(stage).release(address, asset(KIND.ERC20, await addressOf(bomb)), heir.address, 60n);
      expect(await bomb.balanceOf(heir)).to.equal(60n);
      const receiver = await addressOf(await new EtherBomb__factory(stranger).deploy());
      const paid = by(stage).release(address, asset(KIND.NATIVE, ZeroAddress), receiver, 5n, { gasLimit: 220_000n });
      await expect(paid).to.changeEtherBalances(ethers, [address, receiver], [-5n, 5n]);
    });

    it("moves a token of a collection, to a receiver that takes it", async () => {
      const stage = await load(release);
      const { address, heir, module, stranger } = stage;
      const token = await deployOf("1.5.0", "test/ERC721Token", stranger);
      const place = await addressOf(token);
      for (const id of [7n, 8n]) await token.getFunction("mint")(address, id);
      await by(stage).release(address, asset(KIND.ERC721, place, 7n), heir.address, 1n);
      expect(await token.getFunction("ownerOf")(7n)).to.equal(heir.address);
      await expect(by(stage).release(address, asset(KIND.ERC721, place, 8n), await addressOf(module), 1n)).to.be.revert(
        ethers,
      );
      await expect(by(stage).release(address, asset(KIND.ERC721, place, 9n), heir.address, 1n)).to.be.revert(ethers);
      expect(await token.getFunction("ownerOf")(8n)).to.equal(address);
    });

    it("moves a number of tokens of an id, to a receiver that takes them", async () => {
      const stage = await load(release);
      const { address, heir, module, stranger } = stage;
      const token = await deployOf("1.5.0", "test/ERC1155Token", stranger);
      await token.getFunction("mint")(address, 7n, 100n, "0x");
      const held = asset(KIND.ERC1155, await addressOf(token), 7n);
      await by(stage).release(address, held, heir.address, 60n);
      expect([await balance(token, address, 7n), await balance(token, heir.address, 7n)]).to.deep.equal([40n, 60n]);
      await expect(by(stage).release(address, held, await addressOf(module), 1n)).to.be.revert(ethers);
      await expect(by(stage).release(address, held, heir.address, 41n)).to.be.revert(ethers);
    });

    it("obeys the executor alone", async () => {
      const stage = await load(release);
      const { address, ann, heir, module, robot } = stage;
      for (const caller of [ann, heir, robot])
        await expect(module.connect(caller).release(address, asset(KIND.NATIVE, ZeroAddress), heir.address, 5n))
          .to.be.revertedWithCustomError(module, "HolderUnauthorized")
          .withArgs(caller.address);
      expect(await module.EXECUTOR()).to.equal(stage.executor.address);
    });

    it("isn't the owners' act, and leaves their life where it was", async () => {
      const stage = await load(release);
      await executed(stage, safeCall(stage.heir.address, "0x"));
      await networkHelpers.time.increase(DAY);
      const before = await stage.module.watchOf(stage.address);
      await by(stage).release(stage.address, asset(KIND.NATIVE, ZeroAddress), stage.heir.address, 5n);
      expect(await stage.module.watchOf(stage.address)).to.deep.equal(before);
    });

    it("isn't possible from a Safe that doesn't have it as a module", async () => {
      const stage = await load(release);
      const other = await addressOf(await stage.create(2n));
      await expect(
        by(stage).release(other, asset(KIND.NATIVE, ZeroAddress), stage.heir.address, 5n),
      ).to.be.revertedWith("GS104");
    });
  });
