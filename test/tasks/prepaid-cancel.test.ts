import { expect } from "chai";

import { DAY, useCounter } from "./support/counter.ts";
import { MONDAY, moveTo, STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("prepaid cancel --file", function () {
  let vault: string;
  let people: string[];
  const counter = useCounter((opened) => ({ vault, people } = opened));

  const HEADER = "item,holder,amount,expiry,return-to,return-share";
  const card = (name: string, holder = "key", expiry = "2031-02-01", rest = ","): string =>
    [name, holder, "2.5", expiry, rest].join(",");

  /** Issues a file as the batch May; the file, and the links by their items. */
  async function issued(lines: readonly string[]) {
    const file = await counter.fileOf([HEADER, ...lines, ""].join("\n"));
    const { json } = await runTask("prepaid issue", { vault, file, batch: "May" });
    const items = json["issued"] as { item: string; instrument: string; link: string }[];
    return { file, linkOf: (name: string) => items.find(({ item }) => item === name)!.link, items };
  }

  it("takes back hundreds in pages, with progress, and sends nothing in a second run", async function () {
    const { file } = await issued(
      Array.from({ length: 100 }, (_, i) =>
        card(`card ${i}`, "key", "2031-02-01", `${i % 2 ? people[4]! : ""},${i % 2 ? "50" : ""}`),
      ),
    );
    const cancelling = { vault, file, batch: "May", pageSize: 40 };
    const { json, text, progress } = await runTask("prepaid cancel", cancelling);
    expect(text).to.match(/^Took back 100 instruments over 250 mUSD; 0 back before; 0 left\.\nsent +3 transactions/);
    expect(json).to.include({ amount: "250000000", batch: "May" });
    expect((json["cancelled"] as object[])[0]).to.include({ item: "card 0", amount: "2500000" });
    expect(progress.map((line) => /(\d+\/\d+ instruments)$/.exec(line)![1])).to.deep.equal([
      "0/100 instruments",
      "40/100 instruments",
      "80/100 instruments",
      "100/100 instruments",
    ]);
    expect((await runTask("prepaid balance", { vault })).json).to.include({ balance: "1000000000", locked: "0" });
    const again = await runTask("prepaid cancel", cancelling);
    expect(again.json["transactions"]).to.deep.equal([]);
    expect(again.text).to.equal("Took back 0 instruments over 0 mUSD; 100 back before; 0 left.");
  });

  it("leaves what can't be taken back, with a line on each", async function () {
    const { file, linkOf, items } = await issued([
      card("claimed"),
      card("given", STRANGER),
      card("late", "key", "2031-01-08"),
      card("waiting", "key", "2031-01-08", `${people[4]!},100`),
      card("declared"),
      card("free"),
    ]);
    await runTask("prepaid claim", { link: linkOf("claimed"), from: "5" });
    await runTask("prepaid deliver", { vault, instrument: items[4]!.instrument });
    await moveTo(MONDAY + 2n * DAY);
    const more = await counter.fileOf(`${await counter.textOf(file)}${card("new")}\n`);
    const { json, text } = await runTask("prepaid cancel", { vault, file: more, batch: "May" });
    const called = (place: number): string => items[place]!.instrument;
    const [first, ...lines] = text.split("\n");
    expect(first).to.equal("Took back 1 instrument over 2.5 mUSD; 0 back before; 6 left.");
    for (const [place, line] of [
      `line 2: ${called(0)} was claimed; ${people[5]!} holds it.`,
      `line 3: ${called(1)} is delivered: ${STRANGER} holds it.`,
      `line 4: ${called(2)} expired 2031-01-08T00:00:00Z (`,
      `line 5: ${called(3)} expired 2031-01-08T00:00:00Z (`,
      `line 6: ${called(4)} is delivered: it was declared so, or its key has spent from it.`,
      `line 8: `,
    ].entries()) {
      expect(lines[place])
        .to.match(/^Left \S+\.csv, /)
        .and.contain(`.csv, ${line}`);
    }
    expect(lines[2]).to.match(/; what was left is back already\.$/);
    expect(lines[3]).to.match(/; what is left waits for `prepaid settle`\.$/);
    expect(lines[5]).to.match(/\/\d+ was never issued\.$/);
    const obstacles = (json["left"] as { obstacle: string }[]).map(({ obstacle }) => obstacle);
    expect(obstacles).to.deep.equal(["claimed", "delivered", "expired", "expired", "delivered", "unknown"]);
  });

  it("takes back a part, by the names of its items", async function () {
    await issued([card("a"), card("b"), card("c")]);
    const part = await counter.fileOf("item\nb\n");
    const { json } = await runTask("prepaid cancel", { vault, file: part, batch: "May" });
    expect((json["cancelled"] as { item: string }[]).map(({ item }) => item)).to.deep.equal(["b"]);
    const { json: balance } = await runTask("prepaid balance", { vault });
    expect(balance).to.include({ balance: "995000000" });
  });

  it("refuses a part whose rows have no names, another batch, and a file that is none", async function () {
    const file = await counter.fileOf("holder,amount,expiry\nkey,1,2031-02-01\nkey,1,2031-02-01\n");
    await runTask("prepaid issue", { vault, file, batch: "May" });
    const refused = async (text: string, args: object = {}) =>
      refusalOf("prepaid cancel", { vault, file: await counter.fileOf(text), batch: "May", ...args });
    expect(await refused("holder,amount,expiry\nkey,1,2031-02-01\n")).to.match(
      /^The batch "May" has more instruments than the 1 that are listed, and rows without the column item .* as they were issued\.$/,
    );
    expect(await refusalOf("prepaid cancel", { vault, file, batch: "June" })).to.match(
      /^0x\w{40} issued nothing of \S+ in this vault as the batch "June"; name with --batch what it was issued as, and its/,
    );
    expect(await refusalOf("prepaid cancel", { vault, file, batch: "May", from: "1" })).to.match(/issued nothing of/);
    expect(await refused("item,colour\na,red\n")).to.match(
      /\.csv, line 1, column colour: is unknown; .* Nothing was sent; correct the file and run the command again\.$/,
    );
    expect(await refused("item\na\n", { instrument: "1" })).to.equal(
      "The file says which instruments; leave out the instrument, or --file.",
    );
    expect(await refused("item\na\n", { pageSize: 0 })).to.match(
      /^A page of 0 instruments makes no sense; give --page/,
    );
    expect(await refusalOf("prepaid cancel", { vault })).to.match(/^Say which instrument: prepaid cancel <vault> <ins/);
    expect(await refusalOf("prepaid cancel", { vault, instrument: "1", batch: "May" })).to.match(
      /^The option --batch goes with --file; leave it out for one instrument\.$/,
    );
    expect(await refusalOf("prepaid cancel", { vault, file: "nowhere.csv" })).to.match(
      /^The file nowhere\.csv can't be/,
    );
  });
});
