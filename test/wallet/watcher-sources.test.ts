import { expect } from "chai";
import { parseEther, ZeroAddress, ZeroHash } from "ethers";

import {
  AssetKind,
  type Plan,
  planOf,
  State,
  tick,
  newMemory,
  type Watch,
  WATCH_RULES,
  type WatchEvent,
  type WatchMemory,
} from "../../src/wallet/index.ts";
import { StagedLife__factory } from "../../types/ethers-contracts/index.js";
import { CALM, DAY, ethers, holding, load, now, pass, type Wallet } from "./fixture.ts";
import { draftOf } from "./sdk-support.ts";

const BOND = parseEther("1");

/** A watcher on Hardhat's own provider, whose errors aren't those of ethers. */
async function watchOf({ registry, keeper }: Wallet, changes: Partial<Watch> = {}): Promise<Watch> {
  return { node: ethers.provider, registry: await registry.getAddress(), signer: keeper, confirmations: 0, ...changes };
}

/** Passes until nothing happens any more. */
async function acts(watch: Watch, memory: WatchMemory = newMemory()): Promise<WatchEvent[]> {
  const told: WatchEvent[] = [];
  for (let i = 0; i < 10; ++i) if (!(await tick(watch, memory, (event) => told.push(event)))) break;
  return told;
}

const sentOf = (events: readonly WatchEvent[]): string[] =>
  events.flatMap((event) => (event.kind === "done" ? [event.act] : []));

