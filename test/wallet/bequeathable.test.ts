import { expect } from "chai";
import { ZeroAddress } from "ethers";

import type { AccountCall } from "../../src/wallet/account/index.ts";
import { commitment } from "../../src/wallet/secret.ts";
import { Bequeathable__factory, EoaProver__factory } from "../../types/ethers-contracts/index.js";
import type { PlanStruct } from "../../types/ethers-contracts/wallet/DeadMansSwitch.js";
import { DAY, ethers, networkHelpers, succeeded } from "./account-fixture.ts";
import { NO_EVIDENCE, only, State, who } from "./fixture.ts";
import { deployInstalled, GRACE, live, type Modular, PERIOD, planFor, registryCall } from "./module7579.ts";
import { signPause } from "./signing.ts";

const BOUNTY = 10n ** 15n;

/** A modular account with a plan, which is shown as a will; the stranger is its executor. */
async function deployWill(changesOf: (stage: Modular) => Partial<PlanStruct> = () => ({})) {
  const stage = await deployInstalled();
  const facade = await new Bequeathable__factory(stage.relayer).deploy(stage.registry);
  const plan = await planFor(stage, { bounty: BOUNTY, ...changesOf(stage) });
  await live(stage, [await registryCall(stage, "register", plan)]);
  await stage.registry.fundBounties(stage.address, { value: 10n * BOUNTY });
  return { ...stage, stage, facade, plan, lawyer: stage.stranger };
}
type Will = Awaited<ReturnType<typeof deployWill>>;

async function deployMade(changesOf?: (stage: Modular) => Partial<PlanStruct>) {
  const will = await deployWill(changesOf);
  await will.facade.show(will.plan);
  expect(succeeded(await live(will.stage, [await makeCall(will, [will.lawyer.address])]))).to.equal(true);
  return will;
}
const plannedOnly = () => deployWill();
const made = () => deployMade();
const loadPlan = () => networkHelpers.loadFixture(plannedOnly);
const load = () => networkHelpers.loadFixture(made);

const facadeCall = async ({ facade }: Will, name: "setWill" | "cancelObit", inputs: readonly unknown[]) => ({
  to: await facade.getAddress(),
  data: facade.interface.encodeFunctionData(name as "cancelObit", inputs as [string]),
});
const makeCall = (will: Will, executors: string[], moratorium = GRACE): Promise<AccountCall> =>
  facadeCall(will, "setWill", [executors, moratorium]);
/** The account itself calls, without any act of its owner's: whom it is the façade that refuses. */
const asAccount = async ({ facade, address }: Will) => {
  const signer = await ethers.getImpersonatedSigner(address);
  return facade.connect(signer);
};
const announce = ({ facade, lawyer, address, heir }: Will) =>
  facade.connect(lawyer).announceObit(address, heir.address);
const replace = (stage: Modular, current: PlanStruct, next: PlanStruct) =>
  stage.registry.interface.encodeFunctionData("supersede", [current, next]);

