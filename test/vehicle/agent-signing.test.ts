import { expect } from "chai";
import { id } from "ethers";

import { conditionHash } from "../../src/vehicle/agent/index.ts";
import { conditionOf, POLICY } from "./agent-chain.ts";
import { Stage } from "./agent-stage.ts";

describe("what the agent of a vehicle signs", () => {
  it("signs again what expired, with the same condition under the same sequence, in the place of what was sent", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.agent.tick();
    const [before] = stage.outbox.after(0n);
    const old = stage.outbox.parcel!;
    // No block takes it until a second before its deadline: then it may still come.
    stage.chain.pool.clear();
    stage.chain.mine(1, 3_600n - 61n);
    await stage.agent.tick();
    expect(stage.told.at(-1)).to.include({ kind: "sent", again: true });
    stage.chain.pool.clear();
    stage.chain.mine(1, 1n);
    await stage.agent.tick();
    expect(stage.kinds()).to.deep.equal(["sent", "sent", "signed again", "sent"]);
    const [after] = stage.outbox.after(0n);
    expect(after!.condition).to.deep.equal(before!.condition);
    expect(after!.signing!.deadline).to.equal(stage.chain.tip.block.timestamp + 3_600n);
    expect([...stage.chain.signed.get(1n)!]).to.deep.equal([conditionHash(conditionOf(1))]);
    expect(stage.chain.pool.size).to.equal(1);
    // The old one comes into a block all the same: in the place of the new one, and for nothing.
    stage.chain.pool.clear();
    await stage.chain.send(old);
    stage.chain.mine(1, 60n);
    expect([...stage.chain.tip.mined.values()]).to.deep.equal(["the deadline has passed"]);
    await stage.pass();
    expect(stage.chain.tip.conditions).to.deep.equal([conditionHash(conditionOf(1))]);
    expect(stage.outbox.report(1n)!.signing).to.deep.equal(after!.signing);
  });

  it("signs under a policy only once it has been in force for so many blocks and seconds", async () => {
    const stage = new Stage();
    const next = id("the next policy");
    stage.chain.propose(next);
    stage.chain.mine(1, 12n);
    await stage.observe(1);
    for (let block = 1; block <= 5; ++block) {
      await stage.agent.tick();
      expect([stage.chain.signedUnder.size, block]).to.deep.equal([0, block]);
      stage.chain.mine();
    }
    await stage.agent.tick();
    expect([...stage.chain.signedUnder]).to.deep.equal([next]);
    // It says once why it waited, not in each block.
    expect(stage.kinds()).to.deep.equal(["waiting", "sent"]);

    // One that was in force, wasn't, and is again, was so for no longer than since then.
    const back = new Stage({ policySeconds: 0n });
    back.chain.propose(next);
    back.chain.mine();
    back.chain.propose(POLICY);
    back.chain.mine();
    await back.observe(1);
    await back.pass(5);
    expect(back.chain.signedUnder.size).to.equal(0);
    await back.pass();
    expect([...back.chain.signedUnder]).to.deep.equal([POLICY]);

    const slow = new Stage({ policySeconds: 72n + 1n, policyBlocks: 0 });
    slow.chain.propose(next);
    slow.chain.mine(7);
    await slow.observe(1);
    await slow.agent.tick();
    expect(slow.chain.signedUnder.size).to.equal(0);
    slow.chain.mine(1, 1n);
    await slow.agent.tick();
    expect([...slow.chain.signedUnder]).to.deep.equal([next]);
  });

  it("signs again under the policy that came into force while a report was under way", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.agent.tick();
    const next = id("the next policy");
    stage.chain.propose(next);
    stage.chain.mine();
    expect([...stage.chain.tip.mined.values()]).to.deep.equal(["the policy isn't in force"]);
    await stage.pass(7);
    expect(stage.chain.tip.sequence).to.equal(1n);
    expect(stage.kinds()).to.include.members(["waiting", "signed again"]);
    expect([...stage.chain.signedUnder]).to.deep.equal([POLICY, next]);
    expect(stage.chain.signed.get(1n)!.size).to.equal(1);
  });

  it("signs under none but the policies that its owner has named", async () => {
    const stage = new Stage({ policies: [id("another policy")] });
    await stage.observe(1);
    await stage.pass(3);
    expect([stage.chain.signedUnder.size, ...stage.kinds()]).to.deep.equal([0, "waiting"]);
    const named = new Stage({ policies: [id("another policy"), POLICY.toUpperCase().replace("X", "x")] });
    await named.observe(1);
    await named.pass();
    expect(named.chain.tip.sequence).to.equal(1n);
  });

  it("holds back a report of a moment that the chain hasn't reached, and those behind it", async () => {
    const stage = new Stage();
    const soon = stage.chain.tip.block.timestamp + 24n;
    await stage.observe(1, { observedAt: soon });
    await stage.observe(2, { observedAt: soon });
    await stage.pass(2);
    expect([stage.chain.sends, ...stage.kinds()]).to.deep.equal([0, "waiting"]);
    await stage.pass();
    expect(stage.chain.tip.sequence).to.equal(2n);
    // What it waits for the next time is news again.
    await stage.observe(3, { observedAt: stage.chain.tip.block.timestamp + 24n });
    await stage.pass();
    expect(stage.kinds()).to.deep.equal(["waiting", "sent", "waiting"]);
  });

  it("tries what was refused again after a while only, by the chain's time", async () => {
    for (const where of ["in a block", "when it is packed"]) {
      const stage = new Stage({ retryRefused: 600n, validity: 86_400n });
      await stage.observe(1);
      if (where === "in a block") {
        await stage.agent.tick();
        stage.chain.refusals.set(1n, "too far in a day");
        stage.chain.mine();
      } else stage.chain.refusals.set(1n, "too far in a day");
      await stage.agent.tick();
      expect(stage.told.at(-1), where).to.include({ kind: "refused", sequence: 1n, reason: "too far in a day" });
      const refusedAt = stage.told.at(-1)!.at;
      stage.chain.refusals.clear();
      const { sends } = stage.chain;
      while (stage.chain.tip.block.timestamp < refusedAt + 600n) {
        await stage.agent.tick();
        expect(stage.chain.sends, where).to.equal(sends);
        stage.chain.mine(1, 60n);
      }
      await stage.agent.tick();
      expect(stage.chain.sends, where).to.equal(sends + 1);
      stage.chain.mine();
      expect(stage.chain.tip.sequence, where).to.equal(1n);
    }
  });

  it("leaves what waits for a block where it is, until its deadline has come", async () => {
    const stage = new Stage({ raiseAfter: 7_200n });
    await stage.observe(1);
    await stage.agent.tick();
    const { parcel } = stage.outbox;
    stage.chain.isFull = true;
    stage.chain.mine(1, 3_600n - 1n);
    await stage.agent.tick();
    expect([stage.chain.sends, stage.outbox.parcel]).to.deep.equal([1, parcel]);
    stage.chain.mine(1, 1n);
    await stage.agent.tick();
    expect(stage.chain.sends).to.equal(2);
    expect([...stage.chain.pool.keys()]).to.deep.equal([stage.outbox.parcel!.id]);
    expect(stage.outbox.parcel!.id).not.to.equal(parcel!.id);
  });
});
