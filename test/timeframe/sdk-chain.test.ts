import { expect } from "chai";
import type { Provider } from "ethers";

import {
  blockAt,
  collectableFrames,
  creationBlock,
  type LogQuery,
  readHistory,
  readLogs,
  readMembers,
  timestampOf,
} from "../../src/timeframe/index.ts";
import {
  createProRataBacking,
  createToken,
  deployTimeframe,
  ethers,
  Layout,
  moveTo,
  networkHelpers,
  openGroup,
  START,
  WEEK,
} from "./fixture.ts";
import { expectRejection } from "./sdk-helpers.ts";

/** The real provider, as a node that serves at most so many blocks a request, and keeps old state or doesn't. */
function limited(maxBlocks: number, keepsState = false): { provider: Provider; ranges: [number, number][] } {
  const ranges: [number, number][] = [];
  const provider: Provider = new Proxy<Provider>(ethers.provider, {
    get(target, key) {
      // A contract asks its runner for the provider, and a provider answers with itself.
      if (key === "provider") return provider;
      if (key === "getLogs") {
        return async (filter: { fromBlock: number; toBlock: number }) => {
          if (filter.toBlock - filter.fromBlock >= maxBlocks) throw new Error("query exceeds max block range");
          ranges.push([filter.fromBlock, filter.toBlock]);
          return target.getLogs(filter);
        };
      }
      if (key === "getCode" && !keepsState) return () => Promise.reject(new Error("missing trie node"));
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { provider, ranges };
}

describe("reading the chain in pages", () => {
  async function load() {
    const system = await networkHelpers.loadFixture(deployTimeframe);
    const before = await ethers.provider.getBlockNumber();
    const token = await createToken(system, Layout.PLAIN);
    for (let i = 0; i < 6; i += 1) await openGroup(system, token);
    const last = await ethers.provider.getBlockNumber();
    return { token, address: await token.getAddress(), first: before + 1, last };
  }

  it("gives each log once, in order, whatever the size of the pages", async () => {
    const { address } = await load();
    const whole = await ethers.provider.getLogs({ address, fromBlock: 0 });
    expect(whole.length).to.equal(6);
    for (const pageSize of [1, 2, 3, 1000]) {
      const logs = await readLogs(ethers.provider, { address, pageSize });
      expect(logs.map(({ index, blockNumber }) => [blockNumber, index])).to.deep.equal(
        whole.map(({ index, blockNumber }) => [blockNumber, index]),
      );
    }
  });

  it("reads only the blocks and topics that are asked for", async () => {
    const { token, address, first, last } = await load();
    const query: LogQuery = { address, fromBlock: first + 2, toBlock: last - 1 };
    expect((await readLogs(ethers.provider, query)).map(({ blockNumber }) => blockNumber)).to.deep.equal([
      first + 2,
      first + 3,
      first + 4,
      first + 5,
    ]);
    const topics = await token.filters.QuotaScheduled().getTopicFilter();
    expect(await readLogs(ethers.provider, { address, topics })).to.deep.equal([]);
  });

  it("halves the page until the node takes it, and leaves no block out", async () => {
    const { address, last } = await load();
    const { provider, ranges } = limited(3);
    const logs = await readLogs(provider, { address, pageSize: 8 });
    expect(logs.length).to.equal(6);
    expect(ranges[0]).to.deep.equal([0, 1]);
    for (const [i, [from]] of ranges.entries()) expect(from).to.equal(i === 0 ? 0 : ranges[i - 1]![1] + 1);
    expect(ranges.at(-1)![1]).to.equal(last);
  });

  it("gives up where the node refuses a single block", async () => {
    const { address } = await load();
    await expectRejection(readLogs(limited(0).provider, { address }), Error, "query exceeds max block range");
    await expectRejection(
      readLogs(ethers.provider, { address, pageSize: 0 }),
      RangeError,
      "A page of 0 blocks makes no sense",
    );
  });

  it("finds the block in which a contract was created", async () => {
    const { address, first } = await load();
    expect(await creationBlock(ethers.provider, address)).to.equal(first);
    expect(await creationBlock(limited(1000).provider, address)).to.equal(0);
  });

  it("reads members and earnings from the block on in which their contract was created", async () => {
    const { token, first, last } = await load();
    const { provider, ranges } = limited(1000, true);
    await readMembers(token.connect(provider));
    expect(ranges).to.deep.equal([[first, last]]);

    const system = await networkHelpers.loadFixture(deployTimeframe);
    const start = (await ethers.provider.getBlockNumber()) + 1;
    const backing = await createProRataBacking(system, await system.asset.getAddress());
    const shared = await createToken(system, Layout.PLAIN, { backing: await backing.getAddress() });
    const node = limited(1000, true);
    await collectableFrames(shared.connect(node.provider), system.deployer.address);
    expect(node.ranges.map(([from]) => from)).to.deep.equal([start]);
  });

  it("finds the newest block at or before a moment", async () => {
    const { first, last } = await load();
    const second = await timestampOf(ethers.provider, first);
    expect(await blockAt(ethers.provider, second)).to.equal(first);
    expect(await blockAt(ethers.provider, second - 1n)).to.equal(first - 1);
    expect(await blockAt(ethers.provider, START + 9n * WEEK)).to.equal(last);
    expect(await blockAt(ethers.provider, 0n)).to.equal(0);
    await moveTo(START + WEEK);
    expect(await blockAt(ethers.provider, START + WEEK - 1n)).to.equal(last);
    await expectRejection(timestampOf(ethers.provider, last + 9), RangeError, `The chain has no block ${last + 9}`);
  });

  it("reconstructs history also from a node that keeps no old state", async () => {
    const { token } = await load();
    const { provider, ranges } = limited(4);
    const history = await readHistory(token.connect(provider));
    expect(ranges[0]?.[0]).to.equal(0);
    expect(history.supplyAt(1n)).to.equal(0n);
    expect([...history.lastBlocks.keys()]).to.deep.equal([1n]);
  });
});
