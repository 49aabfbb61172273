import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import { getAddress, id } from "ethers";

import { IPrepaidVault__factory } from "../../types/ethers-contracts/index.js";
import { finished, launch, lineOf } from "./support/cli.ts";
import { useTerminal } from "./support/terminal.ts";

describe("tasks of prepaid, from the terminal", function () {
  const work = useTerminal(async ({ done }) => {
    await done("deploy");
    await done("prepaid asset create dollar");
    await done("prepaid asset mint mUSD 5000");
    await done("prepaid vault create mUSD");
    await done("prepaid deposit pmUSD 1000 --permit");
  });

  it("keep names of their own, beside those of other systems", async function () {
    const book: unknown = JSON.parse(await readFile(join(work.deployments, "localhost", ".prepaid.json"), "utf8"));
    expect(book).to.have.all.keys("musd", "pmusd");
  });

  it("tell a mistake in one line, and exit with code 1", async function () {
    const result = await work.run("prepaid issue pmUSD 2000 30d --holder 1");
    expect(result.code).to.equal(1);
    expect(result.stdout).to.equal("");
    expect(lineOf(result)).to.match(/has 1000 mUSD, and 2000 mUSD is needed\. Bring in more with `prepaid deposit`/);
  });

  it("let one who has nothing but a link look, spend and claim", async function () {
    const issued = JSON.parse(await work.done("prepaid issue pmUSD 50 30d --key --json")) as { link: string };
    // Another folder of records: no name, no address, only the link.
    const elsewhere = (...words: string[]) =>
      finished(
        launch([...words, "--network", "localhost"], {
          LAPSE_LOCALHOST_URL: work.url,
          LAPSE_DEPLOYMENTS: join(work.deployments, "elsewhere"),
        }),
      );
    const card = await elsewhere("prepaid", "show", "--link", issued.link);
    expect(card.stdout).to.contain("╭─ 50 mUSD ─").and.to.contain("█").and.to.contain(issued.link);
    const spent = await elsewhere("prepaid", "redeem", "8", "2", "--link", issued.link, "--from", "5");
    expect(spent.stdout, spent.stderr).to.match(
      /^Spent 8 mUSD of 0x\w{40}\/1 at 0x\w{40}, in the asset 0x\w{40}\.\nIts reference, for a refund, is 0x\w{64}\.\nIt has 42 mUSD, until /,
    );
    const claimed = await elsewhere("prepaid", "claim", issued.link, "--from", "5", "--json");
    expect(JSON.parse(claimed.stdout)).to.deep.include({ remaining: "42000000", byKey: false, delivered: true });
    const again = await elsewhere("prepaid", "claim", issued.link, "--from", "6");
    expect(again.code).to.equal(1);
    expect(lineOf(again)).to.match(/See with `prepaid show` who holds it\.$/);
  });

  it("go on with a file of 240 instruments that was interrupted half-way, and issue none twice", async function () {
    const accounts = Array.from({ length: 240 }, (_, i) => getAddress(id(`guest ${i}`).slice(0, 42)));
    const file = join(work.deployments, "guests.csv");
    const rows = accounts.map((account, i) => `guest ${i},${i % 2 === 0 ? "key" : account},1,2099-01-01`);
    await writeFile(file, ["item,holder,amount,expiry", ...rows, ""].join("\n"));
    await work.done("prepaid vault create mUSD --bucket day --as year");
    await work.done("prepaid deposit year 240");

    const line = "prepaid issue year --page-size 20 --json --network localhost --file";
    const late = await work.hardhat(...line.split(" "), file);
    expect(late.code).to.equal(1);
    expect(lineOf(late)).to.match(/line 2, column expiry: 2099-01-01T00:00:00Z is too late; the latest is/);
    const { timestamp } = (await work.provider.getBlock("latest"))!;
    const expiry = (BigInt(timestamp) / 86_400n + 30n) * 86_400n;
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("2099-01-01", expiry.toString()));

    const half = work.start(...line.split(" "), file);
    half.stderr?.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("120/240 instruments")) half.kill("SIGKILL");
    });
    await once(half, "close");
    expect(half.signalCode).to.equal("SIGKILL");

    const book = JSON.parse(await readFile(join(work.deployments, "localhost", ".prepaid.json"), "utf8")) as {
      year: string;
    };
    const vault = IPrepaidVault__factory.connect(book.year, work.provider);
    const before = (await vault.queryFilter(vault.filters.Issued())).length;
    expect(before).to.be.at.least(120).and.below(240);

    const { code, stdout, stderr } = await work.hardhat(...line.split(" "), file);
    expect(code, stderr).to.equal(0);
    const resumed = JSON.parse(stdout) as Record<"issued" | "alreadyThere", { id: string; link: string | null }[]>;
    expect([resumed.alreadyThere.length, resumed.issued.length]).to.deep.equal([before, 240 - before]);
    const issued = await vault.queryFilter(vault.filters.Issued());
    expect(issued.map(({ args }) => args.id.toString())).to.deep.equal(
      [...resumed.alreadyThere, ...resumed.issued].map((item) => item.id),
    );
    expect(await vault.balanceOf(issued[0]!.args.purchaser)).to.equal(0n);
    // A link of the first half, made again in the second run, is the key that was issued to in the first.
    const link = resumed.alreadyThere[0]?.link ?? "";
    expect(JSON.parse(await work.done("prepaid claim", link, "--from", "5", "--json"))).to.include({
      remaining: "1000000",
    });
  });

  it("print help with all options", async function () {
    const { code, stdout } = await work.hardhat("prepaid", "redeem", "--help");
    expect(code).to.equal(0);
    for (const word of ["--from", "--json", "--ref", "--link", "--signed", "vault", "instrument", "amount", "merchant"])
      expect(stdout).to.contain(word);
  });
});
