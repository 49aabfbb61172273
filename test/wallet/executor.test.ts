import { expect } from "chai";
import {
  type BaseContract,
  getBytes,
  id,
  keccak256,
  AbiCoder,
  parseEther,
  toBeHex,
  ZeroAddress,
  ZeroHash,
} from "ethers";
import hre from "hardhat";

import {
  BombAsset__factory,
  BurningAsset__factory,
  ContractAccount__factory,
  DenyListAsset__factory,
  FalseAsset__factory,
  FeeAsset__factory,
  HookAsset__factory,
  MockERC20__factory,
  RebasingAsset__factory,
  RevertingAsset__factory,
  SilentAsset__factory,
  StagedNFT__factory,
  StagedItems__factory,
  ThirstyAsset__factory,
} from "../../types/ethers-contracts/index.js";
import type { AssetStruct, PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  CALM,
  DAY,
  erc20,
  ethers,
  Kind,
  holding,
  load,
  networkHelpers,
  NO_EVIDENCE,
  now,
  only,
  pass,
  planOf,
  SHARED,
  State,
  type Wallet,
  who,
} from "./fixture.ts";

const YEAR = 365n * DAY;
const MAX = 2n ** 256n - 1n;
/** The cap of one transaction, EIP-7825. */
const MOST_GAS = 2n ** 24n;

/** Three recipients whose shares leave something over. */
const family = (wallet: Wallet) => [
  {
    delay: 0n,
    window: 0n,
    recipients: [
      { who: who(wallet.spouse.address), share: 3_334n },
      { who: who(wallet.child.address), share: 3_333n },
      { who: who(wallet.second.address), share: 3_333n },
    ],
  },
];

const nft = (token: string, number: bigint, heir = SHARED): AssetStruct => ({
  kind: Kind.ERC721,
  token,
  id: number,
  heir,
});
const items = (token: string, number: bigint): AssetStruct => ({ kind: Kind.ERC1155, token, id: number, heir: SHARED });
const sorted = (assets: AssetStruct[]): AssetStruct[] =>
  [...assets].sort((a, b) => {
    const [x, y] = [BigInt(a.token as string), BigInt(b.token as string)];
    return x === y ? Number(BigInt(a.id) - BigInt(b.id)) : x < y ? -1 : 1;
  });

/** A plan that is due: registered, triggered, its grace period over. */
async function due(
  wallet: Wallet,
  changes: Partial<PlanStruct> = {},
): Promise<{ plan: PlanStruct; execution: string }> {
  const plan = await planOf(wallet, { tiers: family(wallet), ...changes });
  await wallet.registry.connect(wallet.owner).register(plan);
  await pass(90n * DAY);
  await wallet.registry.trigger(plan, NO_EVIDENCE);
  const execution = await wallet.executor.executionOf(wallet.owner.address, 1n, await now());
  await pass(7n * DAY);
  return { plan, execution };
}

const execute = (
  wallet: Wallet,
  plan: PlanStruct,
  places = plan.assets.map((_, place) => BigInt(place)),
  further: AssetStruct[] = [],
) => wallet.executor.connect(wallet.keeper).execute(plan, places, further, NO_EVIDENCE);

interface Mintable extends BaseContract {
  mint(to: string, amount: bigint): Promise<unknown>;
  balanceOf(owner: string): Promise<bigint>;
}

/** Gives the owner an amount of an asset, and lets the executor move it. */
async function stock<T extends Mintable>(wallet: Wallet, asset: T, amount: bigint): Promise<T> {
  await asset.mint(wallet.owner.address, amount);
  const erc = MockERC20__factory.connect(await asset.getAddress(), wallet.owner);
  await erc.approve(await wallet.executor.getAddress(), MAX);
  return asset;
}

