import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { expect } from "chai";

import { conditionHash, Outbox, VehicleAgent, type VehicleChain } from "../../src/vehicle/agent/index.ts";
import { conditionOf, FakeChain, OWNER, QUICK_KEY } from "./agent-chain.ts";
import { CHILD_TERMS, read, written } from "./agent-child.ts";

const CHILD = fileURLToPath(new URL("agent-child.ts", import.meta.url));
/** Each is a process that is started; agent-fuzz.test.ts kills hundreds of times in between two writes, and within one. */
const LIVES = process.env["LAPSE_PROFILE"] === "long" ? 200 : 12;
/** So many reports that some are forgotten, and on a machine that is busy so many more lives for them at most. */
const ENOUGH = 200;
const MOST_LIVES = 5 * LIVES;
/** Milliseconds that one lives after its first observation: none of them the same. */
const lifeOf = (life: number): number => 20 + ((life * 7_919) % 331);

describe("a unit whose process is killed", () => {
  let folder: string;
  let chain: FakeChain;
  let server: Server;
  let mining: NodeJS.Timeout;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "lapse unit "));
    chain = new FakeChain();
    chain.mine(3);
    server = createServer((request, response) => {
      void serve(request, response);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    mining = setInterval(() => {
      chain.mine(1, 1_000n);
    }, 15);
  });
  after(async () => {
    clearInterval(mining);
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    try {
      for await (const chunk of request) body += String(chunk);
    } catch {
      // It was killed while it asked.
      return;
    }
    const { name, args } = read(body) as { name: keyof VehicleChain; args: never[] };
    try {
      const act = chain[name].bind(chain) as (...args: never[]) => Promise<unknown>;
      response.end(written((await act(...args)) ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }

  it("has lost nothing that it had given a sequence, and sent nothing twice", async function () {
    this.timeout(25_000 * LIVES);
    const file = join(folder, "unit.outbox");
    await (await Outbox.create(file, OWNER)).close();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    let last = 0;
    const lives: number[] = [];
    for (let life = 0; life < LIVES || (last < ENOUGH && life < MOST_LIVES); ++life) {
      const child = spawn(process.execPath, [CHILD, "unit", file, url], { stdio: ["ignore", "pipe", "inherit"] });
      const exit = once(child, "exit");
      const lines = createInterface({ input: child.stdout });
      const before = last;
      lines.on("line", (line) => {
        // A sequence is given once, and the next one follows: whatever the one before had done when it was killed.
        expect(Number(line)).to.be.greaterThan(last);
        last = Number(line);
      });
      await Promise.race([once(lines, "line"), exit]);
      await new Promise((resolve) => setTimeout(resolve, lifeOf(life)));
      child.kill("SIGKILL");
      expect((await exit)[1]).to.equal("SIGKILL");
      lives.push(last - before);
    }
    // Each did something.
    expect(Math.min(...lives)).to.be.greaterThan(0);

    const outbox = await Outbox.open(file, OWNER);
    expect(outbox.last >= BigInt(last) && outbox.last <= BigInt(last + lives.length)).to.equal(true);
    // It was killed while it forgot old reports, too, or at least between.
    expect(Number(outbox.base)).to.be.greaterThan(0);
    const agent = new VehicleAgent({ key: QUICK_KEY, outbox, chain, terms: CHILD_TERMS });
    while (outbox.confirmed < outbox.last) {
      await agent.tick();
      chain.mine(1, 1_000n);
    }
    const { conditions } = chain.tip;
    expect(conditions.length).to.equal(Number(outbox.last));
    for (const [place, hash] of conditions.entries()) expect(hash).to.equal(conditionHash(conditionOf(place + 1)));
    for (const [sequence, signed] of chain.signed) expect([sequence, signed.size]).to.deep.equal([sequence, 1]);
    expect(chain.twice).to.equal(0);
    await outbox.close();
  });
});
