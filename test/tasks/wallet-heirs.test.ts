import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect } from "chai";
import { parseEther } from "ethers";
import hre from "hardhat";

import { commitment } from "../../src/wallet/index.ts";
import { MockERC20__factory, MockERC721__factory } from "../../types/ethers-contracts/index.js";
import { DAY, type Estate, openEstate, pass } from "./support/estate.ts";
import { restoreEach } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks of wallet for heirs, guardians and strangers", function () {
  let estate: Estate;
  let people: string[];
  let dollarsOf: Estate["dollarsOf"];

  before(async function () {
    estate = await openEstate();
    ({ people, dollarsOf } = estate);
  });
  after(() => estate.end());
  restoreEach();

  /** A plan's file: the second wallet first, for a month, and then spouse and child. */
  const inTiers = () =>
    estate.fileOf(
      JSON.stringify({
        tiers: [
          { delay: "90d", window: "30d", recipients: [{ account: "4", share: "100" }] },
          {
            recipients: [
              { account: "2", share: "50" },
              { account: "3", share: "50" },
            ],
            delay: "180d",
          },
        ],
      }),
    );

  describe("wallet accept", function () {
    it("has the open tier receive, by its recipient or by his signature", async function () {
      await estate.triggered({ plan: await inTiers(), to: undefined });
      await pass(7n * DAY);
      expect(await refusalOf("wallet execute", { account: "1", from: "5" })).to.match(
        /^Tier 1 is open and hasn't accepted\. Have one of its recipients accept with `wallet accept`/,
      );
      expect(await refusalOf("wallet accept", { account: "1", from: "2" })).to.match(
        /^0x\w{40} is no recipient of tier/,
      );
      expect(await refusalOf("wallet accept", { account: "1", sign: true, from: "2" })).to.match(
        /no recipient of tier 1/,
      );
      const { text } = await runTask("wallet accept", { account: "1", sign: true, from: "4" });
      const signed = await estate.fileOf(text);
      const sent = await runTask("wallet accept", { signed, from: "5" });
      expect(sent.text).to.match(/^0x\w{40} accepted for tier 1, which receives\.\nIn grace: tier 1 receives, from /);
      expect(await refusalOf("wallet accept", { account: "1", from: "4" })).to.match(/Execute the plan with/);
      await runTask("wallet execute", { account: "1", from: "5" });
      expect([await dollarsOf(4), await dollarsOf(2)]).to.deep.equal([1_000_000_000n, 0n]);
    });

    it("comes to the next tier where nobody accepts", async function () {
      await estate.triggered({ plan: await inTiers(), to: undefined });
      const { json, text } = await runTask("wallet show", { account: "1" });
      expect((json["due"] as { what: string }[]).map(({ what }) => what)).to.deep.equal([
        "tier opens",
        "tier closes",
        "execute",
      ]);
      expect(text).to.match(/tier closes \(tier 1\)/);
      await pass(100n * DAY);
      await runTask("wallet execute", { account: "1", from: "5" });
      expect([await dollarsOf(2), await dollarsOf(3)]).to.deep.equal([500_000_000n, 500_000_000n]);
      expect(await refusalOf("wallet accept", { account: "1", sign: true, from: "4" })).to.match(
        /no recipient of tier 2/,
      );
    });

    it("refuses a plan that isn't triggered, and who names none", async function () {
      await estate.register({ plan: await inTiers(), to: undefined });
      expect(await refusalOf("wallet accept", { account: "1", sign: true, from: "4" })).to.match(/isn't triggered/);
      expect(await refusalOf("wallet accept", { from: "4" })).to.match(/^Say whose plan: wallet accept <account>/);
    });
  });

  describe("wallet execute", function () {
    it("goes in pages, and says what was not there or not approved", async function () {
      const { ethers } = await hre.network.getOrCreate();
      const owner = (await ethers.getSigners())[1]!;
      const art = MockERC721__factory.connect(estate.art, owner);
      for (let id = 100n; id < 120n; ++id) await art.mint(owner, id);
      const ids = Array.from({ length: 20 }, (_, i) => `${estate.art},${100 + i}`);
      const plan = await estate.fileOf(["asset,id", ...ids, `${estate.dollar},`, `${estate.art},7`, ""].join("\n"));
      await estate.register({ plan, asset: undefined });
      await art.transferFrom(owner, people[9]!, 7n);
      await MockERC20__factory.connect(estate.dollar, owner).approve(estate.places["PlanExecutor"]!, 0n);
      await runTask("wallet prove", { account: "1", from: "5" });
      await pass(91n * DAY);
      await runTask("wallet trigger", { account: "1", from: "5" });
      await pass(8n * DAY);
      const { text, json, progress } = await runTask("wallet execute", { account: "1", from: "5" });
      expect(progress).to.have.length.at.least(2);
      expect(progress.at(-1)).to.match(/100 % {2}22\/22 assets$/);
      expect(json["moved"]).to.have.length(20);
      expect(text)
        .to.match(/1000 USD \(USD 0x\w{40}\) +nobody +not approved, or refused/)
        .and.match(/nothing \(0x\w{40}\/7\) +nobody +not there/);
    });
  });

  describe("wallet claim", function () {
    const SALT = `0x${"ab".repeat(32)}`;

    it("is paid to whom the recipient names, or after a year to the fallback recipient", async function () {
      await estate.triggered({ to: commitment(people[2]!, SALT), fallback: "4" });
      await pass(8n * DAY);
      await runTask("wallet execute", { account: "1", from: "5" });
      const all = { account: "1", salt: SALT };
      expect(await refusalOf("wallet claim", { ...all, recipient: "2", to: "9", from: "5" })).to.match(
        /^Only a recipient himself can name another receiver/,
      );
      expect(await refusalOf("wallet claim", { account: "1", fallback: true, from: "5" })).to.match(
        /^The claim is its recipient's alone until .* `wallet claims` says whose it is\.$/,
      );
      const { networkHelpers } = await hre.network.getOrCreate();
      const before = await networkHelpers.takeSnapshot();
      const paid = await runTask("wallet claim", { ...all, asset: estate.dollar, to: "9", from: "2" });
      expect(paid.json).to.include({ recipient: people[2] });
      expect(await dollarsOf(9)).to.equal(1_000_000_000n);
      await before.restore();
      await pass(366n * DAY);
      await runTask("wallet claim", { account: "1", fallback: true, from: "5" });
      expect(await dollarsOf(4)).to.equal(1_000_000_000n);
      expect(await refusalOf("wallet claim", { account: "1", fallback: true, from: "5" })).to.match(
        /^Nobody has anything/,
      );
    });
  });

  describe("wallet request", function () {
    it("makes a plan due earlier, and ends with the owner's act, who has the bond", async function () {
      await estate.register({ requestPeriod: "30d", bond: "0.5" });
      const asked = await runTask("wallet request", { account: "1", from: "2" });
      expect(asked.text).to.match(/^Requested what 0x\w{40} leaves, for a bond of 0\.5 ETH: unless its owner acts/);
      expect((await runTask("wallet show", { account: "1" })).text).to.match(/requested +2031-/);
      expect(await refusalOf("wallet request", { account: "1", from: "2" })).to.match(/`wallet show` says which\.$/);
      expect(await refusalOf("wallet deny", { account: "1", from: "1" })).to.match(
        /show that first with `wallet prove`\.$/,
      );
      await runTask("wallet alive", { from: "1" });
      const denied = await runTask("wallet deny", { account: "1", from: "5" });
      expect(denied.json).to.include({ denied: true, bond: parseEther("0.5").toString() });
      expect((await runTask("wallet show", { account: "1" })).text).to.match(
        /credited +0\.5 ETH \(`wallet withdraw`\)/,
      );
      expect((await runTask("wallet withdraw", { from: "1" })).text).to.match(
        /^Paid 0\.5 ETH of bonds and bounties to/,
      );
      expect(await refusalOf("wallet withdraw", { from: "1" })).to.match(/was credited nothing/);
    });

    it("is triggered after its own period", async function () {
      await estate.register({ requestPeriod: "30d", bond: "0.5" });
      await runTask("wallet request", { account: "1", from: "2" });
      await pass(31n * DAY);
      const { json, text } = await runTask("wallet trigger", { account: "1", from: "5" });
      expect(json).to.include({ byRequest: true, state: "grace" });
      expect(text).to.match(/its owner was silent since the request/);
    });

    it("refuses a stranger, and a plan that knows none", async function () {
      await estate.register();
      expect(await refusalOf("wallet request", { account: "1", from: "2" })).to.match(/^Nobody can request under/);
      await runTask("wallet supersede", { requestPeriod: "30d", bond: "0.5", from: "1" });
      expect(await refusalOf("wallet request", { account: "1", from: "9" })).to.match(/is no recipient of this plan/);
    });
  });

  describe("wallet guardian", function () {
    const guarded = () => ({
      guardians: [6, 7, 8].map((place) => people[place]).join(","),
      threshold: "2",
      confirm: true,
      pauseFor: "10d",
      pauses: "1",
    });

    it("collects signatures in a file, holds an execution up, and confirms it", async function () {
      await estate.triggered(guarded());
      const [pauseFile, confirmFile] = [estate.pathOf("pause.json"), estate.pathOf("confirm.json")];
      const first = await runTask("wallet guardian sign", { what: "pause", account: "1", file: pauseFile, from: "6" });
      expect(first.text).to.match(/as 1 of 2\. 1 more must sign in the same file\.$/);
      expect(await refusalOf("wallet guardian pause", { account: "1", file: pauseFile, from: "5" })).to.match(
        /has 1 of 2 signatures; have more guardians sign in it/,
      );
      // Who signs again counts once.
      const twice = await runTask("wallet guardian sign", { what: "pause", account: "1", file: pauseFile, from: "6" });
      expect(twice.json).to.include({ missing: 1 });
      const second = await runTask("wallet guardian sign", { what: "pause", account: "1", file: pauseFile, from: "8" });
      expect(second.text).to.contain(
        `That is enough: send it with \`wallet guardian pause ${people[1]!} ${pauseFile}\`.`,
      );
      const paused = await runTask("wallet guardian pause", { account: "1", file: pauseFile, from: "5" });
      expect(paused.text).to.match(/^Held up the plan of 0x\w{40} until 2031-\S+ \(in 10 d\)\.\n/);
      await pass(7n * DAY);
      expect(await refusalOf("wallet execute", { account: "1", from: "5" })).to.match(/hold the plan up until/);
      expect(
        await refusalOf("wallet guardian sign", { what: "pause", account: "1", file: pauseFile, from: "7" }),
      ).to.match(/can hold it up once, and have; nothing is left to sign/);
      await pass(4n * DAY);
      expect(await refusalOf("wallet execute", { account: "1", from: "5" })).to.match(/guardians must confirm first/);
      for (const from of ["7", "8"])
        await runTask("wallet guardian sign", { what: "confirm", account: "1", file: confirmFile, from });
      expect(await refusalOf("wallet guardian pause", { account: "1", file: confirmFile, from: "5" })).to.match(
        /holds no signed GuardianPause/,
      );
      expect((await runTask("wallet guardian confirm", { account: "1", file: confirmFile, from: "5" })).text).to.match(
        /^Confirmed the execution/,
      );
      await runTask("wallet execute", { account: "1", from: "5" });
      expect(await dollarsOf(2)).to.equal(1_000_000_000n);
    });

    it("refuses who is none, what they don't sign, and what isn't triggered", async function () {
      await estate.register(guarded());
      expect((await runTask("wallet show", { account: "1" })).text).to.match(
        /Guardians, 2 of 3 of whom must confirm an execution, and can hold it up once, for 10 d:\n/,
      );
      const sign = (args: Record<string, unknown>) =>
        refusalOf("wallet guardian sign", {
          what: "pause",
          account: "1",
          file: estate.pathOf("g.json"),
          from: "6",
          ...args,
        });
      expect(await sign({})).to.match(/isn't triggered; guardians have nothing to do yet/);
      expect(await sign({ from: "2" })).to.match(/is no guardian of this plan/);
      expect(await sign({ what: "wave" })).to.match(/^"wave" is nothing that guardians sign; give pause or confirm\.$/);
    });
  });

  describe("wallet bounty", function () {
    it("is brought in, earned, and taken out again", async function () {
      await estate.register({ bounty: "0.01" });
      const funded = await runTask("wallet bounty fund", { account: "1", amount: "0.015", from: "9" });
      expect(funded.text).to.match(
        /there are 0\.015 ETH for bounties of 0x\w{40}'s plans; a whole execution takes 0\.02 ETH/,
      );
      await runTask("wallet prove", { account: "1", from: "5" });
      await pass(91n * DAY);
      const triggered = await runTask("wallet trigger", { account: "1", from: "5" });
      expect(triggered.text).to.match(/0x\w{40} was credited 0\.01 ETH \(`wallet withdraw`\)\./);
      expect((await runTask("wallet withdraw", { to: "9", from: "5" })).json).to.include({ to: people[9] });
      const out = await runTask("wallet bounty withdraw", { from: "1" });
      expect(out.text).to.match(/^Paid 0\.005 ETH to 0x\w{40}; 0 ETH stay for bounties/);
      expect(await refusalOf("wallet bounty withdraw", { from: "1" })).to.match(/^There are 0 ETH for bounties of/);
      expect(await refusalOf("wallet bounty fund", { account: "1", amount: "0", from: "9" })).to.match(
        /^An amount of zero/,
      );
    });
  });

  it("wallet sign lets anybody register a plan, and put another in its place", async function () {
    const plan = { period: "90d", grace: "7d", asset: estate.dollar, to: "2", from: "1" };
    const signed = await estate.fileOf((await runTask("wallet sign", plan)).text);
    const registered = await runTask("wallet register", { signed, from: "5" });
    expect(registered.json).to.include({ account: people[1], approvals: 0, checkpoint: "checkpoint" });
    expect(registered.text).to.contain("may not take 1 asset of it yet");
    expect(await refusalOf("wallet register", { signed, from: "5" })).to.match(/has a plan in force, number 1/);
    expect(await refusalOf("wallet register", { signed, to: "2", from: "5" })).to.match(
      /give nothing else of a plan\.$/,
    );

    await pass(DAY);
    const next = await runTask("wallet sign", { grace: "14d", from: "1" });
    expect(next.progress.join("\n")).to.match(/What 0x\w{40} leaves, after 90d of silence and 14d of grace\./);
    const file = await estate.fileOf(next.text);
    const superseded = await runTask("wallet supersede", { signed: file, from: "5" });
    expect(superseded.json).to.include({ number: "2", inForce: true });
    const { plan: now } = (await runTask("wallet show", { account: "1" })).json as { plan: { grace: string } };
    expect(now.grace).to.equal("1209600");

    const damaged = await estate.fileOf(next.text.replace(/"grace": "\d+"/, '"grace": "x"'));
    expect(await refusalOf("wallet supersede", { signed: damaged, from: "5" })).to.match(
      /, message\.plan\.grace: "x" is no number below 2\^32\. Nothing was sent; correct the file\.$/,
    );
    const other = await estate.fileOf(next.text.replace(/"chainId": "\d+"/, '"chainId": "1"'));
    expect(await refusalOf("wallet supersede", { signed: other, from: "5" })).to.match(/is of chain 1, and network/);
    expect(await refusalOf("wallet sign", { deadline: "2020-01-01", from: "1" })).to.match(/^The deadline is over/);
  });

  describe("wallet watch", function () {
    it("does what is due, once, and only tells it in a dry run", async function () {
      await estate.silence();
      const told = await runTask("wallet watch", { accounts: ["1"], once: true, dryRun: true });
      expect(told.progress.join("\n")).to.match(/the trigger is due, since .*; this watcher doesn't send it/);
      const done = await runTask("wallet watch", { accounts: ["1"], once: true, from: "5" });
      expect(
        (done.json["events"] as { kind: string; act?: string }[]).map(({ kind, act }) => [kind, act]),
      ).to.deep.include(["done", "trigger"]);
      await pass(8n * DAY);
      await runTask("wallet watch", { once: true, from: "5" });
      expect(await dollarsOf(2)).to.equal(1_000_000_000n);
    });

    it("posts what it tells to a receiver, and goes on where that doesn't answer", async function () {
      await estate.register();
      await pass(50n * DAY);
      const bodies: string[] = [];
      const server = createServer((request, response) => {
        request.on("data", (chunk: Buffer) => bodies.push(chunk.toString()));
        request.on("end", () => response.writeHead(bodies.length === 1 ? 204 : 410).end());
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const webhook = `http://127.0.0.1:${port}/hook`;
      const watched = await runTask("wallet watch", { accounts: ["1"], once: true, dryRun: true, webhook });
      expect(watched.json["told"]).to.equal(1);
      expect(JSON.parse(bodies[0]!)).to.include({ kind: "reminder", account: people[1] });
      await pass(20n * DAY);
      const refused = await runTask("wallet watch", { accounts: ["1"], once: true, dryRun: true, webhook });
      expect(refused.progress.join("\n")).to.match(
        /127\.0\.0\.1:\d+ answered 410, after \d+ attempts?: the event was not/,
      );
      server.close();
    });

    it("says of an account that it has no plan, which may be a mistyped one", async function () {
      const { progress, json } = await runTask("wallet watch", { accounts: ["9"], once: true, dryRun: true });
      expect(progress).to.deep.equal([`${people[9]!} has no plan in force; what it registers later is followed.`]);
      expect(json["told"]).to.equal(0);
    });

    it("refuses what is no URL, and no time", async function () {
      expect(await refusalOf("wallet watch", { once: true, webhook: "bob" })).to.match(/^The webhook "bob" is no URL/);
      expect(await refusalOf("wallet watch", { once: true, every: "0" })).to.match(/^Give a time between two looks/);
    });
  });

  it("wallet calendar writes what is to come into a file", async function () {
    await estate.register();
    const out = estate.pathOf("plans.ics");
    const { text, json } = await runTask("wallet calendar", { out, accounts: ["1"] });
    expect(text).to.match(/plans\.ics: \d+ dates of 1 plan\.$/);
    expect((json["dates"] as { what: string }[]).map(({ what }) => what)).to.include.members(["reminder", "trigger"]);
    expect(await estate.textOf(out)).to.match(/^BEGIN:VCALENDAR\r\n/);
    await runTask("wallet calendar", { out });
    const taken = await estate.fileOf("a letter");
    expect(await refusalOf("wallet calendar", { out: taken })).to.match(/is there already and holds no calendar/);
  });
});
