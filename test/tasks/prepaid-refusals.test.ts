import { expect } from "chai";

import { DAY, useCounter } from "./support/counter.ts";
import { MONDAY, moveTo } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("what prepaid says at the terminal", function () {
  let vault: string;
  let people: string[];
  const counter = useCounter((opened) => ({ vault, people } = opened));

  it("of references: none is empty, and none is hex of another length", async function () {
    const { instrument } = await counter.issue({ holder: "1" });
    const spend = { vault, instrument, amount: "1", merchant: "2", from: "1" };
    for (const task of ["prepaid redeem", "prepaid sign"]) {
      expect(await refusalOf(task, { ...spend, ref: "" })).to.match(/^An empty reference is none; give a text or 32/);
      for (const ref of ["0x12", `0x${"00".repeat(35)}`]) {
        expect(await refusalOf(task, { ...spend, ref })).to.equal(
          `The reference "${ref}" is not 32 bytes: give 0x and 64 hex digits, or a text without 0x.`,
        );
      }
    }
    expect((await runTask("prepaid redeem", { ...spend, ref: `0x${"12".repeat(32)}` })).json).to.include({
      repeated: false,
    });
  });

  it("of a redemption by link: its reference, by which it is given back", async function () {
    const { json, instrument } = await counter.issue({ key: true });
    const link = json["link"] as string;
    const spent = await runTask("prepaid redeem", { link, vault: "5", instrument: "2" });
    const ref = /\nIts reference, for a refund, is (0x\w{64})\.\n/.exec(spent.text)?.[1];
    expect(ref).to.equal(spent.json["ref"]);
    expect((await runTask("prepaid refund", { vault, instrument, amount: "5", ref, from: "2" })).text).to.match(
      new RegExp(`^Refunded 5 mUSD to ${instrument}\\.\n`),
    );
    const named = await runTask("prepaid redeem", { link, vault: "5", instrument: "2", ref: "bill" });
    expect(named.text).not.to.contain("Its reference");
    await runTask("prepaid claim", { link, from: "1" });
    expect(await refusalOf("prepaid redeem", { link, vault: "5", instrument: "2" })).to.match(
      new RegExp(`is not held by a key: it was claimed, or issued to an address\\. ${people[1]!} holds it, and spends`),
    );
  });

  it("of a refund: where it went, and that nothing was paid there", async function () {
    const { instrument } = await counter.issue({ holder: "1" });
    const spend = { vault, instrument, amount: "5", merchant: "2", ref: "bill", from: "1" };
    await runTask("prepaid redeem", spend);
    const refund = { vault, instrument, amount: "1" };
    expect(await refusalOf("prepaid refund", { ...refund, ref: "bill", from: "3" })).to.equal(
      `Nothing was paid to ${people[3]!} under the reference "bill"; give that of the redemption, and its merchant with --from.`,
    );
    expect(await refusalOf("prepaid refund", { ...refund, ref: "till", from: "2" })).to.match(
      /^Nothing was paid to 0x/,
    );
    await moveTo(MONDAY + 3n * DAY);
    expect((await runTask("prepaid refund", { ...refund, ref: "bill", from: "2" })).text).to.match(
      new RegExp(`^Refunded 1 mUSD to ${people[0]!}, as the rest of ${instrument}, which has ended\\.\n`),
    );
  });

  it("of a refund after the end: to whom it went, where others have a share", async function () {
    await runTask("prepaid accept", { vault, purchaser: "0", from: "4" });
    const spent = async (args: object): Promise<string> => {
      const { instrument } = await counter.issue({ holder: "1", returnTo: "4", ...args });
      await runTask("prepaid redeem", {
        vault,
        instrument,
        amount: "5",
        merchant: "2",
        ref: `for ${instrument}`,
        from: "1",
      });
      return instrument;
    };
    const [purchaser, other] = [people[0]!, people[4]!];
    const shared = await spent({ returnShare: "33.33" });
    const given = await spent({});
    const settled = await spent({ manual: true, returnShare: "40" });
    await moveTo(MONDAY + 3n * DAY);
    const told = async (instrument: string): Promise<string> =>
      (await runTask("prepaid refund", { vault, instrument, amount: "1", ref: `for ${instrument}`, from: "2" })).text;
    expect(await told(shared)).to.contain(
      `Refunded 1 mUSD to ${other} (33.33 %) and ${purchaser}, as the rest of ${shared}, which has ended.\n`,
    );
    expect(await told(given)).to.contain(`Refunded 1 mUSD to ${other}, as the rest of ${given}, which has ended.\n`);
    expect(await told(settled)).to.contain(`Refunded 1 mUSD to ${settled}, where it waits to be settled.\n`);
    await runTask("prepaid settle", { vault, instrument: settled });
    expect(await told(settled)).to.contain(`to ${other} (40 %) and ${purchaser}, as the rest of`);
  });

  it("of a withdrawal of nothing: what comes back next", async function () {
    await counter.issue({ holder: "1" });
    await runTask("prepaid withdraw", { vault });
    expect(await refusalOf("prepaid withdraw", { vault })).to.match(
      new RegExp(
        `^The balance of ${people[0]!} is 0 mUSD, and the next 50 mUSD at most come back 2031-01-08T01:00:00Z `,
      ),
    );
  });

  it("of moments: spans are taken, their units are named, and milliseconds are none", async function () {
    await counter.issue({ holder: "1" });
    expect((await runTask("prepaid balance", { vault, at: "30d" })).json).to.include({ balanceAt: "1000000000" });
    expect(await refusalOf("prepaid balance", { vault, at: "99999999999999" })).to.equal(
      "The moment 99999999999999 lies after the year 9999; give seconds, not milliseconds.",
    );
    const until = (expiry: string) => refusalOf("prepaid issue", { vault, amount: "1", expiry, holder: "1" });
    expect(await until("5")).to.match(/^"5" is no moment; write it like 2026-11-30, or as a span from now, like 30d/);
    expect(await until("5m")).to.equal(
      '"5m" is no length of time; write it like 30d, 12h or 1w 2d, in w, d, h, min and s.',
    );
  });

  it("of links: to copy them whole, and to quote them; of a vault: to name the network", async function () {
    const { json } = await counter.issue({ key: true });
    const [cut] = (json["link"] as string).split("&");
    expect(await refusalOf("prepaid claim", { link: cut })).to.equal(
      "This is no claim link: behind the # it names no vault (in a shell, put it in quotes: it has & in it); copy it again, whole.",
    );
    expect(await refusalOf("prepaid balance", { vault: "pmUSD" })).to.match(
      /or create it first, or name the network: --network localhost\.$/,
    );
  });

  it("of shares: in percent, and that none is no share", async function () {
    const issue = { vault, amount: "1", expiry: "1d", holder: "1", returnTo: "4" };
    const none = "The share of 0 % returns nothing; give 0.01 % to 100 %, or leave out to whom it returns";
    expect(await refusalOf("prepaid issue", { ...issue, returnShare: "0" })).to.equal(`${none}.`);
    const file = await counter.fileOf(
      `holder,amount,expiry,return-to,return-share\n${people[1]!},1,2031-02-01,${people[4]!},0\n`,
    );
    expect(await refusalOf("prepaid issue", { vault, file })).to.contain(
      `, line 2, column return-to: ${none}. Nothing`,
    );
  });

  it("of what is done already, or comes back anyway", async function () {
    const { instrument } = await counter.issue({ holder: "1" });
    expect(await refusalOf("prepaid deliver", { vault, instrument })).to.equal(
      `${instrument} is delivered already; there is nothing to do.`,
    );
    expect(
      await refusalOf("prepaid issue", {
        vault,
        amount: "1",
        expiry: "1d",
        holder: "1",
        returnTo: "0",
        returnShare: "33",
      }),
    ).to.match(/^What is left of one's own instruments comes back anyway\. Give --return-to somebody else/);
    await moveTo(MONDAY + 3n * DAY);
    expect(await refusalOf("prepaid top-up", { vault, instrument, amount: "1" })).to.match(
      /expired at .* Its purchaser can issue another one\.$/,
    );
  });
});
