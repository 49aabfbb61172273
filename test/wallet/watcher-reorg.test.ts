import { expect } from "chai";

import { freshEvidence, newMemory, State, supersede } from "../../src/wallet/index.ts";
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

describe("the watcher, as blocks take the place of others", () => {
  let stage: Stage;
  const staged = useStage();
  beforeEach(() => {
    stage = staged();
  });

  it("triggers again what a reorg has taken back, and tells of it", async () => {
    const { ben, keeper, registry } = stage;
    const plan = await planFor(stage, ben);
    const memory = newMemory();
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper), memory);
    await pass(stage, 10n * DAY);
    const fork = (await stage.node.send("evm_snapshot", [])) as string;
    const before = await quiet(watchOf(stage, keeper), memory);
    expect(ofKind(before, "done").map(({ act }) => act)).to.deep.equal(["trigger"]);
    expect((await registry.statusOf(plan)).state).to.equal(State.GRACE);

    await stage.node.send("evm_revert", [fork]);
    await pass(stage, 30n, 2);
    expect((await registry.statusOf(plan)).state).to.equal(State.ACTIVE);
    const after = await quiet(watchOf(stage, keeper), memory);
    expect(ofKind(after, "reorg").length).to.equal(1);
    expect(ofKind(after, "done").map(({ act }) => act)).to.deep.equal(["trigger"]);
    expect((await counted(stage, ben.address)).triggers).to.equal(1);
    expect((await registry.statusOf(plan)).state).to.equal(State.GRACE);
  });

  it("proves again what a reorg has taken back, and moves again what it has undone of an execution", async () => {
    const { ben, keeper, registry } = stage;
    const plan = await planFor(stage, ben, { tokens: 3 });
    const memory = newMemory();
    const watch = watchOf(stage, keeper, { pageGas: 1n });
    const acts = async () => ofKind(await quiet(watch, memory), "done").map(({ act }) => act);
    /** What is sent, and sent again once the blocks of it are no more. */
    const undone = async (expected: string[]) => {
      const fork = (await stage.node.send("evm_snapshot", [])) as string;
      expect(await acts()).to.deep.equal(expected);
      await stage.node.send("evm_revert", [fork]);
      await pass(stage, 30n, 2);
    };
    await pass(stage, HOUR);
    await acts();
    await pass(stage, 9n * DAY);
    await (await ben.sendTransaction({ to: ben.address })).wait();
    await pass(stage, DAY);
    await undone(["proveActivity"]);
    expect(await acts()).to.deep.equal(["proveActivity"]);
    await pass(stage, 10n * DAY);
    expect(await acts()).to.deep.equal(["trigger"]);
    await pass(stage, 2n * HOUR);
    // The first of three pages stays; the others are undone.
    const proof = await freshEvidence(stage.node, ben.address);
    await (await stage.executor.connect(keeper).execute(plan, [0n], [], proof)).wait();
    await undone(["execute"]);
    expect((await counted(stage, ben.address)).moves).to.equal(1);
    await acts();
    expect(await counted(stage, ben.address)).to.deep.include({ activities: 1, triggers: 1, moves: 3, completions: 1 });
    expect((await registry.statusOf(plan)).state).to.equal(State.DONE);
  });

  it("follows no plan, and proposes no asset, that a reorg has taken back, and those that it has brought", async () => {
    const { ben, cas, keeper } = stage;
    await planFor(stage, cas, { period: 100n * DAY });
    const memory = newMemory();
    await pass(stage, HOUR);
    await quiet(watchOf(stage, keeper), memory);
    const fork = (await stage.node.send("evm_snapshot", [])) as string;
    await planFor(stage, ben);
    await tokenOf(stage, cas.address);
    // It is in the newest block, which has not settled.
    const told = await quiet(watchOf(stage, keeper, { acts: [] }), memory);
    expect(told.map(({ kind }) => kind)).to.deep.equal(["due"]);
    await pass(stage, HOUR, 20);
    await quiet(watchOf(stage, keeper, { acts: [], arrivals: false }), memory);

    await stage.node.send("evm_revert", [fork]);
    await pass(stage, HOUR);
    expect((await quiet(watchOf(stage, keeper), memory)).map(({ kind }) => kind)).to.deep.equal(["reorg"]);

    const again = (await stage.node.send("evm_snapshot", [])) as string;
    await pass(stage, HOUR, 20);
    await quiet(watchOf(stage, keeper), memory);
    await stage.node.send("evm_revert", [again]);
    // In blocks that are lower than those that were read, and not the plan that was in them.
    await planFor(stage, ben, { period: 20n * DAY });
    await pass(stage, HOUR);
    const after = await quiet(watchOf(stage, keeper), memory);
    expect(ofKind(after, "done").map(({ account, act }) => [account, act])).to.deep.equal([
      [ben.address, "checkpoint"],
    ]);
  });

  it("says of a plan in force that its text was in no block that it has read", async () => {
    const { ben, keeper } = stage;
    const current = await planFor(stage, ben, { changeDelay: 5n * DAY });
    await pass(stage, HOUR);
    const firstBlock = await stage.node.getBlockNumber();
    // What is announced has been read, and isn't in force.
    await supersede(ben, stage.address, { current, next: { ...current, period: 20n * DAY } });
    await pass(stage, HOUR);
    const told = await quiet(watchOf(stage, keeper, { firstBlock }));
    expect(told.map(({ kind }) => kind)).to.deep.equal(["refused"]);
    expect(ofKind(told, "refused")[0]!.reason).to.contain("in none of the events that were read");
  });
});
