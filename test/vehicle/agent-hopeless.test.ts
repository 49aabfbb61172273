import { expect } from "chai";
import { id } from "ethers";

import { conditionHash, Outbox } from "../../src/vehicle/agent/index.ts";
import { conditionOf, POLICY } from "./agent-chain.ts";
import { errorOf } from "./agent-errors.ts";
import { Stage } from "./agent-stage.ts";

/** A chain that says of the nth condition that it never counts, from a block on. */
function withHopeless(stage: Stage, n: number, from = 0, forGood = true): void {
  stage.chain.hopeless.set(conditionHash(conditionOf(n)), { reason: `${n} is too far`, from, forGood });
}

const countedIn = (stage: Stage): (number | undefined)[] =>
  stage.chain.tip.conditions.map((hash) => [1, 2, 3, 4, 5, 6].find((n) => conditionHash(conditionOf(n)) === hash));

describe("a report of a vehicle that can never count", () => {
  it("is given up before it is signed, and those after it move up", async () => {
    const stage = new Stage();
    withHopeless(stage, 2);
    for (const n of [1, 2, 3, 4]) await stage.observe(n);
    await stage.pass(8);
    expect(countedIn(stage)).to.deep.equal([1, 3, 4]);
    expect(stage.told.filter(({ kind }) => kind === "given up")).to.deep.include.members([
      {
        kind: "given up",
        at: stage.told.find(({ kind }) => kind === "given up")!.at,
        sequence: 2n,
        reason: "2 is too far",
      },
    ]);
    expect([...stage.chain.signed.values()].map(({ size }) => size)).to.deep.equal([1, 1, 1]);
    expect(stage.outbox.last).to.equal(3n);
    // What is observed from then on goes on after those.
    expect(await stage.observe(5)).to.equal(4n);
    await stage.pass(6);
    expect([countedIn(stage), stage.outbox.confirmed]).to.deep.equal([[1, 3, 4, 5], 4n]);
  });

  it("waits until that is confirmed, since what is so in the newest blocks may be undone", async () => {
    const stage = new Stage();
    await stage.observe(1);
    withHopeless(stage, 1, stage.chain.tip.block.number);
    await stage.pass(3);
    expect([stage.kinds(), stage.outbox.last]).to.deep.equal([[], 1n]);
    // A reorg undoes it, and it counts.
    stage.chain.hopeless.clear();
    await stage.pass();
    expect(countedIn(stage)).to.deep.equal([1]);

    // After a report that isn't confirmed itself, too.
    withHopeless(stage, 2);
    await stage.observe(2);
    await stage.pass(3);
    expect(stage.outbox.last).to.equal(2n);
    await stage.pass(2);
    expect(stage.outbox.last).to.equal(1n);
  });

  it("holds up nothing before it, and is looked at again where it may count later", async () => {
    const stage = new Stage();
    withHopeless(stage, 3, 0, false);
    for (const n of [1, 2, 3, 4]) await stage.observe(n);
    await stage.pass(8);
    expect(countedIn(stage)).to.deep.equal([1, 2]);
    // Once when the two before it were sent, and once after that: not in each block.
    expect(stage.told.filter(({ kind }) => kind === "waiting")).to.have.length(2);
    expect([...stage.chain.signed.keys()]).to.deep.equal([1n, 2n]);
    stage.chain.hopeless.clear();
    await stage.pass(2);
    expect(countedIn(stage)).to.deep.equal([1, 2, 3, 4]);
  });

  it("keeps its sequence where it was signed, or one after it, and says that the key must be rotated", async () => {
    for (const n of [1, 2]) {
      const stage = new Stage();
      for (const place of [1, 2]) await stage.observe(place);
      stage.chain.isFull = true;
      await stage.agent.tick();
      withHopeless(stage, n);
      stage.chain.isFull = false;
      stage.chain.pool.clear();
      stage.chain.propose(id("the next policy"));
      await stage.pass(14);
      expect(countedIn(stage)).to.deep.equal(n === 1 ? [] : [1]);
      expect([stage.outbox.last, stage.chain.signed.get(BigInt(n))!.size]).to.deep.equal([2n, 1]);
      const refused = stage.told.filter(({ kind }) => kind === "refused");
      expect(refused).to.have.length(n);
      expect(refused[0])
        .to.have.property("reason")
        .which.matches(/^\d is too far It was signed, .* rotate the vehicle's key/);
      expect(await errorOf(stage.outbox.giveUp(BigInt(n), "no"))).to.be.instanceOf(RangeError);
    }
  });

  it("is remembered: after a new start the log goes on behind it, and nothing has its old place", async () => {
    const stage = new Stage();
    withHopeless(stage, 2);
    for (const n of [1, 2]) await stage.observe(n);
    await stage.pass(8);
    expect(stage.outbox.last).to.equal(1n);
    expect(stage.outbox.latest).to.deep.equal(conditionOf(2));
    stage.start();
    expect([stage.outbox.last, stage.outbox.latest]).to.deep.equal([1n, conditionOf(2)]);
    await stage.outbox.compact(1n);
    expect(stage.outbox.latest).to.deep.equal(conditionOf(2));
    const again = Outbox.over(stage.disk.restart());
    expect([again.base, again.last, again.latest]).to.deep.equal([1n, 1n, conditionOf(2)]);
    // A reading that was wrong doesn't keep out those that are less.
    expect(await again.add({ ...conditionOf(3), odometer: 1_500n })).to.equal(2n);
    expect(again.latest).to.deep.include({ odometer: 1_500n });
    expect(await errorOf(again.giveUp(5n, "no"))).to.have.property("message", "there is no report 5");
  });
});

describe("what of a vehicle waits for a block", () => {
  it("is offered more for after a while, in the same place, with the same signatures", async () => {
    const stage = new Stage({ raiseAfter: 60n });
    await stage.observe(1);
    await stage.agent.tick();
    const first = stage.outbox.parcel!;
    const replaced: (string | null)[] = [];
    const { chain } = stage;
    const pack = chain.pack.bind(chain);
    chain.pack = (reports, replaces) => {
      replaced.push(replaces?.id ?? null);
      return pack(reports, replaces);
    };
    chain.isFull = true;
    await stage.pass(5);
    expect(chain.sends).to.equal(1);
    await stage.agent.tick();
    expect([replaced, chain.sends]).to.deep.equal([[first.id], 2]);
    expect(stage.told.at(-1)).to.include({ kind: "sent", again: true });
    expect([...chain.signed.get(1n)!]).to.deep.equal([conditionHash(conditionOf(1))]);
    chain.isFull = false;
    stage.chain.mine();
    await stage.pass();
    expect(countedIn(stage)).to.deep.equal([1]);
  });

  it("is tried at once again, after it was refused, where another policy has come into force", async () => {
    const stage = new Stage({ retryRefused: 3_600n });
    stage.chain.refusals.set(1n, "not now");
    await stage.observe(1);
    await stage.agent.tick();
    expect(stage.told.at(-1)).to.include({ kind: "refused" });
    stage.chain.refusals.clear();
    const next = id("the next policy");
    stage.chain.propose(next);
    await stage.pass(10);
    expect(countedIn(stage)).to.deep.equal([1]);
    expect([...stage.chain.signedUnder]).to.deep.equal([POLICY, next]);
  });

  it("is signed under the policy of its own moment, and not together with what is of another's", async () => {
    const stage = new Stage();
    const { chain } = stage;
    const next = id("the next policy");
    const since = conditionOf(3).observedAt;
    const real = chain.stateAt.bind(chain);
    chain.stateAt = async (block) => ({ ...(await real(block)), policy: { hash: next, since }, policyBefore: POLICY });
    for (const n of [1, 2, 3, 4]) await stage.observe(n);
    await stage.pass();
    expect([countedIn(stage), [...chain.signedUnder]]).to.deep.equal([[1, 2], [POLICY]]);
    chain.propose(next);
    chain.mine();
    await stage.pass(2);
    expect([countedIn(stage), [...chain.signedUnder]]).to.deep.equal([
      [1, 2, 3, 4],
      [POLICY, next],
    ]);
  });
});
