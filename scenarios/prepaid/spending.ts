import { claimLink } from "../../src/prepaid/claim.ts";
import { formatClaimLink, walletOf } from "../../src/prepaid/links.ts";
import { chainIdOf, signRedemption } from "../../src/prepaid/signing.ts";
import { redeem, redeemSigned, type TermsInput } from "../../src/prepaid/spend.ts";
import { parseCategory } from "../../src/prepaid/categories.ts";
import { isPlain } from "../../src/prepaid/rules.ts";
import { bytes32Of } from "../../src/chain/transaction.ts";
import { at, demand } from "../support/demand.ts";
import { money } from "../support/money.ts";
import type { Card } from "./book.ts";
import { requireConservation } from "./conservation.ts";
import { refusal } from "./refusal.ts";
import { CENT, type Merchant, type Stage, WHOLE } from "./stage.ts";

const EATERS_A_WEEK = 24;
const CLAIMS_A_WEEK = 10;
/** In cents. */
const BILL = { least: 500, most: 4_500 };
/** Seconds for which a signature can be used. */
const USABLE = 600n;

/** People open links; whoever sends the claim pays for it, and can't take the card. */
export async function claimSome(stage: Stage, week: number): Promise<void> {
  const { book, chain, people, random, relay, reporter, vault } = stage;
  const now = await chain.now();
  const open = book.cards.filter(
    ({ link, lost, holder, expiry }) => link !== null && !lost && holder === null && expiry > now,
  );
  const wallets = [...people.values()];
  const claimed = random.sample(open, CLAIMS_A_WEEK);
  for (const card of claimed) {
    if (card.link === null) throw new Error("A card without a link is not claimed");
    // The row of a card in its file is its person's, who isn't named there.
    const receiver = at(wallets, book.cards.indexOf(card) % wallets.length).address;
    await claimLink(relay, formatClaimLink(card.link), { receiver, rules: card.rules });
    demand("the holder of a claimed card", (await vault.instrumentOf(card.id)).holder, receiver);
    card.holder = receiver;
  }
  if (claimed.length === 0) return;
  await requireConservation(stage);
  await reporter.step(`week ${week}: claim`, `${claimed.length} people open their links, without ether`);
}

/** A day on which two dozen people spend: some by their own transactions, some by signature at the till. */
export async function spendSome(stage: Stage, week: number): Promise<void> {
  const { book, chain, random, reporter } = stage;
  const now = await chain.now();
  const usable = book.cards.filter((card) => card.expiry > now && !card.lost && book.leftOn(card) >= WHOLE);
  const spenders = random.sample(
    usable.filter(({ holder }) => holder !== null),
    EATERS_A_WEEK,
  );
  let [total, count, signed] = [0n, 0, 0];
  for (const [place, card] of spenders.entries()) {
    const wish = BigInt(random.between(BILL.least, BILL.most)) * CENT;
    const merchant = random.pick(stage.merchants.filter((each) => accepts(card, each)));
    const amount = mostAt(stage, card, merchant, wish);
    // Where he has spent all that the cap allows, he goes elsewhere, on another day.
    if (amount === 0n) continue;
    const ref = `week ${week}, bill ${place + 1}`;
    // Whoever claimed has no ether, and every other one has his phone only.
    const bySignature = card.link !== null || place % 2 === 0;
    await (bySignature ? paySigned(stage, card, merchant, amount, ref) : pay(stage, card, merchant, amount, ref));
    count += 1;
    if (bySignature) signed += 1;
    total += amount;
  }
  await requireConservation(stage);
  await reporter.step(
    `week ${week}: spend`,
    `${count} people spend ${money(total)} at ${stage.merchants.length} merchants, ${signed} of them by signature`,
  );
}

/** A link is enough to pay: its key signs, and the merchant sends. Nobody has claimed the card, and somebody still can. */
export async function payByLink(stage: Stage): Promise<void> {
  const { book, chain, reporter, vault } = stage;
  const now = await chain.now();
  const card = book.cards.find(
    ({ link, lost, holder, expiry, rules }) =>
      link !== null && !lost && holder === null && expiry > now && isPlain(rules),
  );
  if (card === undefined) throw new Error("There is no card that waits behind a link");
  await paySigned(stage, card, at(stage.merchants, 0), 5n * WHOLE, "by link alone");
  demand("that the card still waits behind its link", (await vault.instrumentOf(card.id)).byKey, true);
  await requireConservation(stage);
  await reporter.step("spend by link", `the key of a link pays ${money(5n * WHOLE)}; the card can still be claimed`);
}

