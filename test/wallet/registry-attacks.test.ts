import { expect } from "chai";
import { parseEther, ZeroAddress, ZeroHash } from "ethers";

import { signNested } from "../../src/wallet/account/nested.ts";
import { type Plan, readFacts, statusAt } from "../../src/wallet/index.ts";
import {
  type DenyListAsset,
  ContractAccount__factory,
  DeadMansSwitchAccount__factory,
  DelegateProver__factory,
  DenyListAsset__factory,
  HookAsset__factory,
  StagedFeed__factory,
  StagedLife__factory,
} from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { installHistory } from "../history-contract.ts";
import {
  CALM,
  connection,
  DAY,
  erc20,
  ethers,
  Kind,
  holding,
  load,
  moveTo,
  NO_EVIDENCE,
  nextBlockAt,
  now,
  only,
  pass,
  planOf,
  provider,
  registered,
  SHARED,
  State,
  type Wallet,
  who,
} from "./fixture.ts";
import { proverTools } from "./prover.support.ts";
import { domainOf, FAR, REQUEST, signAcceptance, signHeartbeat } from "./signing.ts";

const MAX = 2n ** 256n - 1n;

interface Settled {
  wallet: Wallet;
  asset: DenyListAsset;
  plan: PlanStruct;
}

/** Two tiers, the spouse from `first` on for a week, then the second wallet, whom the asset refuses. */
async function refusedLastTier(first: bigint): Promise<Settled & { at: bigint }> {
  const wallet = await load();
  const asset = await new DenyListAsset__factory(wallet.deployer).deploy();
  await asset.mint(wallet.owner.address, 100n);
  await asset.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
  await asset.setDenied(wallet.second.address, true);
  const tiers = [
    { ...only(wallet.spouse.address), delay: first, window: 7n * DAY },
    { ...only(wallet.second.address), delay: first + 7n * DAY },
  ];
  const plan = await registered(wallet, { assets: [erc20(await asset.getAddress())], tiers });
  return { wallet, asset, plan, at: await now() };
}

/** The last tier has the claims: however the windows shift, nobody else accepts, and the claim is paid to whom it is of. */
async function expectSettled({ wallet, asset, plan }: Settled): Promise<void> {
  const status = await wallet.registry.statusOf(plan);
  expect([status.state, status.tier, status.accepted]).to.deep.equal([State.GRACE, 1n, true]);
  await expect(wallet.registry.connect(wallet.spouse).accept(plan, 0n, 0n, ZeroHash))
    .to.be.revertedWithCustomError(wallet.registry, "WalletAcceptedBefore")
    .withArgs(1n);
  // Whoever reads the events knows it, too.
  const facts = await readFacts(wallet.registry, plan as Plan, wallet.registry.runner!);
  const { tier, accepted, opensAt } = statusAt(plan as Plan, facts, await now());
  expect([tier, accepted, opensAt]).to.deep.equal([1n, true, status.opensAt]);
  await moveTo(status.opensAt);
  await wallet.executor
    .connect(wallet.second)
    .claim(plan, plan.assets[0]!, wallet.second.address, ZeroHash, wallet.stranger.address, NO_EVIDENCE);
  expect(await asset.balanceOf(wallet.stranger.address)).to.equal(100n);
}

