import { expect } from "chai";
import { Wallet } from "ethers";

import {
  AssetKind,
  eventId,
  findPlan,
  follow,
  lineOf,
  newMemory,
  State,
  supersede,
  tick,
  type WatchEvent,
} from "../../src/wallet/index.ts";
import { MockERC1155__factory, MockERC20__factory, MockERC721__factory } from "../../types/ethers-contracts/index.js";
import {
  beside,
  counted,
  DAY,
  HOUR,
  MortalNode,
  ofKind,
  pass,
  planFor,
  quiet,
  type Stage,
  tokenOf,
  useStage,
  watchOf,
} from "./watcher.stage.ts";

describe("the watcher, on a live node", () => {
  let stage: Stage;
  const staged = useStage();
  beforeEach(() => {
    stage = staged();
  });

  it("follows three plans: proves a life only when that is worth it, carries out what a dead owner wanted, and proposes what came in", async () => {
    const { ada, ben, cas, keeper, deployer, heir } = stage;
    await planFor(stage, ada);
    const left = await planFor(stage, ben);
    const kept = await planFor(stage, cas, { period: 100n * DAY });
    const gem = await new MockERC721__factory(deployer).deploy();
    const coins = await new MockERC1155__factory(deployer).deploy();

    const [told] = await beside([watchOf(stage, keeper)], async (caughtUp) => {
      for (let day = 1; day <= 17; ++day) {
        await pass(stage, DAY);
        await (await ada.sendTransaction({ to: heir.address })).wait();
        if (day === 3) {
          await (await gem.mint(cas.address, 7n)).wait();
          await (await coins.mint(cas.address, 9n, 5n)).wait();
          await tokenOf(stage, cas.address);
        }
        await pass(stage, 0n);
        await caughtUp();
      }
    });

    // Seventeen acts, and a proof for each eight days of them.
    expect(await counted(stage, ada.address)).to.deep.equal({
      checkpoints: 1,
      activities: 2,
      triggers: 0,
      moves: 0,
      completions: 0,
    });
    expect(await counted(stage, ben.address)).to.deep.equal({
      checkpoints: 1,
      activities: 0,
      triggers: 1,
      moves: 1,
      completions: 1,
    });
    const dollar = MockERC20__factory.connect(left.assets[0]!.token, stage.node);
    expect(await dollar.balanceOf(heir.address)).to.equal(1_000n);
    expect(ofKind(told!, "refused")).to.deep.equal([]);
    expect(ofKind(told!, "node")).to.deep.equal([]);
    const reminders = ofKind(told!, "reminder").filter(({ account }) => account === ben.address);
    expect(reminders.map(({ stage: percent }) => percent)).to.deep.equal([50n, 75n, 90n]);
    // Three checkpoints, two proofs of life, the trigger and the execution, and nothing else.
    expect(await stage.node.getTransactionCount(keeper.address)).to.equal(7);

    const proposals = ofKind(told!, "proposal");
    // One for each set of assets: the last has all three.
    expect(proposals.map(({ account }) => account)).to.satisfy((all: string[]) =>
      all.every((some) => some === cas.address),
    );
    expect(proposals.map(eventId)).to.deep.equal([...new Set(proposals.map(eventId))]);
    const { next, added } = proposals.at(-1)!;
    expect(added).to.equal(3);
    expect(next.assets.map(({ kind }) => kind).sort()).to.deep.equal(
      [AssetKind.ERC20, AssetKind.ERC20, AssetKind.ERC721, AssetKind.ERC1155].sort(),
    );
    await supersede(cas, stage.address, { current: kept, next });
    await pass(stage, HOUR);
    const later = await quiet(watchOf(stage, keeper));
    expect(ofKind(later, "proposal")).to.deep.equal([]);
    expect((await findPlan(stage.address, cas.address, stage.node))!.version).to.equal(2n);
  });

  it("says again after a new start what holds, and nothing that is past", async () => {
    const { ben, keeper } = stage;
    await planFor(stage, ben);
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper));
    await pass(stage, 8n * DAY);
    const memory = newMemory();
    const first = ofKind(await quiet(watchOf(stage, keeper), memory), "reminder");
    expect(first.map(({ stage: percent }) => percent)).to.deep.equal([75n]);
    await pass(stage, HOUR);
    expect(ofKind(await quiet(watchOf(stage, keeper), memory), "reminder")).to.deep.equal([]);
    const again = ofKind(await quiet(watchOf(stage, keeper)), "reminder");
    expect(again.map(eventId)).to.deep.equal(first.map(eventId));
  });

  it("tells what is due and sends nothing where it has no sender, or isn't to", async () => {
    const { ben, keeper } = stage;
    await planFor(stage, ben);
    await pass(stage, HOUR);
    for (const watch of [{ ...watchOf(stage, keeper), signer: null }, watchOf(stage, keeper, { acts: ["trigger"] })]) {
      const due = ofKind(await quiet(watch), "due");
      expect(due.map(({ act }) => act)).to.deep.equal(["checkpoint"]);
      expect(lineOf(due[0]!)).to.contain(ben.address).and.contain("a checkpoint is due");
    }
    expect(await stage.node.getTransactionCount(keeper.address)).to.equal(0);
  });

  it("proves the newest block where no other can take its place", async () => {
    const { ben, keeper, prover } = stage;
    await planFor(stage, ben);
    const { timestamp } = (await stage.node.getBlock("latest"))!;
    const told = await quiet(watchOf(stage, keeper, { confirmations: 0 }));
    expect(ofKind(told, "done").map(({ act }) => act)).to.deep.equal(["checkpoint"]);
    expect((await prover.factOf(ben.address)).since).to.equal(BigInt(timestamp));
  });

  it("stands back from a plan that its owner comes back to, with the proof of it", async () => {
    const { ben, heir, keeper, registry, prover } = stage;
    const plan = await planFor(stage, ben);
    const memory = newMemory();
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper), memory);
    await pass(stage, 10n * DAY);
    await quiet(watchOf(stage, keeper), memory);
    const [registered] = await registry.queryFilter(registry.filters.PlanRegistered(ben.address));
    expect((await prover.factOf(ben.address)).since).to.equal(BigInt((await registered!.getBlock()).timestamp));
    const acted = (await (await ben.sendTransaction({ to: heir.address })).wait())!;
    await pass(stage, 2n * HOUR);
    const told = await quiet(watchOf(stage, keeper), memory);
    // The proof is of the block of the act, not of one in which it was known.
    expect((await prover.factOf(ben.address)).since).to.equal(BigInt((await acted.getBlock()).timestamp));
    expect(ofKind(told, "done").map(({ act }) => act)).to.deep.equal(["proveActivity"]);
    expect((await registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    expect((await counted(stage, ben.address)).moves).to.equal(0);
  });

  it("proves code that an account has got, once, and triggers nothing of it", async () => {
    const { ben, keeper, deployer, prover } = stage;
    await planFor(stage, ben);
    await pass(stage, HOUR);
    const memory = newMemory();
    await quiet(watchOf(stage, keeper), memory);
    const authorization = await ben.authorize({
      address: await prover.getAddress(),
      nonce: await ben.getNonce(),
      chainId: 31_337n,
    });
    await (await deployer.sendTransaction({ type: 4, to: keeper.address, authorizationList: [authorization] })).wait();
    await pass(stage, 11n * DAY);
    const told = await quiet(watchOf(stage, keeper), memory);
    expect(ofKind(told, "done").map(({ act }) => act)).to.deep.equal(["proveCode"]);
    expect(await quiet(watchOf(stage, keeper))).to.satisfy(
      (events: WatchEvent[]) => ofKind(events, "done").length === 0,
    );
  });

  it("spends nothing on an asset that isn't approved, and moves the others", async () => {
    const { ben, keeper, executor } = stage;
    const plan = await planFor(stage, ben, { tokens: 2 });
    const token = MockERC20__factory.connect(plan.assets[0]!.token, ben);
    await (await token.approve(executor, 0n)).wait();
    const memory = newMemory();
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper), memory);
    await pass(stage, 11n * DAY);
    await quiet(watchOf(stage, keeper), memory);
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper), memory);
    expect(await counted(stage, ben.address)).to.include({ triggers: 1, moves: 1, completions: 0 });
    const nonce = await stage.node.getTransactionCount(keeper.address);
    await pass(stage, DAY);
    await quiet(watchOf(stage, keeper), memory);
    expect(await stage.node.getTransactionCount(keeper.address)).to.equal(nonce);
  });

  it("goes on once its node serves again, having asked it less and less often, and keeps its address to itself", async () => {
    const { ben, keeper, url } = stage;
    await planFor(stage, ben);
    await pass(stage, HOUR);
    const node = new MortalNode(`${url}/s3cret`);
    const stop = new AbortController();
    const told: WatchEvent[] = [];
    node.killAt(1, false, () => undefined);
    const following = follow(watchOf(stage, keeper, { node, signer: new Wallet(keeper.privateKey, node) }), {
      ...{ signal: stop.signal, every: 10, retryAfter: 10, longestRetry: 40 },
      onEvent: (event) => {
        told.push(event);
        if (ofKind(told, "node").length === 4) node.killAt(Number.POSITIVE_INFINITY, false, () => undefined);
        if (event.kind === "done") stop.abort();
      },
    });
    await following;
    node.destroy();
    expect(ofKind(told, "node").map(({ retryIn }) => retryIn)).to.deep.equal([10, 20, 40, 40]);
    expect(ofKind(told, "done").map(({ act }) => act)).to.deep.equal(["checkpoint"]);
    expect(told.map(lineOf).join("\n")).not.to.contain("s3cret");
  });

  it("follows nothing where it is told to settle for less than no block", async () => {
    const watch = watchOf(stage, stage.keeper, { confirmations: -1 });
    const thrown = await follow(watch, { onEvent: () => undefined }).catch((error: unknown) => error);
    expect((thrown as Error).message).to.equal("-1 is no number of blocks");
  });

  it("is called off between any two steps", async () => {
    const gone = AbortSignal.abort();
    const thrown = await tick(watchOf(stage, stage.keeper), newMemory(), () => undefined, gone).catch(
      (error: unknown) => error,
    );
    expect((thrown as Error).name).to.equal("AbortError");
  });
});
