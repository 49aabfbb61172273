import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "chai";
import { parseEther, Wallet, ZeroHash } from "ethers";

import { contractChain } from "../../src/vehicle/agent/contract-chain.ts";
import {
  type AgentEvent,
  conditionHash,
  Kind,
  NodePool,
  Outbox,
  VehicleAgent,
  type VehicleKey,
} from "../../src/vehicle/agent/index.ts";
import { nodeProvider } from "../../src/vehicle/agent/node-provider.ts";
import { beginning } from "../../src/vehicle/agent/outbox.ts";
import { transactionSender } from "../../src/vehicle/agent/transaction-sender.ts";
import { State } from "../../src/vehicle/index.ts";
import { errorOf } from "./agent-errors.ts";
import { FakeDisk } from "./agent-journal.ts";
import { DAY, ethers, KM, load, networkHelpers, now, ODOMETER, pass, provider } from "./fixture.ts";
import { enrolBySdk, KEYS } from "./sdk-support.ts";

/** A node on a port of this machine, with the chain of this process behind it. */
class Node {
  url = "";
  asked = 0;
  #server: Server | null = null;

  /** Starts it; again on the same port. */
  async start(): Promise<this> {
    const port = this.url === "" ? 0 : Number(new URL(this.url).port);
    this.#server = createServer((request, response) => {
      void (async () => {
        let body = "";
        for await (const chunk of request) body += String(chunk);
        const { id, method, params } = JSON.parse(body) as { id: number; method: string; params: unknown[] };
        ++this.asked;
        const answer = await provider.request({ method, params }).then(
          (result: unknown) => ({ result }),
          (thrown: unknown) => {
            const { code = -32_603, message, data } = thrown as { code?: number; message: string; data?: unknown };
            return { error: { code, message, data } };
          },
        );
        response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
      })();
    }).listen(port, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  die(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
    this.#server = null;
  }
}

/** A vehicle with its unit, and two nodes that this can ask. */
async function unit(keyOf: (typeof KEYS)[number][1]) {
  const world = await load();
  const key: VehicleKey = keyOf(world);
  const { vehicle, stake: contract } = await enrolBySdk(world, key);
  const payer = Wallet.createRandom();
  await networkHelpers.setBalance(payer.address, parseEther("1"));
  const { chainId } = await ethers.provider.getNetwork();
  const nodes = [await new Node().start(), await new Node().start()] as const;
  // The chain of a test is years ahead of this machine's clock.
  const pool = new NodePool({ urls: nodes.map(({ url }) => url), chainId, age: 10n ** 12n, every: 1 });
  const seen = nodeProvider(pool, chainId);
  const sender = transactionSender({ provider: seen, contract, signer: payer, key: key.bytes });
  const disk = new FakeDisk(beginning({ chainId, contract, vehicle }, 0n));
  const told: AgentEvent[] = [];
  const start = (): VehicleAgent =>
    new VehicleAgent({
      key,
      outbox: Outbox.over(disk.restart()),
      chain: contractChain({ provider: seen, contract, vehicle, sender }),
      terms: { confirmations: 1, policyBlocks: 1, policySeconds: 0n, validity: 3_600n, margin: 60n },
      tell: (event) => told.push(event),
    });
  // A policy that is in force since the newest block isn't signed under.
  await networkHelpers.mine(2);
  const observation = async (n: bigint, changes = {}) => ({
    kind: Kind.ODOMETER,
    observedAt: await now(),
    odometer: ODOMETER + n * KM,
    severity: 0n,
    evidence: ZeroHash,
    ...changes,
  });
  const stop = (): void => {
    for (const node of nodes) node.die();
  };
  return { world, vehicle, nodes, start, told, observation, stop };
}

describe("the agent of a vehicle, with the contract", () => {
  for (const [name, keyOf] of KEYS)
    it(`has what it observed counted once, and knows what it is worth, with ${name}`, async () => {
      const { world, vehicle, start, told, observation, stop } = await unit(keyOf);
      try {
        const agent = start();
        await pass(DAY);
        const conditions = [await observation(1n), await observation(2n, { kind: Kind.ACCIDENT, severity: 700n })];
        for (const condition of conditions) await agent.observe(condition);
        await agent.tick();
        await networkHelpers.mine(2);
        await agent.tick();
        expect(told.map(({ kind }) => kind)).to.deep.equal(["sent", "confirmed"]);
        const { value, residual } = await world.stake.bookOf(vehicle);
        expect(told[1]).to.include({ upTo: 2n, value, residual });
        expect(residual > 0n).to.equal(true);
        expect((await world.stake.claimOf(vehicle, 2n)).condition).to.equal(conditionHash(conditions[1]!));
      } finally {
        stop();
      }
    });

  it("waits while no node answers, goes to another one, and signs again what has expired meanwhile", async () => {
    const { world, vehicle, nodes, start, told, observation, stop } = await unit(KEYS[0]![1]);
    try {
      const agent = start();
      await agent.observe(await observation(1n));
      await provider.request({ method: "evm_setAutomine", params: [false] });
      await agent.tick();
      expect(told.map(({ kind }) => kind)).to.deep.equal(["sent"]);
      // What was sent is lost with the node that had it.
      const { id } = told[0] as { id: string };
      await provider.request({ method: "hardhat_dropTransaction", params: [id] });
      await provider.request({ method: "evm_setAutomine", params: [true] });
      stop();
      await pass(2n * 3_600n);
      expect(await errorOf(agent.tick())).to.be.instanceOf(Error);
      await nodes[1].start();
      await agent.tick();
      expect(told.map(({ kind }) => kind)).to.deep.equal(["sent", "signed again", "sent"]);
      expect((await world.stake.vehicle(vehicle)).sequence).to.equal(1n);
    } finally {
      await provider.request({ method: "evm_setAutomine", params: [true] });
      stop();
    }
  });

  it("goes to another node when one dies, and gives up what its policy never lets count", async () => {
    const { world, vehicle, nodes, start, told, observation, stop } = await unit(KEYS[1]![1]);
    try {
      const agent = start();
      await agent.observe(await observation(10_000n));
      await pass(7n * DAY);
      await agent.observe(await observation(10_001n));
      nodes[0].die();
      const before = nodes[1].asked;
      await agent.tick();
      await agent.tick();
      expect(nodes[1].asked > before).to.equal(true);
      expect(told.map(({ kind }) => kind)).to.deep.equal(["given up", "sent"]);
      const known = await world.stake.vehicle(vehicle);
      expect([known.state, known.sequence, known.condition.odometer]).to.deep.equal([
        State.ACTIVE,
        1n,
        ODOMETER + 10_001n * KM,
      ]);
    } finally {
      stop();
    }
  });
});