describe("the registry, against those who would turn its clock", () => {
  it("settles who receives with the first claim, though an act that comes to light later shifts the tiers", async () => {
    const stage = await refusedLastTier(110n * DAY);
    const { wallet, plan, at } = stage;
    const day5 = at + 5n * DAY;
    await moveTo(at + 96n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await moveTo(at + 118n * DAY);
    await expect(wallet.executor.execute(plan, [0n], [], NO_EVIDENCE))
      .to.emit(wallet.registry, "TierSettled")
      .withArgs(wallet.owner.address, 1n, 1n);
    await wallet.registry.heartbeatSigned(...(await signHeartbeat(wallet.owner, wallet.registry, day5)));
    expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(day5);
    await expectSettled(stage);
  });

  it("settles it with the first asset that moves, as with the first claim", async () => {
    const { wallet, asset, plan, at } = await refusedLastTier(110n * DAY);
    await asset.setDenied(wallet.second.address, false);
    await moveTo(at + 96n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await moveTo(at + 118n * DAY);
    await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
    await wallet.registry.heartbeatSigned(...(await signHeartbeat(wallet.owner, wallet.registry, at + 5n * DAY)));
    const { state, tier, accepted, opensAt } = await wallet.registry.statusOf(plan);
    expect([state, tier, accepted]).to.deep.equal([State.DONE, 1n, true]);
    // What comes later is that tier's as well.
    await asset.mint(wallet.owner.address, 5n);
    await moveTo(opensAt);
    await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
    expect(await asset.balanceOf(wallet.second.address)).to.equal(105n);
  });

  it("settles it so too by a page that leaves other assets for later", async () => {
    const wallet = await load();
    const asset = await new DenyListAsset__factory(wallet.deployer).deploy();
    await asset.mint(wallet.owner.address, 100n);
    await asset.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
    const listed = [erc20(await asset.getAddress()), erc20(await wallet.dollar.getAddress())];
    const assets = listed.sort((a, b) => (BigInt(a.token as string) < BigInt(b.token as string) ? -1 : 1));
    const plan = await registered(wallet, { assets });
    await asset.setDenied(wallet.second.address, true);
    await pass(90n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await pass(7n * DAY);
    const place = BigInt(assets.findIndex(({ token }) => token === asset.target));
    await expect(wallet.executor.execute(plan, [place], [], NO_EVIDENCE))
      .to.emit(wallet.registry, "TierSettled")
      .withArgs(wallet.owner.address, 1n, 0n);
    expect((await wallet.registry.statusOf(plan)).state).to.equal(State.GRACE);
  });

  it("settles it so too where an outage shifts them, which the plan's feed tells late", async () => {
    const stage = await refusedLastTier(0n);
    const { wallet } = stage;
    const ownFeed = await new StagedFeed__factory(wallet.deployer).deploy();
    // The plan with a feed is another: changed before anything happens.
    const plan = { ...stage.plan, feed: await ownFeed.getAddress() };
    await wallet.registry.connect(wallet.owner).supersede(stage.plan, plan);
    await pass(30n * DAY);
    await pass(90n * DAY);
    await ownFeed.say(0n, 1n);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await pass(15n * DAY);
    await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
    await ownFeed.say(0n, await now());
    await pass(8n * DAY);
    await expectSettled({ ...stage, plan });
  });

  describe("where a plan says everything, an extension", () => {
    async function everything() {
      const wallet = await load();
      const { account, act, register } = await holding(wallet);
      await wallet.dollar.mint(account, 100n);
      const half = (recipient: string) => ({ who: who(recipient), share: 5_000n });
      const plan = await register({
        everything: true,
        assets: [{ kind: Kind.NATIVE, token: ZeroAddress, id: 0n, heir: SHARED }],
        tiers: [{ delay: 0n, window: 0n, recipients: [half(wallet.spouse.address), half(wallet.child.address)] }],
      });
      return { wallet, plan, act };
    }

    async function childHasHalfOfTheDollars(kind: bigint, heir: bigint) {
      const { wallet, plan, act } = await everything();
      const dollar = await wallet.dollar.getAddress();
      const next = { ...plan, assets: [...plan.assets, { kind, token: dollar, id: 0n, heir }] };
      await act(wallet.registry.interface.encodeFunctionData("supersede", [plan, next]));
      // Announced, it is told to the recipients, and is no quiet change.
      if ((await wallet.registry.statusOf(next)).state === State.NONE) return;
      await pass(90n * DAY);
      await wallet.registry.trigger(next, NO_EVIDENCE);
      await pass(7n * DAY);
      await wallet.executor.execute(next, [1n], [], NO_EVIDENCE);
      await wallet.executor.execute(next, [], [erc20(dollar)], NO_EVIDENCE).catch(() => undefined);
      expect(await wallet.dollar.balanceOf(wallet.child.address)).to.equal(50n);
    }

    it("gives nobody at once what was another's too (an heir)", () => childHasHalfOfTheDollars(Kind.ERC20, 0n));
    it("takes nothing out of the plan at once (a wrong kind)", () => childHasHalfOfTheDollars(Kind.ERC1155, SHARED));
  });

  it("gives a requester his bond back where nothing has moved for a whole period, though he was right", async () => {
    const wallet = await load();
    const bond = parseEther("1");
    const plan = await registered(wallet, { requestPeriod: 14n * DAY, bond });
    await pass(10n * DAY);
    await wallet.registry.connect(wallet.second).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: bond });
    await pass(14n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await pass(7n * DAY);
    // The account has none of it: all listed is taken up, nothing has moved.
    await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
    const { triggeredAt } = await wallet.registry.statusOf(plan);
    const over = triggeredAt + 7n * DAY + 90n * DAY;
    await nextBlockAt(over - 1n);
    await expect(wallet.registry.endRequest(plan)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletRequestStands",
    );
    await nextBlockAt(over);
    await expect(wallet.registry.endRequest(plan))
      .to.emit(wallet.registry, "RequestEnded")
      .withArgs(wallet.owner.address, wallet.second.address, bond, false);
    expect(await wallet.registry.creditOf(wallet.second.address)).to.equal(bond);
    // What it led to stands.
    expect((await wallet.registry.statusOf(plan)).state).to.equal(State.GRACE);
  });

  it("keeps it for whom it will be as long as the text isn't the plan's, whatever period that has", async () => {
    const wallet = await load();
    const plan = await registered(wallet, { requestPeriod: 14n * DAY, bond: 1n });
    await pass(10n * DAY);
    await wallet.registry.connect(wallet.second).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: 1n });
    await pass(14n * DAY);
    await wallet.registry.trigger(plan, NO_EVIDENCE);
    await pass(30n * DAY);
    const shorter = { ...plan, period: DAY, changeDelay: 0n };
    await expect(wallet.registry.endRequest(shorter)).to.be.revertedWithCustomError(
      wallet.registry,
      "WalletRequestStands",
    );
    // Life that comes to light denies it as ever.
    await wallet.registry.connect(wallet.owner).heartbeat();
    await wallet.registry.endRequest(plan);
    expect(await wallet.registry.creditOf(wallet.owner.address)).to.equal(1n);
  });

  describe("an account's ether at the registry, when its plan is due", () => {
    async function due() {
      const wallet = await load();
      const { holder, account, act, register } = await holding(wallet);
      const assets = [{ kind: Kind.NATIVE, token: ZeroAddress, id: 0n, heir: SHARED }];
      const plan = await register({ assets, bounty: 10n, requestPeriod: 14n * DAY, bond: 17n });
      await wallet.registry.fundBounties(account, { value: 100n });
      // A bond that the owner has won.
      await pass(DAY);
      await wallet.registry.connect(wallet.second).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: 17n });
      await act(wallet.registry.interface.encodeFunctionData("heartbeat"));
      await wallet.registry.endRequest(plan);
      expect(await wallet.registry.creditOf(account)).to.equal(17n);
      const at = await now();
      return { wallet, plan, account, holder, at };
    }
    const there = async ({ wallet, account }: { wallet: Wallet; account: string }) =>
      Promise.all([wallet.registry.creditOf(account), wallet.registry.bountiesOf(account)]);

    it("is brought home by anybody, but for the bounty that is still to be paid, and inherited", async () => {
      const stage = await due();
      const { wallet, plan, account } = stage;
      const collect = () => wallet.registry.connect(wallet.stranger).collect(plan);
      await expect(collect()).to.be.revertedWithCustomError(wallet.registry, "WalletState").withArgs(State.ACTIVE);
      await pass(90n * DAY);
      await wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE);
      const { executableAt } = await wallet.registry.statusOf(plan);
      await nextBlockAt(executableAt - 1n);
      await expect(collect()).to.be.revertedWithCustomError(wallet.registry, "WalletState").withArgs(State.GRACE);
      await nextBlockAt(executableAt);
      await expect(collect())
        .to.emit(wallet.registry, "EtherWithdrawn")
        .withArgs(account, account, 17n + 80n);
      expect(await there(stage)).to.deep.equal([0n, 10n]);
      await expect(collect()).to.be.revertedWithCustomError(wallet.registry, "WalletNothingToWithdraw").withArgs(0n);
      await expect(wallet.executor.connect(wallet.keeper).execute(plan, [0n], [], NO_EVIDENCE)).to.changeEtherBalances(
        ethers,
        [account, wallet.second],
        [-97n, 97n],
      );
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.DONE);
      expect(await wallet.registry.creditOf(wallet.keeper.address)).to.equal(20n);
      // What comes when all is done, too.
      await wallet.registry.fundBounties(account, { value: 3n });
      await expect(collect()).to.changeEtherBalance(ethers, account, 3n);
      await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
      expect(await there(stage)).to.deep.equal([0n, 0n]);
    });

    it("comes as far as it isn't deposited for a bounty, also where the deposit is short of one", async () => {
      const stage = await due();
      const { wallet, account, plan, holder } = stage;
      const withdraw = wallet.registry.interface.encodeFunctionData("withdrawBounties", [account, 85n]);
      await holder.execute(await wallet.registry.getAddress(), withdraw);
      await pass(90n * DAY);
      await wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE);
      await pass(7n * DAY);
      expect(await there(stage)).to.deep.equal([17n, 5n]);
      await wallet.registry.collect(plan);
      expect(await there(stage)).to.deep.equal([0n, 5n]);
    });

    it("stays where it is as long as the owner lives, and once he is back", async () => {
      const stage = await due();
      const { wallet, plan, holder } = stage;
      await pass(90n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      await pass(7n * DAY);
      await holder.execute(
        await wallet.registry.getAddress(),
        wallet.registry.interface.encodeFunctionData("heartbeat"),
      );
      await expect(wallet.registry.collect(plan)).to.be.revertedWithCustomError(wallet.registry, "WalletState");
      expect(await there(stage)).to.deep.equal([17n, 90n]);
      await expect(wallet.registry.collect({ ...plan, bounty: 0n })).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletOtherPlan",
      );
    });
  });

  it("asks a source that was left no more once the plan that took its place is triggered", async () => {
    const wallet = await load();
    const assets = [erc20(await wallet.dollar.getAddress())];
    await wallet.dollar.mint(wallet.owner.address, 100n);
    await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
    const plan = await registered(wallet, { assets, changeDelay: 90n * DAY });
    const other = await new StagedLife__factory(wallet.deployer).deploy();
    const next = { ...plan, source: await other.getAddress() };
    await wallet.registry.connect(wallet.owner).supersede(plan, next);
    const { effectiveAt } = await wallet.registry.announcementOf(wallet.owner.address);
    await moveTo(effectiveAt);
    await wallet.registry.trigger(next, NO_EVIDENCE);
    await pass(7n * DAY);
    await wallet.executor.execute(next, [0n], [], NO_EVIDENCE);
    expect((await wallet.registry.statusOf(next)).state).to.equal(State.DONE);
    await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: 2n ** 40n });
    expect((await wallet.registry.statusOf(next)).state).to.equal(State.DONE);
  });

  describe("a page within which who receives calls the registry", () => {
    /** Two contracts who receive halves in the last tier, after the spouse's week from day 110 on. The one who is paid first is `first`. */
    async function due() {
      const wallet = await load();
      const hook = await new HookAsset__factory(wallet.deployer).deploy();
      await hook.mint(wallet.owner.address, 100n);
      await hook.connect(wallet.owner).approve(await wallet.executor.getAddress(), MAX);
      const [second, first] = [
        await new ContractAccount__factory(wallet.deployer).deploy(),
        await new ContractAccount__factory(wallet.deployer).deploy(),
      ];
      const half = (contract: string) => ({ who: who(contract), share: 5_000n });
      const recipients = [half(await second.getAddress()), half(await first.getAddress())];
      const tiers = [
        { ...only(wallet.spouse.address), delay: 110n * DAY, window: 7n * DAY },
        { delay: 117n * DAY, window: 0n, recipients },
      ];
      const plan = await registered(wallet, { assets: [erc20(await hook.getAddress())], tiers });
      const at = await now();
      await moveTo(at + 105n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      // Each window is whole: the spouse's began when the grace was over.
      await moveTo(at + 120n * DAY);
      const registry = await wallet.registry.getAddress();
      /** What the first one does when he is paid: an act of the owner's comes to light. */
      const beat = async (day: bigint) =>
        first.reenterWith(
          registry,
          wallet.registry.interface.encodeFunctionData(
            "heartbeatSigned",
            await signHeartbeat(wallet.owner, wallet.registry, at + day * DAY),
          ),
        );
      const page = () => wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
      return { wallet, hook, second, plan, registry, beat, page, codec: wallet.registry.interface };
    }

    it("is undone where he triggers the plan anew, and stops it where he doesn't", async () => {
      const { wallet, hook, second, plan, registry, beat, page, codec } = await due();
      await beat(20n);
      await second.reenterWith(registry, codec.encodeFunctionData("trigger", [plan, NO_EVIDENCE]));
      await expect(page()).to.be.revertedWithCustomError(wallet.registry, "WalletOtherTrigger");
      expect(await hook.balanceOf(wallet.owner.address)).to.equal(100n);
      // Without the new trigger the page stays, and the act stops the plan.
      await second.reenterWith(registry, "0x");
      await page();
      expect((await wallet.registry.statusOf(plan)).state).to.equal(State.STOPPED);
    });

    it("is undone where he has another accept, whose tier that act has opened again", async () => {
      const { wallet, hook, second, plan, registry, beat, page, codec } = await due();
      const { spouse } = wallet;
      const { triggeredAt } = await wallet.registry.statusOf(plan);
      const message = { account: wallet.owner.address, version: 1n, tier: 0n, recipient: spouse.address, triggeredAt };
      const signature = await signAcceptance(spouse, wallet.registry, message);
      await beat(5n);
      const accepts = [plan, 0n, 0n, spouse.address, ZeroHash, signature] as const;
      await second.reenterWith(registry, codec.encodeFunctionData("acceptSigned", [...accepts]));
      await expect(page()).to.be.revertedWithCustomError(wallet.registry, "WalletAcceptedBefore").withArgs(0n);
      expect(await hook.balanceOf(wallet.owner.address)).to.equal(100n);
      expect((await wallet.registry.statusOf(plan)).tier).to.equal(1n);
    });
  });

  it("doesn't suspend a plan that came in one transaction with its delegation for what the block before shows", async () => {
    const wallet = await load();
    const { node, person, shown, timeOf, mined } = proverTools(connection);
    await installHistory(provider);
    const code = await new DeadMansSwitchAccount__factory(wallet.deployer).deploy(await wallet.executor.getAddress());
    const prover = await new DelegateProver__factory(wallet.deployer).deploy(code);
    const ada = await person("ada");
    const { chainId } = await node.getNetwork();
    const plan = await planOf(wallet, { account: ada.address, source: await prover.getAddress() });
    const issuedAt = await timeOf();
    const before = await node.getBlockNumber();
    const value = { plan, issuedAt, nonce: 0n, deadline: FAR };
    const app = { domain: await domainOf(wallet.registry), types: REQUEST, value };
    const signature = await signNested(ada, ada.address, app, chainId);
    // One transaction, somebody else's, brings both.
    const authorization = await ada.authorize({ address: await code.getAddress(), nonce: 0, chainId });
    const data = wallet.registry.interface.encodeFunctionData("registerSigned", [plan, issuedAt, FAR, signature]);
    const to = await wallet.registry.getAddress();
    await mined(wallet.keeper.sendTransaction({ type: 4, to, data, authorizationList: [authorization] }));
    await prover.checkpoint(...(await shown(ada.address)));
    expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    await prover.connect(wallet.stranger).proveCode(...(await shown(ada.address, before)));
    expect((await wallet.registry.statusOf(plan)).state).to.equal(State.ACTIVE);
  });
});
