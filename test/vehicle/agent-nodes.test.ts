import { expect } from "chai";
import { keccak256 } from "ethers";

import {
  NodeAnswerError,
  type NodeChoice,
  NodeDownError,
  NodePool,
  NoNodeError,
} from "../../src/vehicle/agent/index.ts";
import { judgeNodes, type NodeSight } from "../../src/vehicle/agent/probe.ts";
import { errorOf } from "./agent-errors.ts";
import { type Behaviour, FakeNetwork, FakeNode } from "./agent-rpc.ts";

const RAW = "0x02f8aa01";
const HASH = keccak256(RAW);

describe("the choice of a node", () => {
  let network: FakeNetwork;
  let nodes: FakeNode[];
  let told: string[];
  beforeEach(() => {
    network = new FakeNetwork();
    nodes = [];
    told = [];
  });
  afterEach(() => {
    for (const node of nodes) node.die();
  });

  async function node(behaviour: Partial<Behaviour> = {}): Promise<FakeNode> {
    const made = await new FakeNode(network, behaviour).start();
    nodes.push(made);
    return made;
  }
  const poolOf = (some: readonly FakeNode[], changes: Partial<NodeChoice> = {}): NodePool =>
    new NodePool({
      urls: some.map(({ url }) => url),
      chainId: 5n,
      timeout: 1_000,
      tell: (problem) => told.push(problem),
      ...changes,
    });

  it("takes the node that serves: not the one that is behind, not the one of another chain, and another one when it dies in mid-send", async () => {
    const behind = await node({ number: 900n, age: 1_200 });
    const foreign = await node({ chainId: 6n, number: 9_000n, age: 0 });
    const dying = await node({ onTransaction: "die after" });
    const pool = poolOf([behind, foreign, dying]);
    expect(await pool.chosen()).to.equal(dying.url);
    expect(await pool.send("eth_blockNumber", [])).to.equal("0x3e8");
    expect(told.some((text) => text.startsWith(`${foreign.host} is on chain 6, not on 5, and is never used`))).to.equal(
      true,
    );
    expect(told.some((text) => text.startsWith(`${behind.host} is 100 blocks behind the best node`))).to.equal(true);
    expect(told.join()).not.to.contain("s3cret");

    // It had taken the transaction: the next one knows it from the network, and isn't given it.
    expect(await pool.broadcast(RAW)).to.equal(HASH);
    expect(behind.methods()).to.include("eth_getTransactionByHash").and.not.include("eth_sendRawTransaction");
    expect(network.transactions.size).to.equal(1);
    expect(told.at(-1)).to.equal(`${dying.host} doesn't answer`);
    // There is no other now than the one that is behind; the one of another chain was only asked which it is of.
    expect(await pool.send("eth_blockNumber", [])).to.equal("0x384");
    expect(new Set(foreign.methods())).to.deep.equal(new Set(["eth_chainId", "eth_getBlockByNumber"]));
  });

  it("gives the same bytes to the next node where the first one died without them", async () => {
    const [dying, other] = [await node({ onTransaction: "die before" }), await node({ delay: 150 })];
    const pool = poolOf([dying, other]);
    expect(await pool.send("eth_sendRawTransaction", [RAW])).to.equal(HASH);
    expect(other.methods().slice(-2)).to.deep.equal(["eth_getTransactionByHash", "eth_sendRawTransaction"]);
    expect(other.asked.at(-1)!.params).to.deep.equal([RAW]);
    expect([...network.transactions]).to.deep.equal([HASH]);
  });

  it("takes it for sent where a node has it already, also in a block, and for refused where it says so", async () => {
    const only = await node();
    const pool = poolOf([only]);
    expect(await pool.broadcast(RAW)).to.equal(HASH);
    expect(await pool.broadcast(RAW)).to.equal(HASH);
    only.behaviour.onTransaction = { refuse: "nonce too low: next nonce 5, tx nonce 4" };
    expect(await pool.broadcast(RAW)).to.equal(HASH);
    const other = await errorOf(pool.broadcast("0x02f8aa02"));
    expect(other).to.be.instanceOf(NodeAnswerError).and.include({ code: -32_000 });
    only.behaviour.onTransaction = { refuse: "insufficient funds for gas" };
    expect(await errorOf(pool.broadcast("0x02f8aa02"))).to.have.property("message", "insufficient funds for gas");
    expect(await errorOf(pool.broadcast("report"))).to.be.instanceOf(RangeError);
  });

  it("asks the next node where one dies, and doesn't where one says no", async () => {
    const [first, second] = [await node(), await node({ delay: 150, number: 1_001n })];
    const pool = poolOf([first, second]);
    expect(await pool.send("eth_blockNumber", [])).to.equal("0x3e8");
    const refused = await errorOf(pool.send("eth_accounts", []));
    expect(refused).to.be.instanceOf(NodeAnswerError).and.include({ code: -32_601 });
    expect(second.methods()).not.to.include("eth_accounts");
    first.die();
    expect(await pool.send("eth_blockNumber", [])).to.equal("0x3e9");
    // What can't be asked for twice isn't.
    const lone = poolOf([second]);
    expect(await lone.send("eth_blockNumber", [])).to.equal("0x3e9");
    second.behaviour.instead = { status: 502, body: "<html>Bad gateway</html>" };
    expect(await errorOf(lone.send("eth_sendTransaction", [{}]))).to.be.instanceOf(NodeDownError);
  });

  it("takes the fastest of the fresh ones, and stays with it while it is fresh", async () => {
    const [slow, fast] = [await node({ delay: 400, number: 1_002n }), await node()];
    const pool = poolOf([slow, fast], { every: 0 });
    expect(await pool.chosen()).to.equal(fast.url);
    slow.behaviour.delay = 0;
    fast.behaviour.delay = 200;
    expect(await pool.chosen()).to.equal(fast.url);
    slow.behaviour.number = 1_010n;
    for (let i = 0; i < 3; ++i) expect(await pool.chosen()).to.equal(slow.url);
    expect(told).to.have.length(1);
    expect(told[0]).to.contain(`${fast.host} is 10 blocks behind`);
  });

  it("asks a node that has failed again once the nodes are compared again, and tells of it anew when it fails anew", async () => {
    const only = await node();
    const pool = poolOf([only]);
    expect(await pool.send("eth_blockNumber", [])).to.equal("0x3e8");
    for (let i = 1; i <= 2; ++i) {
      only.behaviour.instead = { status: 503, body: "" };
      expect(await errorOf(pool.send("eth_blockNumber", []))).to.be.instanceOf(NoNodeError);
      only.behaviour.instead = null;
      expect(await pool.send("eth_blockNumber", [])).to.equal("0x3e8");
      expect(told.length).to.equal(i);
    }
  });

  it("says of each node why none serves, without the keys in their addresses", async () => {
    const dead = await node();
    dead.die();
    const foreign = await node({ chainId: 1n });
    const html = await node({ instead: { status: 200, body: "<html></html>" } });
    const limited = await node({
      instead: { status: 429, body: '{"error":{"code":-32005,"message":"rate limit reached"}}' },
    });
    const silent = await node({ delay: 2_000 });
    const error = (await errorOf(
      poolOf([dead, foreign, html, limited, silent], { timeout: 200 }).send("eth_blockNumber", []),
    )) as Error;
    expect(error).to.be.instanceOf(NoNodeError);
    expect(error.message)
      .to.contain("No node of chain 5 serves")
      .and.contain("check the network, and the list of nodes");
    for (const text of [
      `${dead.host} doesn't answer`,
      `${foreign.host} is on chain 1`,
      `${html.host} answered with status 200 and no JSON-RPC`,
      `${limited.host} is too busy`,
      `${silent.host} doesn't answer`,
    ])
      expect(error.message).to.contain(text);
    expect(error.message).not.to.contain("s3cret");
    expect(() => new NodePool({ urls: ["node.example"], chainId: 5n })).to.throw(RangeError);
  });

  describe("by what they say", () => {
    const CLOCK = 1_900_000_000n;
    const rules = { chainId: 5n, lag: 3n, age: 120n };
    const sight = (url: string, changes: Partial<NodeSight> = {}): { url: string; found: NodeSight } => {
      return { url, found: { url, latency: 10, chainId: 5n, number: 1_000n, timestamp: CLOCK - 5n, ...changes } };
    };
    const judged = (seen: Parameters<typeof judgeNodes>[0], clock = CLOCK): string[] =>
      judgeNodes(seen, rules, clock).map(({ url, standing }) => `${new URL(url).host} ${standing}`);

    it("is behind from the fourth block, or the second after two minutes, on", () => {
      const best = sight("http://best");
      expect(judged([sight("http://a", { number: 997n }), best])).to.include("a fresh");
      expect(judged([sight("http://a", { number: 996n }), best])).to.include("a behind");
      expect(judged([sight("http://a", { timestamp: CLOCK - 120n }), best])).to.include("a fresh");
      expect(judged([sight("http://a", { timestamp: CLOCK - 121n }), best])).to.include("a behind");
      // A chain that stands still is behind the clock, and there is nothing better.
      expect(judged([sight("http://a", { timestamp: CLOCK - 999n })])).to.deep.equal(["a behind"]);
    });

    it("doesn't let one with blocks of tomorrow make the others look old", () => {
      const liar = sight("http://liar", { number: 10n ** 12n, timestamp: CLOCK + 86_400n, latency: 1 });
      expect(judged([liar, sight("http://b", { latency: 20 }), sight("http://c", { latency: 5 })])).to.deep.equal([
        "c fresh",
        "b fresh",
        "liar ahead",
      ]);
      expect(judged([liar, sight("http://b")])).to.deep.equal(["b fresh", "liar ahead"]);
    });

    it("believes nodes that agree more than a clock that was never set", () => {
      expect(judged([sight("http://a"), sight("http://b", { latency: 2 })], 0n)).to.deep.equal(["b fresh", "a fresh"]);
    });

    it("never lists one of another chain, or one that is down, before one that serves", () => {
      const down = { url: "http://down", found: new NodeDownError("down") };
      const foreign = sight("http://foreign", { chainId: 6n, number: 10n ** 9n, timestamp: CLOCK + 10n ** 6n });
      const old = sight("http://old", { number: 1n, timestamp: 1n });
      expect(judged([foreign, down, old])).to.deep.equal(["old behind", "down down", "foreign foreign"]);
    });
  });
});