describe("a plan as a will (ERC-7878)", () => {
  it("goes from the will over the obituary to the last asset", async () => {
    const will = await load();
    const { facade, registry, address, lawyer, heir, plan, dollar, picture, stamps } = will;
    expect(await facade.getWill(address)).to.deep.equal([[lawyer.address], GRACE]);
    expect(await facade.getObit(address)).to.deep.equal([ZeroAddress, 0n]);
    await networkHelpers.time.increase(PERIOD);
    await expect(announce(will)).to.emit(facade, "ObituaryStarted").withArgs(address, heir.address);
    expect((await registry.statusOf(plan)).state).to.equal(State.GRACE);
    expect(await facade.getObit(address)).to.deep.equal([heir.address, GRACE]);
    await networkHelpers.time.increase(GRACE + 5n);
    expect(await facade.getObit(address)).to.deep.equal([heir.address, -5n]);
    await facade.connect(lawyer).bequeath(address);
    expect((await registry.statusOf(plan)).state).to.equal(State.DONE);
    expect(await dollar.balanceOf(heir)).to.equal(1_000n);
    expect(await picture.ownerOf(7n)).to.equal(heir.address);
    expect(await stamps.balanceOf(heir, 5n)).to.equal(40n);
    expect(await ethers.provider.getBalance(address)).to.equal(0n);
    // What comes later follows.
    await dollar.mint(address, 3n);
    await facade.connect(lawyer).bequeath(address);
    expect(await dollar.balanceOf(heir)).to.equal(1_003n);
  });

  it("pays the bounties on to the executor, and keeps nothing", async () => {
    const will = await load();
    const { facade, address, lawyer, registry } = will;
    await networkHelpers.time.increase(PERIOD);
    await expect(() => announce(will)).to.changeEtherBalance(ethers, lawyer, BOUNTY);
    await networkHelpers.time.increase(GRACE);
    await expect(() => facade.connect(lawyer).bequeath(address)).to.changeEtherBalance(ethers, lawyer, BOUNTY);
    expect(await registry.creditOf(facade)).to.equal(0n);
    expect(await ethers.provider.getBalance(facade)).to.equal(0n);
  });

  it("is refused before the owner was silent for the period, to the second, and before the end of the moratorium", async () => {
    const will = await load();
    const { facade, registry, address, lawyer, plan } = will;
    const { triggerableAt } = await registry.statusOf(plan);
    await networkHelpers.time.setNextBlockTimestamp(triggerableAt - 1n);
    await expect(announce(will)).to.be.revertedWithCustomError(registry, "WalletTooEarly");
    await networkHelpers.time.setNextBlockTimestamp(triggerableAt);
    await announce(will);
    const bequeath = () => facade.connect(lawyer).bequeath(address);
    await networkHelpers.time.setNextBlockTimestamp(triggerableAt + GRACE - 1n);
    await expect(bequeath()).to.be.revertedWithCustomError(registry, "WalletTooEarly");
    await networkHelpers.time.setNextBlockTimestamp(triggerableAt + GRACE);
    await bequeath();
  });

  it("lets no executor name another inheritor than the plan's", async () => {
    const will = await load();
    const { facade, lawyer, address, heir } = will;
    await networkHelpers.time.increase(PERIOD);
    await expect(facade.connect(lawyer).announceObit(address, lawyer.address))
      .to.be.revertedWithCustomError(facade, "BequeathOtherInheritor")
      .withArgs(lawyer.address, heir.address);
  });

  it("lets no executor call an obituary off, only the owner's life", async () => {
    const will = await load();
    const { facade, lawyer, address, stage, relayer } = will;
    await expect(facade.connect(lawyer).cancelObit(address))
      .to.be.revertedWithCustomError(facade, "BequeathNothingAnnounced")
      .withArgs(address);
    await networkHelpers.time.increase(PERIOD);
    await announce(will);
    await expect(announce(will)).to.be.revertedWithCustomError(facade, "BequeathAnnounced").withArgs(address);
    for (const one of [facade.connect(lawyer), await asAccount(will)])
      await expect(one.cancelObit.staticCall(address))
        .to.be.revertedWithCustomError(facade, "BequeathStands")
        .withArgs(address);
    await live(stage);
    expect(await facade.getObit(address)).to.deep.equal([ZeroAddress, 0n]);
    await expect(facade.connect(lawyer).bequeath(address))
      .to.be.revertedWithCustomError(facade, "BequeathNothingAnnounced")
      .withArgs(address);
    await expect(facade.connect(relayer).cancelObit(address))
      .to.be.revertedWithCustomError(facade, "BequeathNotExecutor")
      .withArgs(relayer.address);
    await expect(facade.connect(lawyer).cancelObit(address))
      .to.emit(facade, "ObituaryCancelled")
      .withArgs(address, lawyer.address);
    await expect(facade.connect(lawyer).cancelObit(address))
      .to.be.revertedWithCustomError(facade, "BequeathNothingAnnounced")
      .withArgs(address);
  });

  it("is called off by the owner in one act, and can be announced again after another period", async () => {
    const will = await load();
    const { facade, address, stage, heir } = will;
    await networkHelpers.time.increase(PERIOD);
    await announce(will);
    expect(succeeded(await live(stage, [await facadeCall(will, "cancelObit", [address])]))).to.equal(true);
    await networkHelpers.time.increase(PERIOD);
    await announce(will);
    expect(await facade.getObit(address)).to.deep.equal([heir.address, GRACE]);
  });

  it("isn't announced by an obituary of before the owner's last act, if somebody triggers the plan anew", async () => {
    const will = await load();
    const { facade, registry, address, stage, plan } = will;
    await networkHelpers.time.increase(PERIOD);
    await announce(will);
    await live(stage);
    await networkHelpers.time.increase(PERIOD);
    await registry.trigger(plan, NO_EVIDENCE);
    expect(await facade.getObit(address)).to.deep.equal([ZeroAddress, 0n]);
  });

  it("waits for the delay of its plan where that ends after the moratorium", async () => {
    const delay = PERIOD + GRACE + 10n * DAY;
    const will = await deployMade(({ heir }) => ({ tiers: [{ ...only(heir.address), delay }] }));
    const { facade, registry, address, plan, lawyer, heir } = will;
    const { lastLife } = await registry.statusOf(plan);
    await networkHelpers.time.increase(PERIOD);
    await announce(will);
    const now = BigInt(await networkHelpers.time.latest());
    expect(await facade.getObit(address)).to.deep.equal([heir.address, lastLife + delay - now]);
    await networkHelpers.time.setNextBlockTimestamp(lastLife + delay - 1n);
    await expect(facade.connect(lawyer).bequeath(address)).to.be.revertedWithCustomError(registry, "WalletTooEarly");
    await networkHelpers.time.setNextBlockTimestamp(lastLife + delay);
    await facade.connect(lawyer).bequeath(address);
  });

  it("can be announced where somebody has triggered the plan before, and has that trigger's moratorium", async () => {
    const will = await load();
    const { facade, registry, address, plan, lawyer, heir } = will;
    await networkHelpers.time.increase(PERIOD);
    await registry.trigger(plan, NO_EVIDENCE);
    expect(await facade.getObit(address)).to.deep.equal([ZeroAddress, 0n]);
    await networkHelpers.time.increase(GRACE);
    await expect(facade.connect(lawyer).bequeath(address)).to.be.revertedWithCustomError(
      facade,
      "BequeathNothingAnnounced",
    );
    await announce(will);
    expect((await facade.getObit(address))[0]).to.equal(heir.address);
    await facade.connect(lawyer).bequeath(address);
  });

  it("obeys nobody but the executors that the owner named", async () => {
    const will = await load();
    const { facade, relayer, address, heir, stage, lawyer } = will;
    await networkHelpers.time.increase(PERIOD);
    const refuses = (sent: Promise<unknown>, caller: string) =>
      expect(sent).to.be.revertedWithCustomError(facade, "BequeathNotExecutor").withArgs(caller);
    await refuses(facade.connect(relayer).announceObit(address, heir.address), relayer.address);
    await refuses(facade.connect(relayer).bequeath(address), relayer.address);
    // Another will, in the place of the first.
    await live(stage, [await makeCall(will, [relayer.address, heir.address])]);
    expect((await facade.getWill(address)).executors).to.deep.equal([relayer.address, heir.address]);
    await refuses(facade.connect(lawyer).bequeath(address), lawyer.address);
  });
});

