import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect } from "chai";
import hre from "hardhat";

import { NAMES } from "../../scenarios/names.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

describe("given the start script", function () {
  this.timeout(300_000);
  let folder: string | undefined;

  before(async function () {
    // Its build would overwrite instrumented artifacts, and it covers no contract in this process.
    if (hre.globalOptions.coverage) this.skip();
    folder = await mkdtemp(join(tmpdir(), "lapse start "));
  });

  after(async function () {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function start(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    return startAnd(() => undefined, ...args);
  }

  /** Starts as npm does, called in the test's own folder; `watch` sees all output so far whenever there is more. */
  async function startAnd(
    watch: (out: string, child: ChildProcess) => void,
    ...args: string[]
  ): Promise<{ code: number | null; out: string; err: string }> {
    const child = spawn(process.execPath, [join(root, "scripts", "start.ts"), ...args], {
      cwd: root,
      env: { ...process.env, INIT_CWD: folder!, LAPSE_DEPLOYMENTS: join(folder!, "deployments") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      watch(out, child);
    });
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, out, err };
  }

  // All of them are played by a gate of their own: see scripts/gates/start.ts.
  it("when it plays one system to the end, then it prints one table of it at most 100 columns wide and ends with 0", async function () {
    const port = await freePort();
    const { code, out, err } = await start("--exit", "--port", String(port), "--only", "prepaid");
    expect(code, err).to.equal(0);
    expect(err).to.equal("");
    expect(out).to.match(/^ {6}prepaid: two months of a company's meal cards, from \d{4}-\d\d-\d\d on$/m);
    expect(out.match(/^system +step +what changed +txs +gas +gas each$/gm)).to.have.length(1);
    expect(out).to.match(/^all +deploy .* 32 +[\d,]+ +[\d,]+$/m);
    expect(out).to.match(/^prepaid +buy 300 cards +.* 4 +[\d,]+ +[\d,]+$/m);
    expect(out.match(/^prepaid +return \d{4}-\d\d-\d\d \d\d:\d\d .* – +– +–$/gm)).to.have.length(3);
    expect(out).to.match(/^prepaid +conservation at the end +0 free \+ 0 locked/m);
    expect(out).not.to.match(/^(timeframe|wallet|vehicle) /m);
    for (const line of out.split("\n")) expect(line.length, line).to.be.at.most(100);
    const book = await readFile(join(folder!, "deployments", "localhost", ".prepaid.json"), "utf8");
    expect(JSON.parse(book)).to.have.all.keys(Object.values(NAMES.prepaid).map((name) => name.toLowerCase()));
    await expectFree(port);
  });

  it("when a scenario can't be played, then it gives the reason before any is, stops the chain and ends with 1", async function () {
    const port = await freePort();
    const members = "members.csv";
    await writeFile(join(folder!, members), "id,group,address\nR-1,residents,0x1234\n");
    const { code, out, err } = await start("--exit", "--port", String(port), "--members", members);
    expect(code).to.equal(1);
    expect(err).to.equal(
      'scenario: line 2, column address: "0x1234" is no address\nstart: a scenario failed; its reason stands above\n',
    );
    expect(out).to.match(/\[4\/4\] playing the scenarios\n$/);
    await expectFree(port);
  });

  it("when Ctrl-C is heard more than once, as under npm, then it stops the chain all the same, and ends with 1", async function () {
    const port = await freePort();
    let told = false;
    const result = await startAnd(
      (out, child) => {
        if (told || !out.includes("[3/4]")) return;
        told = true;
        // Two that come together are one for the process, so they keep coming.
        const again = setInterval(() => child.kill("SIGINT"), 1);
        child.once("exit", () => {
          clearInterval(again);
        });
      },
      "--keep",
      "--port",
      String(port),
    );
    expect({ code: result.code, err: result.err, told }).to.deep.equal({ code: 1, err: "", told: true });
    await expectFree(port);
  });

  it("when its file of members is not there, then it says so before anything else, and ends with 1", async function () {
    expect(await start("--exit", "--members", "nowhere.csv")).to.deep.equal({
      code: 1,
      out: "",
      err: `start: --members names ${join(folder!, "nowhere.csv")}, which can't be read\n`,
    });
  });

  it("when its port is taken, then it says what to do in one line and ends with 1", async function () {
    const port = await freePort();
    const server = await listen(port);
    try {
      expect(await start("--exit", "--port", String(port))).to.deep.equal({
        code: 1,
        out: "",
        err: `start: port ${port} is taken; stop what listens there, or choose another: npm start -- --port N\n`,
      });
    } finally {
      await close(server);
    }
  });

  for (const [args, reason] of [
    [["--keep", "--exit"], "--keep and --exit exclude each other; give one of them"],
    [["--port", "http"], '--port takes a number from 1 to 65535, not "http"'],
    [["--only", "vault"], '--only takes one of timeframe, prepaid, wallet, vehicle, not "vault"'],
    [["--port", "65536"], '--port takes a number from 1 to 65535, not "65536"'],
  ] as const)
    it(`when it is called with ${args.join(" ")}, then it says what is wrong and ends with 1`, async function () {
      expect(await start(...args)).to.deep.equal({ code: 1, out: "", err: `start: ${reason}\n` });
    });
});

async function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve(server);
    });
  });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = await listen(0);
  const address = server.address();
  await close(server);
  if (address === null || typeof address === "string") throw new Error("The server has no port");
  return address.port;
}

/** Nothing listens any more: the chain was stopped. */
async function expectFree(port: number): Promise<void> {
  await close(await listen(port));
}