/** Pays by a transaction of the holder. */
export async function pay(stage: Stage, card: Card, merchant: Merchant, amount: bigint, ref: string): Promise<void> {
  const [holder] = await stage.chain.impersonate([holderOf(card)]);
  if (holder === undefined) throw new Error("Nobody holds the card");
  const order = { id: card.id, amount, merchant: merchant.signer.address, ref };
  await redeem(holder, stage.vault, { ...order, ...termsOf(stage, card) });
  stage.book.spend({ card, merchant: merchant.signer.address, ref, amount });
}

/** Pays by a signature of the holder, or of the link's key where nobody has claimed; the merchant sends it. */
async function paySigned(stage: Stage, card: Card, merchant: Merchant, amount: bigint, ref: string): Promise<void> {
  const { book, chain, people, vault } = stage;
  const wallet = card.holder === null && card.link !== null ? walletOf(card.link.key) : people.get(holderOf(card));
  if (wallet === undefined) throw new Error(`Nobody has the wallet of card ${card.item}`);
  const { address } = merchant.signer;
  const redemption = {
    id: card.id,
    amount,
    merchant: address,
    ref: bytes32Of(ref),
    deadline: (await chain.now()) + USABLE,
  };
  const signature = await signRedemption(wallet, vault, redemption, await chainIdOf(merchant.signer));
  const by = { signer: wallet.address, signature, ...termsOf(stage, card) };
  const { repeated } = await redeemSigned(merchant.signer, vault, redemption, by);
  demand("that a bill was paid before", repeated, false);
  book.spend({ card, merchant: address, ref, amount });
}

/** What the rules of a lunch card forbid: more than its cap at one merchant, and a shop that is neither canteen nor restaurant. */
export async function refuseByRules(stage: Stage): Promise<void> {
  const { book, chain, list, reporter, vault } = stage;
  const now = await chain.now();
  const card = book.cards.find(
    (each) => each.rules.cap !== 0n && each.holder !== null && each.expiry > now && book.leftOn(each) > each.rules.cap,
  );
  if (card === undefined) throw new Error("There is no card with a cap");
  const [holder] = await chain.impersonate([holderOf(card)]);
  if (holder === undefined) throw new Error("Nobody holds the card");
  const canteen = merchantOf(stage, "canteen").signer.address;
  const left = card.rules.cap - book.paidAt(card, canteen);
  const order = { id: card.id, amount: left + 1n, merchant: canteen };
  const capped = await refusal("PrepaidCapReached", () => redeem(holder, vault, { ...order, ...termsOf(stage, card) }));
  demand("what a cap leaves", capped["left"], left);

  const bakery = merchantOf(stage, "bakery").signer.address;
  const proof = { rules: card.rules, ...list.proofOf(bakery) };
  const error = await refusal("PrepaidMerchantRefused", () =>
    redeem(holder, vault, { id: card.id, amount: WHOLE, merchant: bakery, ...proof }),
  );
  demand("the category that was refused", error["category"], parseCategory("bakery", list.categories));
  await reporter.step("refused spends", "one base unit above a cap; bread on a card for canteens and restaurants");
}

function termsOf({ list }: Stage, { rules }: Card): TermsInput {
  return isPlain(rules) ? { rules } : { rules, list };
}

export function holderOf({ holder, item }: Card): string {
  if (holder === null) throw new Error(`Nobody holds card ${item}`);
  return holder;
}

/** Whether the rules of a card take a merchant. */
export function accepts({ rules }: Card, { category }: Merchant): boolean {
  return rules.categories === 0n || ((rules.categories >> category) & 1n) === 1n;
}

/** What of a wish a card can pay at a merchant. */
function mostAt({ book }: Stage, card: Card, merchant: Merchant, wish: bigint): bigint {
  const limits = [wish, book.leftOn(card)];
  if (card.rules.cap !== 0n) limits.push(card.rules.cap - book.paidAt(card, merchant.signer.address));
  return limits.reduce((least, limit) => (limit < least ? limit : least));
}

function merchantOf({ list, merchants }: Stage, name: string): Merchant {
  const category = parseCategory(name, list.categories);
  const found = merchants.find((each) => each.category === category);
  if (found === undefined) throw new Error(`No merchant is a ${name}`);
  return found;
}
