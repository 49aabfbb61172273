import { expect } from "chai";

import { DAY, useCounter } from "./support/counter.ts";
import { MONDAY, moveTo } from "./support/programme.ts";
import { runTask } from "./support/tasks.ts";

describe("what doesn't return by itself, at the terminal", function () {
  let vault: string;
  let people: string[];
  const counter = useCounter((opened) => ({ vault, people } = opened));

  const UNTIL_SETTLED = /; what is left then waits for `prepaid settle`\./;

  it("is told at the issue, and only there where nobody accepted", async function () {
    const waiting = await counter.issue({ holder: "1", returnTo: "4", returnShare: "40" });
    expect(waiting.text).to.match(
      new RegExp(`\\n${people[4]!} has not accepted returns of yours \\(\`prepaid accept\`\\)\\.\\nIt has 50 mUSD, `),
    );
    expect(waiting.text).to.match(UNTIL_SETTLED);
    const manual = await counter.issue({ holder: "1", manual: true });
    expect(manual.text).to.match(UNTIL_SETTLED).and.not.to.contain("accepted");
    await runTask("prepaid accept", { vault, purchaser: "0", from: "4" });
    const alone = await counter.issue({ holder: "1", returnTo: "4", returnShare: "40" });
    expect(alone.text).not.to.match(/accepted|settle/);
    expect((await counter.issue({ holder: "1" })).text).not.to.match(/accepted|settle/);
  });

  it("is shown, listed, and counted beside the balance until it is settled", async function () {
    const { instrument } = await counter.issue({ holder: "1", returnTo: "4", returnShare: "40" });
    const { text } = await runTask("prepaid show", { vault, instrument });
    expect(text).to.match(/│ what is left +waits for `prepaid settle`, from the expiry on +│/);
    expect((await runTask("prepaid list", { vault })).text).to.contain("in use, then to be settled");
    const before = await runTask("prepaid balance", { vault });
    expect(before.text).to.match(new RegExp(`\nto be settled later +30 mUSD, from ${instrument}\n`));

    await moveTo(MONDAY + 3n * DAY);
    expect((await runTask("prepaid show", { vault, instrument })).text).to.match(
      /│ what is left +waits for `prepaid settle` +│/,
    );
    // It can still be acted on: it is listed without --all.
    expect((await runTask("prepaid list", { vault })).text).to.match(/to be settled/);
    const after = await runTask("prepaid balance", { vault });
    expect(after.text).to.match(new RegExp(`\nwaiting to be settled +30 mUSD, from ${instrument}\n`));
    expect(after.json["unsettled"]).to.deep.equal([
      {
        instrument,
        id: (before.json["unsettled"] as { id: string }[])[0]!.id,
        expiry: `${MONDAY + 2n * DAY + 3_600n}`,
        amount: "50000000",
        toPurchaser: "30000000",
        manual: false,
      },
    ]);

    await runTask("prepaid settle", { vault, instrument, from: "5" });
    const settled = await runTask("prepaid balance", { vault });
    expect(settled.json).to.deep.include({ balance: "980000000", unsettled: [] });
    expect(settled.text).not.to.contain("settled");
    expect((await runTask("prepaid show", { vault, instrument })).text).not.to.contain("prepaid settle");
  });

  it("is counted for the other party too, with its share", async function () {
    const { instrument } = await counter.issue({ holder: "1", returnTo: "4", returnShare: "40" });
    const balance = async () => runTask("prepaid balance", { vault, account: "4" });
    const before = await balance();
    expect(before.text).to.match(new RegExp(`\nto be settled later +20 mUSD, from ${instrument}\n`));
    expect(before.json["unsettled"]).to.deep.equal([]);
    expect((before.json["unsettledShares"] as object[])[0]).to.include({ instrument, toPurchaser: "30000000" });
    // The bystander has no part in it.
    expect((await runTask("prepaid balance", { vault, account: "5" })).text).not.to.contain("settled");

    // His own beside it.
    await runTask("prepaid deposit", { vault, amount: "7", to: "4" });
    await runTask("prepaid issue", { vault, amount: "7", expiry: "2d", holder: "1", manual: true, from: "4" });
    expect((await balance()).text).to.match(
      /\nto be settled later +27 mUSD, from 0x\w{40}\/1 and 1 more \(`--json`\)\n/,
    );

    await moveTo(MONDAY + 3n * DAY);
    expect((await balance()).text).to.match(/\nwaiting to be settled +27 mUSD, from /);
    await runTask("prepaid settle", { vault, instrument, from: "5" });
    const settled = await balance();
    expect(settled.json).to.deep.include({ balance: "20000000", unsettledShares: [] });
    expect(settled.text).to.match(/\nwaiting to be settled +7 mUSD, from /);
  });

  it("is counted without what is the other party's alone, and named briefly where it is more than one", async function () {
    await counter.issue({ holder: "1", returnTo: "4" });
    expect((await runTask("prepaid balance", { vault })).text).not.to.contain("settled");
    await counter.issue({ holder: "1", manual: true });
    await counter.issue({ holder: "1", manual: true });
    expect((await runTask("prepaid balance", { vault })).text).to.match(
      /to be settled later +100 mUSD, from 0x\w{40}\/2 and 1 more \(`prepaid list`\)\n/,
    );
  });
});
