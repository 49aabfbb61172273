import { expect } from "chai";

import { StagedFeed__factory } from "../../types/ethers-contracts/index.js";
import {
  CALM,
  DAY,
  load,
  moveTo,
  networkHelpers,
  nextBlockAt,
  NO_EVIDENCE,
  now,
  only,
  pass,
  registered,
  State,
  triggered,
  type Wallet,
  who,
} from "./fixture.ts";

const FOREVER = 2n ** 48n - 1n;

const stateOf = async (wallet: Wallet, plan: Parameters<Wallet["registry"]["statusOf"]>[0]): Promise<bigint> =>
  (await wallet.registry.statusOf(plan)).state;

describe("the clock of a plan", () => {
  describe("while its owner lives", () => {
    it("begins with the registration", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const at = await now();
      const status = await wallet.registry.statusOf(plan);
      expect(status.state).to.equal(State.ACTIVE);
      expect(status.version).to.equal(1n);
      expect(status.lastLife).to.equal(at);
      expect(status.triggerableAt).to.equal(at + 90n * DAY);
      expect(await wallet.registry.lastLifeOf(wallet.owner.address)).to.equal(at);
    });

    it("goes by the later of what it was told and what its source says", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const at = await now();
      await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at - 1n });
      expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(at);
      await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at + 5n });
      expect((await wallet.registry.statusOf(plan)).lastLife).to.equal(at + 5n);
      expect((await wallet.registry.statusOf(plan)).triggerableAt).to.equal(at + 5n + 90n * DAY);
    });

    it("can be triggered from the second in which the period is over, and not in the one before", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const due = (await now()) + 90n * DAY;
      await nextBlockAt(due - 1n);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
        .withArgs(due, due - 1n);
      await nextBlockAt(due);
      await expect(wallet.registry.connect(wallet.keeper).trigger(plan, NO_EVIDENCE))
        .to.emit(wallet.registry, "Triggered")
        .withArgs(wallet.owner.address, 1n, due + 7n * DAY, false, wallet.keeper.address);
      expect(await stateOf(wallet, plan)).to.equal(State.GRACE);
    });

    it("counts silence only as far as the source can know it", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const due = (await now()) + 90n * DAY;
      await wallet.life.say(wallet.owner.address, { ...CALM, lag: 100n });
      await nextBlockAt(due + 99n);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
        .withArgs(due, due - 1n);
      await nextBlockAt(due + 100n);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE)).to.emit(wallet.registry, "Triggered");
    });

    it("can't be triggered against evidence of life", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      await wallet.life.say(wallet.owner.address, { ...CALM, shown: true });
      await pass(91n * DAY);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(wallet.life, "LifeShown");
    });
  });

  describe("once it is triggered", () => {
    it("counts the grace period from the trigger, however late that came", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      await pass(1_000n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      const at = await now();
      const status = await wallet.registry.statusOf(plan);
      expect(status.state).to.equal(State.GRACE);
      expect(status.triggeredAt).to.equal(at);
      expect(status.executableAt).to.equal(at + 7n * DAY);
      expect(status.opensAt).to.equal(at + 7n * DAY);
      expect(status.closesAt).to.equal(FOREVER);
      expect(status.accepted).to.equal(true);
    });

    it("isn't triggered twice", async () => {
      const wallet = await load();
      const { plan } = await triggered(wallet);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletState")
        .withArgs(State.GRACE);
    });

    it("lets nothing move before the grace period is over, and everything from that second on", async () => {
      const wallet = await load();
      const { plan, at } = await triggered(wallet);
      const due = at + 7n * DAY;
      await moveTo(due - 1n);
      await expect(wallet.registry.authorize(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
        .withArgs(due, due - 1n);
      await moveTo(due);
      expect(await wallet.registry.authorize(plan, NO_EVIDENCE)).to.deep.equal([0n, 1n, at]);
    });

    for (const [what, live] of [
      ["a heartbeat", (wallet: Wallet) => wallet.registry.connect(wallet.owner).heartbeat()],
      ["an act that only the source saw", (wallet: Wallet) => wallet.life.live(wallet.owner.address)],
    ] as const) {
      it(`is ACTIVE again after ${what}, also when the grace period is over`, async () => {
        const wallet = await load();
        const { plan, at } = await triggered(wallet);
        await moveTo(at + 30n * DAY);
        await live(wallet);
        const lived = await now();
        const status = await wallet.registry.statusOf(plan);
        expect(status.state).to.equal(State.ACTIVE);
        expect(status.triggeredAt).to.equal(0n);
        expect(status.triggerableAt).to.equal(lived + 90n * DAY);
        await expect(wallet.registry.authorize(plan, NO_EVIDENCE))
          .to.be.revertedWithCustomError(wallet.registry, "WalletState")
          .withArgs(State.ACTIVE);
        // And silence counts anew.
        await moveTo(lived + 90n * DAY);
        await wallet.registry.trigger(plan, NO_EVIDENCE);
        expect((await wallet.registry.statusOf(plan)).triggeredAt).to.equal(await now());
      });
    }

    it("is void as soon as an act comes to light that was within the period before it", async () => {
      const wallet = await load();
      const { plan, at } = await triggered(wallet);
      const period = 90n * DAY;
      // At the trigger the source knew of silence for the period, to the second: one second earlier would have been no life within it.
      await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at - period });
      expect(await stateOf(wallet, plan)).to.equal(State.GRACE);
      await wallet.life.say(wallet.owner.address, { ...CALM, lastLife: at - period + 1n });
      expect(await stateOf(wallet, plan)).to.equal(State.ACTIVE);
    });
  });

  describe("of a suspended account", () => {
    it("stands still until the owner registers anew", async () => {
      const wallet = await load();
      const plan = await registered(wallet);
      const at = await now();
      await wallet.life.say(wallet.owner.address, { ...CALM, suspendedAt: at - 1n });
      expect(await stateOf(wallet, plan)).to.equal(State.ACTIVE);
      await wallet.life.say(wallet.owner.address, { ...CALM, suspendedAt: at });
      expect(await stateOf(wallet, plan)).to.equal(State.SUSPENDED);
      await pass(91n * DAY);
      await expect(wallet.registry.trigger(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletState")
        .withArgs(State.SUSPENDED);
      await wallet.registry.connect(wallet.owner).supersede(plan, plan);
      expect(await stateOf(wallet, plan)).to.equal(State.ACTIVE);
      expect((await wallet.registry.statusOf(plan)).version).to.equal(2n);
    });

    it("stops an execution that is due", async () => {
      const wallet = await load();
      const { plan, at } = await triggered(wallet);
      await wallet.life.say(wallet.owner.address, { ...CALM, suspendedAt: at });
      await moveTo(at + 8n * DAY);
      await expect(wallet.registry.authorize(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletState")
        .withArgs(State.SUSPENDED);
    });
  });

  describe("with tiers", () => {
    const tiered = (wallet: Wallet) => ({
      tiers: [
        { ...only(wallet.second.address), delay: 0n, window: 30n * DAY },
        { ...only(wallet.spouse.address), delay: 180n * DAY, window: 60n * DAY },
        {
          delay: 365n * DAY,
          window: 0n,
          recipients: [
            { who: who(wallet.child.address), share: 5_000n },
            { who: who(wallet.spouse.address), share: 5_000n },
          ],
        },
      ],
    });

    it("opens each at its delay of silence", async () => {
      const wallet = await load();
      const plan = await registered(wallet, tiered(wallet));
      const lived = await now();
      await nextBlockAt(lived + 90n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      const first = lived + 97n * DAY;
      const expected: [at: bigint, tier: bigint, accepted: boolean, opens: bigint, closes: bigint][] = [
        [first - 1n, 0n, false, first, first + 30n * DAY],
        [first, 0n, false, first, first + 30n * DAY],
        [first + 30n * DAY - 1n, 0n, false, first, first + 30n * DAY],
        [first + 30n * DAY, 1n, false, lived + 180n * DAY, lived + 240n * DAY],
        [lived + 240n * DAY - 1n, 1n, false, lived + 180n * DAY, lived + 240n * DAY],
        [lived + 240n * DAY, 2n, true, lived + 365n * DAY, FOREVER],
        [lived + 500n * DAY, 2n, true, lived + 365n * DAY, FOREVER],
      ];
      for (const [at, tier, accepted, opens, closes] of expected) {
        await moveTo(at);
        const status = await wallet.registry.statusOf(plan);
        expect([status.tier, status.accepted, status.opensAt, status.closesAt]).to.deep.equal([
          tier,
          accepted,
          opens,
          closes,
        ]);
      }
    });

    it("lets nothing move before the tier is open, also when the grace period is over", async () => {
      const wallet = await load();
      const plan = await registered(wallet, { tiers: [{ ...only(wallet.second.address), delay: 180n * DAY }] });
      const opens = (await now()) + 180n * DAY;
      await pass(90n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      await moveTo(opens - 1n);
      await expect(wallet.registry.authorize(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTooEarly")
        .withArgs(opens, opens - 1n);
      await moveTo(opens);
      await wallet.registry.authorize(plan, NO_EVIDENCE);
    });

    it("gives each its whole window after a trigger that came late", async () => {
      const wallet = await load();
      const plan = await registered(wallet, tiered(wallet));
      await pass(1_000n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      const first = (await now()) + 7n * DAY;
      for (const [at, tier, opens] of [
        [first, 0n, first],
        [first + 30n * DAY, 1n, first + 30n * DAY],
        [first + 90n * DAY, 2n, first + 90n * DAY],
      ] as const) {
        await moveTo(at);
        const status = await wallet.registry.statusOf(plan);
        expect([status.tier, status.opensAt]).to.deep.equal([tier, opens]);
      }
    });

    it("pays a tier that has accepted, and lets only the one that is open accept", async () => {
      const wallet = await load();
      const { plan, at } = await triggered(wallet, tiered(wallet));
      const due = at + 7n * DAY;
      const asSecond = wallet.registry.connect(wallet.second);
      await moveTo(due - 2n);
      await expect(asSecond.accept(plan, 0n, 0n, new Uint8Array(32)))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTierClosed")
        .withArgs(0n, 0n, due, due + 30n * DAY);
      await moveTo(due);
      await expect(wallet.registry.authorize(plan, NO_EVIDENCE))
        .to.be.revertedWithCustomError(wallet.registry, "WalletUnaccepted")
        .withArgs(0n, due + 30n * DAY);
      await expect(wallet.registry.connect(wallet.spouse).accept(plan, 1n, 0n, new Uint8Array(32)))
        .to.be.revertedWithCustomError(wallet.registry, "WalletTierClosed")
        .withArgs(1n, 0n, due, due + 30n * DAY);
      await expect(wallet.registry.connect(wallet.spouse).accept(plan, 0n, 0n, new Uint8Array(32)))
        .to.be.revertedWithCustomError(wallet.registry, "WalletNotRecipient")
        .withArgs(wallet.spouse.address, 0n, 0n);
      await expect(asSecond.accept(plan, 0n, 0n, new Uint8Array(32)))
        .to.emit(wallet.registry, "TierAccepted")
        .withArgs(wallet.owner.address, 1n, 0n, wallet.second.address);
      await expect(asSecond.accept(plan, 0n, 0n, new Uint8Array(32)))
        .to.be.revertedWithCustomError(wallet.registry, "WalletAcceptedBefore")
        .withArgs(0n);
      // For good: also once others would have been open.
      await moveTo(due + 600n * DAY);
      expect(await wallet.registry.authorize(plan, NO_EVIDENCE)).to.deep.equal([0n, 1n, at]);
    });

    it("forgets an acceptance when the owner comes back", async () => {
      const wallet = await load();
      const { plan, at } = await triggered(wallet, tiered(wallet));
      await moveTo(at + 7n * DAY);
      await wallet.registry.connect(wallet.second).accept(plan, 0n, 0n, new Uint8Array(32));
      await wallet.registry.connect(wallet.owner).heartbeat();
      await pass(90n * DAY);
      await wallet.registry.trigger(plan, NO_EVIDENCE);
      expect((await wallet.registry.statusOf(plan)).accepted).to.equal(false);
    });
  });

  describe("with an uptime feed", () => {
    async function fed() {
      const wallet = await load();
      const feed = await new StagedFeed__factory(wallet.deployer).deploy();
      const { plan, at } = await triggered(wallet, { feed: await feed.getAddress() });
      const executableAt = async () => (await wallet.registry.statusOf(plan)).executableAt;
      return { wallet, feed, plan, at, executableAt, due: at + 7n * DAY };
    }

    it("adds nothing while the sequencer has been up", async () => {
      const { feed, at, executableAt, due } = await fed();
      await feed.say(0n, at - 1n);
      expect(await executableAt()).to.equal(due);
    });

    it("gives a whole grace period after an outage", async () => {
      const { feed, at, executableAt, due } = await fed();
      await moveTo(at + 4n * DAY);
      await feed.say(0n, at + 3n * DAY);
      expect(await executableAt()).to.equal(due + 3n * DAY);
    });

    it("waits while the sequencer is down, and no longer than 30 days", async () => {
      const { wallet, feed, plan, executableAt, due, at } = await fed();
      await feed.say(1n, at + 1n);
      expect(await executableAt()).to.equal(due + 30n * DAY);
      await moveTo(due + 30n * DAY - 1n);
      await expect(wallet.registry.authorize(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(
        wallet.registry,
        "WalletTooEarly",
      );
      await moveTo(due + 30n * DAY);
      await feed.say(0n, due + 29n * DAY);
      expect(await executableAt()).to.equal(due + 30n * DAY);
    });

    it("doesn't ask it any more once something has moved", async () => {
      const { wallet, feed, plan, executableAt, due } = await fed();
      await wallet.dollar.mint(wallet.owner.address, 1n);
      await wallet.dollar.connect(wallet.owner).approve(await wallet.executor.getAddress(), 1n);
      await feed.say(0n, 1n);
      await moveTo(due);
      await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
      await feed.say(1n, await now());
      expect(await executableAt()).to.equal(due);
      await wallet.registry.authorize(plan, NO_EVIDENCE);
    });

    it("goes on without one that fails, answers nonsense, or has no code", async () => {
      const { wallet, feed, executableAt, due } = await fed();
      await feed.say(10n, 0n);
      expect(await executableAt()).to.equal(due);
      await feed.say(2n, 0n);
      expect(await executableAt()).to.equal(due);
      await feed.say(0n, due + 1_000n * DAY);
      expect(await executableAt()).to.equal(due);
      await networkHelpers.setCode(await feed.getAddress(), "0x");
      expect(await executableAt()).to.equal(due);
      expect(wallet).not.to.equal(undefined);
    });
  });
});
