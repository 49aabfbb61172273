import { expect } from "chai";
import { ZeroHash } from "ethers";

import { StagedFeed__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import {
  CALM,
  DAY,
  load,
  moveTo,
  nextBlockAt,
  NO_EVIDENCE,
  NO_GUARDIANS,
  now,
  only,
  planOf,
  registered,
  State,
  type Wallet,
  who,
} from "../wallet/fixture.ts";
import { signPause } from "../wallet/signing.ts";

/** The plan of the page: ninety days, a week of grace, three tiers. */
const tiered = (wallet: Wallet): Partial<PlanStruct> => ({
  tiers: [
    { ...only(wallet.second.address), delay: 90n * DAY, window: 30n * DAY },
    { ...only(wallet.spouse.address), delay: 180n * DAY, window: 60n * DAY },
    { ...only(wallet.child.address), delay: 365n * DAY },
  ],
});

/** Registers, and counts days from there. */
async function begin(wallet: Wallet, changes: Partial<PlanStruct>) {
  const { registry, keeper } = wallet;
  const plan = await registered(wallet, changes);
  const zero = await now();
  const day = (number: bigint): bigint => zero + number * DAY;
  const triggerOn = async (number: bigint) => {
    await nextBlockAt(day(number));
    return registry.connect(keeper).trigger(plan, NO_EVIDENCE);
  };
  const status = () => registry.statusOf(plan);
  return { wallet, registry, plan, day, triggerOn, status };
}

async function begun(changes: (wallet: Wallet) => Partial<PlanStruct> = () => ({})) {
  const wallet = await load();
  return begin(wallet, changes(wallet));
}

/** Every number that docs/wallet.md tells of clocks, tiers, requests, guardians and changes. */
describe("worked numbers of docs/wallet.md", () => {
  it("the clock: silent from day 0, triggered on day 1,000, nothing moves before day 1,007", async () => {
    const { registry, plan, day, triggerOn, status } = await begun();
    expect((await status()).triggerableAt).to.equal(day(90n));
    await triggerOn(1_000n);
    expect((await status()).executableAt).to.equal(day(1_007n));
    await moveTo(day(1_007n) - 1n);
    await expect(registry.authorize(plan, NO_EVIDENCE)).to.be.revertedWithCustomError(registry, "WalletTooEarly");
    await moveTo(day(1_007n));
    await registry.authorize(plan, NO_EVIDENCE);
  });

  it("the clock: silence of the second before the period is over is refused", async () => {
    const { wallet, registry, plan, day, triggerOn } = await begun();
    await wallet.life.say(wallet.owner, { ...CALM, lag: 1n });
    await expect(triggerOn(90n))
      .to.be.revertedWithCustomError(registry, "WalletTooEarly")
      .withArgs(day(90n), day(90n) - 1n);
    await nextBlockAt(day(90n) + 1n);
    await registry.trigger(plan, NO_EVIDENCE);
  });

  for (const [triggered, opens, closes] of [
    [90n, [97n, 180n, 365n], [127n, 240n]],
    [1_000n, [1_007n, 1_037n, 1_097n], [1_037n, 1_097n]],
  ] as const) {
    it(`tiers: triggered on day ${triggered}`, async () => {
      const { day, triggerOn, status } = await begun(tiered);
      await triggerOn(triggered);
      for (const tier of [0, 1, 2] as const) {
        await moveTo(day(opens[tier]));
        const { tier: asked, opensAt, closesAt } = await status();
        expect([asked, opensAt]).to.deep.equal([BigInt(tier), day(opens[tier])]);
        if (tier !== 2) expect(closesAt).to.equal(day(closes[tier]));
      }
    });
  }

  it("tiers: on day 130 the second wallet is too late, and the spouse too early", async () => {
    const { wallet, registry, plan, day, triggerOn } = await begun(tiered);
    await triggerOn(90n);
    await moveTo(day(130n));
    for (const [tier, person] of [
      [0n, wallet.second],
      [1n, wallet.spouse],
    ] as const) {
      await expect(registry.connect(person).accept(plan, tier, 0n, ZeroHash))
        .to.be.revertedWithCustomError(registry, "WalletTierClosed")
        .withArgs(tier, 1n, day(180n), day(240n));
    }
  });

  it("requests: asked on day 10, triggered on day 24, executed on day 31", async () => {
    const { wallet, registry, plan, day, triggerOn, status } = await begun(() => ({
      requestPeriod: 14n * DAY,
      bond: 5n,
    }));
    await nextBlockAt(day(10n));
    await registry.connect(wallet.second).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: 5n });
    expect((await status()).triggerableAt).to.equal(day(24n));
    await expect(
      registry.connect(wallet.second).request(plan, 0n, 0n, ZeroHash, NO_EVIDENCE, { value: 5n }),
    ).to.be.revertedWithCustomError(registry, "WalletNoRequest");
    await triggerOn(24n);
    expect((await status()).executableAt).to.equal(day(31n));
    await moveTo(day(31n));
    await registry.authorize(plan, NO_EVIDENCE);
  });

  it("guardians: two pauses of 14 days give 28, and a third is refused", async () => {
    const { wallet, registry, plan, day, triggerOn, status } = await begun(({ guardians }) => ({
      guardians: { ...NO_GUARDIANS, keys: [guardians[0]!.address], threshold: 1n, pauseFor: 14n * DAY, pauses: 2n },
    }));
    const pause = async (number: bigint) => {
      const guardian = wallet.guardians[0]!;
      const { triggeredAt } = await status();
      const message = { account: wallet.owner.address, version: 1n, triggeredAt, number };
      return registry.pause(plan, [guardian.address], [await signPause(guardian, registry, message)]);
    };
    await triggerOn(90n);
    for (const [number, at] of [
      [0n, 97n],
      [1n, 111n],
    ] as const) {
      await nextBlockAt(day(at));
      await pause(number);
    }
    expect((await status()).executableAt).to.equal(day(97n + 28n));
    await expect(pause(2n)).to.be.revertedWithCustomError(registry, "WalletGuardiansRefused");
    expect((await status()).opensAt).to.equal(day(97n));
  });

  it("changes: announced on day 5 with a delay of 30 days, another plan from day 35 on", async () => {
    const { wallet, registry, plan, day, status } = await begun();
    const next = { ...plan, period: 60n * DAY };
    await nextBlockAt(day(5n));
    await registry.connect(wallet.owner).supersede(plan, next);
    expect((await registry.announcementOf(wallet.owner)).effectiveAt).to.equal(day(35n));
    await moveTo(day(35n) - 1n);
    expect((await status()).state).to.equal(State.ACTIVE);
    await moveTo(day(35n));
    expect((await status()).state).to.equal(State.NONE);
    expect((await registry.statusOf(next)).state).to.equal(State.ACTIVE);
  });

  it("changes: a longer and a shorter period and an asset less are announced, a higher bounty isn't", async () => {
    const wallet = await load();
    const plan = await planOf(wallet);
    const changed: [changes: Partial<PlanStruct>, holds: boolean][] = [
      [{ period: 91n * DAY }, false],
      [{ period: 89n * DAY }, false],
      [{ assets: [] }, false],
      [{ tiers: [only(wallet.child.address)] }, false],
      [{ bounty: 1n }, true],
      [{ everything: true }, true],
      [{}, true],
    ];
    for (const [changes, holds] of changed) {
      expect(await wallet.registry.isExtension(plan, { ...plan, ...changes }), Object.keys(changes)[0]).to.equal(holds);
    }
  });

  it("outages: three days after the trigger add three days; for ever, 30", async () => {
    const wallet = await load();
    const feed = await new StagedFeed__factory(wallet.deployer).deploy();
    const { day, triggerOn, status } = await begin(wallet, { feed: await feed.getAddress() });
    await triggerOn(90n);
    await moveTo(day(94n));
    await feed.say(0n, day(93n));
    expect((await status()).executableAt).to.equal(day(97n + 3n));
    await feed.say(1n, day(93n));
    expect((await status()).executableAt).to.equal(day(97n + 30n));
    await feed.say(2n, day(93n));
    expect((await status()).executableAt).to.equal(day(97n));
  });

  it("shares: 1,001 by 50 %, 30 % and 20 %", async () => {
    const wallet = await load();
    const shares = [5_000n, 3_000n, 2_000n];
    const people = [wallet.second, wallet.spouse, wallet.child];
    const recipients = people.map(({ address }, i) => ({ who: who(address), share: shares[i]! }));
    const { plan, day, triggerOn } = await begin(wallet, { tiers: [{ delay: 0n, window: 0n, recipients }] });
    await wallet.dollar.mint(wallet.owner, 1_001n);
    await wallet.dollar.connect(wallet.owner).approve(wallet.executor, 1_001n);
    await triggerOn(90n);
    await moveTo(day(97n));
    await wallet.executor.execute(plan, [0n], [], NO_EVIDENCE);
    const paid = await Promise.all(people.map(async (person) => wallet.dollar.balanceOf(person)));
    expect(paid).to.deep.equal([501n, 300n, 200n]);
  });
});
