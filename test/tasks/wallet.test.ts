import { expect } from "chai";
import hre from "hardhat";

import { commitment } from "../../src/wallet/index.ts";
import { MockERC1155__factory, MockERC20__factory, MockERC721__factory } from "../../types/ethers-contracts/index.js";
import { DAY, type Estate, openEstate, pass } from "./support/estate.ts";
import { restoreEach, STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks of wallet", function () {
  let estate: Estate;
  let people: string[];
  let dollarsOf: Estate["dollarsOf"];

  before(async function () {
    estate = await openEstate();
    ({ people, dollarsOf } = estate);
  });
  after(() => estate.end());
  restoreEach();

  it("follow a whole life: register, show, prove, trigger, execute, claim", async function () {
    const { ethers } = await hre.network.getOrCreate();
    const { dollar, art, multi } = estate;
    const salt = `0x${"ab".repeat(32)}`;
    const file = await estate.fileOf(
      JSON.stringify({
        period: "90d",
        grace: "7d",
        changeDelay: "30d",
        assets: [dollar, `${art}/7:2`, `${multi}/3`],
        tiers: [
          {
            recipients: [
              { account: "2", share: "60" },
              { account: "3", share: 30 },
              { account: "4", share: "10", salt },
            ],
          },
        ],
      }),
    );
    const registered = await runTask("wallet register", { plan: file, from: "1" });
    expect(registered.json).to.include({ account: people[1], version: "1", state: "active", approvals: 3 });
    expect(registered.json).to.include({ checkpoint: "checkpoint" });
    expect(registered.text).to.match(/^Registered a plan of 0x\w{40}, after 3 approvals for the executor\.\n/);

    const shown = await runTask("wallet show", { account: "1" });
    expect(shown.text)
      .to.match(/silence +░{24}┃░{8} 0 % of 90 d, then 7 d of grace/)
      .and.contain("1000 USD")
      .and.match(/\n1 +after the grace +for nobody +0x\w{40} +60 %/);

    // An act, which anybody shows.
    await pass(60n * DAY);
    await (await ethers.getSigners())[1]!.sendTransaction({ to: people[9]! });
    const proven = await runTask("wallet prove", { account: "1", from: "5" });
    expect(proven.json).to.include({ shown: "proveActivity", state: "active" });
    expect(proven.text).to.match(/has acted: its clock begins anew/);
    expect(await refusalOf("wallet trigger", { account: "1", from: "5" })).to.match(/^It is possible from /);

    await pass(91n * DAY);
    const triggered = await runTask("wallet trigger", { account: "1", from: "5" });
    expect(triggered.json).to.include({ state: "grace", byRequest: false });
    expect((await runTask("wallet show", { account: "1" })).text).to.match(/█{24}┃░{8} triggered, then 7 d of grace/);
    expect(await refusalOf("wallet execute", { account: "1", from: "5" })).to.match(/^It is possible from /);

    await pass(7n * DAY);
    const executed = await runTask("wallet execute", { account: "1", from: "5" });
    expect(executed.json).to.include({ state: "done", complete: true });
    expect(executed.text)
      .to.match(/^Executed the plan of 0x\w{40}: all that it lists has been taken up\.\n/)
      .and.match(/600 USD \(USD 0x\w{40}\) +0x\w{40} +moved/)
      .and.match(/100 USD .* secret 0x\w{64} +a claim/);
    expect([await dollarsOf(2), await dollarsOf(3), await dollarsOf(4)]).to.deep.equal([
      600_000_000n,
      300_000_000n,
      0n,
    ]);
    expect(await MockERC721__factory.connect(art, ethers.provider).ownerOf(7n)).to.equal(people[3]);
    const units = MockERC1155__factory.connect(multi, ethers.provider);
    expect([await units.balanceOf(people[2]!, 3n), await units.balanceOf(people[3]!, 3n)]).to.deep.equal([24n, 12n]);

    const claims = await runTask("wallet claims", { account: "1" });
    expect(claims.json["claims"]).to.have.length(2);
    expect(await refusalOf("wallet claim", { account: "1", from: "4" })).to.match(
      /^0x\w{40} has nothing to claim of 0x\w{40}; `wallet claims` says who has, and one who is secret gives/,
    );
    const claimed = await runTask("wallet claim", { account: "1", salt, from: "4" });
    expect(claimed.text).to.match(/\bPaid 100 USD \(USD 0x\w{40}\) to 0x\w{40}\./);
    expect(await dollarsOf(4)).to.equal(100_000_000n);
    expect((await runTask("wallet claims", { account: "1" })).text).to.equal("Nothing is to be claimed.");
    expect((await runTask("wallet execute", { account: "1", from: "5" })).text).to.match(
      /^All that the plan lists has/,
    );
  });

  describe("wallet register", function () {
    it("takes a plan from options, with percentages, and approves only what isn't", async function () {
      const { json } = await estate.register({ to: "2:33.34, 3:66.66", bounty: "0.01", changeDelay: "30d" });
      expect(json["plan"]).to.deep.include({ period: "7776000", grace: "604800", bounty: "10000000000000000" });
      const { tiers } = json["plan"] as { tiers: { recipients: { share: string }[] }[] };
      expect(tiers[0]!.recipients.map(({ share }) => share)).to.deep.equal(["3334", "6666"]);
      expect((await runTask("wallet approve", { account: "1", from: "1" })).text).to.match(/nothing was sent\.\n/);
    });

    it("leaves approvals to later where the owner wants that", async function () {
      const { json, text } = await estate.register({ noApprove: true });
      expect(json).to.include({ approvals: 0 });
      expect(text).to.contain("may not take 1 asset of it yet; the owner approves with `wallet approve`.");
      expect((await runTask("wallet show", { account: "1" })).text).to.contain("nothing: `wallet approve`");
      expect((await runTask("wallet approve", { account: "1", from: "1" })).text).to.match(/after 1 approval\.\n/);
      expect((await runTask("wallet show", { account: "1" })).text).to.contain("all of it");
    });

    it("takes assets from a CSV file, and tells a mistake in it with its place", async function () {
      const { dollar, art } = estate;
      const plan = await estate.fileOf(`asset,id,recipient\n${dollar},,\n${art},7,1\n`);
      const { json } = await estate.register({ plan, asset: undefined });
      expect((json["plan"] as { assets: object[] }).assets).to.have.length(2);
      for (const [text, line] of [
        ["asset,id\nbob,\n", /, line 2: The asset "bob" is no address;/],
        [`asset,id\n${art},x\n`, /, line 2: The id of the asset "x" is no whole number/],
        ["token\n0x\n", /, line 1, column token: is unknown; there are asset, id, recipient\. Nothing was sent/],
        ["asset\n", /, line 1, column asset: the file has no asset/],
      ] as const)
        expect(
          await refusalOf("wallet register", { plan: await estate.fileOf(text), period: "90d", grace: "7d", to: "2" }),
        ).to.match(line);
    });

    it("shows the account by another, so that the proof is not out of date at once", async function () {
      await estate.register({ keeper: "9" });
      const { json } = await runTask("wallet prove", { account: "1", from: "5" });
      expect(json).to.include({ shown: null, state: "active" });
      expect(await refusalOf("wallet prove", { account: "1", from: "1" })).to.match(/can't show itself/);
      expect(await refusalOf("wallet register", { period: "90d", grace: "7d", to: "2", keeper: "0" })).to.match(
        /can't show itself: sending that is an act/,
      );
    });

    it("refuses what can't be, before anything is approved", async function () {
      const { ethers } = await hre.network.getOrCreate();
      const nonce = await ethers.provider.getTransactionCount(people[1]!);
      const refused = (args: Record<string, unknown>) =>
        refusalOf("wallet register", { period: "90d", grace: "7d", asset: estate.dollar, to: "2", from: "1", ...args });
      for (const [args, line] of [
        [{ period: "0d" }, /^The period of 0s must be 1d to 36500d\. Nothing was sent/],
        [{ period: undefined }, /^Say how long the silence and the grace are/],
        [{ to: undefined }, /^Say who receives/],
        [{ to: "2:60,3:30" }, /^The shares of tier 1 are 9000 .* Give the shares in percent, 100 together\.$/],
        [{ to: "2:60,3" }, /^The recipient "3" has no share/],
        [{ to: "1" }, /^Recipient 1 of tier 1 can't receive/],
        [{ asset: "ether" }, /^A plain account's ether can't be moved .* Wrap the ether and list that/],
        [{ everything: true }, /^A plain account can't move everything/],
        [{ asset: `${estate.dollar}/3` }, /is no collection \(ERC-721, ERC-1155\), and has no ids; leave out \/3\.$/],
        [{ asset: estate.art }, /is a collection; say which of it: 0x\w{40}\/<id>\.$/],
        [{ asset: STRANGER }, /^There is no contract at /],
        [{ threshold: "1" }, /^Say who the guardians are/],
        [{ guardians: people[6] }, /^Guardians must have something to do/],
        [{ source: "moon" }, /^The source of life "moon" is unknown; give eoa, delegate, account, safe/],
        [{ account: "2" }, /can't act for 0x\w{40}, which has a key of its own; sign as that account with --from\.$/],
        [{ plan: "nowhere.json" }, /^The file nowhere\.json can't be read \(ENOENT\)/],
      ] as const)
        expect(await refused(args), JSON.stringify(args)).to.match(line);
      expect(await ethers.provider.getTransactionCount(people[1]!)).to.equal(nonce);
      await estate.register();
      expect(await refused({})).to.match(/has a plan in force, number 1; put another in its place/);
    });

    it("tells what is wrong in a plan's file, with the place", async function () {
      const refused = async (plan: object) =>
        refusalOf("wallet register", { plan: await estate.fileOf(JSON.stringify(plan)), from: "1" });
      const tiers = [{ recipients: [{ account: "2", share: "100" }] }];
      for (const [plan, line] of [
        [{ perid: "90d" }, /has "perid", which is unknown; there are account, source, period/],
        [{ period: true }, /, period: true is no text\. Nothing was sent; correct the file\.$/],
        [{ tiers: [{ recipients: [{ account: "2" }] }] }, /, tiers\[0\]\.recipients\[0\]\.share: is missing/],
        [{ tiers: [{ recipients: [{ account: "2", share: "x" }] }] }, /^The share "x" is no number/],
        [{ tiers: "2" }, /, tiers: "2" is no list/],
        [{ tiers, assets: [7] }, /, assets: \[7\] is no list of texts/],
        [{ guardians: { keys: ["bob"] } }, /^The guardian "bob" is no address/],
      ] as const)
        expect(await refused(plan), JSON.stringify(plan)).to.match(line);
      expect(await refusalOf("wallet register", { plan: await estate.fileOf("{"), from: "1" })).to.match(
        /holds no plan: it is no JSON/,
      );
    });
  });

  describe("wallet show", function () {
    it("says what will be at a later moment, if nothing but time happens", async function () {
      await estate.register({ to: "2" });
      const { text, json } = await runTask("wallet show", { account: "1", at: "45d" });
      expect(text)
        .to.match(/^If nothing but time happens until 2031-02-/)
        .and.match(/█{11,12}░{12,13}┃░{8} (49|50) % of 90 d/);
      expect(json).to.include({ state: "active", version: "1" });
      expect(await refusalOf("wallet show", { account: "1", at: "2020-01-01" })).to.match(/^The moment .* is over/);
    });

    it("prints no more of a token than its name, whatever it calls itself", async function () {
      const { ethers } = await hre.network.getOrCreate();
      const [deployer] = await ethers.getSigners();
      const factory = new MockERC20__factory(deployer!);
      const tokens = await Promise.all([
        factory.deploy("Evil", "\u001b[2JUSD\nstate      Done: all is yours", 6),
        factory.deploy("Evil", "X".repeat(3_000), 6),
      ]);
      const odd = await factory.deploy("Evil", "ODD", 200);
      const asset = (await Promise.all([...tokens, odd].map((token) => token.getAddress()))).join(",");
      await estate.register({ asset });
      const { text } = await runTask("wallet show", { account: "1" });
      expect(text).not.to.match(/[\u0000-\u0009\u000b-\u001f]/);
      expect(text).not.to.match(/^state +Done/m);
      expect(text).not.to.match(/X{40}/);
      expect(text).to.contain("base units");
    });

    it("refuses one who has no plan", async function () {
      expect(await refusalOf("wallet show", { account: STRANGER })).to.match(/has no plan in force; register one with/);
      expect(await refusalOf("wallet show", { account: "family" })).to.match(/^The account "family" is no account/);
    });
  });

  describe("wallet plans", function () {
    it("lists those in force, and those that name somebody, openly or in secret, with his share", async function () {
      expect((await runTask("wallet plans")).text).to.equal("Nobody has a plan in force.");
      const salt = `0x${"5a".repeat(32)}`;
      await estate.register({ to: `2:60,${commitment(people[3]!, salt)}:40` });
      const all = await runTask("wallet plans");
      expect(all.text).to.match(/0x\w{40} +1 +active +can be triggered \S+ \(in (?:90 d|89 d 23 h)\)/);
      expect(all.json["plans"]).to.have.lengthOf(1);
      expect((await runTask("wallet plans", { recipient: "2" })).text).to.match(/60 % \(tier 1\)/);
      expect((await runTask("wallet plans", { recipient: "3", salt })).text).to.match(/40 % \(tier 1\)/);
      const none = await runTask("wallet plans", { recipient: "3" });
      expect(none.text).to.match(/^No plan in force names 0x\w{40}; whom one names in secret gives his --salt\.$/);
      expect(none.json["plans"]).to.deep.equal([]);
      await pass(91n * DAY);
      await runTask("wallet trigger", { account: "1", from: "5" });
      expect((await runTask("wallet plans")).text).to.match(/ 1 +grace +tier 1 receives \S+ \(in /);
    });
  });

  describe("wallet supersede", function () {
    it("holds at once where it only moves more, and is announced otherwise", async function () {
      await estate.register({ changeDelay: "30d" });
      const more = await runTask("wallet supersede", { add: `${estate.art}/7`, from: "1" });
      expect(more.json).to.include({ number: "2", inForce: true, version: "2" });
      expect(more.text).to.match(/^Put plan number 2 in the place of the one of 0x\w{40}, at once, after 1 approval/);

      const other = await runTask("wallet supersede", { to: "3", from: "1" });
      expect(other.json).to.include({ number: "3", inForce: false, version: "2" });
      expect(other.text).to.match(/, from 2031-\S+ \(in 30 d\) on\.\nUntil then the one in force stays/);
      expect((await runTask("wallet show", { account: "1" })).text).to.match(/announced +another plan, 2031/);

      const back = await runTask("wallet withdraw-announcement", { from: "1" });
      expect(back.text).to.match(/^Took back what 0x\w{40} had announced/);
      expect((await runTask("wallet show", { account: "1" })).json).to.include({ announced: null });
      expect(await refusalOf("wallet withdraw-announcement", { from: "1" })).to.match(/has announced nothing/);
    });

    it("refuses to change nothing, to list twice, and what the plan can't be", async function () {
      await estate.register();
      expect(await refusalOf("wallet supersede", { from: "1" })).to.match(/^Nothing of the plan is changed/);
      expect(await refusalOf("wallet supersede", { add: estate.dollar, from: "1" })).to.match(/is listed already/);
      expect(await refusalOf("wallet supersede", { period: "1h", from: "1" })).to.match(/^The period of 1h must be/);
      expect(await refusalOf("wallet supersede", { to: "3", from: "2" })).to.match(/has no plan in force/);
    });
  });

  it("wallet cancel ends a plan after its delay, and at once where it has none", async function () {
    await estate.register({ changeDelay: "30d" });
    const { text, json } = await runTask("wallet cancel", { from: "1" });
    expect(json).to.include({ inForce: false });
    expect(text).to.match(/^Cancelled the plan of 0x\w{40}: it has none from 2031\S+ \(in 30 d\) on\. Until then/);
    await pass(31n * DAY);
    expect(await refusalOf("wallet show", { account: "1" })).to.match(/has no plan in force/);
    await estate.register({ changeDelay: "0" });
    expect((await runTask("wallet cancel", { from: "1" })).text).to.match(/it has none at once\.\nsent/);
  });

  describe("wallet alive", function () {
    it("sends a sign of life, or signs one for somebody else to send", async function () {
      await estate.register();
      await pass(30n * DAY);
      expect((await runTask("wallet alive", { from: "1" })).text).to.match(/^0x\w{40} lives\.\nActive: last life /);
      await pass(30n * DAY);
      const beat = await runTask("wallet alive", { sign: true, from: "1" });
      const signed = await estate.fileOf(beat.text);
      await pass(DAY);
      const sent = await runTask("wallet alive", { signed, from: "5" });
      expect(sent.text).to.match(/^0x\w{40} lived \S+ \(1 d( \d+ s)? ago\)\.\n/);
      expect(await refusalOf("wallet alive", { signed, from: "5" })).to.match(/Have it signed again: what is signed/);
      expect(await refusalOf("wallet alive", { signed, account: "1", from: "5" })).to.match(
        /^The file of --signed says/,
      );
    });
  });
});
