import { expect } from "chai";

import { openProgramme, type Programme, restoreEach, STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks for those who join by themselves", function () {
  let programme: Programme;
  let token: string;
  let people: string[];

  before(async function () {
    programme = await openProgramme();
    ({ token, people } = programme);
  });
  after(() => programme.end());
  restoreEach();

  const listOf = (group: number, ...accounts: string[]) =>
    programme.fileOf(["id,group,address", ...accounts.map((account, i) => `m${i},${group},${account}`), ""].join("\n"));

  describe("timeframe group set-list", function () {
    it("replaces the list: who stands on the new one joins, with that file only", async function () {
      const old = await listOf(1, people[5]!, people[6]!);
      const first = await runTask("timeframe group set-list", { token, group: "1", list: old });
      expect(first.json).to.deep.include({ group: "1", rootVersion: "1", accounts: 2 });
      const list = await listOf(1, people[6]!, people[7]!);
      const { json, text } = await runTask("timeframe group set-list", { token, group: "1", list });
      expect(json).to.deep.include({ rootVersion: "2", accounts: 2 });
      expect(text).to.contain(`npx hardhat timeframe join ${token} --list ${list} --group 1 --network default`);

      expect(await refusalOf("timeframe join", { token, list: old, group: "1", from: "5" })).to.match(
        /^The proof doesn't lead to the root .*Join by the file that the administrator has set last, unchanged/,
      );
      await runTask("timeframe join", { token, list, group: "1", from: "7" });
      const shown = await runTask("timeframe show", { token });
      expect(shown.text).to.contain(`group 1 by the list  ${String(json["root"])}`);
    });

    it("takes it away with none", async function () {
      const list = await listOf(1, people[5]!);
      await runTask("timeframe group set-list", { token, group: "1", list });
      const { json } = await runTask("timeframe group set-list", { token, group: "1", list: "none" });
      expect(json).to.deep.include({ root: null, accounts: 0 });
      expect(await refusalOf("timeframe join", { token, list, group: "1", from: "5" })).to.match(/^The proof doesn't/);
    });

    it("refuses a member of another group, a list of nobody, and a group that is not there", async function () {
      const mixed = await listOf(2, people[5]!);
      expect(await refusalOf("timeframe group set-list", { token, group: "1", list: mixed })).to.equal(
        `${mixed}, line 2: the member is of group 2, and a list is of one; list group 1.`,
      );
      const empty = await listOf(1);
      expect(await refusalOf("timeframe group set-list", { token, group: "1", list: empty })).to.match(
        /lists nobody; give none to take the list away\.$/,
      );
      expect(await refusalOf("timeframe group set-list", { token, group: "9", list: "none" })).to.match(
        /^The token has no group 9\. See the groups there are with `timeframe show`/,
      );
    });
  });

  describe("timeframe group set-authority", function () {
    const voucher = { account: "5", deadline: "2031-02-01" };

    it("replaces who signs, and voids what was signed", async function () {
      await runTask("timeframe group set-authority", { token, group: "1", authority: "9" });
      const old = await runTask("timeframe voucher", { token, group: "1", ...voucher, from: "9" });
      const { json, text } = await runTask("timeframe group set-authority", { token, group: "1", authority: "8" });
      expect(json).to.deep.include({ authority: people[8], voucherVersion: "2" });
      expect(text).to.match(/^All vouchers that were signed before and not used are void\.$/m);
      expect(await refusalOf("timeframe join", { token, voucher: await programme.fileOf(old.text) })).to.match(
        /^The voucher is of version 1, and the group is at version 2\. Ask .*`timeframe voucher`\.$/,
      );
      const fresh = await runTask("timeframe voucher", { token, group: "1", ...voucher, from: "8" });
      await runTask("timeframe join", { token, voucher: await programme.fileOf(fresh.text) });
      expect((await runTask("timeframe show", { token })).text).to.contain(`group 1 by vouchers of  ${people[8]!}`);
    });

    it("takes a key of ERC-7913, and none", async function () {
      const key = `${STRANGER.toLowerCase()}${"ab".repeat(64)}`;
      const set = await runTask("timeframe group set-authority", { token, group: "1", authority: key });
      expect(set.json["authority"]).to.equal(key);
      const { json, text } = await runTask("timeframe group set-authority", { token, group: "1", authority: "none" });
      expect(json["authority"]).to.equal(null);
      expect(text).to.match(/^Nobody signs vouchers of group 1 any more\./);
    });

    it("refuses what is neither account nor key, and one who is not the administrator", async function () {
      const args = { token, group: "1", authority: "0x12" };
      expect(await refusalOf("timeframe group set-authority", args)).to.match(/^The authority "0x12" is no address/);
      expect(await refusalOf("timeframe group set-authority", { ...args, authority: "8", from: "6" })).to.match(
        /is not the administrator/,
      );
    });
  });

  describe("timeframe voucher", function () {
    const terms = { group: "1", account: "5", deadline: "2031-02-01" };

    it("refuses to sign for a group without authority, and as somebody else than the authority", async function () {
      expect(await refusalOf("timeframe voucher", { token, ...terms })).to.equal(
        "Nobody signs vouchers of group 1; have the administrator say who does with `timeframe group set-authority`.",
      );
      await runTask("timeframe group set-authority", { token, group: "1", authority: "9" });
      expect(await refusalOf("timeframe voucher", { token, ...terms })).to.equal(
        `The vouchers of group 1 are signed by ${people[9]!}, not by ${people[0]!}; sign as that account with --from, ` +
          "or have the administrator set another with `timeframe group set-authority`.",
      );
      expect(await refusalOf("timeframe voucher", { token, ...terms, group: "9" })).to.match(
        /^The token has no group 9\./,
      );
    });

    it("refuses a deadline that is over, and an end that is", async function () {
      await runTask("timeframe group set-authority", { token, group: "1", authority: "9" });
      const signed = { token, ...terms, from: "9" };
      expect(await refusalOf("timeframe voucher", { ...signed, deadline: "2031-01-05" })).to.match(
        /^The deadline is over: it was 2031-01-05T00:00:00Z \(1 d .*ago\) by the chain's clock; give a later one\.$/,
      );
      expect(await refusalOf("timeframe voucher", { ...signed, until: "3185" })).to.match(
        /^The end must lie after the current frame, 3185; give --until a later one, or none/,
      );
      const { json } = await runTask("timeframe voucher", { ...signed, until: "3186" });
      expect(json["voucher"]).to.deep.include({ until: "3186" });
    });

    it("signs for a contract or a key that judges itself, and says so beside the voucher", async function () {
      const key = `${STRANGER.toLowerCase()}${"ab".repeat(64)}`;
      for (const authority of [programme.asset, key]) {
        await runTask("timeframe group set-authority", { token, group: "1", authority });
        const { text, progress } = await runTask("timeframe voucher", { token, ...terms });
        expect(JSON.parse(text)).to.have.all.keys("voucher", "signature");
        expect(progress.join("\n")).to.match(
          /^The vouchers of group 1 are judged by 0x\w+, a contract or key, with which/,
        );
      }
    });
  });

  describe("timeframe provider set-list and join", function () {
    it("lets those on it become providers, and nobody else", async function () {
      const list = await programme.fileOf(`account\n${people[5]!}\n${people[6]!}\n`);
      const { json, text } = await runTask("timeframe provider set-list", { token, list });
      expect(json["accounts"]).to.equal(2);
      expect(text).to.contain(`npx hardhat timeframe provider join ${token} ${list} --network default`);
      const joined = await runTask("timeframe provider join", { token, list, from: "5" });
      expect(joined.json).to.deep.include({ provider: people[5] });
      await runTask("timeframe spend", { token, provider: "5", amount: "1", from: "1" });
      expect(await refusalOf("timeframe provider join", { token, list, from: "7" })).to.match(
        /doesn't stand on .*; sign as an account that does with --from/,
      );

      await runTask("timeframe provider set-list", { token, list: "none" });
      expect(await refusalOf("timeframe provider join", { token, list, from: "6" })).to.match(
        /^The proof doesn't lead/,
      );
    });

    it("refuses a file with a mistake, with its place", async function () {
      for (const [text, problem] of [
        ["address,name\n", "line 1, column name: is unknown; there are account, id"],
        [`id\nann\n`, "line 1, column account: is missing in the header"],
        [`account\n${STRANGER}\n0x12\n`, 'line 3, column account: "0x12" is no address'],
        [`address\n${STRANGER}\n${STRANGER}\n`, "line 3, column address: is the account of line 2"],
        ["", "line 1, column account: the file is empty; its first line names the columns"],
      ] as const) {
        const list = await programme.fileOf(text);
        expect(await refusalOf("timeframe provider set-list", { token, list })).to.equal(
          `${list}, ${problem}. Nothing was sent; correct the file and run the command again.`,
        );
      }
    });
  });
});
