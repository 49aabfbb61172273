import { cancel } from "../../src/prepaid/instruments.ts";
import { refund } from "../../src/prepaid/spend.ts";
import { demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import type { Bill } from "./book.ts";
import { requireConservation } from "./conservation.ts";
import { refusal } from "./refusal.ts";
import { type Merchant, type Stage, WHOLE } from "./stage.ts";

/** A merchant gives a part of a bill back: it is on the card again. */
export async function refundOntoCard(stage: Stage): Promise<void> {
  const { book, chain, reporter, vault } = stage;
  const now = await chain.now();
  const { bill, merchant } = refundable(stage, ({ card }) => card.expiry > now);
  const { id } = bill.card;
  const before = (await vault.instrumentOf(id)).remaining;
  await giveBack(stage, bill, merchant);
  demand("what is on a card after a refund", (await vault.instrumentOf(id)).remaining, before + WHOLE);
  await requireConservation(stage);
  const left = money(book.leftOn(bill.card));
  await reporter.step("refund", `a merchant gives ${money(WHOLE)} of a bill back: ${left} are on the card`);
}

/** Late, when the card has lapsed, the same goes where all of it went: to the company, at once. */
export async function refundLate(stage: Stage): Promise<void> {
  const { chain, company, reporter, vault } = stage;
  const now = await chain.now();
  const { bill, merchant } = refundable(stage, ({ card }) => card.expiry <= now);
  const before = await vault.balanceOf(company);
  await giveBack(stage, bill, merchant);
  demand("the company's balance after a late refund", await vault.balanceOf(company), before + WHOLE);
  await requireConservation(stage);
  await reporter.step("late refund", `the card has lapsed: ${money(WHOLE)} go to the company at once`);
}

/** What is in its holder's hands can't be taken back before it lapses, however much the company would like to. */
export async function refuseTakingBack({ book, chain, company, reporter, vault }: Stage): Promise<void> {
  const now = await chain.now();
  const card = book.cards.find(({ holder, link, expiry }) => holder !== null && link !== null && expiry > now);
  if (card === undefined) throw new Error("Nobody has claimed a card");
  const error = await refusal("PrepaidDelivered", () => cancel(company, vault, card));
  demand("the card that can't be taken back", error["id"], card.id);
  await reporter.step("refused take-back", "the company can't take back what was claimed, until it lapses");
}

async function giveBack({ book, vault }: Stage, bill: Bill, { signer }: Merchant): Promise<void> {
  const { id, rules } = bill.card;
  await refund(signer, vault, { id, amount: WHOLE, ref: bill.ref, rules });
  book.refund(bill, WHOLE);
}

/** The last bill that fits, of a merchant who has his money in the vault. */
function refundable({ book, merchants }: Stage, fits: (bill: Bill) => boolean): { bill: Bill; merchant: Merchant } {
  for (const bill of [...book.bills].reverse()) {
    const merchant = merchants.find(({ push, signer }) => !push && signer.address === bill.merchant);
    if (merchant !== undefined && bill.amount > WHOLE && fits(bill)) return { bill, merchant };
  }
  throw new Error("There is no bill to give back");
}
