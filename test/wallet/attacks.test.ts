import { expect } from "chai";
import { AbiCoder, keccak256, parseEther, ZeroAddress, ZeroHash } from "ethers";

import {
  DenyListAsset__factory,
  IDeadMansSwitch__factory,
  StagedLife__factory,
} from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  DAY,
  erc20,
  ethers,
  load,
  moveTo,
  NO_EVIDENCE,
  now,
  only,
  pass,
  planOf,
  registered,
  State,
  triggered,
  type Wallet,
  who,
} from "./fixture.ts";
import { domainOf, FAR, signHeartbeat, signRequest } from "./signing.ts";

const CALM = { lastLife: 0n, suspendedAt: 0n, lag: 0n, foreign: false, shown: false, holder: ZeroAddress };
const BOND = parseEther("1");
const BOUNTY = parseEther("0.1");
const YEAR = 365n * DAY;
const MAX = 2n ** 256n - 1n;

const commitment = (recipient: string, salt: string) =>
  keccak256(AbiCoder.defaultAbiCoder().encode(["address", "bytes32"], [recipient, salt]));

/** Another source of life, which knows nothing yet. */
async function otherSource(wallet: Wallet) {
  const other = await new StagedLife__factory(wallet.deployer).deploy();
  return { other, source: await other.getAddress() };
}

/** A plan whose dollars are due, all of them or what `changes` says. */
async function due(wallet: Wallet, changes: Partial<PlanStruct> = {}) {
  await wallet.dollar.mint(wallet.owner.address, 100n);
  await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
  const { plan, at } = await triggered(wallet, changes);
  await pass(7n * DAY);
  return { plan, execution: await wallet.executor.executionOf(wallet.owner.address, 1n, at) };
}

