import { expect } from "chai";
import { Wallet, ZeroHash } from "ethers";
import fc from "fast-check";

import { freshEvidence, newMemory, type Plan, tick, type WatchEvent } from "../../src/wallet/index.ts";
import { MockERC20__factory } from "../../types/ethers-contracts/index.js";
import {
  counted,
  DAY,
  HOUR,
  MortalNode,
  ofKind,
  openStage,
  pass,
  planFor,
  quiet,
  type Stage,
  watchOf,
} from "./watcher.stage.ts";

/** So little gas that each asset takes a page of its own. */
const SMALL_PAGE = 1n;
/** The checkpoint, the proof of an act, the end of the request that it denies, the trigger and three pages. */
const TRANSACTIONS = 7;
const ONCE = { checkpoints: 1, activities: 1, triggers: 1, moves: 3, completions: 1 };
const BOND = 10n ** 15n;

describe("a watcher that is killed, or isn't alone", () => {
  let stage: Stage;

  before(async () => {
    stage = await openStage();
  });
  after(() => stage.end());

  /** What becomes due one after another; between them the watcher is killed. */
  const chapters: (() => Promise<void>)[] = [
    () => pass(stage, HOUR),
    async () => {
      await pass(stage, 7n * DAY);
      await asks();
      await pass(stage, DAY);
      await (await stage.ben.sendTransaction({ to: stage.ben.address })).wait();
      await pass(stage, 2n * DAY);
    },
    () => pass(stage, 10n * DAY),
    () => pass(stage, 2n * HOUR),
  ];
  let plan: Plan;

  /** The heir asks, and the owner's next act denies it. */
  async function asks(): Promise<void> {
    const proof = await freshEvidence(stage.node, stage.ben.address);
    const asHeir = stage.registry.connect(stage.heir);
    await (await asHeir.request(plan, 0n, 0n, ZeroHash, proof, { value: BOND })).wait();
  }

  /** From the same beginning each time. */
  async function afresh(part: (tokens: string[]) => Promise<void>): Promise<void> {
    const start = (await stage.node.send("evm_snapshot", [])) as string;
    try {
      plan = await planFor(stage, stage.ben, { tokens: 3, requestPeriod: 5n * DAY, bond: BOND });
      await part(plan.assets.map(({ token }) => token));
    } finally {
      await stage.node.send("evm_setAutomine", [true]);
      await stage.node.send("evm_revert", [start]);
    }
  }

  /** A watcher that lives for so many requests, with a connection and a memory of its own. */
  async function liveFor(requests: number, isServed: boolean): Promise<number> {
    const node = new MortalNode(stage.url, true);
    const stop = new AbortController();
    node.killAt(requests, isServed, () => {
      stop.abort();
    });
    const watch = watchOf(stage, new Wallet(stage.keeper.privateKey, node), { node, pageGas: SMALL_PAGE });
    await tick(watch, newMemory(), () => undefined, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    node.destroy();
    return node.requests;
  }

  async function expectOnce(tokens: readonly string[], isAlone = true): Promise<void> {
    if (isAlone) expect(await stage.node.getTransactionCount(stage.keeper.address)).to.equal(TRANSACTIONS);
    const { address } = stage.ben;
    expect(await counted(stage, address)).to.deep.equal(ONCE);
    const ended = await stage.registry.queryFilter(stage.registry.filters.RequestEnded(address));
    expect(ended.map(({ args }) => args.denied)).to.deep.equal([true]);
    expect(await stage.registry.creditOf(address)).to.equal(BOND);
    for (const token of tokens)
      expect(await MockERC20__factory.connect(token, stage.node).balanceOf(stage.heir.address)).to.equal(1_000n);
  }

  it("misses nothing and does nothing twice, whenever it is killed and started again", async function () {
    this.timeout(600_000);
    const lengths: number[] = [];
    await afresh(async (tokens) => {
      for (const chapter of chapters) {
        await chapter();
        lengths.push(await liveFor(Number.POSITIVE_INFINITY, false));
      }
      await expectOnce(tokens);
    });
    expect(Math.min(...lengths)).to.be.greaterThan(20);

    const death = fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), isServed: fc.boolean() });
    const deaths = fc.array(fc.array(death, { minLength: 1, maxLength: 2 }), {
      minLength: chapters.length,
      maxLength: chapters.length,
    });
    const run = async (tokens: string[], found: { at: number; isServed: boolean }[][]): Promise<void> => {
      for (const [i, chapter] of chapters.entries()) {
        await chapter();
        for (const { at, isServed } of found[i]!) await liveFor(1 + Math.floor(at * lengths[i]!), isServed);
        await pass(stage, 1n, 2);
        await quiet(watchOf(stage, stage.keeper, { pageGas: SMALL_PAGE }));
      }
      await expectOnce(tokens);
    };
    await fc.assert(
      fc.asyncProperty(deaths, (found) => afresh((tokens) => run(tokens, found))),
      { numRuns: 10 },
    );
  });

  it("waits for what it had sent before it was killed, while that is under way", async () => {
    await afresh(async () => {
      const watch = watchOf(stage, stage.keeper, { pageGas: SMALL_PAGE });
      await chapters[0]!();
      await quiet(watch);
      await chapters[1]!();
      await quiet(watch);
      await chapters[2]!();
      await stage.node.send("evm_setAutomine", [false]);
      const stop = new AbortController();
      const first = tick(watch, newMemory(), () => undefined, stop.signal).catch(() => undefined);
      while ((await stage.keeper.getNonce("pending")) === (await stage.keeper.getNonce("latest")))
        await new Promise((resolve) => setTimeout(resolve, 10));
      stop.abort();
      await first;

      const told: WatchEvent[] = [];
      await tick(watch, newMemory(), (event) => told.push(event));
      expect(told.filter(({ kind }) => kind === "waiting" || kind === "done").map(({ kind }) => kind)).to.deep.equal([
        "waiting",
      ]);
      await stage.node.send("evm_setAutomine", [true]);
      await pass(stage, 1n, 2);
      await quiet(watch);
      expect((await counted(stage, stage.ben.address)).triggers).to.equal(1);
    });
  });

  it("takes what another one has under way for that, and not for refused", async () => {
    await afresh(async () => {
      const watch = watchOf(stage, stage.keeper, { acts: ["checkpoint", "proveActivity", "endRequest"] });
      await chapters[0]!();
      await quiet(watch);
      await chapters[1]!();
      await quiet(watchOf(stage, stage.keeper, { acts: ["proveActivity"] }));
      await stage.node.send("evm_setAutomine", [false]);
      // Sent, and in no block yet: a node that estimates after it refuses it a second time.
      await stage.registry.connect(stage.second).endRequest(plan, { gasLimit: 300_000n });
      const told: WatchEvent[] = [];
      await tick(watch, newMemory(), (event) => told.push(event));
      expect(ofKind(told, "refused")).to.deep.equal([]);
      const [waiting] = ofKind(told, "waiting");
      expect(waiting!.act).to.equal("endRequest");
      expect(waiting!.reason).to.contain("under way");
      await stage.node.send("evm_setAutomine", [true]);
    });
  });

  it("does no harm beside another one, though both send at the same moment", async function () {
    this.timeout(600_000);
    await afresh(async (tokens) => {
      const told: WatchEvent[] = [];
      const nodes = [new MortalNode(stage.url), new MortalNode(stage.url)];
      const watches = [stage.keeper, stage.second].map((keeper, i) => {
        const node = nodes[i]!;
        return watchOf(stage, new Wallet(keeper.privateKey, node), { node, pageGas: SMALL_PAGE });
      });
      for (const chapter of chapters) {
        await chapter();
        await stage.node.send("evm_setAutomine", [false]);
        const both = Promise.all(watches.map((watch) => tick(watch, newMemory(), (event) => told.push(event))));
        const over = new AbortController();
        void both.finally(() => {
          over.abort();
        });
        while (!over.signal.aborted) {
          await new Promise((resolve) => setTimeout(resolve, 400));
          await stage.node.send("evm_mine", []);
        }
        await both;
        await stage.node.send("evm_setAutomine", [true]);
      }
      for (const node of nodes) node.destroy();
      expect(told.filter(({ kind }) => kind === "refused" || kind === "node")).to.deep.equal([]);
      expect(told.filter(({ kind }) => kind === "overtaken").length).to.be.greaterThan(0);
      await expectOnce(tokens, false);
    });
  });
});
