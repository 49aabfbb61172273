import { expect } from "chai";

import {
  allPlans,
  cancel,
  findAnnounced,
  findPlan,
  keptHash,
  newSalt,
  planHistory,
  plansFor,
  PlanUnknownError,
  register,
  supersede,
  withdrawAnnouncement,
} from "../../src/wallet/index.ts";
import { DAY, ethers, load, networkHelpers, now, pass } from "./fixture.ts";
import { draftOf } from "./sdk-support.ts";

describe("the plans of accounts", () => {
  it("are none before one is registered", async () => {
    const { registry, owner } = await load();
    expect(await findPlan(registry, owner, owner)).to.equal(null);
    expect(await findAnnounced(registry, owner, owner)).to.equal(null);
    expect(await planHistory(registry, owner, owner)).to.deep.equal([]);
    expect(await allPlans(registry, owner)).to.deep.equal([]);
  });

  it("are found as they were registered, exactly", async () => {
    const wallet = await load();
    const { registry, owner, spouse, child } = wallet;
    const salt = newSalt();
    const plan = await draftOf(wallet, {
      tiers: [
        { window: DAY, recipients: [{ secret: { address: spouse.address, salt }, share: 10_000n }] },
        { recipients: [{ address: child.address, share: 10_000n }] },
      ],
      guardians: { keys: [spouse.address, child.address], threshold: 1n, pauseFor: DAY, pauses: 1n },
    });
    await register(owner, registry, { plan });
    expect(await findPlan(registry, owner, owner)).to.deep.equal({ plan, version: 1n, registeredAt: await now() });
    // By the address alone, and in pages of one block.
    const address = await registry.getAddress();
    expect((await findPlan(address, owner.address, ethers.provider, { pageSize: 1 }))?.plan).to.deep.equal(plan);
  });

  it("are told apart by their hash: an announced one is found as such, and in force when its time has come", async () => {
    const wallet = await load();
    const { registry, owner } = wallet;
    const plan = await draftOf(wallet);
    await register(owner, registry, { plan });
    const registeredAt = await now();
    const next = await draftOf(wallet, { period: 180n * DAY });
    const { effectiveAt, version, inForce } = await supersede(owner, registry, { current: plan, next });
    const announcedAt = await now();
    expect([version, inForce, effectiveAt]).to.deep.equal([2n, false, announcedAt + plan.changeDelay]);
    expect(await findPlan(registry, owner, owner)).to.deep.equal({ plan, version: 1n, registeredAt });
    expect(await findAnnounced(registry, owner, owner)).to.deep.equal({ plan: next, version: 2n, effectiveAt });
    await networkHelpers.time.increaseTo(effectiveAt!);
    expect(await findAnnounced(registry, owner, owner)).to.equal(null);
    const found = { plan: next, version: 2n, registeredAt: announcedAt };
    expect(await findPlan(registry, owner, owner)).to.deep.equal(found);
    expect(await allPlans(registry, owner)).to.deep.equal([found]);
  });

  it("end with a cancellation, and begin anew", async () => {
    const wallet = await load();
    const { registry, owner } = wallet;
    const plan = await draftOf(wallet);
    await register(owner, registry, { plan });
    const { effectiveAt, inForce } = await cancel(owner, registry, { plan });
    expect(inForce).to.equal(false);
    expect(await findAnnounced(registry, owner, owner)).to.deep.equal({ plan: null, version: 2n, effectiveAt });
    await pass(plan.changeDelay);
    expect(await findPlan(registry, owner, owner)).to.equal(null);
    expect(await allPlans(registry, owner)).to.deep.equal([]);
    const again = await register(owner, registry, { plan });
    expect([again.version, again.inForce, again.effectiveAt]).to.deep.equal([3n, true, null]);
    expect((await findPlan(registry, owner, owner))?.version).to.equal(3n);
  });

  it("have a history of every step", async () => {
    const wallet = await load();
    const { registry, owner } = wallet;
    const plan = await draftOf(wallet);
    await register(owner, registry, { plan });
    const times = [await now()];
    const richer = { ...plan, bounty: 5n };
    expect((await supersede(owner, registry, { current: plan, next: richer })).inForce).to.equal(true);
    times.push(await now());
    const longer = { ...richer, period: 200n * DAY };
    await supersede(owner, registry, { current: richer, next: longer });
    times.push(await now());
    await withdrawAnnouncement(owner, registry);
    times.push(await now());
    await cancel(owner, registry, { plan: richer });
    times.push(await now());
    const steps = await planHistory(registry, owner, owner);
    expect(steps.map(({ kind, version, plan, supersedes }) => [kind, version, plan, supersedes])).to.deep.equal([
      ["registered", 1n, plan, 0n],
      ["registered", 2n, richer, 1n],
      ["announced", 3n, longer, 0n],
      ["withdrawn", 3n, null, 0n],
      ["cancelled", 2n, null, 0n],
    ]);
    expect(steps.map(({ timestamp }) => timestamp)).to.deep.equal(times);
    const later = plan.changeDelay;
    expect(steps.map(({ effectiveAt }, i) => effectiveAt - times[i]!)).to.deep.equal([0n, 0n, later, 0n, later]);
  });

  it("aren't guessed at: where the text lies in blocks that weren't read, that is said", async () => {
    const wallet = await load();
    const { registry, owner } = wallet;
    await register(owner, registry, { plan: await draftOf(wallet) });
    await networkHelpers.mine();
    const range = { fromBlock: await ethers.provider.getBlockNumber() };
    const error = await findPlan(registry, owner, owner, range).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(PlanUnknownError).with.property("account", owner.address);
    expect(await allPlans(registry, owner, range)).to.deep.equal([]);
  });

  it("are all found for a watcher, one for each account", async () => {
    const wallet = await load();
    const { registry, owner, keeper } = wallet;
    const first = await draftOf(wallet);
    const second = await draftOf(wallet, { account: keeper.address });
    await register(owner, registry, { plan: first });
    await register(keeper, registry, { plan: second });
    const next = { ...first, bounty: 1n };
    await supersede(owner, registry, { current: first, next });
    const found = await allPlans(registry, owner);
    expect(found.map(({ plan, version }) => [keptHash(plan), version])).to.deep.equal([
      [keptHash(next), 2n],
      [keptHash(second), 1n],
    ]);
  });

  it("are found for a recipient, secret ones by his salts alone", async () => {
    const wallet = await load();
    const { registry, owner, keeper, spouse, child } = wallet;
    const salt = newSalt();
    const open = await draftOf(wallet, { tiers: [{ recipients: [{ address: spouse.address, share: 10_000n }] }] });
    const secret = await draftOf(wallet, {
      account: keeper.address,
      tiers: [{ recipients: [{ secret: { address: spouse.address, salt }, share: 10_000n }] }],
    });
    await register(owner, registry, { plan: open });
    await register(keeper, registry, { plan: secret });
    const accounts = async (recipient: string, salts: string[] = []) =>
      (await plansFor(registry, recipient, owner, { salts })).map(({ plan, places }) => [plan.account, places.length]);
    expect(await accounts(spouse.address)).to.deep.equal([[owner.address, 1]]);
    expect(await accounts(spouse.address, [salt])).to.deep.equal([
      [owner.address, 1],
      [keeper.address, 1],
    ]);
    expect(await accounts(child.address, [salt])).to.deep.equal([]);
  });
});