describe("attacks on the dead man's switch", () => {
  describe("on its clock", () => {
    it("life that the old source knew counts on when another source takes its place by announcement", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const { other, source } = await otherSource(wallet);
      await wallet.registry.connect(wallet.owner).supersede(plan, { ...plan, source });
      const effectiveAt = (await wallet.registry.announcementOf(wallet.owner.address)).effectiveAt;
      await moveTo(effectiveAt - DAY);
      await wallet.life.live(wallet.owner.address);
      const lived = await now();
      await moveTo(effectiveAt);
      const next = { ...plan, source };
      expect((await wallet.registry.statusOf(next)).lastLife).to.equal(lived);
      // What it says of the time after it was superseded counts as far as the moment in which it was.
      await pass(10n * DAY);
      await wallet.life.live(wallet.owner.address);
      expect((await wallet.registry.statusOf(next)).lastLife).to.equal(effectiveAt);
      await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: 2n ** 48n - 1n });
      expect((await wallet.registry.statusOf(next)).triggerableAt).to.equal(effectiveAt + 90n * DAY);
      // Once it is taken up it is remembered, and the old source isn't asked again.
      await other.live(wallet.owner.address);
      await wallet.registry.connect(wallet.owner).heartbeat();
      expect(await wallet.registry.lastLifeOf(wallet.owner.address)).to.equal(await now());
    });

    it("life that the old source knew counts on when a signature from before it changes the source at once", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { changeDelay: 0n });
      const { source } = await otherSource(wallet);
      const next = { ...plan, source };
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, next, { issuedAt, nonce: 1n });
      await pass(50n * DAY);
      await wallet.life.live(wallet.owner.address);
      const lived = await now();
      await pass(50n * DAY);
      await wallet.registry.connect(wallet.stranger).supersedeSigned(plan, next, issuedAt, FAR, signature);
      expect((await wallet.registry.statusOf(next)).lastLife).to.equal(lived);
      await expect(wallet.registry.trigger(next, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
        .withArgs(lived + 90n * DAY, (await now()) + 1n);
    });

    it("an old source that says it was tomorrow, reverts or is gone doesn't hold its account", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { changeDelay: 0n });
      const { source } = await otherSource(wallet);
      const next = { ...plan, source };
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, next, { issuedAt, nonce: 1n });
      const supersede = () => wallet.registry.supersedeSigned(plan, next, issuedAt, FAR, signature);
      await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: 2n ** 48n - 1n });
      const snapshot = (await ethers.provider.send("evm_snapshot", [])) as string;
      await supersede();
      expect((await wallet.registry.statusOf(next)).lastLife).to.equal(await now());
      await ethers.provider.send("evm_revert", [snapshot]);
      for (const code of ["0x", "0xfe", "0x600160005260206000f3"]) {
        const inner = (await ethers.provider.send("evm_snapshot", [])) as string;
        await ethers.provider.send("hardhat_setCode", [plan.source, code]);
        await supersede();
        expect((await wallet.registry.statusOf(next)).lastLife).to.equal(issuedAt);
        await ethers.provider.send("evm_revert", [inner]);
      }
    });

    it("a suspended plan isn't taken up again by what the owner signed before", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const issuedAt = await now();
      const signature = await signRequest(wallet.owner, wallet.registry, plan, { issuedAt, nonce: 1n });
      await pass(DAY);
      await wallet.life.say(wallet.owner.address, { ...CALM, suspendedAt: await now() });
      await pass(DAY);
      await wallet.registry.connect(wallet.second).supersedeSigned(plan, plan, issuedAt, FAR, signature);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.SUSPENDED);
      await wallet.registry.connect(wallet.owner).supersede(plan, plan);
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    });

    it("a request is answered however late its first tier opens", async () => {
      const wallet = await load();
      const delay = 36_500n * DAY;
      const tiers = [{ ...only(wallet.second.address), delay }];
      const plan = await registered(wallet, { requestPeriod: DAY, bond: BOND, tiers });
      await pass(DAY);
      await wallet.registry.connect(wallet.second).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: BOND });
      await pass(DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      const status = await wallet.registry.statusOf(plan);
      expect(status.opensAt).to.equal((await now()) + 7n * DAY);
    });
  });

  describe("on bonds and bounties", () => {
    it("who asks without need loses his bond also if the owner comes back in the grace period, whoever triggers", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { requestPeriod: DAY, bond: BOND, bounty: BOUNTY });
      await wallet.registry.fundBounties(wallet.owner.address, { value: BOUNTY });
      await pass(DAY);
      const requester = wallet.registry.connect(wallet.second);
      await requester.request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: BOND });
      await pass(DAY);
      await requester.trigger(plan, NO_EVIDENCE);
      await expect(requester.endRequest(plan)).to.be.revertedWithCustomError(wallet.registry, "WalletRequestStands");
      await pass(6n * DAY);
      await wallet.registry.connect(wallet.owner).heartbeat();
      await wallet.registry.connect(wallet.stranger).endRequest(plan);
      expect(await wallet.registry.creditOf(wallet.owner.address)).to.equal(BOND);
      expect(await wallet.registry.creditOf(wallet.second.address)).to.equal(BOUNTY);
    });

    it("who asks rightly has his bond back when the first asset has moved", async () => {
      const wallet = await load();
      await wallet.dollar.mint(wallet.owner.address, 100n);
      await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
      const plan = await registered(wallet, { requestPeriod: DAY, bond: BOND });
      await pass(DAY);
      await wallet.registry.connect(wallet.second).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: BOND });
      await pass(DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      await pass(7n * DAY);
      await expect(wallet.executor.execute(plan, [0n], [], NO_EVIDENCE))
        .to.emit(wallet.registry, "RequestEnded")
        .withArgs(wallet.owner.address, wallet.second.address, BOND, false);
      expect(await wallet.registry.creditOf(wallet.second.address)).to.equal(BOND);
      // It isn't the account's, though the owner comes back after that.
      await wallet.registry.connect(wallet.owner).heartbeat();
      await expect(wallet.registry.endRequest(plan)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletRequestStands",
      );
    });
  });

  describe("on claims", () => {
    it("dust doesn't begin the fallback's year anew, nor does old dust shorten it for what comes later", async () => {
      const wallet = await load();
      const asset = await new DenyListAsset__factory(wallet.deployer).deploy();
      const assets = [erc20(await asset.getAddress())];
      const fallbackRecipient = wallet.guardians[1]!.address;
      await asset.mint(wallet.owner.address, 1_000_000_000n);
      await asset.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
      const { plan, execution } = await due(wallet, { assets, fallbackRecipient });
      await asset.setDenied(wallet.second.address, true);
      const execute = () => wallet.executor.connect(wallet.stranger).execute(plan, [0n], [], NO_EVIDENCE);
      const since = async () =>
        (await wallet.executor.claimOf(execution, assets[0]!, who(wallet.second.address))).since;
      await execute();
      const first = await now();
      expect(await since()).to.equal(first);
      await pass(YEAR - DAY);
      await asset.mint(wallet.owner.address, 1n);
      await execute();
      expect(await since()).to.equal(first);
      // As much again: half of the time that has passed is lost.
      await asset.mint(wallet.owner.address, 1_000_000_001n);
      await execute();
      expect(await since()).to.equal(first + ((await now()) - first) / 2n);
      await pass(YEAR / 2n + DAY);
      await wallet.executor.claimForFallback(plan, assets[0]!, who(wallet.second.address), NO_EVIDENCE);
      expect(await asset.balanceOf(fallbackRecipient)).to.equal(2_000_000_002n);
      // A claim after one that was paid has its whole year.
      await asset.mint(wallet.owner.address, 5n);
      await execute();
      expect(await since()).to.equal(await now());
    });

    it("a secret recipient can claim whatever his salt is, zero too", async () => {
      const wallet = await load();
      const secret = commitment(wallet.child.address, ZeroHash);
      const tiers = [{ delay: 0n, window: 0n, recipients: [{ who: secret, share: 10_000n }] }];
      const { plan } = await due(wallet, { tiers });
      await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
      const claim = (recipient: string) =>
        wallet.executor.claim(plan, plan.assets[0]!, recipient, ZeroHash, recipient, NO_EVIDENCE);
      await expect(claim(wallet.stranger.address))
        .to.be.revertedWithCustomError(wallet.executor, "ExecutorNoClaim")
        .withArgs(who(wallet.stranger.address), plan.assets[0]!.token);
      await claim(wallet.child.address);
      expect(await wallet.dollar.balanceOf(wallet.child.address)).to.equal(100n);
    });

    it("another can't claim in a recipient's name to himself, nor by the commitment of an address", async () => {
      const wallet = await load();
      const secret = commitment(wallet.child.address, ZeroHash);
      const tiers = [{ delay: 0n, window: 0n, recipients: [{ who: secret, share: 10_000n }] }];
      const { plan } = await due(wallet, { tiers });
      await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
      const stranger = wallet.executor.connect(wallet.stranger);
      const asset = plan.assets[0]!;
      await expect(
        stranger.claim(plan, asset, wallet.child.address, ZeroHash, wallet.stranger.address, NO_EVIDENCE),
      ).to.be.revertedWithCustomError(wallet.executor, "ExecutorNotRecipient");
      await expect(
        stranger.claim(plan, asset, wallet.child.address, ZeroHash, ZeroAddress, NO_EVIDENCE),
      ).to.be.revertedWithCustomError(wallet.executor, "ExecutorNotRecipient");
    });

    it("registry and executor are no fallback recipients", async () => {
      const wallet = await load();
      for (const target of [wallet.registry, wallet.executor]) {
        const plan = await planOf(wallet, { fallbackRecipient: await target.getAddress() });
        await expect(wallet.registry.connect(wallet.owner).register(plan))
          .to.be.revertedWithCustomError(wallet.registry, "WalletRecipient")
          .withArgs(1n, 0n);
      }
    });
  });

  describe("on signatures", () => {
    it("none is good at another registry", async () => {
      const [wallet, other] = [await load(), await load()];
      const plan = await registered(wallet);
      const { chainId } = await domainOf(wallet.registry);
      expect(chainId).to.equal((await domainOf(other.registry)).chainId);
      const issuedAt = (await now()) - 1n;
      const desk = IDeadMansSwitch__factory.connect(await wallet.planDesk.getAddress(), wallet.deployer);
      const beat = await signHeartbeat(wallet.owner, desk, issuedAt + 1n);
      await pass(DAY);
      await expect(wallet.registry.heartbeatSigned(...beat)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletIssuedAt",
      );
      const later = await signHeartbeat(wallet.owner, desk, await now());
      await expect(wallet.registry.heartbeatSigned(...later)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletSignature",
      );
      const terms = { issuedAt: await now(), nonce: 1n };
      const request = await signRequest(wallet.owner, desk, plan, terms);
      await expect(
        wallet.registry.supersedeSigned(plan, plan, terms.issuedAt, FAR, request),
      ).to.be.revertedWithCustomError(wallet.registry, "WalletSignature");
    });

    it("one for a change doesn't outlive a cancellation, and makes no second plan", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { changeDelay: 0n });
      const terms = { issuedAt: await now(), nonce: 1n };
      const signature = await signRequest(wallet.owner, wallet.registry, plan, terms);
      await wallet.registry.connect(wallet.owner).cancel(plan);
      await expect(wallet.registry.registerSigned(plan, terms.issuedAt, FAR, signature)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletSignature",
      );
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.CANCELLED);
    });
  });

  describe("on its desks", () => {
    it("has no plan, no executor and no power when it is called by itself, and keeps nobody's ether", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const plans = wallet.planDesk.connect(wallet.owner);
      await expect(plans.cancel(plan)).to.be.revertedWithCustomError(plans, "WalletOtherPlan");
      const issuedAt = await now();
      const registry = IDeadMansSwitch__factory.connect(await plans.getAddress(), wallet.owner);
      const signature = await signRequest(wallet.owner, registry, plan, { issuedAt, nonce: 0n });
      await expect(plans.registerSigned(plan, issuedAt, FAR, signature)).to.revert(ethers);
      const desk = wallet.courseDesk.connect(wallet.owner);
      await expect(desk.trigger(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(desk, "WalletOtherPlan");
      await desk.fundBounties(wallet.owner.address, { value: 5n });
      expect(await wallet.registry.bountiesOf(wallet.owner.address)).to.equal(0n);
      await desk.withdrawBounties(wallet.owner.address, 5n);
      expect(await ethers.provider.getBalance(await desk.getAddress())).to.equal(0n);
    });
  });

  describe("on other people's approvals", () => {
    it("a plan moves its account's assets alone, whatever source and holder it names", async () => {
      const wallet = await load();
      // A victim has approved the executor, as all do.
      await wallet.dollar.mint(wallet.owner.address, 100n);
      await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
      const token = await wallet.dollar.getAddress();
      // The attacker's source says that the token itself, or the victim, moves his assets.
      for (const holder of [token, wallet.owner.address, await wallet.executor.getAddress()]) {
        const { other, source } = await otherSource(wallet);
        await other.say(wallet.stranger.address, { ...CALM, holder });
        const plan = await planOf(wallet, {
          account: wallet.stranger.address,
          source,
          everything: true,
          period: DAY,
          grace: 3_600n,
          changeDelay: 0n,
          assets: [erc20(token)],
          tiers: [only(wallet.keeper.address)],
        });
        await wallet.registry.connect(wallet.stranger).register(plan);
        await pass(DAY);
        await wallet.registry.trigger(plan, NO_EVIDENCE);
        await pass(3_600n);
        await wallet.dollar.mint(wallet.stranger.address, 1n);
        await expect(wallet.executor.execute(plan, [0n], [], NO_EVIDENCE))
          .to.be.revertedWithCustomError(wallet.executor, "ExecutorHolder")
          .withArgs(holder);
        await other.say(wallet.stranger.address, { ...CALM, lastLife: await now() });
        await wallet.registry.connect(wallet.stranger).cancel(plan);
      }
      expect(await wallet.dollar.balanceOf(wallet.owner.address)).to.equal(100n);
      expect(await wallet.dollar.balanceOf(wallet.keeper.address)).to.equal(0n);
    });

    it("a token that says it has everything breaks no page, and no claim of it overflows", async () => {
      const wallet = await load();
      const asset = await new DenyListAsset__factory(wallet.deployer).deploy();
      await asset.mint(wallet.owner.address, MAX);
      await asset.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
      const assets = [erc20(await asset.getAddress()), erc20(await wallet.dollar.getAddress())].sort((a, b) =>
        BigInt(a.token as string) < BigInt(b.token as string) ? -1 : 1,
      );
      const half = (address: string) => ({ who: who(address), share: 5_000n });
      const recipients = [half(wallet.second.address), half(wallet.child.address)];
      const { plan, execution } = await due(wallet, { assets, tiers: [{ delay: 0n, window: 0n, recipients }] });
      await asset.setDenied(wallet.owner.address, true);
      const place = assets.findIndex(({ token }) => token === asset.target);
      await wallet.executor.execute(plan, [0n, 1n, BigInt(place)], [], NO_EVIDENCE);
      expect(await wallet.executor.claimableOf(execution, assets[place]!)).to.equal(MAX);
      await wallet.executor.execute(plan, [BigInt(place)], [], NO_EVIDENCE);
      expect(await wallet.dollar.balanceOf(wallet.second.address)).to.equal(50n);
    });
  });
});
