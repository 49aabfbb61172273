import { expect } from "chai";
import { ZeroHash } from "ethers";

import { contractChain } from "../../src/vehicle/agent/contract-chain.ts";
import {
  type AgentEvent,
  Kind,
  NodeDownError,
  Outbox,
  ReportRefusedError,
  relaySender,
  VehicleAgent,
  type VehicleKey,
} from "../../src/vehicle/agent/index.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import type { ConditionReport } from "../../src/vehicle/index.ts";
import { errorOf } from "./agent-errors.ts";
import { FakeDisk } from "./agent-journal.ts";
import { DAY, ethers, KM, load, networkHelpers, now, ODOMETER, pass } from "./fixture.ts";
import { Relayer, sendingBy } from "./relayer.ts";
import { enrolBySdk, KEYS } from "./sdk-support.ts";

describe("a unit without ether", () => {
  let relayer: Relayer;
  beforeEach(async () => {
    relayer = await new Relayer().start();
  });
  afterEach(() => {
    relayer.stop();
  });

  /** A vehicle whose reports a relayer sends, by its own account. */
  async function unit(keyOf: (typeof KEYS)[number][1]) {
    const world = await load();
    const key: VehicleKey = keyOf(world);
    const { vehicle, stake: contract } = await enrolBySdk(world, key);
    const { chainId } = await ethers.provider.getNetwork();
    const disk = new FakeDisk(beginning({ chainId, contract, vehicle }, 0n));
    const told: AgentEvent[] = [];
    const start = (): VehicleAgent => {
      const sender = relaySender({ url: relayer.url, chainId, contract, key: key.bytes });
      return new VehicleAgent({
        key,
        outbox: Outbox.over(disk.restart()),
        chain: contractChain({ provider: ethers.provider, contract, vehicle, sender }),
        terms: { confirmations: 1, policyBlocks: 1, policySeconds: 0n, raiseAfter: 60n, retryRefused: 600n },
        tell: (event) => told.push(event),
      });
    };
    await networkHelpers.mine(2);
    const observation = async (n: bigint) => {
      const at = { observedAt: await now(), odometer: ODOMETER + n * KM };
      return { kind: Kind.ODOMETER, ...at, severity: 0n, evidence: ZeroHash };
    };
    relayer.act = sendingBy(world.stranger, contract);
    const sequence = async (): Promise<bigint> => (await world.stake.vehicle(vehicle)).sequence;
    return { world, contract, chainId, key, start, told, observation, sequence };
  }
  const kinds = (told: readonly AgentEvent[]): string[] => told.map(({ kind }) => kind);

  for (const [name, keyOf] of KEYS)
    it(`has a relayer send what it has signed, all at once, and reads from the chain that it counts: with ${name}`, async () => {
      const { contract, chainId, key, start, told, observation, sequence } = await unit(keyOf);
      const agent = start();
      for (const n of [1n, 2n, 3n]) await agent.observe(await observation(n));
      await agent.tick();
      await networkHelpers.mine(2);
      await agent.tick();
      expect(kinds(told)).to.deep.equal(["sent", "confirmed"]);
      expect(await sequence()).to.equal(3n);
      const [request, ...others] = relayer.requests;
      expect(others).to.deep.equal([]);
      expect([request!.chainId, request!.contract]).to.deep.equal([`${chainId}`, contract]);
      expect(request!.reports.map((one) => one.report.sequence)).to.deep.equal(["1", "2", "3"]);
      expect(request!.reports[0]!.key).to.equal(key.bytes.length === 42 ? "0x" : key.bytes);
    });

  it("gives the same again to one that died, though that had sent it, and it counts once", async () => {
    const { start, told, observation, sequence } = await unit(KEYS[0]![1]);
    const agent = start();
    const act = relayer.act;
    relayer.act = () => Promise.resolve();
    relayer.answer = "dies";
    await agent.observe(await observation(1n));
    expect(await errorOf(agent.tick())).to.be.instanceOf(NodeDownError);
    // The power goes, too. This time the relayer sends it before it dies.
    const restarted = start();
    relayer.act = act;
    expect(await errorOf(restarted.tick())).to.be.instanceOf(NodeDownError);
    relayer.answer = { status: 200, body: "" };
    await networkHelpers.mine(2);
    await restarted.tick();
    expect(kinds(told)).to.deep.equal(["confirmed"]);
    expect(await sequence()).to.equal(1n);
    expect(relayer.requests).to.have.length(2);
    expect(relayer.requests[1]).to.deep.equal(relayer.requests[0]);
  });

  it("waits for one that has taken it, and gives it again after a while", async () => {
    const { start, told, observation, sequence } = await unit(KEYS[0]![1]);
    const agent = start();
    const act = relayer.act;
    relayer.act = () => Promise.resolve();
    await agent.observe(await observation(1n));
    for (const seconds of [1n, 10n, 10n, 60n, 10n, 60n]) {
      await pass(seconds);
      await agent.tick();
    }
    expect(relayer.requests).to.have.length(3);
    expect(kinds(told)).to.deep.equal(["sent", "sent", "sent"]);
    relayer.act = act;
    await pass(61n);
    await agent.tick();
    await pass(61n);
    await agent.tick();
    expect(await sequence()).to.equal(1n);
  });

  it("tells what a relayer won't send, and asks it again after a while, also one that was begun before", async () => {
    const { start, told, observation, sequence } = await unit(KEYS[0]![1]);
    relayer.answer = { status: 422, body: JSON.stringify({ error: "no credit\nleft" }) };
    const act = relayer.act;
    relayer.act = () => Promise.resolve();
    let agent = start();
    await agent.observe(await observation(1n));
    await agent.tick();
    await agent.tick();
    agent = start();
    await agent.tick();
    await agent.tick();
    expect(kinds(told)).to.deep.equal(["refused", "refused"]);
    for (const event of told)
      expect((event as { reason: string }).reason).to.match(/^127\.0\.0\.1:\d+ doesn't send it: no credit left$/);
    expect(relayer.requests).to.have.length(2);
    relayer.act = act;
    relayer.answer = { status: 200, body: "" };
    await pass(601n);
    await agent.tick();
    expect(await sequence()).to.equal(1n);
  });

  it("tells one that is down from one that says no, and of neither more than its host", async () => {
    const parts = { url: relayer.url, chainId: 5n, contract: ethers.ZeroAddress, key: ethers.ZeroAddress };
    const sender = relaySender(parts);
    const { id, bytes } = await sender.pack([{ report: {} as ConditionReport, signature: "0x" }], null);
    const parcel = { id, bytes, first: 1n, last: 1n, policyHash: ZeroHash, deadline: DAY };
    for (const [status, Kind, words] of [
      [500, NodeDownError, "answered with status 500"],
      [503, NodeDownError, "answered with status 503"],
      [429, NodeDownError, "answered with status 429"],
      [408, NodeDownError, "answered with status 408"],
      [304, NodeDownError, "answered with status 304"],
      [400, ReportRefusedError, "doesn't send it: it doesn't say why"],
      [499, ReportRefusedError, "doesn't send it: it doesn't say why"],
    ] as const) {
      relayer.answer = { status, body: "" };
      const error = (await errorOf(sender.send(parcel))) as Error;
      expect(error).to.be.instanceOf(Kind);
      expect(error.message).to.include(words).and.not.include("s3cret");
      expect((await sender.fateOf(parcel)).kind).to.equal("unknown");
    }
    for (const body of ["null", '{"error":5}', "<html>"]) {
      relayer.answer = { status: 403, body };
      expect(((await errorOf(sender.send(parcel))) as Error).message).to.match(/it doesn't say why$/);
    }
    relayer.stop();
    const gone = (await errorOf(sender.send(parcel))) as Error;
    expect(gone).to.be.instanceOf(NodeDownError);
    expect(gone.message).to.match(/^127\.0\.0\.1:\d+ doesn't answer$/);
    expect(await errorOf(sender.pack([], null))).to.be.instanceOf(RangeError);
    expect(() => relaySender({ ...parts, url: "relay" })).to.throw(RangeError, /^The relayer's address can't be read/);
  });
});
