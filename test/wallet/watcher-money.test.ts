import { expect } from "chai";
import { MaxUint256, parseEther, toQuantity } from "ethers";

import {
  AssetKind,
  evidenceFrom,
  execute,
  newMemory,
  planOf,
  State,
  tick,
  WATCH_RULES,
  type WatchEvent,
} from "../../src/wallet/index.ts";
import { outbidding } from "../../src/wallet/watcher/sender.ts";
import { MockERC20__factory, StagedHolder__factory, StagedLife__factory } from "../../types/ethers-contracts/index.js";
import { CALM } from "./fixture.ts";
import {
  counted,
  DAY,
  HOUR,
  ofKind,
  pass,
  planFor,
  quiet,
  type Stage,
  tokenOf,
  useStage,
  watchOf,
} from "./watcher.stage.ts";

const GWEI = 10n ** 9n;

describe("a watcher and its money", () => {
  let stage: Stage;
  const staged = useStage();
  beforeEach(() => {
    stage = staged();
  });

  it("triggers and executes for a bounty that is worth it, and for less only as far as its operator loses something", async () => {
    const { ben, cas, keeper, registry } = stage;
    const poor = await planFor(stage, ben, { bounty: 1n });
    const rich = await planFor(stage, cas, { bounty: parseEther("0.05") });
    for (const { account } of [poor, rich])
      await (await registry.connect(keeper).fundBounties(account, { value: parseEther("0.1") })).wait();
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper));
    const watch = watchOf(stage, keeper, { rules: { ...WATCH_RULES, mostLoss: 0n } });
    for (const wait of [10n * DAY, 2n * HOUR]) {
      await pass(stage, wait);
      await quiet(watch);
    }
    expect((await registry.statusOf(rich)).state).to.equal(State.DONE);
    expect(await registry.creditOf(keeper)).to.equal(parseEther("0.1"));
    expect((await registry.statusOf(poor)).state).to.equal(State.ACTIVE);
    await pass(stage, HOUR);
    await quiet({ ...watch, rules: { ...WATCH_RULES, mostLoss: parseEther("1") } });
    expect((await registry.statusOf(poor)).state).to.equal(State.GRACE);
  });

  it("waits for no transaction for ever, tells of other plans meanwhile, and outbids its own once gas costs more", async () => {
    const { ben, cas, keeper, node, registry } = stage;
    const plan = await planFor(stage, ben);
    await planFor(stage, cas, { period: 14n * DAY });
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper));
    await pass(stage, 10n * DAY);
    const memory = newMemory();
    const told: WatchEvent[] = [];
    const watch = watchOf(stage, keeper, { patience: 300 });
    const look = () => tick(watch, memory, (event) => told.push(event));
    await node.send("evm_setAutomine", [false]);
    await look();
    expect(ofKind(told, "waiting").map(({ act }) => act)).to.deep.equal(["trigger"]);
    expect(ofKind(told, "reminder").map(({ account }) => account)).to.include(cas.address);
    expect(await node.getTransactionCount(keeper.address, "pending")).to.equal((await keeper.getNonce("latest")) + 1);

    // A block that is too dear for it.
    await node.send("hardhat_setNextBlockBaseFeePerGas", [toQuantity(100n * GWEI)]);
    await node.send("evm_mine", []);
    expect((await registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    await look();
    expect(ofKind(told, "refused")).to.deep.equal([]);
    await node.send("evm_mine", []);
    expect((await registry.statusOf(plan)).state).to.equal(State.GRACE);
    await look();
    expect((await counted(stage, ben.address)).triggers).to.equal(1);
  });

  it("outbids by an eighth at least, and nothing that isn't outbid by what gas costs", () => {
    const stuck = { nonce: 7, maxFee: 80n, priorityFee: 8n };
    const fees = (
      maxFeePerGas: bigint | null,
      maxPriorityFeePerGas: bigint | null,
      gasPrice: bigint | null = null,
    ) => ({
      maxFeePerGas,
      maxPriorityFeePerGas,
      gasPrice,
    });
    expect(outbidding(stuck, fees(90n, 20n))).to.equal(null);
    expect(outbidding(stuck, fees(91n, 1n))).to.deep.equal({ nonce: 7, maxFeePerGas: 91n, maxPriorityFeePerGas: 10n });
    expect(outbidding(stuck, fees(200n, 20n))).to.include({ maxPriorityFeePerGas: 20n });
    expect(outbidding(stuck, fees(null, null, 90n))).to.equal(null);
    expect(outbidding(stuck, fees(null, null, 91n))).to.deep.equal({ nonce: 7, gasPrice: 91n });
  });

  it("moves what came in late at places that were taken up, once in a while and not each time", async () => {
    const { ben, keeper, heir, registry } = stage;
    const plan = await planFor(stage, ben, { tokens: 2 });
    const token = MockERC20__factory.connect(plan.assets[0]!.token, stage.deployer);
    const memory = newMemory();
    const watch = watchOf(stage, keeper);
    for (const wait of [HOUR, 10n * DAY, 2n * HOUR]) {
      await pass(stage, wait);
      await quiet(watch, memory);
    }
    expect((await registry.statusOf(plan)).state).to.equal(State.DONE);
    await (await token.mint(ben.address, 5n)).wait();
    await pass(stage, HOUR);
    expect(ofKind(await quiet(watch, memory), "done")).to.deep.equal([]);
    await pass(stage, DAY);
    expect(ofKind(await quiet(watch, memory), "done").map(({ act }) => act)).to.deep.equal(["execute"]);
    expect(await token.balanceOf(heir.address)).to.equal(1_005n);
    await (await token.mint(ben.address, 1n)).wait();
    const nonce = await keeper.getNonce();
    await pass(stage, 2n * HOUR);
    await quiet(watch, memory);
    expect(await keeper.getNonce()).to.equal(nonce);

    // Who asks for it by hand needn't wait.
    const { moved, complete } = await execute(stage.second, stage.address, {
      plan,
      evidence: evidenceFrom(stage.node, stage.node),
    });
    expect(moved.map(({ amount }) => amount)).to.deep.equal([1n]);
    expect(complete).to.equal(true);
  });

  it("moves two hundred assets in pages that fit a transaction", async function () {
    this.timeout(120_000);
    const { ben, keeper, registry, executor, deployer } = stage;
    const code = await stage.node.getCode(await tokenOf(stage, ben.address));
    const assets = Array.from({ length: 200 }, (_, i) => `0x${(0x1000n + BigInt(i)).toString(16).padStart(40, "0")}`);
    for (const token of assets) {
      await stage.node.send("hardhat_setCode", [token, code]);
      const contract = MockERC20__factory.connect(token, deployer);
      await contract.mint(ben.address, 10n);
      await (await contract.connect(ben).approve(executor, MaxUint256)).wait();
    }
    const plan = await planFor(stage, ben, {
      tokens: 0,
      assets: assets.map((token) => ({ kind: AssetKind.ERC20, token })),
    });
    const memory = newMemory();
    const told: WatchEvent[] = [];
    for (const wait of [HOUR, 10n * DAY, 2n * HOUR]) {
      await pass(stage, wait);
      told.push(...(await quiet(watchOf(stage, keeper), memory)));
    }
    expect((await registry.statusOf(plan)).state).to.equal(State.DONE);
    const pages = ofKind(told, "done").filter(({ act }) => act === "execute");
    expect(pages.length).to.equal(1);
    expect(pages[0]!.transactions.length).to.be.within(2, 8);
    for (const hash of pages[0]!.transactions)
      expect((await stage.node.getTransactionReceipt(hash))!.gasUsed).to.be.below(2n ** 24n);
  });

  it("brings home what an account has at the registry before its heirs receive, where that is worth its gas", async () => {
    const { deployer, keeper, heir, node, registry, address } = stage;
    const life = await new StagedLife__factory(deployer).deploy();
    const holder = await new StagedHolder__factory(deployer).deploy(stage.executor);
    const account = await holder.getAddress();
    await life.say(account, { ...CALM, holder: account });
    const plan = planOf({
      account,
      source: await life.getAddress(),
      period: 10n * DAY,
      grace: HOUR,
      bounty: 1_000n,
      assets: [{ kind: AssetKind.NATIVE }],
      tiers: [{ recipients: [{ address: heir.address, share: 10_000n }] }],
    });
    await (await holder.execute(address, registry.interface.encodeFunctionData("register", [plan]))).wait();
    const fund = async (amount: bigint) => {
      await (await registry.connect(deployer).fundBounties(account, { value: amount })).wait();
    };
    const memory = newMemory();
    const sent: string[] = [];
    const look = async (seconds: bigint) => {
      await pass(stage, seconds);
      const told = await quiet(watchOf(stage, keeper), memory);
      sent.push(...ofKind(told, "done").map(({ act }) => act));
    };
    await fund(parseEther("1"));
    const before = await node.getBalance(heir.address);
    await look(10n * DAY);
    await look(2n * HOUR);
    expect(sent).to.deep.equal(["trigger", "collect", "execute"]);
    // Two bounties of a thousand were the keeper's.
    expect((await node.getBalance(heir.address)) - before).to.equal(parseEther("1") - 2_000n);
    expect(await registry.creditOf(keeper)).to.equal(2_000n);

    await fund(5n);
    await look(2n * DAY);
    expect(sent.length).to.equal(3);
    expect(await registry.bountiesOf(account)).to.equal(5n);
    await holder.refuse(true);
    await fund(parseEther("1"));
    await look(2n * DAY);
    expect(sent.length).to.equal(3);
    await holder.refuse(false);
    // What came in late is looked at once a day.
    await look(2n * DAY);
    await look(2n * DAY);
    expect(sent.slice(3)).to.deep.equal(["collect", "execute"]);
    expect(await registry.bountiesOf(account)).to.equal(0n);
  });

  it("replaces nothing that it hasn't sent itself", async () => {
    const { ben, keeper, node, heir } = stage;
    await planFor(stage, ben);
    await pass(stage, HOUR);
    await node.send("evm_setAutomine", [false]);
    await keeper.sendTransaction({ to: heir.address, value: 1n });
    const told: WatchEvent[] = [];
    await tick(watchOf(stage, keeper, { patience: 200 }), newMemory(), (event) => told.push(event));
    expect(ofKind(told, "waiting").map(({ reason }) => reason)).to.deep.equal([
      "an earlier transaction of the sender isn't mined yet",
    ]);
    expect(await node.getTransactionCount(keeper.address, "pending")).to.equal((await keeper.getNonce("latest")) + 1);
  });
});
