import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";

import { expect } from "chai";
import { getAddress, id } from "ethers";

import { ITimeframeToken__factory } from "../../types/ethers-contracts/index.js";
import { type Finished, finished, freePort, launch, lineOf, startNode, stop } from "./support/cli.ts";
import { useTerminal } from "./support/terminal.ts";

describe("tasks of timeframe, from the terminal", function () {
  const work = useTerminal();

  describe("given a node with nothing deployed", function () {
    it("says how to deploy", async function () {
      const result = await work.run("timeframe create Meals MEAL");
      expect(result.code).to.equal(1);
      expect(result.stdout).to.equal("");
      expect(lineOf(result)).to.equal(
        'The contracts are not deployed on network "localhost"; run `npx hardhat deploy --network localhost`.',
      );
    });
  });

  describe("given a node with everything deployed", function () {
    before(async function () {
      await work.done("deploy");
    });

    it("creates a token and records its name", async function () {
      const backing = await work.run("timeframe backing create none --as counter");
      expect(backing.code, backing.stderr).to.equal(0);
      const { code, stdout } = await work.run("timeframe create Meals MEAL --backing counter");
      expect(code).to.equal(0);
      expect(stdout).to.match(/^Created Meals \(MEAL\)\.\naddress +0x[0-9a-fA-F]{40}\nname here +MEAL\n/);
      const book: unknown = JSON.parse(await readFile(join(work.deployments, "localhost", ".timeframe.json"), "utf8"));
      expect(book).to.have.all.keys("counter", "meal");
    });

    it("sends nothing in a second run, and keeps the names", async function () {
      const block = await work.provider.getBlockNumber();
      const backing = await work.run("timeframe backing create none --as counter");
      expect(backing.code, backing.stderr).to.equal(0);
      expect(backing.stdout).to.match(/^The backing is there already; nothing sent\.\n/);
      const token = await work.run("timeframe create Meals MEAL --backing counter");
      expect(token.code, token.stderr).to.equal(0);
      expect(token.stdout).to.match(/^Meals \(MEAL\) is there already; nothing sent\.\n/);
      expect(await work.provider.getBlockNumber()).to.equal(block);

      const other = await work.run("timeframe backing create none --kind pro-rata --as counter");
      expect(other.code).to.equal(1);
      expect(lineOf(other)).to.match(
        /^The name "counter" stands for 0x[0-9a-fA-F]{40} already; give another with --as/,
      );
    });

    it("prints one JSON document and nothing else", async function () {
      const { code, stdout, stderr } = await work.run("timeframe group add MEAL 40 --json");
      expect(code).to.equal(0);
      expect(stderr).to.equal("");
      const document: unknown = JSON.parse(stdout);
      expect(document).to.deep.include({ group: "1", quota: "40", receiveCap: null, budget: "0" });
    });

    it("refuses a name that stands for another token", async function () {
      const result = await work.run("timeframe create Other MEAL");
      expect(result.code).to.equal(1);
      expect(lineOf(result)).to.match(
        /^The name "MEAL" stands for 0x[0-9a-fA-F]{40} already; give another with --as\.$/,
      );
    });

    it("spends, as an account of the node", async function () {
      for (const line of ["member add MEAL 1 --group 1", "provider add MEAL 2", "backing open MEAL 0"]) {
        await work.done(`timeframe ${line}`);
      }
      const { code, stdout } = await work.run("timeframe spend MEAL 2 3 --from 1 --json");
      expect(code).to.equal(0);
      expect(JSON.parse(stdout)).to.deep.include({ amount: "3", balance: "37", earned: "3" });
    });

    it("tells a revert in one line, and exits with code 1", async function () {
      const result = await work.run("timeframe spend MEAL 2 38 --from 1 --json");
      expect(result.code).to.equal(1);
      expect(result.stdout).to.equal("");
      expect(lineOf(result)).to.match(
        /^0x[0-9a-fA-F]{40} has 37 MEAL of what is asked for and needs 38 MEAL\. Use a smaller/,
      );
    });

    it("tells a typed error of the contracts with its remedy", async function () {
      const result = await work.run("timeframe spend MEAL 3 1 --from 1");
      expect(result.code).to.equal(1);
      expect(lineOf(result)).to.match(
        /is no admitted provider, .*Have the administrator admit the account with `timeframe provider add`/,
      );
    });

    it("exits with code 1 where an item of a batch was left out", async function () {
      const { code, stdout } = await work.run("timeframe member add MEAL 4 --group 7 --json");
      expect(code).to.equal(1);
      const document = JSON.parse(stdout) as { added: unknown[]; skipped: { error: string }[] };
      expect(document.added).to.deep.equal([]);
      expect(document.skipped.map(({ error }) => error)).to.deep.equal(["TimeframeUnknownGroup"]);
    });

    it("tells a value that nothing could hold in one line", async function () {
      const result = await work.run(`timeframe transfer MEAL 2 ${"9".repeat(96)}`);
      expect(result.code).to.equal(1);
      expect(lineOf(result)).to.match(/^The amount 9{96} is too large; the largest is 1157\d+\.$/);
    });

    it("refuses an unknown token with the names there are", async function () {
      const result = await work.run("timeframe balance NOPE");
      expect(result.code).to.equal(1);
      expect(lineOf(result)).to.equal(
        'No token named "NOPE" on network "localhost" (recorded here: counter, meal); give its address, or create it first.',
      );
    });

    it("checks the history against the chain", async function () {
      const { code, stdout } = await work.run("timeframe history MEAL 1");
      expect(code).to.equal(0);
      expect(stdout).to.match(/ spent +3 +37 /);
      expect(stdout).to.match(/Checked against the chain: \d+ values in 1 frame agree\.\n$/);
    });

    it("resumes a file of 500 members that was interrupted half-way, and does nothing twice", async function () {
      const created = await work.run("timeframe create Trips TRIP --json");
      const { token: address } = JSON.parse(created.stdout) as { token: string };
      expect((await work.run("timeframe group add TRIP 2")).code).to.equal(0);
      const accounts = Array.from({ length: 500 }, (_, i) => getAddress(id(`member ${i}`).slice(0, 42)));
      const file = join(work.deployments, "members.csv");
      await writeFile(file, ["id,group,address", ...accounts.map((account, i) => `m${i},1,${account}`), ""].join("\n"));

      // Killed, without a chance to tidy up, as soon as it reports a half.
      const args = [
        "timeframe",
        "member",
        "add",
        "TRIP",
        file,
        "--page-size",
        "50",
        "--json",
        "--network",
        "localhost",
      ];
      const half = work.start(...args);
      half.stderr?.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("250/500 members")) half.kill("SIGKILL");
      });
      await once(half, "close");
      expect(half.signalCode).to.equal("SIGKILL");

      const token = ITimeframeToken__factory.connect(address, work.provider);
      const before = (await token.groupOf(1n)).members;
      expect(before).to.be.greaterThanOrEqual(250n).and.lessThan(500n);

      const { code, stdout, stderr } = await work.hardhat(...args);
      expect(code, stderr).to.equal(0);
      expect(stderr).to.contain("500/500 members");
      const resumed = JSON.parse(stdout) as { added: string[]; alreadyThere: string[]; skipped: unknown[] };
      expect(resumed.alreadyThere).to.deep.equal(accounts.slice(0, Number(before)));
      expect(resumed.added).to.deep.equal(accounts.slice(Number(before)));
      expect(resumed.skipped).to.deep.equal([]);

      const joined = await token.queryFilter(token.filters.MemberJoined());
      expect(joined.map(({ args }) => args.account)).to.deep.equal(accounts);
      expect((await token.groupOf(1n)).members).to.equal(500n);
    });

    it("resumes a file of packages that was interrupted half-way, and hands out none twice", async function () {
      const created = await work.run("timeframe create Boxes BOX --layout capped --json");
      const { token: address } = JSON.parse(created.stdout) as { token: string };
      expect((await work.run("timeframe group add BOX 20 --on-request --budget 1000")).code).to.equal(0);
      const accounts = Array.from({ length: 120 }, (_, i) => getAddress(id(`member ${i}`).slice(0, 42)));
      const members = join(work.deployments, "boxes.csv");
      await writeFile(members, ["id,group,address", ...accounts.map((account, i) => `m${i},1,${account}`)].join("\n"));
      expect((await work.run("timeframe member add BOX", members)).code).to.equal(0);
      const file = join(work.deployments, "packages.csv");
      await writeFile(file, ["account,amount", ...accounts.map((account) => `${account},3`), ""].join("\n"));

      const line = "timeframe hand-out BOX --metadata May --page-size 20 --json --network localhost";
      const half = work.start(...line.split(" "), file);
      half.stderr?.on("data", (chunk: Buffer) => {
        if (chunk.toString().includes("60/120 packages")) half.kill("SIGKILL");
      });
      await once(half, "close");
      expect(half.signalCode).to.equal("SIGKILL");

      const token = ITimeframeToken__factory.connect(address, work.provider);
      const before = (await token.queryFilter(token.filters.Package())).length;
      expect(before).to.be.at.least(60).and.below(120);
      const { code, stdout, stderr } = await work.hardhat(...line.split(" "), file);
      expect(code, stderr).to.equal(0);
      const resumed = JSON.parse(stdout) as { handedOut: string[]; alreadyThere: string[] };
      expect(resumed.alreadyThere).to.deep.equal(accounts.slice(0, before));
      expect(resumed.handedOut).to.deep.equal(accounts.slice(before));
      const packages = await token.queryFilter(token.filters.Package());
      expect(packages.map(({ args }) => args.account)).to.deep.equal(accounts);
      expect(await token.totalSupply()).to.equal(360n);
    });

    it("prints help for a task with all its options", async function () {
      const { code, stdout } = await work.hardhat("timeframe", "spend", "--help");
      expect(code).to.equal(0);
      for (const word of ["--from", "--json", "--ref", "token", "provider", "amount"]) expect(stdout).to.contain(word);
    });
  });

  describe("given no node", function () {
    it("says how to start one", async function () {
      const url = `http://127.0.0.1:${await freePort()}`;
      const child = launch(["timeframe", "frame", "MEAL", "--network", "localhost"], {
        LAPSE_LOCALHOST_URL: url,
        LAPSE_DEPLOYMENTS: work.deployments,
      });
      const result = await finished(child);
      expect(result.code).to.equal(1);
      expect(lineOf(result)).to.equal(
        `No node answers at ${url}; start one in another terminal: \`npm start -- --keep\` (with everything deployed), ` +
          "or `npx hardhat node` and then `npx hardhat deploy --network localhost`.",
      );
    });
  });

  describe("given a node that refuses", function () {
    let answer: object;
    let server: Server;
    let refused: (line: string) => Promise<Finished>;

    before(async function () {
      server = createServer((request, response) => {
        request
          .on("data", () => undefined)
          .on("end", () => response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...answer })));
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      refused = (line) =>
        finished(
          launch([...line.split(" "), "--network", "localhost"], {
            LAPSE_LOCALHOST_URL: `http://127.0.0.1:${port}`,
            LAPSE_DEPLOYMENTS: work.deployments,
          }),
        );
    });

    after(function () {
      server.close();
    });

    for (const [message, line] of [
      ["the method is not served", /^The node refused: the method is not served; check what the command was given/],
      ["insufficient funds for gas", /^The sender has too little ether for the fee; send it some/],
      ["nonce too low", /^Another transaction of the account was sent meanwhile .*; run the command again\.$/],
    ] as const) {
      it(`tells it in one line, and exits with code 1: ${message}`, async function () {
        answer = { error: { code: -32_000, message } };
        const result = await refused(`timeframe frame 0x${"12".repeat(20)}`);
        expect(result.code).to.equal(1);
        expect(result.stdout).to.equal("");
        expect(lineOf(result)).to.match(line);
      });
    }
  });

  describe("given a node that was started anew", function () {
    it("says that the token must be created again", async function () {
      const port = await freePort();
      const node = await startNode(port);
      try {
        const child = launch(["timeframe", "frame", "MEAL", "--network", "localhost"], {
          LAPSE_LOCALHOST_URL: `http://127.0.0.1:${port}`,
          LAPSE_DEPLOYMENTS: work.deployments,
        });
        const result = await finished(child);
        expect(result.code).to.equal(1);
        expect(lineOf(result)).to.match(
          /^There is no contract at 0x[0-9a-fA-F]{40} on network "localhost"; after a restart of the node/,
        );
      } finally {
        await stop(node);
      }
    });
  });
});
