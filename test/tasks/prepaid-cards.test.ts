import { expect } from "chai";
import { ZeroAddress } from "ethers";
import hre from "hardhat";

import { PrepaidCards__factory } from "../../types/ethers-contracts/index.js";
import { DAY, useCounter } from "./support/counter.ts";
import { MONDAY, moveTo } from "./support/programme.ts";
import { refusalOf, runTask } from "./support/tasks.ts";

describe("tasks of prepaid: cards", function () {
  let vault: string;
  let people: string[];
  const counter = useCounter((opened) => ({ vault, people } = opened));

  /** An instrument of account 1's in a vault that has cards, and their contract. */
  async function carded(args: Record<string, unknown> = {}) {
    const created = await runTask("prepaid vault create", { asset: counter.asset, cards: true });
    const { instrument } = await counter.issue({ holder: "1", ...args });
    return { cards: created.json["cards"] as string, stage: { vault, instrument } };
  }

  it("wrap an instrument for its holder, and show whose the card is", async function () {
    const { cards, stage } = await carded();
    const { json, text } = await runTask("prepaid wrap", { ...stage, from: "1" });
    expect(json).to.include({ cards, cardOwner: people[1], holder: cards, remaining: "50000000" });
    expect(text).to.match(/^Wrapped 0x\w{40}\/1 in a card of 0x\w{40}, which 0x\w{40} owns\.\nIt has 50 mUSD, until /);

    const shown = await runTask("prepaid show", stage);
    expect(shown.json).to.include({ wrapped: true, cardOwner: people[1], holder: cards });
    expect(shown.text)
      .to.match(new RegExp(`│ held by +the cards ${cards} +│`))
      .and.to.match(new RegExp(`│ card of +${people[1]!} +│`));
    // It is spent from as before.
    const spend = { ...stage, amount: "8", merchant: "2" };
    expect((await runTask("prepaid redeem", { ...spend, from: "1" })).json).to.include({ remaining: "42000000" });
    expect(await refusalOf("prepaid redeem", { ...spend, from: "5" })).to.match(
      /neither owns the card of .* Sign as the card's owner with --from; `prepaid show` says who that is\.$/,
    );
  });

  it("wrap for somebody else, who takes it out for himself or for whom he names", async function () {
    const { stage } = await carded();
    expect((await runTask("prepaid wrap", { ...stage, to: "5", from: "1" })).json).to.include({
      cardOwner: people[5],
    });
    const { json, text } = await runTask("prepaid unwrap", { ...stage, from: "5" });
    expect(json).to.include({ holder: people[5] });
    expect(text).to.match(new RegExp(`^Unwrapped 0x\\w{40}/1; ${people[5]!} holds it now\\.\nIt has 50 mUSD`));
    expect((await runTask("prepaid show", stage)).json).to.include({ wrapped: false, cardOwner: null });
    await runTask("prepaid wrap", { ...stage, from: "5" });
    expect((await runTask("prepaid unwrap", { ...stage, to: "4", from: "5" })).json).to.include({ holder: people[4] });
  });

  it("refuse what has no cards, no card, or another owner", async function () {
    const { instrument } = await counter.issue({ holder: "1" });
    const stage = { vault, instrument };
    expect(await refusalOf("prepaid wrap", { ...stage, from: "1" })).to.match(
      new RegExp(
        `^The factory 0x\\w{40} has made no cards of the vault ${vault}; create them with \`prepaid vault create ${counter.asset} --cards\`\\.$`,
      ),
    );
    expect(await refusalOf("prepaid unwrap", { ...stage, from: "1" })).to.match(
      /^The instrument 0x\w{40}\/1 is in no card; `prepaid show` says who holds it, and he can wrap it\.$/,
    );
    await runTask("prepaid vault create", { asset: counter.asset, cards: true });
    expect(await refusalOf("prepaid wrap", { ...stage, from: "5" })).to.match(/doesn't hold the instrument .* Sign as/);
    expect(await refusalOf("prepaid wrap", { vault, instrument: "0/99" })).to.match(/^There is no instrument 0x\w{40}/);
    expect(await refusalOf("prepaid unwrap", { vault, instrument: "0/99" })).to.match(/^There is no instrument 0x\w/);
    await runTask("prepaid wrap", { ...stage, from: "1" });
    expect(await refusalOf("prepaid wrap", { ...stage, from: "1" })).to.match(
      new RegExp(`^The instrument 0x\\w{40}/1 is wrapped already; its card belongs to ${people[1]!}\\.$`),
    );
    expect(await refusalOf("prepaid unwrap", { ...stage, from: "5" })).to.match(
      /neither owns the card of .* Sign as the card's owner/,
    );
  });

  it("are listed beside what their owner holds directly, for nobody else, and only while they are his", async function () {
    const { cards, stage } = await carded();
    await counter.issue({ holder: "1" });
    await runTask("prepaid wrap", { ...stage, from: "1" });
    const { json, text } = await runTask("prepaid list", { vault, account: "1" });
    expect((json["held"] as { wrapped: boolean }[]).map(({ wrapped }) => wrapped)).to.deep.equal([false, true]);
    expect(text)
      .to.match(/It holds 2 instruments\.\n/)
      .and.to.match(/\/1 +50 +0 +in use, as a card +in /);
    const { ethers } = await hre.network.getOrCreate();
    const owner = await ethers.getSigner(people[1]!);
    await PrepaidCards__factory.connect(cards, owner).transferFrom(
      people[1]!,
      people[5]!,
      BigInt((json["held"] as { id: string }[])[1]!.id),
    );
    expect((await runTask("prepaid list", { vault, account: "1" })).text).to.contain("It holds 1 instrument.");
    expect((await runTask("prepaid list", { vault, account: "5" })).text).to.contain("as a card");
    await runTask("prepaid unwrap", { ...stage, from: "5" });
    expect((await runTask("prepaid list", { vault, account: "5" })).text)
      .to.contain("It holds 1 instrument.")
      .and.not.to.contain("as a card");
  });

  it("are named where their owner transfers, splits or signs what is in them", async function () {
    const { stage } = await carded({ minPiece: "1" });
    await runTask("prepaid wrap", { ...stage, from: "1" });
    const told = new RegExp(
      `^The instrument ${stage.instrument} is in a card: its card belongs to ${people[1]!}; take it out first, with \`prepaid unwrap\` \\(its --to hands it on\\)`,
    );
    expect(await refusalOf("prepaid transfer", { ...stage, to: "5", from: "1" })).to.match(told);
    expect(await refusalOf("prepaid split", { ...stage, amount: "5", to: "5", from: "1" })).to.match(told);
    const order = { ...stage, amount: "5", merchant: "2", from: "1" };
    expect(await refusalOf("prepaid sign", order))
      .to.match(told)
      .and.to.match(/the cards sign nothing\.$/);
  });

  it("refuse to leave it where nobody could spend it", async function () {
    const { cards, stage } = await carded();
    const told = (receiver: string, what: string): string =>
      `${receiver} is ${what}, from which nobody could spend; name somebody else.`;
    for (const [to, what] of [
      [vault, "the vault"],
      [cards, "the contract of the cards"],
    ] as const) {
      expect(await refusalOf("prepaid wrap", { ...stage, to, from: "1" })).to.equal(told(to, what));
    }
    await runTask("prepaid wrap", { ...stage, from: "1" });
    for (const [to, what] of [
      [vault, "the vault"],
      [cards, "the contract of the cards"],
    ] as const) {
      expect(await refusalOf("prepaid unwrap", { ...stage, to, from: "1" })).to.equal(told(to, what));
    }
    expect(await refusalOf("prepaid unwrap", { ...stage, to: ZeroAddress, from: "1" })).to.match(
      /^0x0{40} can't hold an instrument: it is the zero address or the vault itself\./,
    );
    expect((await runTask("prepaid show", stage)).json).to.include({ cardOwner: people[1] });
  });

  it("tell of an instrument that got to the cards without one", async function () {
    const { cards, stage } = await carded();
    await runTask("prepaid transfer", { ...stage, to: cards, from: "1" });
    expect((await runTask("prepaid show", stage)).text).to.match(/│ card of +nobody: it can't be spent, and returns/);
    expect(await refusalOf("prepaid unwrap", { ...stage, from: "1" })).to.match(
      /can't be unwrapped: it got to the cards without one being made, so nobody can spend it, and it returns at its expi/,
    );
  });

  it("refuse what its purchaser can still take back, and unwrap what has expired", async function () {
    const { stage } = await carded({ trigger: "delivery", delay: "1d" });
    expect(await refusalOf("prepaid wrap", { ...stage, from: "1" })).to.match(
      /could still take it back\. Declare it delivered with `prepaid deliver`\.$/,
    );
    await runTask("prepaid deliver", stage);
    await runTask("prepaid wrap", { ...stage, from: "1" });
    await moveTo(MONDAY + 3n * DAY);
    expect((await runTask("prepaid unwrap", { ...stage, from: "1" })).json).to.include({ holder: people[1] });
  });
});
