import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";

import {
  type AgentEvent,
  agentLine,
  type AgentTerms,
  conditionHash,
  loadState,
} from "../../src/vehicle/agent/index.ts";
import { conditionOf, OWNER, START } from "./agent-chain.ts";
import { errorOf } from "./agent-errors.ts";
import { Stage } from "./agent-stage.ts";

describe("the agent of a vehicle", () => {
  it("has what it observed counted once, in order, and says when it is confirmed", async () => {
    const stage = new Stage();
    for (const n of [1, 2, 3]) expect(await stage.observe(n)).to.equal(BigInt(n));
    expect(stage.chain.sends).to.equal(0);
    await stage.pass();
    expect(stage.chain.tip.conditions).to.deep.equal([1, 2, 3].map((n) => conditionHash(conditionOf(n))));
    expect(stage.kinds()).to.deep.equal(["sent"]);
    await stage.pass(5);
    expect(stage.kinds()).to.deep.equal(["sent", "confirmed"]);
    expect(stage.told[1]).to.include({ upTo: 3n, value: 999_970n, residual: 12n });
    // The block of the reports is number 11, and three follow it.
    expect(stage.told[1]!.at).to.equal(START + 14n * 12n);
    expect(stage.chain.sends).to.equal(1);
  });

  it("sends no more at once than its terms say, and waits for what is under way", async () => {
    const stage = new Stage({ batch: 2 });
    for (const n of [1, 2, 3]) await stage.observe(n);
    await stage.agent.tick();
    await stage.agent.tick();
    expect(stage.chain.sends).to.equal(1);
    stage.chain.mine();
    expect(stage.chain.tip.sequence).to.equal(2n);
    await stage.pass();
    expect(stage.chain.tip.sequence).to.equal(3n);
    await Promise.all([stage.observe(4), stage.agent.tick(), stage.agent.tick()]);
    await stage.pass(2);
    expect([stage.chain.sends, stage.chain.twice]).to.deep.equal([3, 0]);
  });

  it("sends a confirmed report again that a reorg took, the same bytes while they count", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.pass(6);
    expect(stage.outbox.confirmed).to.equal(1n);
    const signing = stage.outbox.report(1n)!.signing;
    stage.chain.reorg(6, false);
    expect(stage.chain.tip.sequence).to.equal(0n);
    stage.told = [];
    await stage.pass();
    expect(stage.kinds()).to.deep.equal(["gone", "sent"]);
    expect(stage.told[1]).to.include({ again: true, first: 1n });
    expect(stage.outbox.report(1n)!.signing).to.deep.equal(signing);
    expect(stage.chain.tip.conditions).to.deep.equal([conditionHash(conditionOf(1))]);
    await stage.pass(5);
    expect(stage.kinds()).to.deep.equal(["gone", "sent", "confirmed"]);
  });

  it("sends of a lost parcel only what the chain hasn't counted meanwhile", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.agent.tick();
    const first = stage.outbox.parcel!;
    stage.chain.pool.clear();
    // Both reports go in a new parcel, since it is all that is due, and the first one alone by somebody who has the old one.
    await stage.observe(2);
    stage.chain.mine(1, 3_600n);
    await stage.agent.tick();
    expect(stage.outbox.parcel).to.include({ first: 1n, last: 2n });
    stage.chain.pool.clear();
    const { signing, condition } = stage.outbox.report(1n)!;
    const { policyHash, deadline, signature } = signing!;
    const report = { vehicle: OWNER.vehicle, sequence: 1n, ...condition, policyHash, deadline };
    const alone = await stage.chain.pack([{ report, signature }], null);
    await stage.chain.send({ ...first, ...alone });
    stage.chain.mine();
    expect(stage.chain.tip.sequence).to.equal(1n);
    await stage.agent.tick();
    expect(stage.outbox.parcel).to.include({ first: 2n, last: 2n });
    stage.chain.mine();
    expect([...stage.chain.tip.mined.values()]).to.deep.equal([null]);
    expect(stage.chain.tip.sequence).to.equal(2n);
  });

  it("sends nothing anew where a block has come between two answers", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.agent.tick();
    stage.chain.onCall = (name, isDone) => {
      if (name === "fateOf" && !isDone) stage.chain.mine();
    };
    await stage.agent.tick();
    expect([stage.chain.tip.sequence, stage.chain.sends, stage.chain.pool.size]).to.deep.equal([1n, 1, 0]);
    expect(stage.kinds()).to.deep.equal(["sent"]);
  });

  it("counts on a parcel only as long as on the first of its signatures that expires", async () => {
    const stage = new Stage();
    await stage.observe(1);
    stage.chain.onCall = (name) => {
      if (name === "pack") throw new Error("the network is gone");
    };
    await errorOf(stage.agent.tick());
    stage.chain.onCall = () => undefined;
    const { deadline } = stage.outbox.report(1n)!.signing!;
    stage.chain.mine(1, 1_800n);
    await stage.observe(2);
    await stage.agent.tick();
    expect(stage.outbox.parcel).to.include({ first: 1n, last: 2n, deadline });
    expect(stage.outbox.report(2n)!.signing!.deadline > deadline).to.equal(true);
  });

  it("tells each thing in a line", () => {
    const at = START;
    const lines: [AgentEvent, string][] = [
      [{ kind: "sent", at, first: 1n, last: 1n, id: "0x12", again: false }, "sent report 1: 0x12"],
      [{ kind: "sent", at, first: 1n, last: 3n, id: "0x12", again: true }, "sent reports 1 to 3 again: 0x12"],
      [{ kind: "confirmed", at, upTo: 3n, value: 9n, residual: 4n }, "report 3 is confirmed; value 9, residual 4"],
      [{ kind: "gone", at, first: 2n, last: 3n }, "the chain has taken reports 2 to 3 back, to be sent again"],
      [
        { kind: "signed again", at, sequence: 2n, reason: "its deadline has come" },
        "signed report 2 again with the same condition, since its deadline has come",
      ],
      [{ kind: "waiting", at, reason: "no" }, "waits: no"],
      [{ kind: "refused", at, sequence: 2n, reason: "no" }, "report 2 was refused: no"],
    ];
    for (const [event, line] of lines) expect(agentLine(event)).to.equal(`2030-03-17T17:46:40Z ${line}`);
  });

  it("does nothing on two answers that can't be of one branch", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.pass(5);
    stage.told = [];
    const lagging = await stage.chain.stateAt(10);
    const { chain } = stage;
    const real = chain.stateAt.bind(chain);
    const number = chain.tip.block.number;
    chain.stateAt = async (block) =>
      block === "latest" ? { ...lagging, block: { ...lagging.block, number } } : real(block);
    await stage.observe(2);
    await stage.agent.tick();
    expect([stage.told, chain.sends]).to.deep.equal([[], 1]);
    chain.stateAt = real;
    await stage.pass();
    expect(chain.tip.sequence).to.equal(2n);
  });

  it("is content where somebody else has sent its reports", async () => {
    const stage = new Stage();
    await stage.observe(1);
    stage.chain.onCall = (name) => {
      if (name === "send") throw new Error("the network is gone");
    };
    expect(await errorOf(stage.agent.tick())).to.have.property("message", "the network is gone");
    const { parcel } = stage.outbox;
    stage.chain.onCall = () => undefined;
    await stage.chain.send(parcel!);
    stage.chain.mine();
    await stage.pass(5);
    expect(stage.chain.sends).to.equal(1);
    expect(stage.kinds()).to.deep.equal(["confirmed"]);
  });

  it("forgets reports long after they are confirmed, and goes on with what it keeps", async () => {
    const stage = new Stage({ keepBlocks: 10, batch: 100 });
    for (let n = 1; n <= 80; ++n) await stage.observe(n);
    // Confirmed as of block 14.
    await stage.pass(14);
    expect(stage.outbox.base).to.equal(0n);
    await stage.pass(1);
    expect([stage.outbox.base, stage.outbox.last, stage.outbox.confirmed]).to.deep.equal([80n, 80n, 80n]);
    stage.start({ keepBlocks: 10 });
    expect(await stage.observe(81)).to.equal(81n);
    await stage.pass(5);
    expect(stage.outbox.confirmed).to.equal(81n);
  });

  it("follows until it is called off, and after faults of a node asks again later each time", async () => {
    const stage = new Stage();
    await stage.observe(1);
    const stop = new AbortController();
    let calls = 0;
    stage.chain.onCall = (name, isDone) => {
      if (name !== "stateAt" || isDone) return;
      calls += 1;
      if (calls <= 3) throw new Error("down");
    };
    const running = stage.agent.run({ signal: stop.signal, every: 1, retryAfter: 2, longestRetry: 4 });
    while (stage.chain.sends === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    stop.abort();
    await running;
    expect(stage.told.slice(0, 3)).to.deep.equal(
      [2, 4, 4].map((retryIn) => ({ kind: "fault", at: 0n, message: "down", retryIn })),
    );
    expect(stage.told.map((event) => agentLine(event))[0]).to.equal(
      "couldn't look at the chain, tries again in 0.002 s: down",
    );
  });

  it("has terms that can be kept", () => {
    const wrong: Partial<AgentTerms>[] = [
      { confirmations: -1 },
      { batch: 0 },
      { policyBlocks: 1.5 },
      { keepBlocks: 2 },
      { validity: 60n },
      { margin: -1n },
    ];
    for (const terms of wrong) expect(() => new Stage(terms), JSON.stringify(Object.keys(terms))).to.throw(RangeError);
  });

  describe("keeps", () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), "lapse state "));
    });
    after(() => rm(folder, { recursive: true }));

    it("the value and the residual that the chain answered, after a new start, too", async () => {
      const file = join(folder, "state.json");
      const stage = new Stage({}, file);
      expect(await stage.agent.state()).to.equal(null);
      await stage.observe(1);
      await stage.pass(2);
      const seen = await stage.agent.state();
      expect(seen!.newest).to.deep.include({ sequence: 1n, value: 999_990n, residual: 4n });
      expect(seen!.confirmed).to.deep.include({ sequence: 0n, value: 1_000_000n, residual: 0n });
      expect(await loadState(file)).to.deep.equal(seen);
      stage.start({}, file);
      expect(await stage.agent.state()).to.deep.equal(seen);
      await stage.pass(5);
      expect((await loadState(file))!.confirmed).to.deep.include({ value: 999_990n, residual: 4n });
      // It is written when something has changed, and not in each block.
      const { mtimeMs } = await stat(file);
      await stage.pass(3);
      expect((await stat(file)).mtimeMs).to.equal(mtimeMs);
      const text = await readFile(file, "utf8");
      await writeFile(file, text.slice(0, 40));
      expect(await loadState(file)).to.equal(null);
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
    });
  });
});