describe("what is a will (ERC-7878)", () => {
  it("is made of a plan in force that was shown, with 1 to 16 executors and its grace as moratorium", async () => {
    const will = await loadPlan();
    const { facade, address, plan, lawyer, relayer, heir } = will;
    const account = await asAccount(will);
    const set = (executors: string[], moratorium = GRACE) => account.setWill.staticCall(executors, moratorium);
    await expect(set([lawyer.address]))
      .to.be.revertedWithCustomError(facade, "BequeathNoPlan")
      .withArgs(address);
    await expect(facade.planOf(address)).to.be.revertedWithCustomError(facade, "BequeathNoPlan").withArgs(address);
    await expect(facade.show({ ...plan, grace: GRACE + 1n }))
      .to.be.revertedWithCustomError(facade, "BequeathNoPlan")
      .withArgs(address);
    expect(await facade.getObit(address)).to.deep.equal([ZeroAddress, 0n]);
    await expect(facade.connect(relayer).show(plan)).to.emit(facade, "PlanShown");
    const shown = await facade.planOf(address);
    const facts = [shown.account, shown.grace, shown.assets.length, shown.tiers[0]!.recipients[0]!.who];
    expect(facts).to.deep.equal([address, GRACE, plan.assets.length, who(heir.address)]);
    await expect(set([])).to.be.revertedWithCustomError(facade, "BequeathExecutors").withArgs(0n);
    const many = Array.from({ length: 17 }, () => lawyer.address);
    await expect(set(many)).to.be.revertedWithCustomError(facade, "BequeathExecutors").withArgs(17n);
    await expect(set([lawyer.address], GRACE + 1n))
      .to.be.revertedWithCustomError(facade, "BequeathMoratorium")
      .withArgs(GRACE + 1n, GRACE);
    // Whom a session key names isn't whom the owner trusts.
    await expect(set(many.slice(1)))
      .to.be.revertedWithCustomError(facade, "BequeathNotOwnersAct")
      .withArgs(address);
    await live(will.stage, [await makeCall(will, many.slice(1))]);
    expect((await facade.getWill(address)).executors).to.deep.equal(many.slice(1));
    // Who shows the same plan again takes nothing away.
    await expect(facade.connect(relayer).show(plan)).not.to.emit(facade, "PlanShown");
    expect((await facade.getWill(address)).executors).to.deep.equal(many.slice(1));
  });

  it("isn't a plan of several tiers, several recipients or a secret one, nor of an account whose assets move by approvals", async () => {
    const { facade, stage, registry, heir, lawyer, ann, plan } = await loadPlan();
    const halves = [heir, lawyer].map(({ address }) => ({ who: who(address), share: 5_000n }));
    const secret = { who: commitment(heir.address, ethers.id("salt")), share: 10_000n };
    let current = plan;
    for (const tiers of [
      [{ delay: 0n, window: DAY, recipients: only(heir.address).recipients }, only(lawyer.address)],
      [{ delay: 0n, window: 0n, recipients: halves }],
      [{ delay: 0n, window: 0n, recipients: [secret] }],
    ]) {
      const next = { ...plan, changeDelay: 0n, tiers };
      const to = await registry.getAddress();
      expect(succeeded(await live(stage, [{ to, data: replace(stage, current, next) }]))).to.equal(true);
      await networkHelpers.time.increase(30n * DAY);
      await expect(facade.show(next)).to.be.revertedWithCustomError(facade, "BequeathNotAWill");
      current = next;
    }
    const prover = await new EoaProver__factory(ann).deploy();
    const byApproval = { ...plan, account: ann.address, source: await prover.getAddress() };
    byApproval.assets = plan.assets.filter(({ token }) => token !== ZeroAddress);
    await registry.connect(ann).register(byApproval);
    await expect(facade.show(byApproval)).to.be.revertedWithCustomError(facade, "BequeathNotAWill");
  });

  it("is no more once another plan takes its place, until that is shown and its will made", async () => {
    const will = await load();
    const { facade, stage, registry, plan, address, lawyer } = will;
    const next = { ...plan, changeDelay: 0n, grace: 2n * GRACE };
    await live(stage, [{ to: await registry.getAddress(), data: replace(stage, plan, next) }]);
    expect(await facade.getWill(address)).to.deep.equal([[lawyer.address], GRACE]);
    await networkHelpers.time.increase(30n * DAY);
    expect(await facade.getWill(address)).to.deep.equal([[], 0n]);
    await networkHelpers.time.increase(PERIOD);
    await expect(announce(will)).to.be.revertedWithCustomError(facade, "BequeathNoPlan").withArgs(address);
    await facade.show(next);
    await facade.show(next);
    expect(await facade.getWill(address)).to.deep.equal([[], 2n * GRACE]);
    await expect(announce(will)).to.be.revertedWithCustomError(facade, "BequeathNotExecutor");
  });

  it("leaves it to the plan's guardians to hold it up, and tells for how long they do", async () => {
    const [, , robot] = await ethers.getSigners();
    const pauseFor = 20n * DAY;
    const guardians = { keys: [robot!.address], threshold: 1n, confirm: false, pauseFor, pauses: 1n };
    const will = await deployMade(() => ({ guardians }));
    const { facade, registry, address, plan, lawyer, heir } = will;
    await networkHelpers.time.increase(PERIOD);
    await announce(will);
    const { triggeredAt } = await registry.statusOf(plan);
    const signature = await signPause(robot!, registry, { account: address, version: 1n, triggeredAt, number: 0n });
    await registry.pause(plan, [robot!.address], [signature]);
    expect(await facade.getObit(address)).to.deep.equal([heir.address, pauseFor]);
    await networkHelpers.time.increase(pauseFor - 2n);
    await expect(facade.connect(lawyer).bequeath(address)).to.be.revertedWithCustomError(registry, "WalletPaused");
    await networkHelpers.time.increase(1n);
    await facade.connect(lawyer).bequeath(address);
    expect(await facade.REGISTRY()).to.equal(await registry.getAddress());
  });
});
