import { expect } from "chai";
import hre from "hardhat";

import { MONDAY, moveTo, openProgramme, type Programme, restoreEach, STRANGER, WEEK } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("timeframe hand-out", function () {
  let programme: Programme;
  let token: string;
  let people: string[];

  before(async function () {
    programme = await openProgramme();
    ({ token, people } = programme);
    for (const member of ["4", "5"]) await runTask("timeframe member add", { token, member, group: "2" });
  });
  after(() => programme.end());
  restoreEach();

  const balanceOf = async (account: string) =>
    (await runTask("timeframe balance", { token, account })).json["balance"] as string;

  it("hands out one package, and does nothing in a second run", async function () {
    const args = { token, account: "2", amount: "3", metadata: "box 4" };
    const { json, text } = await runTask("timeframe hand-out", args);
    expect(json).to.deep.include({ handedOut: [people[2]], alreadyThere: [], different: [], skipped: [] });
    expect(text).to.match(
      /^Handed out 1 package in frame 3185; 0 there already; 0 left out\.\nsent  block \d+, [\d,]+ gas, 0x/,
    );
    const again = await runTask("timeframe hand-out", args);
    expect(again.json).to.deep.include({ handedOut: [], alreadyThere: [people[2]], transactions: [] });
    expect(await balanceOf("2")).to.equal("30");
    await runTask("timeframe hand-out", { ...args, metadata: "box 5" });
    expect(await balanceOf("2")).to.equal("60");
  });

  it("hands out the rest of a file in a second run, and says who was left out", async function () {
    const all = ["account,amount", `${people[2]!},3`, `${people[4]!},4.5`, `${people[1]!},1`, `${people[5]!},13`, ""];
    const part = await programme.fileOf(all.slice(0, 2).join("\n"));
    await runTask("timeframe hand-out", { token, account: part, metadata: "May" });
    const file = await programme.fileOf(all.join("\n"));
    const { json, text, progress } = await runTask("timeframe hand-out", {
      token,
      account: file,
      metadata: "May",
      pageSize: 1,
    });
    expect(json).to.deep.include({ handedOut: [people[4]], alreadyThere: [people[2]], notReached: [] });
    expect(
      (json["skipped"] as { account: string; error: string }[]).map((one) => [one.account, one.error]),
    ).to.deep.equal([
      [people[1], "TimeframeNotOnRequest"],
      [people[5], "TimeframeRequestExceeds"],
    ]);
    expect(text).to.match(/^Handed out 1 package in frame 3185; 1 there already; 2 left out\.$/m);
    expect(text).to.match(/The account can request only 12 MEAL more in this frame, not 13 MEAL\.$/m);
    expect(progress.at(-1)).to.match(/100 % {2}4\/4 packages$/);
    expect(await balanceOf("4")).to.equal("45");
  });

  it("leaves out who has another amount with the same text, whoever drew it", async function () {
    await runTask("timeframe request", { token, amount: "1", metadata: "May", from: "2" });
    const { json, text } = await runTask("timeframe hand-out", { token, account: "2", amount: "3", metadata: "May" });
    expect(json["different"]).to.deep.equal([{ account: people[2], amount: "10", wanted: "30" }]);
    expect(text).to.match(
      /has 1 MEAL with this text already, not 3\.\n {2}For a further package, give another --metadata\.$/m,
    );
  });

  it("counts what was handed out in this frame, or since one that is named", async function () {
    const args = { token, account: "2", amount: "3", metadata: "May" };
    const first = await runTask("timeframe hand-out", args);
    await moveTo(MONDAY + WEEK);
    const since = await runTask("timeframe hand-out", { ...args, since: first.json["frame"] });
    expect(since.json).to.deep.include({ handedOut: [], alreadyThere: [people[2]] });
    const fresh = await runTask("timeframe hand-out", args);
    expect(fresh.json).to.deep.include({ handedOut: [people[2]] });
    expect(await balanceOf("2")).to.equal("30");
  });

  it("stops where the frame turns, and goes on from there", async function () {
    const { networkHelpers } = await hre.network.getOrCreate();
    const file = await programme.fileOf(`account,amount\n${people[2]!},3\n${people[4]!},3\n${people[5]!},3\n`);
    const args = { token, account: file, metadata: "May", pageSize: 1 };
    // The page that is sent in the last second is mined in the first of the next frame.
    await networkHelpers.time.increaseTo(MONDAY + WEEK - 2n);
    await networkHelpers.time.setNextBlockTimestamp(MONDAY + WEEK - 1n);
    const { json, text } = await runTask("timeframe hand-out", args);
    expect(json["lastFrame"]).to.equal((BigInt(json["frame"] as string) + 1n).toString());
    expect(json["handedOut"]).to.deep.equal([people[2], people[4]]);
    expect(json["notReached"]).to.deep.equal([people[5]]);
    expect(text).to.match(/^The frame turned to 3186 on the way; 1 package not handed out\.\n {2}Run .*--since 3185 /m);
    const rest = await runTask("timeframe hand-out", { ...args, since: json["frame"] });
    expect(rest.json).to.deep.include({ handedOut: [people[5]], alreadyThere: [people[2], people[4]] });
  });

  it("refuses to begin while something is under way", async function () {
    const { ethers, provider } = await hre.network.getOrCreate();
    const [administrator] = await ethers.getSigners();
    await provider.request({ method: "evm_setAutomine", params: [false] });
    try {
      await administrator!.sendTransaction({ to: people[9]! });
      expect(await refusalOf("timeframe hand-out", { token, account: "2", amount: "3", metadata: "May" })).to.match(
        / has transactions that are not mined yet; wait for them, so that nothing is handed out twice\.$/,
      );
    } finally {
      await provider.request({ method: "evm_setAutomine", params: [true] });
      await provider.request({ method: "evm_mine", params: [] });
    }
  });

  for (const [what, order, line] of [
    ["no text", { metadata: undefined }, /^Give the packages a text with --metadata/],
    ["no amount", { amount: undefined }, /^Say how many units the account gets/],
    ["an amount of zero", { amount: "0" }, /^An amount of zero does nothing/],
    [
      "a file that is not there",
      { account: "nobody.csv", amount: undefined },
      /can't be read \(ENOENT\); check its name\.$/,
    ],
    ["an amount beside a file", { account: "nobody.csv" }, /^A file states the amount of each package/],
    ["a frame to come", { since: "9999" }, /^Frame 9999 has not begun: it is frame 3185\.$/],
    ["one who is not the administrator", { from: "6" }, /is not the administrator/],
  ] as const) {
    it(`refuses ${what}`, async function () {
      const args = { token, account: "2", amount: "3", metadata: "May", ...order };
      expect(await refusalOf("timeframe hand-out", args)).to.match(line);
    });
  }

  it("refuses a file with a mistake, with its place", async function () {
    for (const [text, problem] of [
      [`account\n${STRANGER}\n`, "line 1, column amount: is missing in the header"],
      [`account,amount\n${STRANGER},1.55\n`, "line 2, column amount: 1.55 has 2 decimal places, and the token has 1"],
      [`account,amount\n${STRANGER},0.0\n`, "line 2, column amount: a package of zero is none"],
      [`account,amount\n${STRANGER},\n`, "line 2, column amount: is empty"],
      [`account,amount\n${STRANGER},-1\n`, 'line 2, column amount: "-1" is no number like 3 or 1.5'],
      [`account,amount\n${STRANGER}\n`, "line 2, column amount: the line has 1 fields, the header 2"],
      [`account,address,amount\n`, "line 1, column address: is the same as account; give one of them"],
      [`account,amount,amount\n`, "line 1, column amount: stands twice in the header"],
    ] as const) {
      const account = await programme.fileOf(text);
      expect(await refusalOf("timeframe hand-out", { token, account, metadata: "May" })).to.equal(
        `${account}, ${problem}. Nothing was sent; correct the file and run the command again.`,
      );
    }
  });
});
