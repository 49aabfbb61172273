import { expect } from "chai";
import { type Provider, Wallet } from "ethers";

import { conditionHash, contractChain, transactionSender } from "../../src/vehicle/agent/index.ts";
import { ethers, load, networkHelpers } from "./fixture.ts";
import { errorOf } from "./agent-errors.ts";
import { enrolBySdk, reportBySdk, signed } from "./sdk-support.ts";

/** A node that answers questions about so many blocks at once, and notes which it was asked about. */
function node(most: number) {
  const answered: [number, number][] = [];
  const refused: number[] = [];
  const provider = new Proxy(ethers.provider, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (name !== "getLogs") return typeof own === "function" ? (own.bind(target) as unknown) : own;
      return async (filter: { fromBlock: number; toBlock: number }) => {
        const { fromBlock, toBlock } = filter;
        if (toBlock - fromBlock >= most) {
          refused.push(toBlock - fromBlock + 1);
          throw new Error("query returned more than 10000 results");
        }
        answered.push([fromBlock, toBlock]);
        return target.getLogs(filter);
      };
    },
  });
  return { provider, answered, refused };
}

/** A vehicle with two reports that count, long ago. */
async function stage() {
  const car = await enrolBySdk(await load());
  const enrolledIn = await ethers.provider.getBlockNumber();
  const conditions = [];
  for (let i = 0; i < 2; ++i) {
    const { report } = await signed(car);
    await reportBySdk(car, report);
    conditions.push(conditionHash(report));
  }
  await networkHelpers.mine(90);
  const seenBy = (provider: Provider, fromBlock?: number) => {
    const { stake: contract, vehicle, key } = car;
    const sender = transactionSender({ provider, contract, signer: Wallet.createRandom(), key: key.bytes });
    return contractChain({ provider, contract, vehicle, sender, ...(fromBlock === undefined ? {} : { fromBlock }) });
  };
  return { car, enrolledIn, conditions, seenBy };
}

describe("what condition the chain has counted, by its events", () => {
  it("is found by one question where the node answers it", async () => {
    const { enrolledIn, conditions, seenBy } = await stage();
    const { provider, answered } = node(100_000);
    const chain = seenBy(provider, enrolledIn);
    expect(await chain.conditionAt(1n)).to.equal(conditions[0]);
    expect(await chain.conditionAt(2n)).to.equal(conditions[1]);
    expect(conditions[0]).not.to.equal(conditions[1]);
    const head = await ethers.provider.getBlockNumber();
    expect(answered).to.deep.equal([
      [enrolledIn, head],
      [enrolledIn, head],
    ]);
  });

  for (const most of [1, 7, 50])
    it(`is found page by page from the end, where the node answers for ${most} ${most === 1 ? "block" : "blocks"} at most`, async () => {
      const { enrolledIn, conditions, seenBy } = await stage();
      const { provider, answered, refused } = node(most);
      expect(await seenBy(provider, enrolledIn).conditionAt(1n)).to.equal(conditions[0]);
      expect(refused.length).to.be.greaterThan(0);
      // Halved each time, and not asked for so much again.
      for (const [place, size] of refused.slice(1).entries())
        expect(size).to.be.at.most(Math.ceil(refused[place]! / 2));
      expect(answered[0]![1]).to.equal(await ethers.provider.getBlockNumber());
      for (const [place, [, to]] of answered.slice(1).entries()) expect(to).to.equal(answered[place]![0] - 1);
      const [from, to] = answered.at(-1)!;
      expect(from <= enrolledIn + 1 && enrolledIn + 1 <= to).to.equal(true);
    });

  it("is unknown where there is no such report, and no block before the enrolment is asked about", async () => {
    const { enrolledIn, seenBy } = await stage();
    const { provider, answered } = node(20);
    expect(await seenBy(provider, enrolledIn).conditionAt(3n)).to.equal(null);
    expect(answered.at(-1)![0]).to.equal(enrolledIn);
    expect(Math.min(...answered.map(([from]) => from))).to.equal(enrolledIn);
    expect(await seenBy(provider).conditionAt(3n)).to.equal(null);
    expect(Math.min(...answered.map(([from]) => from))).to.equal(0);
  });

  it("isn't given up for unknown where a node refuses even one block", async () => {
    const { enrolledIn, seenBy } = await stage();
    const { provider } = node(0);
    const error = await errorOf(seenBy(provider, enrolledIn).conditionAt(1n));
    expect(error).to.be.instanceOf(Error).and.have.property("message", "query returned more than 10000 results");
  });
});
