import { expect } from "chai";

import { DAY, useCounter } from "./support/counter.ts";
import { MONDAY, moveTo } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("what a purchaser took back, at the terminal", function () {
  let vault: string;
  const counter = useCounter((opened) => ({ vault } = opened));

  for (const [kind, rules] of [
    ["returns by itself", {}],
    ["waits to be settled", { manual: true }],
  ] as const) {
    it(`is called so, and not expired, where what is left ${kind}`, async function () {
      const { instrument, json } = await counter.issue({ key: true, ...rules });
      const link = json["link"] as string;
      const cancelled = await runTask("prepaid cancel", { vault, instrument });
      expect(cancelled.text).to.match(/ back\.\nIt was taken back: 50 mUSD went back to its purchaser\.\n/);
      expect(cancelled.json).to.include({ takenBack: true });

      const told = new RegExp(
        `^The instrument ${instrument} was taken back by its purchaser, who has its value again; `,
      );
      expect(await refusalOf("prepaid cancel", { vault, instrument })).to.match(told);
      expect(await refusalOf("prepaid claim", { link, from: "5" })).to.match(told);

      const shown = await runTask("prepaid show", { link });
      expect(shown.json).to.include({ takenBack: true, claimable: false });
      expect(shown.text)
        .to.match(/│ state +taken back +│/)
        .and.to.match(/│ went back +50 mUSD +│/)
        .and.to.match(/\nIt can't be claimed any more: its purchaser took it back\.$/)
        .and.not.match(/[█▀▄]|│ until|expired|prepaid settle/);
      expect((await runTask("prepaid list", { vault, all: true })).text).to.match(/\n1 +a key +0 +50 +taken back$/m);
    });
  }

  it("is told from what expired, and from what was settled before anybody had it", async function () {
    const plain = await counter.issue({ key: true });
    const manual = await counter.issue({ key: true, manual: true });
    await moveTo(MONDAY + 3n * DAY);
    await runTask("prepaid settle", { vault, instrument: manual.instrument });
    const shown = await runTask("prepaid show", { vault, instrument: manual.instrument });
    expect(shown.json).to.include({ takenBack: false, settled: true, delivered: false });
    expect(shown.text).to.match(/│ state +settled +│/);
    expect(await refusalOf("prepaid cancel", { vault, instrument: plain.instrument })).to.match(
      /expired at .*\. Its purchaser can issue another one\.$/,
    );
    const late = await runTask("prepaid show", { link: plain.json["link"] });
    expect(late.text)
      .to.match(/\nIt can't be claimed any more: it has expired\.$/)
      .and.not.match(/[█▀▄]/);
  });
});
