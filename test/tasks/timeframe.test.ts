import { expect } from "chai";
import hre from "hardhat";

import { MockERC20__factory } from "../../types/ethers-contracts/index.js";
import { MONDAY, moveTo, openProgramme, type Programme, restoreEach, STRANGER, WEEK } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks of timeframe, on one chain", function () {
  let programme: Programme;
  let factory: string;
  let token: string;
  let asset: string;
  let people: string[];

  before(async function () {
    programme = await openProgramme();
    ({ factory, token, asset, people } = programme);
  });
  after(() => programme.end());
  restoreEach();

  describe("timeframe create", function () {
    it("gives the token that is there in a second run, and sends nothing", async function () {
      const terms = { name: "Trips", symbol: "TRIP", rhythm: "month", factory };
      const first = await runTask("timeframe create", terms);
      expect(first.json).to.include({ name: "Trips", symbol: "TRIP", rhythm: "month", decimals: "0", created: true });
      expect(first.text).to.match(/^Created Trips \(TRIP\)\./);

      const { ethers } = await hre.network.getOrCreate();
      const block = await ethers.provider.getBlockNumber();
      const second = await runTask("timeframe create", terms);
      expect(second.json).to.include({ token: first.json["token"], created: false, transaction: null });
      expect(second.text).to.match(/^Trips \(TRIP\) is there already; nothing sent\./);
      expect(await ethers.provider.getBlockNumber()).to.equal(block);
    });

    it("takes fixed frames with a start", async function () {
      const { json } = await runTask("timeframe create", {
        name: "Shifts",
        symbol: "SHIFT",
        rhythm: "fixed",
        length: "28800",
        start: "2031-01-06T06:00Z",
        factory,
      });
      expect(json).to.include({ rhythm: "fixed", anchor: (MONDAY + 21_600n).toString(), frameLength: "28800" });
    });

    it("keeps no name on a simulated network", async function () {
      const { json } = await runTask("timeframe create", { name: "Trips", symbol: "TRIP", factory });
      expect(json["as"]).to.equal(null);
    });

    for (const [what, terms, line] of [
      ["an unknown rhythm", { rhythm: "hourly" }, /^"hourly" is no rhythm; use one of fixed, day, .*\.$/],
      ["an unknown layout", { layout: "wide" }, /^"wide" is no layout; use one of plain, capped, grace\.$/],
      ["fixed frames without a length", { rhythm: "fixed" }, /^Fixed frames need --length in seconds and --start/],
      ["a length for a calendar", { length: "5" }, /follows the calendar; leave out --length and --start/],
      [
        "a day that is not",
        { rhythm: "fixed", length: "5", start: "2031-02-30" },
        /^"2031-02-30" is no moment; write it/,
      ],
      ["a name of 32 bytes", { name: "m".repeat(32) }, /32 bytes.*31/],
      [
        "a backing without code",
        { backing: STRANGER },
        /^There is no backing at 0x8ba1f1.*Create one with `timeframe backing create`, and give its address or name\.$/,
      ],
      ["a factory without code", { factory: STRANGER }, /^There is no contract at 0x8ba1f1.* \(--factory\)/],
    ] as const) {
      it(`refuses ${what}`, async function () {
        expect(await refusalOf("timeframe create", { name: "X", symbol: "X", factory, ...terms })).to.match(line);
      });
    }
  });

  describe("timeframe show", function () {
    it("tells terms, groups and pool", async function () {
      const { json, text } = await runTask("timeframe show", { token });
      expect(json).to.deep.include({
        token,
        symbol: "MEAL",
        decimals: "1",
        layout: "capped",
        open: false,
        totalSupply: "400",
      });
      expect(json["groups"]).to.deep.equal([
        {
          group: "1",
          onRequest: false,
          soulbound: false,
          members: "1",
          quota: "400",
          quotaNext: "400",
          receiveCap: "50",
          receiveCapNext: "50",
          budget: "0",
          budgetNext: "0",
          requested: "0",
          authority: null,
          voucherVersion: "0",
          root: null,
          rootVersion: "0",
        },
        {
          group: "2",
          onRequest: true,
          soulbound: false,
          members: "1",
          quota: "120",
          quotaNext: "120",
          receiveCap: null,
          receiveCapNext: null,
          budget: "200",
          budgetNext: "200",
          requested: "0",
          authority: null,
          voucherVersion: "0",
          root: null,
          rootVersion: "0",
        },
      ]);
      expect(text).to.match(/^pool +1000 EUR, reserved 0 EUR$/m);
      expect(text).to.match(/^ +1 +implicit +1 +40 +5$/m);
      expect(text).to.match(/^ +2 +on request +1 +12 +none +20 +0$/m);
    });
  });

  describe("timeframe frame", function () {
    it("tells the current frame and the next refresh", async function () {
      const { json, text } = await runTask("timeframe frame", { token });
      expect(json).to.deep.include({
        label: "2031-W02",
        start: MONDAY.toString(),
        end: (MONDAY + WEEK).toString(),
        nextRefreshAt: (MONDAY + WEEK).toString(),
        current: true,
      });
      expect(text).to.match(/^next refresh +2031-01-13T00:00:00Z \(in 6 d 23 h\)$/m);
    });

    it("turns in the second in which a frame ends", async function () {
      await moveTo(MONDAY + WEEK - 1n);
      expect((await runTask("timeframe frame", { token })).json["label"]).to.equal("2031-W02");
      await moveTo(MONDAY + WEEK);
      expect((await runTask("timeframe frame", { token })).json["label"]).to.equal("2031-W03");
    });

    it("finds the frame of a moment, and of a number", async function () {
      const { json } = await runTask("timeframe frame", { token, at: "2032-02-29T12:00Z" });
      expect(json).to.include({ label: "2032-W09", current: false });
      const again = await runTask("timeframe frame", { token, frame: json["frame"] });
      expect(again.json["start"]).to.equal(json["start"]);
    });

    it("refuses two moments at once", async function () {
      const line = await refusalOf("timeframe frame", { token, at: "2031-02-28", frame: "3" });
      expect(line).to.equal("Name one moment: --frame or --at, not both.");
    });
  });

  describe("timeframe spend", function () {
    it("moves units to the provider and says what is left", async function () {
      const { json, text } = await runTask("timeframe spend", {
        token,
        provider: "3",
        amount: "1.5",
        ref: "order 17",
        from: "1",
      });
      expect(json).to.deep.include({
        account: people[1],
        provider: people[3],
        amount: "15",
        balance: "385",
        earned: "15",
      });
      expect(text).to.match(/^It holds 38\.5 now; the provider has earned 1\.5 in all\./m);
    });

    for (const [what, order, line] of [
      ["an amount of zero", { amount: "0" }, /^An amount of zero does nothing; give more than 0\.$/],
      ["too many decimal places", { amount: "1.55" }, /has 2 decimal places, and the token has 1; use fewer\.$/],
      ["an amount that is no number", { amount: "-3" }, /^The amount "-3" is no number; write digits/],
      [
        "more than there is",
        { amount: "40.1" },
        / has 40 MEAL of what is asked for and needs 40\.1 MEAL\. Use a smaller amount/,
      ],
      [
        "one who is no provider",
        { provider: "4" },
        /is no admitted provider.*Have the administrator admit the account with `timeframe provider add`/,
      ],
      ["a wrong checksum", { provider: STRANGER.replace("8b", "8B") }, /^The checksum of the provider 0x8B.* is wrong/],
      ["an address too short", { provider: "0x12" }, /^The provider "0x12" is no address; give 0x and 40 hex digits/],
      [
        "an account that the network hasn't",
        { from: "999" },
        /^There is no account 999; network "default" has 0 to 19\.$/,
      ],
      ["a signer without a key", { from: STRANGER }, /^Network "default" has no key for 0x8ba1/],
    ] as const) {
      it(`refuses ${what}`, async function () {
        const args = { token, provider: "3", amount: "1", from: "1", ...order };
        expect(await refusalOf("timeframe spend", args)).to.match(line);
      });
    }
  });

  describe("timeframe request", function () {
    it("draws units, with metadata or without", async function () {
      const first = await runTask("timeframe request", { token, amount: "2", from: "2" });
      expect(first.json).to.include({ account: people[2], amount: "20", balance: "20", remaining: "100" });
      const second = await runTask("timeframe request", { token, amount: "1", metadata: "box 4", from: "2" });
      expect(second.json).to.include({ balance: "30", remaining: "90" });
    });

    it("refuses more than is left, and members of other groups", async function () {
      const args = { token, amount: "12.1" };
      expect(await refusalOf("timeframe request", { ...args, from: "2" })).to.match(
        /can request only 12 MEAL more in this frame, not 12\.1 MEAL\. Request at most that/,
      );
      expect(await refusalOf("timeframe request", { ...args, from: "1" })).to.match(
        /is no member of a group on request/,
      );
    });
  });

  describe("timeframe transfer", function () {
    it("moves units between members", async function () {
      await runTask("timeframe member add", { token, member: "4", group: "1" });
      const { json } = await runTask("timeframe transfer", { token, to: "4", amount: "5", from: "1" });
      expect(json).to.include({ amount: "50", epoch: null, balance: "350", balanceOfReceiver: "450" });
    });

    it("refuses to leave a closed programme, to exceed a receive cap, and to move what has expired", async function () {
      await runTask("timeframe member add", { token, member: "4", group: "1" });
      const args = { token, to: "4", amount: "1", from: "1" };
      expect(await refusalOf("timeframe transfer", { ...args, to: STRANGER })).to.match(/^The programme is closed/);
      expect(await refusalOf("timeframe transfer", { ...args, amount: "5.1" })).to.match(
        /only 5 MEAL more in this frame, not 5\.1 MEAL/,
      );
      expect(await refusalOf("timeframe transfer", { ...args, epoch: "3000" })).to.match(
        /^The units of epoch 3000 \(2027-W25\) have expired/,
      );
    });
  });

  describe("timeframe approve and allowance", function () {
    it("let another account spend and transfer, up to an amount", async function () {
      await runTask("timeframe member add", { token, member: "4", group: "1" });
      const approved = await runTask("timeframe approve", { token, spender: "5", amount: "6", from: "1" });
      expect(approved.json).to.deep.include({
        account: people[1],
        spender: people[5],
        allowance: "60",
        allowanceBefore: "0",
      });
      expect(approved.text).to.match(/^An allowance has no frame: .*Withdraw it with 0\.$/m);

      const spent = await runTask("timeframe spend", { token, provider: "3", amount: "1.5", account: "1", from: "5" });
      expect(spent.json).to.deep.include({ account: people[1], balance: "385", earned: "15", allowance: "45" });
      expect(spent.text).to.match(/^Of the allowance, 4\.5 are left\.$/m);
      const moved = await runTask("timeframe transfer", { token, to: "4", amount: "2", account: "1", from: "5" });
      expect(moved.json).to.deep.include({ account: people[1], balance: "365", allowance: "25" });

      const left = await runTask("timeframe allowance", { token, account: "1", spender: "5" });
      expect(left.json).to.deep.include({ allowance: "25", balance: "365" });
      expect(left.text).to.match(/ can use 2\.5 MEAL of 0x[0-9a-fA-F]{40}\.\nThat holds 36\.5 in this frame\.$/);
      expect(
        await refusalOf("timeframe spend", { token, provider: "3", amount: "2.6", account: "1", from: "5" }),
      ).to.match(/ may use 2\.5 MEAL and needs 2\.6 MEAL\. Have the owner allow enough with `timeframe approve`\.$/);
    });

    it("withdraw with 0, and last over the end of the frame", async function () {
      await runTask("timeframe approve", { token, spender: "5", amount: "6", from: "1" });
      await moveTo(MONDAY + WEEK);
      await runTask("timeframe spend", { token, provider: "3", amount: "1", account: "1", from: "5" });
      const { json, text } = await runTask("timeframe approve", { token, spender: "5", amount: "0", from: "1" });
      expect(json).to.deep.include({ allowance: "0", allowanceBefore: "50" });
      expect(text).to.match(/ can use no units of .* any more\. Before, it could use 5\.$/m);
      expect(
        await refusalOf("timeframe spend", { token, provider: "3", amount: "1", account: "1", from: "5" }),
      ).to.match(/ may use 0 MEAL and needs 1 MEAL/);
    });
  });

  describe("timeframe balance", function () {
    it("answers for now, for a frame to come, and for one that is over", async function () {
      const { frame } = (await runTask("timeframe frame", { token })).json as { frame: string };
      await runTask("timeframe spend", { token, provider: "3", amount: "10", from: "1" });
      await runTask("timeframe quota", { token, group: "1", amount: "50" });

      const now = await runTask("timeframe balance", { token, account: "1" });
      expect(now.json).to.deep.include({ account: people[1], balance: "300", source: "chain", frame });
      expect(now.text).to.match(/^balance +30 MEAL$/m);
      expect(now.json).to.include({ remaining: "0", receivable: "50" });
      expect(now.text).to.match(/^can receive +5 by transfer in this frame$/m);
      const asking = await runTask("timeframe balance", { token, account: "2" });
      expect(asking.json).to.include({ remaining: "120", receivable: null });
      expect(asking.text).to.match(/^can request +12 more in this frame$/m);
      expect(now.text).to.match(/expires 2031-01-13T00:00:00Z \(in 6 d 23 h\)$/m);

      const next = await runTask("timeframe balance", { token, account: "1", frame: (BigInt(frame) + 1n).toString() });
      expect(next.json).to.include({ balance: "500", source: "announced" });

      await moveTo(MONDAY + WEEK);
      expect((await runTask("timeframe balance", { token, account: "1" })).json).to.include({
        balance: "500",
        source: "chain",
      });
      const past = await runTask("timeframe balance", { token, account: "1", frame });
      expect(past.json).to.include({ balance: "300", source: "history" });
      const moment = await runTask("timeframe balance", { token, account: "1", at: (MONDAY + 1n).toString() });
      expect(moment.json).to.include({ source: "history", frame });
    });

    it("refuses a moment that is none", async function () {
      expect(await refusalOf("timeframe balance", { token, account: "1", at: "tomorrow" })).to.match(
        /^"tomorrow" is no moment/,
      );
      expect(await refusalOf("timeframe balance", { token, account: "1", frame: "-1" })).to.match(
        /^The frame "-1" is no whole/,
      );
    });
  });

  describe("timeframe member add and remove", function () {
    it("adds a file, tells what was there, and does nothing in a second run", async function () {
      const file = await programme.fileOf(
        `id,group,address\nann,1,${people[1]!}\nbob,staff,${people[5]!}\ncid,2,${STRANGER}\n`,
      );
      const args = { token, member: file, groups: "staff=1" };
      const first = await runTask("timeframe member add", args);
      expect(first.json).to.deep.include({ added: [people[5], STRANGER], alreadyThere: [people[1]], skipped: [] });
      expect(first.json["transactions"]).to.have.length(2);
      expect(first.progress.map((line) => line.replace(/^[█░]+ /, ""))).to.deep.equal([
        "33 %  1/3 members",
        "66 %  2/3 members",
        "100 %  3/3 members",
      ]);
      const second = await runTask("timeframe member add", args);
      expect(second.json).to.deep.include({ added: [], transactions: [] });
    });

    it("refuses a bad line before anything is sent", async function () {
      const file = await programme.fileOf(`id,group,address\nann,1,${people[5]!}\nbob,1,0x123\n`);
      const { ethers } = await hre.network.getOrCreate();
      const block = await ethers.provider.getBlockNumber();
      expect(await refusalOf("timeframe member add", { token, member: file })).to.equal(
        `${file}, line 3, column address: "0x123" is no address. Nothing was sent; correct the file and run the command again.`,
      );
      expect(await ethers.provider.getBlockNumber()).to.equal(block);
    });

    it("refuses a file that is not there, and an account without a group", async function () {
      const missing = programme.pathOf("missing.csv");
      expect(await refusalOf("timeframe member add", { token, member: missing })).to.match(
        /can't be read \(ENOENT\); check its name\.$/,
      );
      expect(await refusalOf("timeframe member add", { token, member: "5" })).to.match(
        /^Say which group the account joins/,
      );
    });

    it("leaves out an end that is over, with the frames by name", async function () {
      const { text } = await runTask("timeframe member add", { token, member: "5", group: "1", until: "3185" });
      expect(text).to.contain(
        "The membership would end with frame 3185 (2031-W02), which doesn't lie after the current frame 3185 (2031-W02).\n" +
          "  Give a later frame as end (see `timeframe frame`), or none for a membership without end.",
      );
    });

    it("refuses one who is not the administrator", async function () {
      const line = await refusalOf("timeframe member add", { token, member: "5", group: "1", from: "6" });
      expect(line).to.equal(
        `${people[6]!} is not the administrator of ${token}. See who is with \`timeframe administrator show\`, and sign as that account with --from.`,
      );
    });

    it("bars whom it removes, and says so when he is added again", async function () {
      const removed = await runTask("timeframe member remove", { token, accounts: ["1", "7"] });
      expect(removed.json).to.deep.include({ removed: [people[1]] });
      expect(removed.json["skipped"]).to.have.length(1);
      await moveTo(MONDAY + WEEK);
      expect((await runTask("timeframe members", { token, group: "1" })).json["members"]).to.deep.equal([]);
      const { json, text } = await runTask("timeframe member add", { token, member: "1", group: "1" });
      expect(json["skipped"]).to.deep.equal([
        {
          account: people[1],
          error: "TimeframeBarred",
          cause: `${people[1]!} was removed from ${token} and is barred.`,
          remedy: "Lift the bar with `timeframe member allow`, as the administrator, then try again.",
        },
      ]);
      expect(text).to.contain("1 left out");
      expect(removed.json["barred"]).to.deep.equal([people[1], people[7]]);
      expect(removed.text).to.match(/^Barred 2 accounts, members or not; `timeframe member allow` lifts a bar\.$/m);
    });
  });

  describe("timeframe members", function () {
    it("lists them, with their ends", async function () {
      const { frame } = (await runTask("timeframe frame", { token })).json as { frame: string };
      const until = (BigInt(frame) + 3n).toString();
      await runTask("timeframe member add", { token, member: "4", group: "1", until });
      const { json, text } = await runTask("timeframe members", { token });
      expect(json["members"]).to.deep.equal([
        { account: people[1], group: "1", until: null, provider: false, soulbound: false },
        { account: people[2], group: "2", until: null, provider: false, soulbound: false },
        { account: people[4], group: "1", until, provider: false, soulbound: false },
      ]);
      expect(text).to.match(/^3 members in this frame\.$/m);
      const some = await runTask("timeframe members", { token, group: "2" });
      expect(some.text).to.match(/^1 member in this frame\.$/m);
    });

    it("refuses a group that is not there", async function () {
      expect(await refusalOf("timeframe members", { token, group: "99" })).to.equal(
        "The token has no group 99. See the groups there are with `timeframe show`, or open one with `timeframe group add`.",
      );
    });
  });

  describe("timeframe quota", function () {
    it("announces for the next frame and leaves this one alone", async function () {
      const { json } = await runTask("timeframe quota", { token, group: "2", amount: "30", of: "budget" });
      expect(json).to.include({ effectiveAt: (MONDAY + WEEK).toString(), budget: "200", budgetNext: "300" });
      const cap = await runTask("timeframe quota", { token, group: "1", amount: "6", of: "receive-cap" });
      expect(cap.json).to.include({ receiveCap: "50", receiveCapNext: "60" });
    });

    it("takes a receive cap off with none, and nothing else", async function () {
      const args = { token, group: "1", amount: "none" };
      const { json, text } = await runTask("timeframe quota", { ...args, of: "receive-cap" });
      expect(json).to.include({ receiveCap: "50", receiveCapNext: null });
      expect(text).to.match(/^Group 1: receive-cap none from frame 3186 on/);
      expect((await runTask("timeframe show", { token })).text).to.match(/ 5 -> none$/m);
      expect(await refusalOf("timeframe quota", args)).to.match(/^The quota "none" is no number/);
    });

    it("refuses an unknown group, and what no group has", async function () {
      expect(await refusalOf("timeframe quota", { token, group: "9", amount: "1" })).to.match(
        /^The token has no group 9\./,
      );
      expect(await refusalOf("timeframe quota", { token, group: "1", amount: "1", of: "size" })).to.match(
        /give --of quota/,
      );
    });
  });

  describe("timeframe collect", function () {
    it("pays a provider, and has nothing the second time", async function () {
      await runTask("timeframe spend", { token, provider: "3", amount: "4", from: "1" });
      const paid = await runTask("timeframe collect", { token, from: "3", to: "8" });
      expect(paid.json).to.deep.include({ provider: people[3], asset, amount: "600", frames: [] });
      expect(paid.text).to.match(/^Collected 6 EUR for /);
      const { ethers } = await hre.network.getOrCreate();
      expect(await MockERC20__factory.connect(asset, ethers.provider).balanceOf(people[8]!)).to.equal(600n);
      const again = await runTask("timeframe collect", { token, from: "3" });
      expect(again.json).to.deep.include({ amount: "0", transactions: [] });
      expect(again.text).to.match(/^Nothing to collect for .* who has earned 4 MEAL in all\.$/);
    });

    it("refuses to send another's earnings elsewhere", async function () {
      const line = await refusalOf("timeframe collect", { token, provider: "3", to: "8", from: "1" });
      expect(line).to.match(/^Only the provider himself chooses/);
    });
  });

  describe("timeframe backing", function () {
    it("withdraws what is not reserved, and no more", async function () {
      await runTask("timeframe spend", { token, provider: "3", amount: "4", from: "1" });
      const line = await refusalOf("timeframe backing withdraw", { token, amount: "995" });
      expect(line).to.match(
        / needs 995 EUR and has 994 EUR\. Fund the pool with `timeframe backing fund`, or take less\.$/,
      );
      const { json } = await runTask("timeframe backing withdraw", { token, amount: "994" });
      expect(json["pool"]).to.deep.include({ balance: "600", reserved: "600", free: "0" });
    });

    it("announces a price for the next frame, and leaves this one alone", async function () {
      const { json, text } = await runTask("timeframe backing price", { token, price: "1.75" });
      expect(json).to.deep.include({ effectiveAt: (MONDAY + WEEK).toString() });
      expect(json["pool"]).to.deep.include({ price: "150", priceNext: "175" });
      expect(text).to.match(/^A MEAL is worth 1\.75 EUR, from frame 3186 on, 2031-01-13T00:00:00Z \(in 6 d 23 h\)\.$/m);
      const shown = await runTask("timeframe show", { token });
      expect(shown.text).to.match(/^price +1\.5 EUR, from the next frame 1\.75 EUR$/m);
      await moveTo(MONDAY + WEEK);
      expect((await runTask("timeframe show", { token })).text).to.match(/^price +1\.75 EUR$/m);
    });

    it("announces a pot, of a pro-rata backing only", async function () {
      expect(await refusalOf("timeframe backing pot", { token, pot: "50" })).to.equal(
        "A backing with a fixed price has no pot; announce a price, or use a pro-rata backing.",
      );
      const shared = await runTask("timeframe backing create", { asset, kind: "pro-rata", factory });
      const { json } = await runTask("timeframe create", {
        name: "Rides",
        symbol: "RIDE",
        backing: shared.json["backing"],
        factory,
      });
      const ride = json["token"];
      expect(await refusalOf("timeframe backing pot", { token: ride, pot: "60" })).to.match(
        /^The sponsor has opened no pool for .*`timeframe backing open`\.$/,
      );
      const opened = await runTask("timeframe backing open", { token: ride, price: "2", pot: "50" });
      expect(opened.text).to.match(/all providers share up to 50 EUR a frame, at most 2 EUR for a RIDE\.$/m);
      const announced = await runTask("timeframe backing pot", { token: ride, pot: "60" });
      expect(announced.json["pool"]).to.deep.include({ pot: "5000", potNext: "6000" });
      const { text } = await runTask("timeframe show", { token: ride });
      expect(text).to.match(/^price at most +2 EUR$/m);
      expect(text).to.match(/^pot +50 EUR, from the next frame 60 EUR$/m);
    });

    it("refuses a price finer than the asset, and a second opening", async function () {
      expect(await refusalOf("timeframe backing price", { token, price: "1.755" })).to.equal(
        "The price 1.755 has 3 decimal places, and the asset has 2; use fewer.",
      );
      expect(await refusalOf("timeframe backing open", { token, price: "1" })).to.match(
        /is open already\. Announce another price for the next frame with `timeframe backing price` instead\.$/,
      );
    });

    it("refuses to fund more than there is, in the words of the asset", async function () {
      const line = await refusalOf("timeframe backing fund", { token, amount: "9.5", from: "7" });
      expect(line).to.match(/ has 0 EUR of what is asked for and needs 9\.5 EUR\. Send the account more of the asset/);
    });

    it("refuses to fund a token without backing", async function () {
      const bare = await runTask("timeframe create", { name: "Bare", symbol: "BARE", factory });
      const line = await refusalOf("timeframe backing fund", { token: bare.json["token"], amount: "1" });
      expect(line).to.match(/^The token has no backing/);
    });
  });

  describe("timeframe voucher, join and leave", function () {
    it("lets one join by a voucher, once", async function () {
      await runTask("timeframe group add", { token, quota: "7", authority: "9" });
      const { text } = await runTask("timeframe voucher", {
        token,
        group: "3",
        account: "5",
        deadline: "2031-02-01",
        from: "9",
      });
      const voucher = await programme.fileOf(text);
      const joined = await runTask("timeframe join", { token, voucher, from: "6" });
      expect(joined.json).to.include({ account: people[5], group: "3" });
      expect((await runTask("timeframe balance", { token, account: "5" })).json["balance"]).to.equal("70");
      expect(await refusalOf("timeframe join", { token, voucher, from: "6" })).to.match(/voucher/i);
      const left = await runTask("timeframe leave", { token, from: "5" });
      expect(left.json).to.include({ account: people[5], endsAt: (MONDAY + WEEK).toString() });
    });

    it("lets those on a list join, and nobody else", async function () {
      const list = await programme.fileOf(`id,group,address\nann,3,${people[5]!}\nbob,3,${people[6]!}\n`);
      await runTask("timeframe group add", { token, quota: "7", list });
      await runTask("timeframe join", { token, list, group: "3", from: "6" });
      expect((await runTask("timeframe balance", { token, account: "6" })).json["balance"]).to.equal("70");
      expect(await refusalOf("timeframe join", { token, list, group: "3", from: "7" })).to.match(
        /doesn't stand on .*; sign as an account that does with --from/,
      );
    });

    it("refuses a file that holds no voucher", async function () {
      const voucher = await programme.fileOf("{}");
      expect(await refusalOf("timeframe join", { token, voucher })).to.match(
        /holds no voucher; make one with `timeframe voucher`\.$/,
      );
    });
  });

  describe("timeframe provider", function () {
    it("dismisses at once; what was earned stays", async function () {
      await runTask("timeframe spend", { token, provider: "3", amount: "1", from: "1" });
      const { json } = await runTask("timeframe provider remove", { token, accounts: ["3"] });
      expect(json).to.deep.include({ dismissed: [people[3]], unchanged: [] });
      expect(await refusalOf("timeframe spend", { token, provider: "3", amount: "1", from: "1" })).to.match(
        /no admitted provider/,
      );
      expect((await runTask("timeframe collect", { token, provider: "3" })).json["amount"]).to.equal("150");
    });

    it("is told from one who never was, whom a dismissal bars only", async function () {
      const { json, text } = await runTask("timeframe provider remove", { token, accounts: ["3", "7"] });
      expect(json).to.deep.include({ dismissed: [people[3]], barred: [people[7]], unchanged: [] });
      expect(text).to.match(
        /^Dismissed 1 provider; 0 dismissed or barred already\.\nBarred 1 account, no provider so far; `timeframe provider allow` lifts a bar\.$/m,
      );
      const again = await runTask("timeframe provider remove", { token, accounts: ["7"] });
      expect(again.text).to.match(/^Dismissed 0 providers; 1 dismissed or barred already\.\nsent +nothing$/);
    });
  });

  describe("timeframe history", function () {
    it("agrees with the chain, over frames", async function () {
      await runTask("timeframe spend", { token, provider: "3", amount: "4", from: "1" });
      await moveTo(MONDAY + WEEK);
      await runTask("timeframe spend", { token, provider: "3", amount: "3", from: "1" });
      const whole = await runTask("timeframe history", { token });
      expect(whole.json["check"]).to.deep.include({ ok: true, unserved: [], differences: [] });
      const frames = whole.json["frames"] as { totalSupply: string }[];
      expect(frames.map(({ totalSupply }) => totalSupply)).to.deep.equal(["360", "370"]);
      expect(whole.text).to.match(/Checked against the chain: \d+ values in 2 frames agree\.$/);

      const ledger = await runTask("timeframe history", { token, account: "1" });
      const entries = ledger.json["entries"] as { kind: string; amount: string; balance: string }[];
      const spent = entries.filter(({ kind }) => kind === "spent").map(({ amount, balance }) => [amount, balance]);
      expect(spent).to.deep.equal([
        ["40", "360"],
        ["30", "370"],
      ]);
      expect(ledger.text).to.match(/^2031-01-06 00:00:\d\d +3185  spent +4 +36  to 0x[0-9a-fA-F]{40}$/m);
    });
  });

  describe("tables", function () {
    it("fit a terminal of 100 columns", async function () {
      await runTask("timeframe member add", { token, member: "4", group: "1", until: "3190" });
      await runTask("timeframe transfer", { token, to: "4", amount: "5", from: "1" });
      await runTask("timeframe spend", { token, provider: "3", amount: "1.5", from: "1" });
      await runTask("timeframe quota", { token, group: "2", amount: "30", of: "budget" });
      for (const task of ["show", "members", "history"]) {
        const { text } = await runTask(`timeframe ${task}`, { token });
        for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(100);
      }
      const { text } = await runTask("timeframe history", { token, account: "1" });
      for (const line of text.split("\n")) expect(line.length, line).to.be.at.most(100);
    });
  });

  describe("the token argument", function () {
    it("refuses a name that nobody gave, an address without code, and a contract that is no token", async function () {
      expect(await refusalOf("timeframe show", { token: "NOPE" })).to.match(
        /^No token named "NOPE" on network "default"/,
      );
      expect(await refusalOf("timeframe show", { token: STRANGER })).to.match(/^There is no contract at 0x8ba1/);
      expect(await refusalOf("timeframe show", { token: asset })).to.match(/is no timeframe token; give the address/);
    });
  });
});