describe("the watcher, with a source of life that needs no proofs", () => {
  async function standing(
    changes: Parameters<typeof draftOf>[1] = {},
  ): Promise<{ wallet: Wallet; plan: Plan; watch: Watch }> {
    const wallet = await load();
    const plan = await draftOf(wallet, changes);
    await wallet.registry.connect(wallet.owner).register(plan);
    return { wallet, plan, watch: await watchOf(wallet) };
  }

  it("triggers and executes, and sends nothing before", async () => {
    const { wallet, plan, watch } = await standing();
    const { dollar, owner, executor, second, registry } = wallet;
    await dollar.mint(owner.address, 500n);
    await dollar.connect(owner).approve(executor, 500n);
    await pass(90n * DAY - 10n);
    expect(sentOf(await acts(watch))).to.deep.equal([]);
    await pass(DAY);
    expect(sentOf(await acts(watch))).to.deep.equal(["trigger"]);
    await pass(8n * DAY);
    expect(sentOf(await acts(watch))).to.deep.equal(["execute"]);
    expect(await dollar.balanceOf(second.address)).to.equal(500n);
    expect((await registry.statusOf(plan)).state).to.equal(State.DONE);
    await pass(DAY);
    expect(sentOf(await acts(watch))).to.deep.equal([]);
  });

  it("tells of a request at once, ends it when its owner has acted, and says that the bond is his", async () => {
    const { wallet, plan, watch } = await standing({ requestPeriod: 14n * DAY, bond: BOND });
    const { registry, second, owner, life } = wallet;
    const memory = newMemory();
    await pass(DAY);
    await registry.connect(second).request(plan, 0n, 0n, ZeroHash, "0x", { value: BOND });
    const told = await acts(watch, memory);
    expect(told.map(({ kind }) => kind)).to.deep.equal(["requested"]);
    await pass(DAY);
    expect(await acts(watch, memory)).to.deep.equal([]);
    await life.live(owner.address);
    expect(sentOf(await acts(watch, memory))).to.deep.equal(["endRequest"]);
    expect(await registry.creditOf(owner.address)).to.equal(BOND);
    expect((await registry.requestOf(owner.address)).requester).to.equal(ZeroAddress);
  });

  it("triggers by a request that nobody has answered", async () => {
    const { wallet, plan, watch } = await standing({ requestPeriod: 14n * DAY, bond: BOND });
    const { registry, second } = wallet;
    await pass(DAY);
    await registry.connect(second).request(plan, 0n, 0n, ZeroHash, "0x", { value: BOND });
    await pass(14n * DAY);
    expect(sentOf(await acts(watch))).to.deep.equal(["trigger"]);
    expect((await registry.statusOf(plan)).triggeredAt).to.equal(await now());
  });

  it("moves ether and the tokens that its operator trusts of a plan that says everything, and no dust", async () => {
    const wallet = await load();
    const { owner, life, registry, second, dollar, stranger } = wallet;
    const { account, act } = await holding(wallet);
    const plan = planOf({
      account,
      source: await life.getAddress(),
      period: 90n * DAY,
      grace: 7n * DAY,
      everything: true,
      tiers: [{ recipients: [{ address: second.address, share: 10_000n }] }],
    });
    await act(registry.interface.encodeFunctionData("register", [plan]));
    await dollar.mint(account, 70n);
    await owner.sendTransaction({ to: account, value: BOND });
    const rules = (further: string[]) => ({ ...WATCH_RULES, further });
    await pass(91n * DAY);
    const watch = await watchOf(wallet, { rules: rules([]) });
    const memory = newMemory();
    const before = await ethers.provider.getBalance(second.address);
    expect(sentOf(await acts(watch, memory))).to.deep.equal(["trigger"]);
    await pass(8n * DAY);
    expect(sentOf(await acts(watch, memory))).to.deep.equal(["execute"]);
    expect((await ethers.provider.getBalance(second.address)) - before).to.equal(BOND);
    expect(await dollar.balanceOf(second.address)).to.equal(0n);

    await stranger.sendTransaction({ to: account, value: 1n });
    expect(sentOf(await acts(watch, memory))).to.deep.equal([]);
    const trusting = { ...watch, rules: rules([await dollar.getAddress()]) };
    expect(sentOf(await acts(trusting))).to.deep.equal(["execute"]);
    expect(await dollar.balanceOf(second.address)).to.equal(70n);
    expect(await ethers.provider.getBalance(account)).to.equal(1n);
  });

  it("proposes the ether of an account that could move it, where its plan doesn't", async () => {
    const { wallet, plan, watch } = await standing();
    const { life, owner, stranger } = wallet;
    expect((await acts(watch)).filter(({ kind }) => kind === "proposal")).to.deep.equal([]);
    await life.say(owner.address, { ...CALM, holder: stranger.address });
    const [told] = (await acts(watch)).filter((event) => event.kind === "proposal");
    expect(told!.next.assets.map(({ kind }) => kind)).to.deep.equal([AssetKind.NATIVE, AssetKind.ERC20]);
    expect(plan.assets.length).to.equal(1);
  });

  it("goes on with other plans where one can't be read, and says that once", async () => {
    const { wallet, watch } = await standing();
    const { registry, child, deployer, owner } = wallet;
    const source = await new StagedLife__factory(deployer).deploy();
    const broken = await draftOf(wallet, { account: child.address, source: await source.getAddress() });
    await registry.connect(child).register(broken);
    await ethers.provider.send("hardhat_setCode", [await source.getAddress(), "0xfe"]);
    await pass(90n * DAY);
    const memory = newMemory();
    const told = await acts(watch, memory);
    expect(
      told.filter(({ kind }) => kind === "done").map((event) => "account" in event && event.account),
    ).to.deep.equal([owner.address]);
    const unread = (events: readonly WatchEvent[]) => events.filter(({ kind }) => kind === "refused");
    expect(unread(told).map((event) => "account" in event && event.account)).to.deep.equal([child.address]);
    await pass(DAY);
    expect(unread(await acts(watch, memory))).to.deep.equal([]);
  });

  it("watches the accounts that it is told to, and no others", async () => {
    const { wallet, watch } = await standing();
    const { registry, child, owner } = wallet;
    await registry.connect(child).register(await draftOf(wallet, { account: child.address }));
    await pass(90n * DAY);
    await acts({ ...watch, accounts: [child.address.toLowerCase()] });
    const triggers = await registry.queryFilter(registry.filters.Triggered());
    expect(triggers.map(({ args }) => args.account)).to.deep.equal([child.address]);
    expect(triggers.some(({ args }) => args.account === owner.address)).to.equal(false);
  });
});
