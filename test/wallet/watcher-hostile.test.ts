import { expect } from "chai";
import { MaxUint256, Wallet } from "ethers";

import {
  AssetKind,
  type AssetDraft,
  evidenceFrom,
  newMemory,
  request,
  State,
  tick,
  type WatchEvent,
} from "../../src/wallet/index.ts";
import {
  BurningAsset__factory,
  HostileSource__factory,
  MockERC1155__factory,
} from "../../types/ethers-contracts/index.js";
import { addressOf } from "./sdk-support.ts";
import {
  counted,
  DAY,
  HOUR,
  OddNode,
  ofKind,
  pass,
  planFor,
  quiet,
  type Stage,
  useStage,
  watchOf,
} from "./watcher.stage.ts";

describe("a watcher, against those who would have it pay or stand still", () => {
  const staged = useStage();

  /** Twenty blocks in two hours, each looked at. */
  async function twentyBlocks(stage: Stage): Promise<WatchEvent[]> {
    const memory = newMemory();
    const told: WatchEvent[] = [];
    for (let i = 0; i < 20; ++i) {
      await pass(stage, HOUR / 10n, 1);
      await tick(watchOf(stage, stage.keeper), memory, (event) => told.push(event));
    }
    return told;
  }

  for (const [what, proves] of [
    ["a prover that learns nothing of what it is shown", true],
    ["a source of life that makes each trigger void", false],
  ] as const)
    it(`pays a few times for ${what}, and not in each block`, async () => {
      const stage = staged();
      const { ben, keeper, deployer } = stage;
      const source = await new HostileSource__factory(deployer).deploy(proves);
      await planFor(stage, ben, { source: await source.getAddress(), period: DAY, grace: HOUR });
      await pass(stage, 2n * DAY);
      const told = await twentyBlocks(stage);
      const sent = await stage.node.getTransactionCount(keeper.address);
      expect(sent).to.be.within(1, 3);
      // It says so once each time that it holds back, and not in each block.
      expect(ofKind(told, "waiting").length).to.be.within(1, 3);
    });

  it("moves what can be moved where one asset goes into no transaction, and pays for no attempt at that", async () => {
    const stage = staged();
    const { ben, keeper, url, executor, registry } = stage;
    const plan = await planFor(stage, ben, { tokens: 3 });
    const node = new OddNode(url);
    const watch = watchOf(stage, keeper, { node, signer: new Wallet(keeper.privateKey, node) });
    // The second, whatever it is with.
    node.answer = (method, [call]) => {
      if (method !== "eth_estimateGas") return undefined;
      const page = executor.interface.parseTransaction(call as { data: string });
      const places = page?.name === "execute" ? (page.args.getValue("places") as bigint[]) : [];
      return places.includes(1n)
        ? { error: { code: -32000, message: "gas required exceeds allowance (16777216)" } }
        : undefined;
    };
    const memory = newMemory();
    const told: WatchEvent[] = [];
    for (const wait of [HOUR, 11n * DAY, 2n * HOUR]) {
      await pass(stage, wait);
      told.push(...(await quiet(watch, memory)));
    }
    expect((await counted(stage, ben.address)).moves).to.equal(2);
    expect((await registry.statusOf(plan)).state).to.equal(State.EXECUTING);
    const [refused, ...others] = ofKind(told, "refused");
    expect(refused!.reason).to.contain(`1 of its assets can't be moved now; of ${plan.assets[1]!.token}`);
    expect(others).to.deep.equal([]);
    const nonce = await keeper.getNonce();
    for (let i = 0; i < 5; ++i) {
      await pass(stage, HOUR, 1);
      await quiet(watch, memory);
    }
    expect(await keeper.getNonce()).to.equal(nonce);
    node.answer = () => undefined;
    await pass(stage, DAY);
    await quiet(watch, memory);
    expect((await registry.statusOf(plan)).state).to.equal(State.DONE);
    node.destroy();
  });

  it("spends on an execution about what an honest one takes, whatever the assets burn", async function () {
    this.timeout(120_000);
    const stage = staged();
    const { ben, keeper, deployer, executor, node } = stage;
    const assets: AssetDraft[] = [];
    for (let i = 0; i < 8; ++i) {
      const bad = await new BurningAsset__factory(deployer).deploy();
      await (await bad.mint(ben.address, 10_000n)).wait();
      await (await bad.setBurner(bad)).wait();
      assets.push({ kind: AssetKind.ERC20, token: await bad.getAddress() });
      await (await bad.connect(ben).approve(executor, MaxUint256)).wait();
    }
    const recipients = Array.from({ length: 32 }, (_, i) => ({
      address: addressOf(BigInt(i + 1_000)),
      share: i === 0 ? 700n : 300n,
    }));
    await planFor(stage, ben, { tokens: 0, assets, tiers: [{ recipients }] });
    const memory = newMemory();
    for (const wait of [HOUR, 11n * DAY]) {
      await pass(stage, wait);
      await quiet(watchOf(stage, keeper), memory);
    }
    const from = await keeper.getNonce();
    await pass(stage, 2n * HOUR);
    for (let i = 0; i < 5; ++i) {
      await pass(stage, 60n, 1);
      await tick(watchOf(stage, keeper), memory, () => undefined);
    }
    const sent = (await keeper.getNonce()) - from;
    const head = await node.getBlockNumber();
    let spent = 0n;
    for (let block = head; block > head - 30; --block)
      for (const hash of (await node.getBlock(block))!.transactions) {
        const receipt = (await node.getTransactionReceipt(hash))!;
        if (receipt.from === keeper.address && receipt.to === (await executor.getAddress())) spent += receipt.gasUsed;
      }
    expect(sent).to.be.greaterThan(0);
    // Each of them burns thirteen million.
    expect(Number(spent)).to.be.below(60_000_000);
  });

  it("shows each act at once while recipients ask, however often they do", async () => {
    const stage = staged();
    const { ben, heir, keeper, node, registry } = stage;
    const plan = await planFor(stage, ben, { requestPeriod: HOUR, bond: 0n });
    const memory = newMemory();
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper), memory);
    for (let i = 0; i < 6; ++i) {
      await request(heir, stage.address, { plan, evidence: evidenceFrom(node, node) });
      await pass(stage, 60n);
      await (await ben.sendTransaction({ to: heir.address })).wait();
      await pass(stage, 60n);
      const told = await quiet(watchOf(stage, keeper), memory);
      expect(ofKind(told, "done").map(({ act }) => act)).to.deep.equal(["proveActivity", "endRequest"]);
    }
    expect((await registry.statusOf(plan)).state).to.equal(State.ACTIVE);
  });

  it("isn't kept busy by what contracts say that came in", async () => {
    const stage = staged();
    const { cas, keeper, deployer, url } = stage;
    await planFor(stage, cas, { period: 100n * DAY });
    const coins = await new MockERC1155__factory(deployer).deploy();
    const ids = Array.from({ length: 300 }, (_, i) => BigInt(i));
    await (
      await coins.mintBatch(
        cas.address,
        ids,
        ids.map(() => 1n),
      )
    ).wait();
    await pass(stage, HOUR);
    const node = new OddNode(url);
    const memory = newMemory();
    const watch = watchOf(stage, keeper, { node, signer: new Wallet(keeper.privateKey, node) });
    const told = await quiet(watch, memory);
    const [proposal] = ofKind(told, "proposal");
    expect(proposal!.added).to.be.within(1, 64);
    node.asked = [];
    await pass(stage, HOUR, 1);
    await quiet(watch, memory);
    expect(node.asked.length).to.be.below(60);
    node.destroy();
  });
});