describe("the executor", () => {
  describe("of an account's approvals", () => {
    it("moves all of a token by shares, and what is left over to the first", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const { plan, execution } = await due(wallet);
      const transaction = execute(wallet, plan);
      await expect(transaction).to.changeTokenBalances(
        ethers,
        wallet.dollar,
        [wallet.owner, wallet.spouse, wallet.child, wallet.second],
        [-100n, 34n, 33n, 33n],
      );
      await expect(transaction)
        .to.emit(wallet.registry, "ExecutionBegun")
        .withArgs(wallet.owner.address, 1n, 0n)
        .and.to.emit(wallet.registry, "ExecutionCompleted")
        .withArgs(wallet.owner.address, 1n);
      expect(await wallet.executor.executedOf(execution)).to.equal(1n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
    });

    it("moves nothing a second early, and nothing of a plan that nobody triggered", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const plan = await planOf(wallet);
      await wallet.registry.connect(wallet.owner).register(plan);
      await pass(200n * DAY);
      await expect(execute(wallet, plan))
        .to.be.revertedWithCustomError(wallet.registry, "WalletState")
        .withArgs(State.ACTIVE);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      const from = (await now()) + 7n * DAY;
      await networkHelpers.time.setNextBlockTimestamp(from - 1n);
      await expect(execute(wallet, plan))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
        .withArgs(from, from - 1n);
      await networkHelpers.time.setNextBlockTimestamp(from);
      await execute(wallet, plan);
      expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(100n);
    });

    it("goes no further than the approval, and takes the rest once it is approved", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), 60n);
      const { plan } = await due(wallet, { tiers: [only(wallet.second.address)] });
      await execute(wallet, plan);
      expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(60n);
      // What isn't approved hasn't been taken up.
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.EXECUTING);
      await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), 40n);
      await execute(wallet, plan);
      expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(100n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
    });

    it("leaves out what is not there, or whose approval was revoked, and DONE waits for the latter", async () => {
      const wallet = await load();
      const other = await new MockERC20__factory(wallet.deployer).deploy("Other", "OTH", 18);
      const assets = sorted([erc20(await wallet.dollar.getAddress()), erc20(await other.getAddress())]);
      await stock(wallet, wallet.dollar, 100n);
      await stock(wallet, other, 50n);
      await other.connect(wallet.owner).approve(await wallet.executor.getAddress(), 0n);
      const { plan, execution } = await due(wallet, { assets });
      const place = assets.findIndex((asset) => asset.token === other.target);
      await expect(execute(wallet, plan))
        .to.emit(wallet.executor, "AssetUnavailable")
        .withArgs(wallet.owner.address, 1n, Object.values({ ...assets[place]! }), 50n);
      expect(await wallet.executor.executedOf(execution)).to.equal(1n << BigInt(1 - place));
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.EXECUTING);
      // Spent meanwhile: there is nothing to take up any more.
      await other.connect(wallet.owner).transfer(wallet.stranger.address, 50n);
      await execute(wallet, plan);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
    });

    it("leaves out a token of a collection that has another owner by now, and one that is gone", async () => {
      const wallet = await load();
      const art = await new StagedNFT__factory(wallet.deployer).deploy();
      const token = await art.getAddress();
      await art.mint(wallet.owner.address, 1n);
      await art.mint(wallet.stranger.address, 2n);
      await art.connect(wallet.owner).setApprovalForAll(await wallet.executor.getAddress(), true);
      const { plan, execution } = await due(wallet, { assets: [nft(token, 1n), nft(token, 2n), nft(token, 3n)] });
      for (const place of [1, 2])
        await expect(execute(wallet, plan, [BigInt(place)]))
          .to.emit(wallet.executor, "AssetUnavailable")
          .withArgs(wallet.owner.address, 1n, Object.values(plan.assets[place]!), 0n);
      // That it has another owner is certain. Of one that is gone nothing is, and it might come back.
      expect(await wallet.executor.executedOf(execution)).to.equal(0b010n);
      await expect(execute(wallet, plan, [0n]))
        .to.emit(wallet.executor, "AssetMoved")
        .withArgs(wallet.owner.address, 1n, wallet.spouse.address, Object.values(plan.assets[0]!), 1n);
      expect(await wallet.executor.executedOf(execution)).to.equal(0b011n);
      expect(await art.ownerOf(2n)).to.equal(wallet.stranger.address);
    });

    it("gives an asset to the heir whom the plan names, in whichever tier, and to all if it has none of that place", async () => {
      const wallet = await load();
      const other = await new MockERC20__factory(wallet.deployer).deploy("Other", "OTH", 18);
      await stock(wallet, wallet.dollar, 90n);
      await stock(wallet, other, 300n);
      const assets = sorted([erc20(await wallet.dollar.getAddress(), 1n), erc20(await other.getAddress(), 3n)]);
      const { plan } = await due(wallet, { assets });
      await execute(wallet, plan);
      expect(await wallet.dollar.balanceOf(wallet.child.address)).to.equal(90n);
      expect(await other.balanceOf(wallet.child.address)).to.equal(99n);
    });

    it("moves tokens of a collection and of many, to the first where nobody is named", async () => {
      const wallet = await load();
      const art = await new StagedNFT__factory(wallet.deployer).deploy();
      const things = await new StagedItems__factory(wallet.deployer).deploy();
      const executor = await wallet.executor.getAddress();
      for (const number of [1n, 2n, 3n]) await art.mint(wallet.owner.address, number);
      await art.connect(wallet.owner).approve(executor, 1n);
      await art.connect(wallet.owner).approve(executor, 2n);
      await things.mint(wallet.owner.address, 7n, 10n);
      await things.connect(wallet.owner).setApprovalForAll(executor, true);
      const others = await new StagedItems__factory(wallet.deployer).deploy();
      await others.mint(wallet.owner.address, 8n, 2n);
      const token = await art.getAddress();
      const assets = sorted([
        nft(token, 1n),
        nft(token, 2n, 2n),
        nft(token, 3n),
        items(await things.getAddress(), 7n),
        items(await others.getAddress(), 8n),
      ]);
      const { plan, execution } = await due(wallet, { assets });
      await execute(wallet, plan);
      for (const asset of [nft(token, 3n), items(await others.getAddress(), 8n)])
        expect(await wallet.executor.claimableOf(execution, asset)).to.equal(0n);
      expect(await art.ownerOf(1n)).to.equal(wallet.spouse.address);
      expect(await art.ownerOf(2n)).to.equal(wallet.second.address);
      // The third was not approved, nor were the others.
      expect(await others.balanceOf(wallet.owner.address, 8n)).to.equal(2n);
      expect(await art.ownerOf(3n)).to.equal(wallet.owner.address);
      const held = await Promise.all(
        [wallet.spouse, wallet.child, wallet.second].map(({ address }) => things.balanceOf(address, 7n)),
      );
      expect(held).to.deep.equal([4n, 3n, 3n]);
      await art.connect(wallet.owner).setApprovalForAll(executor, true);
      await execute(wallet, plan);
      expect(await art.ownerOf(3n)).to.equal(wallet.spouse.address);
    });

    it("refuses places beyond the list, pages of nothing, and assets that aren't listed", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const { plan } = await due(wallet);
      await expect(execute(wallet, plan, [1n]))
        .to.be.revertedWithCustomError(wallet.executor, "ExecutorPlace")
        .withArgs(1n, 1n);
      await expect(execute(wallet, plan, [])).to.be.revertedWithCustomError(wallet.executor, "ExecutorNothing");
      await expect(execute(wallet, plan, [], [erc20(`0x${"ee".repeat(20)}`)]))
        .to.be.revertedWithCustomError(wallet.executor, "ExecutorNotEverything")
        .withArgs(wallet.owner.address);
    });

    it("executes again what arrives later", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const { plan } = await due(wallet, { tiers: [only(wallet.second.address)] });
      await execute(wallet, plan);
      await wallet.dollar.mint(wallet.owner.address, 11n);
      await execute(wallet, plan);
      expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(111n);
    });

    it("stops for good when the owner comes back after an asset has moved", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const { plan } = await due(wallet, { tiers: [only(wallet.second.address)] });
      await execute(wallet, plan);
      await wallet.registry.connect(wallet.owner).heartbeat();
      await wallet.dollar.mint(wallet.owner.address, 11n);
      await pass(200n * DAY);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.STOPPED);
      await expect(execute(wallet, plan))
        .to.be.revertedWithCustomError(wallet.registry, "WalletState")
        .withArgs(State.STOPPED);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletState")
        .withArgs(State.STOPPED);
      await wallet.registry.connect(wallet.owner).supersede(plan, plan);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    });

    it("does nothing for one who isn't the registry's executor", async () => {
      const wallet = await load();
      const { plan } = await due(wallet);
      const { triggeredAt } = await wallet.registry.statusOf(plan);
      const done = { moved: true, claimed: false, complete: true, by: wallet.stranger.address };
      const outcome = { version: 1n, tier: 0n, triggeredAt, ...done };
      await expect(wallet.registry.recordExecution(plan, outcome))
        .to.be.revertedWithCustomError(wallet.registry, "WalletNotExecutor")
        .withArgs(wallet.deployer.address);
    });
  });

  describe("where an asset or a recipient fails", () => {
    it("keeps what a deny-listed recipient would have got, for him to claim to another address", async () => {
      const wallet = await load();
      const asset = await stock(wallet, await new DenyListAsset__factory(wallet.deployer).deploy(), 100n);
      const assets = [erc20(await asset.getAddress())];
      const { plan, execution } = await due(wallet, { assets });
      await asset.setDenied(wallet.child.address, true);
      await expect(execute(wallet, plan)).to.emit(wallet.executor, "ClaimRecorded");
      expect(await asset.balanceOf(wallet.spouse.address)).to.equal(34n);
      expect(await asset.balanceOf(wallet.second.address)).to.equal(33n);
      expect(await asset.balanceOf(wallet.owner.address)).to.equal(33n);
      expect(await wallet.executor.claimOf(execution, assets[0]!, who(wallet.child.address))).to.deep.equal([
        33n,
        await now(),
      ]);
      expect(await wallet.executor.claimableOf(execution, assets[0]!)).to.equal(33n);
      // What is claimed is not executed again.
      await execute(wallet, plan);
      expect(await asset.balanceOf(wallet.owner.address)).to.equal(33n);

      const claim = (signer: Wallet["child"], to: string) =>
        wallet.executor.connect(signer).claim(plan, assets[0]!, wallet.child.address, ZeroHash, to, NO_EVIDENCE);
      await expect(claim(wallet.stranger, wallet.stranger.address))
        .to.be.revertedWithCustomError(wallet.executor, "ExecutorNotRecipient")
        .withArgs(who(wallet.child.address), wallet.stranger.address);
      await expect(claim(wallet.stranger, wallet.child.address)).to.be.revertedWithCustomError(
        wallet.executor,
        "ExecutorClaimFailed",
      );
      await expect(claim(wallet.child, ZeroAddress)).to.be.revertedWithCustomError(
        wallet.executor,
        "ExecutorNotRecipient",
      );
      await expect(claim(wallet.child, wallet.guardians[0]!.address)).to.emit(wallet.executor, "ClaimPaid");
      expect(await asset.balanceOf(wallet.guardians[0]!.address)).to.equal(33n);
      await expect(claim(wallet.child, wallet.child.address))
        .to.be.revertedWithCustomError(wallet.executor, "ExecutorNoClaim")
        .withArgs(who(wallet.child.address), await asset.getAddress());
    });

    it("moves the others, whatever one asset does", async () => {
      const wallet = await load();
      const deployer = wallet.deployer;
      const reverting: Mintable[] = [];
      for (const mode of [1n, 2n, 3n]) {
        const asset = await new RevertingAsset__factory(deployer).deploy();
        await asset.setMode(mode);
        reverting.push(asset);
      }
      const refusing = await new FalseAsset__factory(deployer).deploy();
      const burning = await new BurningAsset__factory(deployer).deploy();
      const bad: Mintable[] = [...reverting, refusing, burning];
      const odd: Mintable[] = [
        // It answers that it has moved, in 200,000 bytes.
        await new BombAsset__factory(deployer).deploy(),
        await new SilentAsset__factory(deployer).deploy(),
        await new FeeAsset__factory(deployer).deploy(),
        await new RebasingAsset__factory(deployer).deploy(),
        wallet.dollar,
      ];
      for (const asset of [...bad, ...odd]) await stock(wallet, asset, 10_000n);
      const assets = sorted(await Promise.all([...bad, ...odd].map(async (asset) => erc20(await asset.getAddress()))));
      const { plan, execution } = await due(wallet, { assets, tiers: [only(wallet.second.address)] });
      await refusing.setRefusing(true);
      await burning.setBurner(wallet.second.address);
      await execute(wallet, plan);
      for (const asset of odd) expect(await asset.balanceOf(wallet.second.address)).to.be.greaterThan(0n);
      // What refuses, in whatever way, is claimed; what has moved isn't.
      const claimed = async (asset: Mintable) =>
        wallet.executor.claimableOf(execution, erc20(await asset.getAddress()));
      for (const asset of bad) expect(await claimed(asset)).to.equal(10_000n);
      for (const asset of odd) expect(await claimed(asset)).to.equal(0n);
      expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(10_000n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
    });

    it("keeps a token that its receiver refuses, for him to claim elsewhere", async () => {
      const wallet = await load();
      const art = await new StagedNFT__factory(wallet.deployer).deploy();
      await art.mint(wallet.owner.address, 1n);
      await art.connect(wallet.owner).setApprovalForAll(await wallet.executor.getAddress(), true);
      const contract = await new ContractAccount__factory(wallet.deployer).deploy();
      await stock(wallet, wallet.dollar, 100n);
      const assets = sorted([nft(await art.getAddress(), 1n), erc20(await wallet.dollar.getAddress())]);
      const { plan } = await due(wallet, { assets, tiers: [only(await contract.getAddress())] });
      await execute(wallet, plan);
      expect(await art.ownerOf(1n)).to.equal(wallet.owner.address);
      expect(await wallet.dollar.balanceOf(await contract.getAddress())).to.equal(100n);
      const claim = wallet.executor.interface.encodeFunctionData("claim", [
        plan,
        nft(await art.getAddress(), 1n),
        await contract.getAddress(),
        ZeroHash,
        wallet.child.address,
        NO_EVIDENCE,
      ]);
      await contract.execute(await wallet.executor.getAddress(), claim);
      expect(await art.ownerOf(1n)).to.equal(wallet.child.address);
    });

    it("moves the last unit of a share, and nothing to whom a share rounds to nothing", async () => {
      for (const [held, parts] of [
        [2n, [1n, 1n]],
        [1n, [1n, 0n]],
      ] as const) {
        const wallet = await load();
        await stock(wallet, wallet.dollar, held);
        const half = (recipient: string) => ({ who: who(recipient), share: 5_000n });
        const recipients = [half(wallet.spouse.address), half(wallet.child.address)];
        const { plan } = await due(wallet, { tiers: [{ delay: 0n, window: 0n, recipients }] });
        await execute(wallet, plan);
        const moved = await wallet.executor.queryFilter(wallet.executor.filters.AssetMoved(wallet.owner.address));
        expect(moved.length).to.equal(parts.filter((part) => part !== 0n).length);
        const people = [wallet.spouse, wallet.child];
        const balances = await Promise.all(people.map(({ address }) => wallet.dollar.balanceOf(address)));
        expect(balances).to.deep.equal(parts);
      }
    });

    it("has nothing to give out of what is less than is claimed of it already", async () => {
      const wallet = await load();
      const asset = await stock(wallet, await new DenyListAsset__factory(wallet.deployer).deploy(), 100n);
      const listed = erc20(await asset.getAddress());
      const { plan } = await due(wallet, { assets: [listed], tiers: [only(wallet.second.address)] });
      await asset.setDenied(wallet.second.address, true);
      await execute(wallet, plan);
      await asset.connect(wallet.owner).transfer(wallet.stranger.address, 70n);
      await expect(execute(wallet, plan))
        .to.emit(wallet.executor, "AssetUnavailable")
        .withArgs(wallet.owner.address, 1n, Object.values(listed), 30n);
    });

    it("isn't entered again by a token that calls its receiver, be it for a page or for a claim", async () => {
      const wallet = await load();
      const hook = await stock(wallet, await new HookAsset__factory(wallet.deployer).deploy(), 100n);
      const refusing = await stock(wallet, await new DenyListAsset__factory(wallet.deployer).deploy(), 100n);
      const contract = await new ContractAccount__factory(wallet.deployer).deploy();
      const receiver = await contract.getAddress();
      const [hooked, denied] = [erc20(await hook.getAddress()), erc20(await refusing.getAddress())];
      const half = (recipient: string) => ({ who: who(recipient), share: 5_000n });
      const recipients = [half(wallet.spouse.address), half(receiver)];
      const { plan } = await due(wallet, {
        assets: sorted([hooked, denied]),
        tiers: [{ delay: 0n, window: 0n, recipients }],
        fallbackRecipient: wallet.stranger.address,
      });
      await refusing.setDenied(receiver, true);
      const place = (asset: AssetStruct) => BigInt(plan.assets.findIndex(({ token }) => token === asset.token));
      await execute(wallet, plan, [place(denied)]);
      const codec = wallet.executor.interface;
      const refusal = codec.encodeErrorResult("ReentrancyGuardReentrantCall", []);
      const start = await networkHelpers.takeSnapshot();
      for (const call of [
        codec.encodeFunctionData("execute", [plan, [0n], [], NO_EVIDENCE]),
        codec.encodeFunctionData("claim", [plan, denied, receiver, ZeroHash, wallet.child.address, NO_EVIDENCE]),
        codec.encodeFunctionData("claimForFallback", [plan, denied, who(receiver), NO_EVIDENCE]),
      ]) {
        await contract.reenterWith(await wallet.executor.getAddress(), call);
        await expect(execute(wallet, plan, [place(hooked)]))
          .to.emit(contract, "Reentered")
          .withArgs(false, refusal);
        expect(await hook.balanceOf(receiver)).to.equal(50n);
        expect(await hook.balanceOf(wallet.spouse.address)).to.equal(50n);
        expect(await refusing.balanceOf(wallet.owner.address)).to.equal(50n);
        await start.restore();
      }
    });

    it("can't be brought to record claims by too little gas, not even of an asset that takes nearly all that it is given", async () => {
      const wallet = await load();
      const thirsty = await stock(wallet, await new ThirstyAsset__factory(wallet.deployer).deploy(), 100n);
      await stock(wallet, wallet.dollar, 100n);
      for (const asset of [wallet.dollar, thirsty]) {
        const start = await networkHelpers.takeSnapshot();
        const assets = [erc20(await asset.getAddress())];
        const { plan } = await due(wallet, { assets, tiers: [only(wallet.second.address)] });
        const connected = wallet.executor.connect(wallet.keeper);
        const outcomes: (number | null)[] = [];
        for (let gasLimit = 150_000n; gasLimit <= 700_000n; gasLimit += 10_000n) {
          const snapshot = await networkHelpers.takeSnapshot();
          const sent = await connected
            .execute(plan, [0n], [], NO_EVIDENCE, { gasLimit })
            .then(async (transaction) => (await transaction.wait())!.status)
            .catch(() => 0);
          expect(await asset.balanceOf(wallet.second.address)).to.equal(sent === 1 ? 100n : 0n);
          outcomes.push(sent);
          await snapshot.restore();
        }
        expect(outcomes).to.include(0);
        expect(outcomes.at(-1)).to.equal(1);
        await start.restore();
      }
    });

    it("says why a claim isn't paid, in the asset's words, of which it keeps 256 bytes", async () => {
      const wallet = await load();
      const asset = await stock(wallet, await new RevertingAsset__factory(wallet.deployer).deploy(), 100n);
      const assets = [erc20(await asset.getAddress())];
      const { plan } = await due(wallet, { assets, tiers: [only(wallet.second.address)] });
      const { interface: errors } = asset;
      await asset.setMode(1n);
      await execute(wallet, plan);
      const { second } = wallet;
      for (const [mode, reason] of [
        [1n, (told: string) => told === errors.getError("Halted")!.selector],
        [2n, (told: string) => told === "0x"],
        [3n, (told: string) => getBytes(told).length === 256],
      ] as const) {
        await asset.setMode(mode);
        await expect(wallet.executor.claim(plan, assets[0]!, second.address, ZeroHash, second.address, NO_EVIDENCE))
          .to.be.revertedWithCustomError(wallet.executor, "ExecutorClaimFailed")
          .withArgs(reason);
      }
    });

    it("pays a claim as far as the account still has it, and nothing of a claim once the owner is back", async () => {
      const wallet = await load();
      const asset = await stock(wallet, await new DenyListAsset__factory(wallet.deployer).deploy(), 100n);
      const assets = [erc20(await asset.getAddress())];
      const { plan, execution } = await due(wallet, { assets });
      await asset.setDenied(wallet.child.address, true);
      await execute(wallet, plan);
      await asset.setDenied(wallet.child.address, false);
      // The owner's key is still good: whoever has it can take what is left.
      await asset.connect(wallet.owner).transfer(wallet.stranger.address, 30n);
      const claim = () =>
        wallet.executor.claim(plan, assets[0]!, wallet.child.address, ZeroHash, wallet.child.address, NO_EVIDENCE);
      await claim();
      expect(await asset.balanceOf(wallet.child.address)).to.equal(3n);
      expect((await wallet.executor.claimOf(execution, assets[0]!, who(wallet.child.address))).amount).to.equal(30n);
      await asset.mint(wallet.owner.address, 5n);
      await wallet.registry.connect(wallet.owner).heartbeat();
      await expect(claim()).to.be.revertedWithCustomError(wallet.registry, "WalletState").withArgs(State.STOPPED);
    });

    it("forgets claims of an execution in which nothing moved, when the owner comes back", async () => {
      const wallet = await load();
      const asset = await stock(wallet, await new DenyListAsset__factory(wallet.deployer).deploy(), 100n);
      const assets = sorted([erc20(await asset.getAddress()), erc20(await wallet.dollar.getAddress())]);
      const place = assets.findIndex(({ token }) => token === asset.target);
      const { plan, execution } = await due(wallet, { assets, tiers: [only(wallet.second.address)] });
      await asset.setDenied(wallet.owner.address, true);
      await execute(wallet, plan, [BigInt(place)]);
      // Also when all of the list has been taken up.
      await execute(wallet, plan);
      expect(await wallet.executor.claimableOf(execution, assets[place]!)).to.equal(100n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.GRACE);
      await asset.setDenied(wallet.owner.address, false);
      await wallet.registry.connect(wallet.owner).heartbeat();
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
      await pass(90n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      await pass(7n * DAY);
      await execute(wallet, plan);
      expect(await asset.balanceOf(wallet.second.address)).to.equal(100n);
    });
  });

  describe("with a secret recipient", () => {
    const SALT = id("salt");
    const secretly = (wallet: Wallet) => ({
      tiers: [
        {
          delay: 0n,
          window: 0n,
          recipients: [
            { who: who(wallet.spouse.address), share: 5_000n },
            {
              who: keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [wallet.child.address, SALT])),
              share: 5_000n,
            },
          ],
        },
      ],
    });

    it("keeps his share until he, or anybody who has the salt, shows who he is", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const { plan } = await due(wallet, secretly(wallet));
      await execute(wallet, plan);
      expect(await wallet.dollar.balanceOf(wallet.owner.address)).to.equal(50n);
      const asset = erc20(await wallet.dollar.getAddress());
      const claim = (recipient: string, salt: string, to = recipient) =>
        wallet.executor.connect(wallet.stranger).claim(plan, asset, recipient, salt, to, NO_EVIDENCE);
      await expect(claim(wallet.stranger.address, SALT)).to.be.revertedWithCustomError(
        wallet.executor,
        "ExecutorNoClaim",
      );
      await expect(claim(wallet.child.address, id("other"))).to.be.revertedWithCustomError(
        wallet.executor,
        "ExecutorNoClaim",
      );
      await claim(wallet.child.address, SALT);
      expect(await wallet.dollar.balanceOf(wallet.child.address)).to.equal(50n);
    });
  });

  describe("with a recipient whose word is one bit longer than an address", () => {
    it("takes it for a secret, not for that address", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const secret = toBeHex((1n << 160n) | BigInt(wallet.child.address), 32);
      const tiers = [{ ...only(wallet.spouse.address), recipients: [{ who: secret, share: 10_000n }] }];
      const { plan, execution } = await due(wallet, { tiers });
      await execute(wallet, plan);
      const [amount] = await wallet.executor.claimOf(execution, plan.assets[0]!, secret);
      expect([amount, await wallet.dollar.balanceOf(wallet.child.address)]).to.deep.equal([100n, 0n]);
    });
  });

  describe("with a fallback recipient", () => {
    it("pays him what nobody has taken for a year, and not a second before", async () => {
      const wallet = await load();
      const asset = await stock(wallet, await new DenyListAsset__factory(wallet.deployer).deploy(), 100n);
      const assets = [erc20(await asset.getAddress())];
      const { plan } = await due(wallet, { assets, fallbackRecipient: wallet.guardians[1]!.address });
      await asset.setDenied(wallet.child.address, true);
      await execute(wallet, plan);
      const from = (await now()) + YEAR;
      const claim = () => wallet.executor.claimForFallback(plan, assets[0]!, who(wallet.child.address), NO_EVIDENCE);
      await networkHelpers.time.setNextBlockTimestamp(from - 1n);
      await expect(claim()).to.be.revertedWithCustomError(wallet.executor, "ExecutorFallbackEarly").withArgs(from);
      await networkHelpers.time.setNextBlockTimestamp(from);
      await claim();
      expect(await asset.balanceOf(wallet.guardians[1]!.address)).to.equal(33n);
      await expect(claim()).to.be.revertedWithCustomError(wallet.executor, "ExecutorNoClaim");
    });

    it("is nobody, where the plan names none", async () => {
      const wallet = await load();
      const asset = await stock(wallet, await new DenyListAsset__factory(wallet.deployer).deploy(), 100n);
      const assets = [erc20(await asset.getAddress())];
      const { plan } = await due(wallet, { assets });
      await asset.setDenied(wallet.child.address, true);
      await execute(wallet, plan);
      await pass(2n * YEAR);
      await expect(
        wallet.executor.claimForFallback(plan, assets[0]!, who(wallet.child.address), NO_EVIDENCE),
      ).to.be.revertedWithCustomError(wallet.executor, "ExecutorFallbackEarly");
    });
  });

  describe("of an account that moves its assets itself", () => {
    const ETHER: AssetStruct = { kind: Kind.NATIVE, token: ZeroAddress, id: 0n, heir: SHARED };

    async function held(listed: (wallet: Wallet) => Promise<AssetStruct> = async () => Promise.resolve(ETHER)) {
      const wallet = await load();
      const { holder, account, register } = await holding(wallet);
      const plan = await register({ everything: true, assets: [await listed(wallet)], tiers: family(wallet) });
      await pass(90n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      await pass(7n * DAY);
      return { wallet, holder, account, plan };
    }

    it("moves ether, and whatever else anybody names, by shares", async () => {
      const { wallet, account, plan } = await held(async ({ deployer }) =>
        nft(await (await new StagedNFT__factory(deployer).deploy()).getAddress(), 1n),
      );
      const art = StagedNFT__factory.connect(plan.assets[0]!.token as string, wallet.deployer);
      await wallet.deployer.sendTransaction({ to: account, value: parseEther("3") });
      await wallet.dollar.mint(account, 100n);
      const token = erc20(await wallet.dollar.getAddress(), 1n);
      const transaction = execute(wallet, plan, [], [ETHER, token]);
      await expect(transaction).to.changeEtherBalances(
        ethers,
        [account, wallet.spouse, wallet.child],
        [-parseEther("3"), parseEther("1.0002"), parseEther("0.9999")],
      );
      // Whoever names an asset doesn't choose who gets it.
      expect(await wallet.dollar.balanceOf(wallet.child.address)).to.equal(33n);
      // Something has moved, and what is listed hasn't been taken up.
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.EXECUTING);
      await art.mint(account, 1n);
      await execute(wallet, plan, [0n]);
      expect(await art.ownerOf(1n)).to.equal(wallet.spouse.address);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
    });

    it("has taken up ether where there is none", async () => {
      const { wallet, account, plan } = await held();
      await wallet.dollar.mint(account, 100n);
      await execute(wallet, plan, [0n], [erc20(await wallet.dollar.getAddress())]);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
    });

    it("leaves ether alone where the account has no code any more, as after a delegation: nobody can approve it", async () => {
      const { wallet, account, plan } = await held();
      await wallet.deployer.sendTransaction({ to: account, value: 5n });
      await networkHelpers.setCode(account, "0x");
      await wallet.life.say(account, CALM);
      await expect(execute(wallet, plan))
        .to.emit(wallet.executor, "AssetUnavailable")
        .withArgs(account, 1n, Object.values(ETHER), 5n);
    });

    it("moves nothing where the account has no code, whatever its source says of who lets go of it", async () => {
      const { wallet, account, plan } = await held();
      await wallet.deployer.sendTransaction({ to: account, value: 5n });
      await networkHelpers.setCode(account, "0x");
      await expect(execute(wallet, plan)).not.to.emit(wallet.executor, "AssetMoved");
      expect(await ethers.provider.getBalance(account)).to.equal(5n);
      const { triggeredAt } = await wallet.registry.statusOf(plan);
      const execution = await wallet.executor.executionOf(account, 1n, triggeredAt);
      expect(await wallet.executor.claimableOf(execution, ETHER)).to.equal(5n);
    });

    it("takes nobody's word for the kind of an asset", async () => {
      const { wallet, account, plan } = await held();
      const art = await new StagedNFT__factory(wallet.deployer).deploy();
      const things = await new StagedItems__factory(wallet.deployer).deploy();
      const [collection, many] = [await art.getAddress(), await things.getAddress()];
      for (const number of [1n, 2n, 3n]) await art.mint(account, number);
      await wallet.dollar.mint(account, 3n);
      for (const wrong of [
        erc20(collection),
        items(collection, 1n),
        erc20(many),
        nft(many, 1n),
        nft(await wallet.dollar.getAddress(), 1n),
        items(await wallet.dollar.getAddress(), 1n),
        { ...ETHER, id: 1n },
        { ...erc20(await wallet.dollar.getAddress()), id: 1n },
      ]) {
        await expect(execute(wallet, plan, [], [wrong]))
          .to.be.revertedWithCustomError(wallet.executor, "ExecutorFurther")
          .withArgs(0n);
      }
      await execute(wallet, plan, [], [nft(collection, 2n)]);
      expect(await art.ownerOf(2n)).to.equal(wallet.spouse.address);
    });

    it("takes what is listed as listed, and not as something further", async () => {
      const wallet = await load();
      const { register } = await holding(wallet);
      const assets = sorted([
        ETHER,
        erc20(await wallet.dollar.getAddress(), 1n),
        ...[5n, 9n].map((number) => nft(`0x${"ff".repeat(20)}`, number, 1n)),
      ]);
      const plan = await register({ everything: true, assets, tiers: family(wallet) });
      await pass(90n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      await pass(7n * DAY);
      for (const listed of assets) {
        await expect(execute(wallet, plan, [], [{ ...listed, heir: SHARED }]))
          .to.be.revertedWithCustomError(wallet.executor, "ExecutorFurther")
          .withArgs(0n);
      }
    });

    it("keeps what the account doesn't let go as a claim", async () => {
      const { wallet, holder, account, plan } = await held();
      await wallet.dollar.mint(account, 100n);
      await holder.lock(true);
      const asset = erc20(await wallet.dollar.getAddress());
      await execute(wallet, plan, [], [asset]);
      expect(await wallet.dollar.balanceOf(account)).to.equal(100n);
      await holder.lock(false);
      await wallet.executor.claim(plan, asset, wallet.child.address, ZeroHash, wallet.child.address, NO_EVIDENCE);
      expect(await wallet.dollar.balanceOf(wallet.child.address)).to.equal(33n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.EXECUTING);
    });
  });

  describe("with as many recipients as a tier can have", () => {
    it("fits an asset into a transaction that uses up, at each of them, all the gas that it is given", async function () {
      if (hre.globalOptions.coverage) this.skip();
      const wallet = await load();
      const token = await new BurningAsset__factory(wallet.deployer).deploy();
      const address = await token.getAddress();
      await token.mint(wallet.owner.address, 10_000n);
      await token.connect(wallet.owner).approve(await wallet.executor.getAddress(), 10_000n);
      await token.setBurner(address);
      const recipients = Array.from({ length: 32 }, (_, place) => ({
        who: who(toBeHex(2n ** 159n + BigInt(place), 20)),
        share: place === 0 ? 10_000n - 31n * 300n : 300n,
      }));
      const tiers = [{ delay: 0n, window: 0n, recipients }];
      const { plan, execution } = await due(wallet, { assets: [erc20(address)], tiers });
      const sent = await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE, { gasLimit: MOST_GAS });
      expect((await sent.wait())!.status).to.equal(1);
      expect(await wallet.executor.claimableOf(execution, plan.assets[0]!)).to.equal(10_000n);
    });
  });

  describe("with as many assets as a plan can list", () => {
    it("executes a page of them", async () => {
      const wallet = await load();
      await stock(wallet, wallet.dollar, 100n);
      const dollar = erc20(await wallet.dollar.getAddress());
      // Things of one collection, all but one of which are somebody else's: they are taken up as what is gone.
      const art = await (await new StagedNFT__factory(wallet.deployer).deploy()).getAddress();
      const assets = sorted([dollar, ...Array.from({ length: 255 }, (_, number) => nft(art, BigInt(number)))]);
      const { plan, execution } = await due(wallet, { assets, tiers: [only(wallet.second.address)] });
      const place = BigInt(assets.findIndex(({ token }) => token === dollar.token));
      await expect(execute(wallet, plan, [place])).not.to.emit(wallet.registry, "ExecutionCompleted");
      expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(100n);
      expect(await wallet.executor.executedOf(execution)).to.equal(1n << place);
    });
  });

  describe("with 200 assets", () => {
    it("executes a plan's pages under the cap of a transaction", async function () {
      if (hre.globalOptions.coverage) this.skip();
      this.timeout(300_000);
      const wallet = await load();
      const tokens = await Promise.all(
        Array.from({ length: 200 }, () => new MockERC20__factory(wallet.deployer).deploy("Many", "MNY", 18)),
      );
      const executor = await wallet.executor.getAddress();
      for (const token of tokens) {
        await token.mint(wallet.owner.address, 1_000n);
        await token.connect(wallet.owner).approve(executor, MAX);
      }
      const assets = sorted(await Promise.all(tokens.map(async (token) => erc20(await token.getAddress()))));
      const { plan } = await due(wallet, { assets });
      for (let first = 0n; first < 200n; first += 50n) {
        const places = Array.from({ length: 50 }, (_, place) => first + BigInt(place));
        const sent = await wallet.executor.execute(plan, places, [], NO_EVIDENCE, { gasLimit: MOST_GAS });
        expect((await sent.wait())!.status).to.equal(1);
      }
      for (const token of tokens) expect(await token.balanceOf(wallet.owner.address)).to.equal(0n);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
    });
  });
});
