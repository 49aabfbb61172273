import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";

import { loadAndExecuteDeploymentsFromFiles } from "../../rocketh/environment.ts";
import { requireConservation, requireEachCard } from "../../scenarios/prepaid/conservation.ts";
import { play, type PlayContext, type Played } from "../../scenarios/prepaid.ts";
import { refundOntoCard } from "../../scenarios/prepaid/refunds.ts";

/** Late in November 2027, so that the months are December and January. Given, so that the figures are the same whenever this runs. */
const INITIAL_DATE = "2027-11-20T00:00:00Z";
const WHOLE = 1_000_000n;
const CARDS = new URL("../../scenarios/data/prepaid-cards.csv", import.meta.url);

async function contextOf(say: (line: string) => void): Promise<PlayContext> {
  const { ethers, provider } = await network.create({ override: { initialDate: INITIAL_DATE } });
  const deployed = await loadAndExecuteDeploymentsFromFiles({ provider });
  return {
    ethers,
    factory: deployed.get("PrepaidFactory").address,
    directory: deployed.get("PrepaidDirectory").address,
    say,
  };
}

describe("given a company's 300 meal cards, when December 2027 and January 2028 are played", function () {
  const said: string[] = [];
  let played: Played;

  before(async function () {
    played = await play(await contextOf((line) => said.push(line)));
  });

  const rowOf = (wanted: string) => {
    const row = played.rows.find(({ step }) => step === wanted);
    if (row === undefined) throw new Error(`there is no step "${wanted}"`);
    return row;
  };

  it("then it tells and tabulates every step, in the order of time", function () {
    expect(played.rows.map(({ step }) => step)).to.deep.equal([
      "vault",
      "merchants",
      "money",
      "deposit by permit",
      "buy 300 cards",
      "buy them again",
      "conservation at first",
      "spend by link",
      "week 1: claim",
      "week 1: spend",
      "refused spends",
      "week 2: claim",
      "week 2: spend",
      "refund",
      "week 3: claim",
      "week 3: spend",
      "refused take-back",
      "until 2027-12-15 18:00",
      "return 2027-12-15 18:00",
      "conservation at 12-15",
      "late refund",
      "week 4: claim",
      "week 4: spend",
      "week 5: spend",
      "until 2028-01-01 00:00",
      "return 2028-01-01 00:00",
      "conservation at 01-01",
      "buy the next batch",
      "week 6: claim",
      "week 6: spend",
      "week 7: spend",
      "week 8: spend",
      "week 9: spend",
      "until 2028-01-30 12:00",
      "return 2028-01-30 12:00",
      "conservation at 01-30",
      "merchants withdraw",
      "company withdraws",
      "conservation at the end",
    ]);
    expect(said).to.deep.equal(played.rows.map(({ step, change }) => `${step}: ${change}`));
  });

  it("then 300 cards were bought in four pages, sixty more in one transaction, and what returned took none", function () {
    expect(rowOf("buy 300 cards").count).to.equal(4);
    expect(rowOf("buy them again").count).to.equal(0);
    expect(rowOf("buy the next batch").count).to.equal(1);
    expect(rowOf("company withdraws").count).to.equal(1);
    for (const row of played.rows.filter(({ step }) => step.startsWith("return ")))
      expect([row.count, row.gas]).to.deep.equal([0, 0n]);
  });

  it("then cards were claimed and lost, spent by transaction and by signature, at every merchant", function () {
    const { cards, bills } = played.stage.book;
    expect(cards).to.have.length(360);
    const linked = cards.filter(({ link }) => link !== null);
    expect(linked).to.have.length(72);
    expect(linked.filter(({ lost }) => lost)).to.have.length(14);
    expect(linked.filter(({ holder }) => holder !== null)).to.have.length(50);
    expect(cards.filter(({ lost, redeemed }) => lost && redeemed !== 0n)).to.deep.equal([]);
    expect(new Set(bills.map(({ merchant }) => merchant)).size).to.equal(8);
    expect(bills.filter(({ card }) => card.link !== null)).to.have.length.above(20);
  });

  it("then merchants and company have these amounts outside, to the last unit, and the vault nothing", async function () {
    const { asset, book, company, merchants, vault } = played.stage;
    const outside = await Promise.all(merchants.map(({ signer }) => asset.balanceOf(signer)));
    const earned = outside.reduce((sum, amount) => sum + amount, 0n);
    expect(earned).to.equal(book.earned());
    expect(earned).to.equal(4_688_360_000n);
    expect(await asset.balanceOf(company)).to.equal(17_700n * WHOLE - 4_688_360_000n);
    expect(await asset.balanceOf(vault)).to.equal(0n);
    expect(await vault.balanceOf(company)).to.equal(0n);
    expect(rowOf("conservation at the end").change).to.equal(
      "0 free + 0 locked + 0 credited + 4,688,360,000 paid out + 13,011,640,000 outside = 17,700,000,000; each of 360 cards adds up",
    );
  });

  it("then a book that differs by one base unit from the chain is found out", async function () {
    const { book } = played.stage;
    const [bill] = book.bills;
    if (bill === undefined) throw new Error("nothing was spent");
    book.refund(bill, 1n);
    let found: unknown;
    try {
      await requireConservation(played.stage);
    } catch (error) {
      found = error;
    }
    expect(found).to.be.an("error");
    expect((found as Error).message).to.match(/^what the company can dispose of is 0, but must be 1$/);

    let card: unknown;
    try {
      await requireEachCard(played.stage);
    } catch (error) {
      card = error;
    }
    expect((card as Error).message).to.match(
      new RegExp(`^what returned from card ${bill.card.item} is \\d+, but must be \\d+$`),
    );
    book.refund(bill, -1n);
    await requireConservation(played.stage);
    await requireEachCard(played.stage);
  });

  it("then nothing is left that a merchant could give back onto a card", async function () {
    let found: unknown;
    try {
      await refundOntoCard(played.stage);
    } catch (error) {
      found = error;
    }
    expect((found as Error).message).to.equal("There is no bill to give back");
  });
});

describe("given a file of cards that can't be played", function () {
  let folder: string;

  before(async function () {
    folder = await mkdtemp(join(tmpdir(), "lapse cards "));
  });

  after(() => rm(folder, { recursive: true }));

  async function failure(text: string): Promise<string> {
    const cards = join(folder, "cards.csv");
    await writeFile(cards, text);
    try {
      await play({ ...(await contextOf(() => undefined)), cards });
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error("it was played all the same");
  }

  it("when a line is wrong, then line and column are named", async function () {
    const text = await readFile(CARDS, "utf8");
    expect(await failure(text.replace(",+31d,", ",+31d 1min,"))).to.match(/^line 102, column expiry: .*no bound/);
    expect(await failure(text.replace("canteen restaurant", "canteen cinema"))).to.match(
      /^line 2, column categories: "cinema" is no category/,
    );
  });

  it("when it has too few cards for the story, then it says how many there must be", async function () {
    const lines = (await readFile(CARDS, "utf8")).split("\n");
    expect(await failure(lines.slice(0, 40).join("\n"))).to.equal(
      "The file has 32 cards with a holder and 7 with a link, and moments of lapse: 1; the scenario needs at least 60 and 30, and 3 moments",
    );
  });
});
