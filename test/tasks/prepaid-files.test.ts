import { access, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

import { expect } from "chai";

import { newBatchSecret } from "../../src/prepaid/index.ts";
import { useCounter } from "./support/counter.ts";
import { STRANGER } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("files of prepaid's tasks", function () {
  let vault: string;
  let people: string[];
  const counter = useCounter((opened) => ({ vault, people } = opened));

  /** A file of cards with links, of one unit each. */
  const cards = (count: number, holder = "key"): string =>
    `item,holder,amount,expiry\n${Array.from({ length: count }, (_, i) => `c${i + 1},${holder},1,2031-02-01\n`).join("")}`;

  /** A balance that says that nothing was sent. */
  async function expectUntouched(): Promise<void> {
    expect((await runTask("prepaid balance", { vault })).json).to.include({ balance: "1000000000" });
  }

  async function isThere(path: string): Promise<boolean> {
    return access(path).then(
      () => true,
      () => false,
    );
  }

  const MERCHANTS = `merchant,category\n${STRANGER},bakery\n`;

  describe("what a task writes", function () {
    it("is none of the files that it reads or keeps, by whatever name", async function () {
      const text = cards(2);
      const file = await counter.fileOf(text);
      const list = counter.pathOf("shops.json");
      await runTask("prepaid merchants", { list: await counter.fileOf(MERCHANTS), out: list });
      const alias = counter.pathOf("alias.csv");
      await symlink(file, alias);
      const issue = (args: object) => refusalOf("prepaid issue", { vault, file, ...args });
      const lost = (path: string, whose: string): string =>
        `The file ${path} of --links is that of ${whose}, and would be lost; give another name.`;
      expect(await issue({ links: file })).to.equal(lost(file, "--file"));
      expect(await issue({ links: alias })).to.equal(lost(alias, "--file"));
      expect(await issue({ links: `${file}.secret` })).to.equal(lost(`${file}.secret`, "the secret"));
      const secret = counter.pathOf("own.secret");
      expect(await issue({ links: secret, secret })).to.equal(lost(secret, "the secret"));
      expect(await issue({ links: list, merchants: list })).to.equal(lost(list, "--merchants"));
      expect(await counter.textOf(file)).to.equal(text);
      expect(await isThere(`${file}.secret`)).to.equal(false);
      await expectUntouched();
    });

    it("doesn't take the place of a file of another kind, but of an earlier one of its own", async function () {
      const file = await counter.fileOf(cards(2));
      const links = await counter.fileOf("name,price\nbread,2\n");
      expect(await refusalOf("prepaid issue", { vault, file, links })).to.equal(
        `The file ${links} of --links is there already and holds no links; give another name, or remove it.`,
      );
      await expectUntouched();
      await writeFile(links, "");
      await runTask("prepaid issue", { vault, file, links });
      const written = await counter.textOf(links);
      await runTask("prepaid issue", { vault, file, links });
      expect(await counter.textOf(links)).to.equal(written);
    });

    it("is a list of merchants only where that replaces nothing else", async function () {
      const list = await counter.fileOf(MERCHANTS);
      const refused = (out: string) => refusalOf("prepaid merchants", { list, out, publish: true });
      expect(await refused(list)).to.equal(
        `The file ${list} of --out is that of the merchants, and would be lost; give another name.`,
      );
      const other = await counter.fileOf(cards(1));
      expect(await refused(other)).to.equal(
        `The file ${other} of --out is there already and holds no list of merchants; give another name, or remove it.`,
      );
      expect([await counter.textOf(list), await counter.textOf(other)]).to.deep.equal([MERCHANTS, cards(1)]);
      const out = counter.pathOf("list.json");
      await runTask("prepaid merchants", { list, out });
      await runTask("prepaid merchants", { list, out });
    });

    it("is tried before anything is sent", async function () {
      const file = await counter.fileOf(cards(2));
      const links = counter.pathOf("nowhere/links.csv");
      expect(await refusalOf("prepaid issue", { vault, file, links })).to.equal(
        `The file ${links} can't be written (ENOENT); check its name.`,
      );
      const folder = dirname(file);
      expect(await refusalOf("prepaid issue", { vault, file, links: folder })).to.equal(
        `The file ${folder} can't be written: it is a folder; check its name.`,
      );
      expect(await isThere(`${file}.secret`)).to.equal(false);
      await expectUntouched();
    });

    it("tells what was issued where it fails at the end", async function () {
      if (!(await isThere("/dev/full"))) this.skip();
      const file = await counter.fileOf(cards(3));
      expect(await refusalOf("prepaid issue", { vault, file, links: "/dev/full" })).to.equal(
        "3 instruments were issued, but the file /dev/full of --links can't be written (ENOSPC); run it again with another --links: nothing is issued twice.",
      );
      const links = counter.pathOf("second.csv");
      expect((await runTask("prepaid issue", { vault, file, links })).text).to.match(/; 3 there already; 0 left out\./);
      expect((await counter.textOf(links)).trim().split("\n")).to.have.length(4);
    });
  });

  describe("the secret of a batch", function () {
    /** Nobody returns to himself what is left. */
    const secondRefused = (): string =>
      `holder,amount,expiry,return-to\nkey,1,2031-02-01,\nkey,1,2031-02-01,${people[0]!}\n`;

    it("is asked for where it is not that of the batch, once, and no new one is written", async function () {
      const file = await counter.fileOf(`${cards(15)}own,${STRANGER},1,2031-02-01\n`);
      const kept = counter.pathOf("kept.secret");
      const secret = `${file}.secret`;
      await runTask("prepaid issue", { vault, file, batch: "May" });
      await writeFile(kept, await counter.textOf(secret));
      await rm(secret);
      const rest =
        "give the file of the one that they were issued with by --secret. " +
        "If it is lost, take them back with `prepaid cancel --file` and issue them under another --batch.";
      expect(await refusalOf("prepaid issue", { vault, file, batch: "May" })).to.equal(
        `15 instruments of the batch "May" are there already, and there is no secret in ${secret} of which their claim keys are made; ${rest}`,
      );
      expect(await isThere(secret)).to.equal(false);

      const wrong = await counter.fileOf(newBatchSecret());
      const more = await counter.fileOf(`${await counter.textOf(file)}new,key,1,2031-02-01\n`);
      expect(await refusalOf("prepaid issue", { vault, file: more, batch: "May", secret: wrong })).to.equal(
        `15 instruments of the batch "May" are there already, and their claim keys are not made of the secret in ${wrong}; ${rest}`,
      );
      const { text } = await runTask("prepaid issue", { vault, file: more, batch: "May", secret: kept });
      expect(text).to.match(/^Issued 1 instrument over 1 mUSD; 16 there already; 0 left out\./);
    });

    it("is left nowhere by a refusal", async function () {
      const folder = dirname(await counter.fileOf(""));
      const before = await readdir(folder);
      const refused = async (text: string, reason: RegExp) => {
        const file = await counter.fileOf(text);
        expect(await refusalOf("prepaid issue", { vault, file })).to.match(reason);
        await rm(file);
      };
      await refused(cards(2).replaceAll(",1,", ",600,"), /^What is still to be issued needs 1200 mUSD/);
      await refused(cards(2).replaceAll("2031-02-01", "2031-01-01"), /is too early/);
      await refused(secondRefused(), /, line 3: A share of /);
      expect(await readdir(folder)).to.deep.equal(before);
    });

    it("stays where something was issued with it, or where it was there before", async function () {
      const file = await counter.fileOf(secondRefused());
      const issue = { vault, file, pageSize: 1 };
      expect(await refusalOf("prepaid issue", issue)).to.match(/, line 3: A share of /);
      const secret = await counter.textOf(`${file}.secret`);
      // Now what is refused is the first page of the run.
      expect(await refusalOf("prepaid issue", issue)).to.match(/, line 3: A share of /);
      expect(await counter.textOf(`${file}.secret`)).to.equal(secret);

      const kept = await counter.fileOf(newBatchSecret());
      expect(await refusalOf("prepaid issue", { ...issue, batch: "May", secret: kept, pageSize: 2 })).to.match(
        /line 3/,
      );
      expect(await isThere(kept)).to.equal(true);
    });
  });

  describe("a page of a batch", function () {
    it("that takes more gas than a transaction has is told as that, and nothing is sent or kept", async function () {
      const pageSize = 400;
      const file = await counter.fileOf(cards(pageSize));
      expect(await refusalOf("prepaid issue", { vault, file, pageSize })).to.equal(
        "A page of 400 instruments takes more gas than a transaction may have, or the node doesn't say why it refuses; run it again with a smaller --page-size. What was done before stays done.",
      );
      expect(await isThere(`${file}.secret`)).to.equal(false);
      await expectUntouched();
    });
  });

  describe("a file of instruments", function () {
    it("takes no span for an expiry, and says why", async function () {
      const file = await counter.fileOf(cards(1).replace("2031-02-01", "30d"));
      expect(await refusalOf("prepaid issue", { vault, file })).to.match(
        /line 2, column expiry: "30d" is no moment like 2026-12-31; a span from now would mean another one in each run\. Nothing was sent/,
      );
    });

    it("has a line at least, to be issued as to be taken back", async function () {
      const file = await counter.fileOf("item,holder,amount,expiry\n");
      for (const verb of ["issue", "cancel"]) {
        expect(await refusalOf(`prepaid ${verb}`, { vault, file })).to.equal(
          `${file}, line 1, column item: the file has no instrument. Nothing was sent; correct the file and run the command again.`,
        );
      }
      expect(await isThere(`${file}.secret`)).to.equal(false);
    });

    it("that was taken back in part is told as that, and has no links to what is gone", async function () {
      const file = await counter.fileOf(cards(5));
      await runTask("prepaid issue", { vault, file, batch: "May" });
      await runTask("prepaid cancel", { vault, file: await counter.fileOf("item\nc2\nc4\n"), batch: "May" });
      const links = counter.pathOf("left.csv");
      const { json, text } = await runTask("prepaid issue", { vault, file, batch: "May", links });
      const [first, second] = text.split("\n");
      expect(first).to.equal("Issued 0 instruments over 0 mUSD; 5 there already, 2 of them taken back; 0 left out.");
      expect(second).to.equal("For new ones in the place of those taken back, give another --batch or item.");
      const items = (list: unknown): string[] => (list as { item: string }[]).map(({ item }) => item);
      expect(items(json["alreadyThere"])).to.deep.equal(["c1", "c3", "c5"]);
      expect(items(json["takenBack"])).to.deep.equal(["c2", "c4"]);
      expect((json["takenBack"] as { link: string | null }[]).map(({ link }) => link)).to.deep.equal([null, null]);
      const lines = (await counter.textOf(links)).trim().split("\n");
      expect(lines.map((line) => line.split(",")[0])).to.deep.equal(["item", "c1", "c3", "c5"]);
    });

    it("of which some are claimed is told as that, and has no links to them", async function () {
      const file = await counter.fileOf(cards(4));
      const links = counter.pathOf("unclaimed.csv");
      const issue = { vault, file, batch: "May", links };
      const items = (list: unknown) => list as { item: string; link: string | null }[];
      const first = items((await runTask("prepaid issue", issue)).json["issued"]);
      await runTask("prepaid claim", { link: first[1]!.link, from: "5" });
      const { json, text } = await runTask("prepaid issue", issue);
      expect(text).to.match(
        /^Issued 0 instruments over 0 mUSD; 4 there already, 1 of them claimed; 0 left out\.\nbatch/,
      );
      expect(items(json["alreadyThere"])).to.deep.equal(first.filter(({ item }) => item !== "c2"));
      expect(items(json["claimed"])).to.deep.equal([{ ...first[1], link: null }]);
      const lines = (await counter.textOf(links)).trim().split("\n");
      expect(lines.map((line) => line.split(",")[0])).to.deep.equal(["item", "c1", "c3", "c4"]);

      await runTask("prepaid cancel", { vault, file: await counter.fileOf("item\nc3\n"), batch: "May" });
      expect((await runTask("prepaid issue", issue)).text).to.match(
        /; 4 there already, 1 of them taken back, 1 claimed; 0 left out\.\nFor new ones/,
      );
    });

    it("tells of returns that nobody accepted, of what it issues", async function () {
      const [waiting, willing, never] = [people[4]!, people[5]!, people[6]!];
      await runTask("prepaid accept", { vault, purchaser: "0", from: "5" });
      const text = [
        "item,holder,amount,expiry,return-to,manual",
        ...[waiting, waiting, willing, "", never].map((party, i) => `c${i + 1},key,1,2031-02-01,${party},no`),
        // What is manual waits in any case.
        `c6,key,1,2031-02-01,${people[7]!},yes`,
        "",
      ].join("\n");
      const file = await counter.fileOf(text);
      const told = (party: string, many: string): string =>
        `${party} has not accepted returns of yours (\`prepaid accept\`): what is left of ${many} waits for \`prepaid settle\`.\n`;
      const issued = await runTask("prepaid issue", { vault, file, batch: "May" });
      expect(issued.text).to.contain(`\n${told(waiting, "2 instruments")}${told(never, "1 instrument")}batch`);
      expect(issued.json["notAccepted"]).to.deep.equal([waiting, never]);

      const again = await runTask("prepaid issue", { vault, file, batch: "May" });
      expect(again.text).not.to.contain("accepted");
      expect(again.json["notAccepted"]).to.deep.equal([]);
    });
  });

  describe("categories", function () {
    it("are those of the list in hand, at the terminal as in a file", async function () {
      const list = counter.pathOf("bakeries.json");
      const csv = `merchant,category\n${STRANGER},bakery\n${STRANGER},7\n`;
      await runTask("prepaid merchants", { list: await counter.fileOf(csv), out: list });
      const issue = { vault, amount: "5", expiry: "2d", holder: "1", merchants: list };
      const none = "The list of merchants has no category 77; it has bakery, 7.";
      expect(await refusalOf("prepaid issue", { ...issue, categories: "bakery,77" })).to.equal(none);
      const file = await counter.fileOf(
        `holder,amount,expiry,merchants,categories\n${STRANGER},1,2031-02-01,bakeries.json,77\n`,
      );
      expect(await refusalOf("prepaid issue", { vault, file, merchants: list })).to.match(
        /line 2, column categories: The list of merchants has no category 77; it has bakery, 7\. Nothing/,
      );
      await runTask("prepaid issue", { ...issue, categories: "bakery 7" });
    });
  });
});
