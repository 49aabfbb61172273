import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { MONDAY, moveTo, openProgramme, type Programme, restoreEach, STRANGER, WEEK } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks of roles", function () {
  let programme: Programme;
  let token: string;
  let backing: string;
  let people: string[];

  before(async function () {
    programme = await openProgramme();
    ({ token, backing, people } = programme);
  });
  after(() => programme.end());
  restoreEach();

  describe("timeframe member allow and provider allow", function () {
    it("let a removed member come back, with the quota from the next frame on", async function () {
      await runTask("timeframe member remove", { token, accounts: ["1"] });
      const { json, text } = await runTask("timeframe member allow", { token, accounts: ["1", "5"] });
      expect(json).to.deep.include({ lifted: [people[1]], notBarred: [people[5]] });
      expect(text).to.match(/^Lifted the bar of 1 account; 1 not barred\.$/m);
      const again = await runTask("timeframe member add", { token, member: "1", group: "1" });
      expect(again.json).to.deep.include({ added: [people[1]], skipped: [] });
      await moveTo(MONDAY + WEEK);
      expect((await runTask("timeframe balance", { token, account: "1" })).json["balance"]).to.equal("400");
    });

    it("let a dismissed provider come back", async function () {
      await runTask("timeframe provider remove", { token, accounts: ["3"] });
      const refused = await runTask("timeframe provider add", { token, accounts: ["3"] });
      expect(refused.text).to.match(/^ {2}Lift the bar with `timeframe member allow`, as the administrator/m);
      await runTask("timeframe provider allow", { token, accounts: ["3"] });
      const { json } = await runTask("timeframe provider add", { token, accounts: ["3"] });
      expect(json).to.deep.include({ admitted: [people[3]], skipped: [] });
    });

    it("send nothing where nobody is barred, and refuse one who is not the administrator", async function () {
      const { json, text } = await runTask("timeframe member allow", { token, accounts: ["1"] });
      expect(json).to.deep.include({ lifted: [], transactions: [] });
      expect(text).to.equal("Lifted the bar of 0 accounts; 1 not barred.\nsent  nothing");
      await runTask("timeframe member remove", { token, accounts: ["1"] });
      expect(await refusalOf("timeframe member allow", { token, accounts: ["1"], from: "6" })).to.match(
        /is not the administrator/,
      );
    });
  });

  describe("timeframe administrator", function () {
    it("is handed over in two steps", async function () {
      const named = await runTask("timeframe administrator name", { token, account: "8" });
      expect(named.json).to.deep.include({ administrator: people[0], named: people[8] });
      expect(named.text).to.match(/^Next, as that account: npx hardhat timeframe administrator accept .* --from 8 /m);
      const between = await runTask("timeframe administrator show", { token });
      expect(between.json).to.deep.equal({ token, administrator: people[0], named: people[8] });
      expect(between.text).to.match(/^named +0x[0-9a-fA-F]{40}, who has not accepted yet$/m);

      expect(await refusalOf("timeframe administrator accept", { token, from: "7" })).to.match(
        /was not named as the next administrator .*`timeframe administrator name`, or name another account with --from\.$/,
      );
      await runTask("timeframe administrator accept", { token, from: "8" });
      expect((await runTask("timeframe administrator show", { token })).json).to.deep.equal({
        token,
        administrator: people[8],
        named: null,
      });
      expect(await refusalOf("timeframe administrator name", { token, account: "0" })).to.match(
        /is not the administrator/,
      );
    });

    it("takes a naming back", async function () {
      await runTask("timeframe administrator name", { token, account: "8" });
      const { json } = await runTask("timeframe administrator name", { token, account: "none" });
      expect(json["named"]).to.equal(null);
      const zero = await runTask("timeframe administrator name", { token, account: ZeroAddress });
      expect(zero.text).to.match(/^Nobody is named any more; /);
      expect(await refusalOf("timeframe administrator accept", { token, from: "8" })).to.match(/was not named/);
    });

    it("is renounced only by one who says that he knows", async function () {
      expect(await refusalOf("timeframe administrator renounce", { token })).to.match(
        /^Without administrator nobody can ever .*; give --for-ever if that is wanted\.$/,
      );
      const { json } = await runTask("timeframe administrator renounce", { token, forEver: true });
      expect(json["administrator"]).to.equal(null);
      const { text } = await runTask("timeframe administrator show", { token });
      expect(text).to.match(/^administrator +none: renounced for ever$/m);
      expect(await refusalOf("timeframe group add", { token, quota: "1" })).to.match(/is not the administrator/);
    });
  });

  describe("timeframe backing sponsor", function () {
    it("is handed over in two steps, with all that is free", async function () {
      const named = await runTask("timeframe backing sponsor name", { backing, account: "8" });
      expect(named.json).to.deep.include({ backing, sponsor: people[0], named: people[8] });
      expect(named.text).to.match(/^Next, as that account: npx hardhat timeframe backing sponsor accept .* --from 8 /m);
      // A token stands for the backing that it names.
      expect((await runTask("timeframe backing sponsor show", { backing: token })).json).to.deep.equal({
        backing,
        sponsor: people[0],
        named: people[8],
      });
      expect(await refusalOf("timeframe backing sponsor accept", { backing, from: "7" })).to.match(
        /was not named as the next sponsor of .*`timeframe backing sponsor name`, or name another account with --from\.$/,
      );
      await runTask("timeframe backing sponsor accept", { backing, from: "8" });
      const { json, text } = await runTask("timeframe backing sponsor show", { backing });
      expect(json).to.deep.equal({ backing, sponsor: people[8], named: null });
      expect(text).to.match(/^named +nobody$/m);
      await runTask("timeframe backing withdraw", { token, amount: "1000", from: "8" });
      expect(await refusalOf("timeframe backing price", { token, price: "2" })).to.match(
        /is not the sponsor of the backing\. See who is with `timeframe backing sponsor show`/,
      );
    });

    it("takes a naming back", async function () {
      await runTask("timeframe backing sponsor name", { backing, account: "8" });
      const { json } = await runTask("timeframe backing sponsor name", { backing, account: "none" });
      expect(json["named"]).to.equal(null);
      expect(await refusalOf("timeframe backing sponsor accept", { backing, from: "8" })).to.match(/was not named/);
    });

    it("refuses what is no backing", async function () {
      expect(await refusalOf("timeframe backing sponsor show", { backing: STRANGER })).to.match(
        /^There is no contract at 0x8ba1/,
      );
      const bare = await runTask("timeframe create", { name: "Bare", symbol: "BARE", factory: programme.factory });
      expect(await refusalOf("timeframe backing sponsor show", { backing: bare.json["token"] })).to.match(
        /has no backing; give the address or name of a backing\.$/,
      );
    });
  });
});
