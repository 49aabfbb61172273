import { expect } from "chai";

import { type AgentEvent, AgentHaltError, agentLine, Outbox, VehicleAgent } from "../../src/vehicle/agent/index.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import { conditionOf, OWNER, QUICK_KEY } from "./agent-chain.ts";
import { errorOf } from "./agent-errors.ts";
import { FakeDisk } from "./agent-journal.ts";
import { Stage, TERMS } from "./agent-stage.ts";

describe("the agent of a vehicle beside others", () => {
  it("halts before it signs where the chain has counted what it doesn't know", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.pass();
    // An old copy of the outbox, in which nothing was observed.
    const outbox = Outbox.over(new FakeDisk(beginning(OWNER, 0n)).restart());
    const agent = new VehicleAgent({ key: QUICK_KEY, outbox, chain: stage.chain, terms: TERMS });
    const { sends } = stage.chain;
    const short = await errorOf(agent.tick());
    expect(short).to.be.instanceOf(AgentHaltError);
    expect((short as Error).message)
      .to.contain("report 1, and the outbox ends at 0")
      .and.contain("Rotate");
    // And one in which something else was.
    await agent.observe(conditionOf(9));
    await agent.observe(conditionOf(10));
    const other = await errorOf(agent.run({ signal: new AbortController().signal }));
    expect(other).to.be.instanceOf(AgentHaltError);
    expect((other as Error).message).to.contain("another condition as report 1");
    expect([stage.chain.sends, stage.chain.signed.size]).to.deep.equal([sends, 1]);
    expect(outbox.after(0n).map(({ signing }) => signing)).to.deep.equal([null, null]);
  });

  it("halts after a new start, too, and goes on where nobody can tell what was counted", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.pass();
    const disk = new FakeDisk(beginning(OWNER, 0n));
    await Outbox.over(disk.restart()).add(conditionOf(9));
    const { chain } = stage;
    const agentOf = (): VehicleAgent =>
      new VehicleAgent({ key: QUICK_KEY, outbox: Outbox.over(disk.restart()), chain, terms: TERMS });
    expect(await errorOf(agentOf().tick())).to.be.instanceOf(AgentHaltError);
    chain.conditionAt = () => Promise.resolve(null);
    await agentOf().tick();
  });

  it("halts where another unit's report took the place of its own after a reorg", async () => {
    const stage = new Stage();
    await stage.observe(1);
    await stage.pass(2);
    stage.chain.reorg(2, false);
    const outbox = Outbox.over(new FakeDisk(beginning(OWNER, 0n)).restart());
    const other = new VehicleAgent({ key: QUICK_KEY, outbox, chain: stage.chain, terms: TERMS });
    await other.observe(conditionOf(9));
    await stage.agent.tick();
    stage.chain.pool.clear();
    await other.tick();
    stage.chain.mine();
    expect(await errorOf(stage.agent.tick())).to.be.instanceOf(AgentHaltError);
  });

  it("waits at a node that is before the outbox, and doesn't take it for the end", async () => {
    const stage = new Stage();
    const outbox = Outbox.over(new FakeDisk(beginning(OWNER, 5n)).restart());
    const told: AgentEvent[] = [];
    const tell = (event: AgentEvent): void => {
      told.push(event);
    };
    const agent = new VehicleAgent({ key: QUICK_KEY, outbox, chain: stage.chain, terms: TERMS, tell });
    await agent.observe(conditionOf(1));
    await agent.tick();
    expect(told.map((event) => agentLine(event))[0]).to.contain(
      "waits: the chain is at report 0, and the outbox begins after 5",
    );
    expect(stage.chain.sends).to.equal(0);
  });
});
