import { ZeroAddress, ZeroHash } from "ethers";

import { NO_CAP, PLAIN, rulesOf } from "../../test/prepaid/fixture.ts";
import { idOf } from "../../test/prepaid/fixture.ts";
import type { RulesStruct, TermsStruct } from "../../types/ethers-contracts/prepaid/PrepaidVault.js";
import { call, change, fill, log, read, recover, transferLog } from "../floor.ts";
import type { Measure } from "../measure.ts";
import { send } from "../send.ts";
import { type Actors, CARD, DEADLINE, EXPIRY, issueCard, numberOf, PAID, referenceOf } from "./actors.ts";
import { signRedemption } from "./sign.ts";

const SPENT = [
  read("the second word of the instrument"),
  change("the first word of the instrument"),
  change("the bucket"),
  log("Redeemed", 4, 32),
];
const CREDITED = [...SPENT, change("the merchant's balance"), transferLog()];
const PUSHED = [
  ...SPENT,
  read("what the merchant chose"),
  call("the asset"),
  change("a balance of the asset", 2),
  transferLog(2),
];
const REFERRED = fill("the reference");

/** Spending from plain instruments, and from those with rules: what each rule adds. */
export async function measureRedemptions(actors: Actors, measure: Measure): Promise<void> {
  await measurePlain(actors, measure);
  await measureRuled(actors, measure);
}

async function measurePlain(actors: Actors, measure: Measure): Promise<void> {
  const { vault, worker, baker, cook, relay } = actors;
  // Another card keeps the bucket in use when one is spent to the last unit.
  await issueCard(actors, 100);
  const id = await issueCard(actors, 101);
  const spend = (merchant: typeof baker, ref: string, amount = PAID) =>
    vault.redeem.populateTransaction(id, amount, merchant, ref);
  await measure("redeem, credited", worker, spend(baker, ZeroHash), CREDITED);
  await measure("redeem, pushed", worker, spend(cook, ZeroHash), PUSHED);
  await measure("redeem, credited, with a reference", worker, spend(baker, referenceOf(1)), [...CREDITED, REFERRED]);
  await measure("redeem, the same reference again", worker, spend(baker, referenceOf(1)), [
    read("a word of the instrument", 2),
    read("the reference"),
  ]);
  const signed = redeemSigned(actors, id, referenceOf(2), { rules: PLAIN, category: 0n, proof: [] });
  await measure("redeem, credited, by signature", relay, signed, [...CREDITED, REFERRED, recover()]);
  const { remaining } = await vault.instrumentOf(id);
  await measure("redeem, all of it, pushed", worker, spend(cook, ZeroHash, remaining), PUSHED);
}

async function measureRuled(actors: Actors, measure: Measure): Promise<void> {
  const { vault, company, worker, baker, relay, list } = actors;
  let card = 200;
  const issueRuled = async (rules: RulesStruct): Promise<bigint> => {
    const number = numberOf((card += 1));
    await send(company, vault.issueWithRules.populateTransaction(number, worker, false, CARD, EXPIRY, rules));
    return idOf(company, number);
  };
  const spend = (id: bigint, terms: TermsStruct) =>
    vault.redeemWithRules.populateTransaction(id, PAID, baker, ZeroHash, terms);

  const divisible = { rules: rulesOf({ minPiece: 5_000_000n }), category: 0n, proof: [] };
  const simple = await issueRuled(divisible.rules);
  await measure("redeem with rules, credited", worker, spend(simple, divisible), CREDITED);

  const listed = { ...list, rules: rulesOf({ merchants: list.root, categories: 1n << list.category }) };
  const forList = await issueRuled(listed.rules);
  await measure("redeem with rules, Merkle proof of 1,024", worker, spend(forList, listed), CREDITED);

  const capped = { rules: rulesOf({ cap: 10n * PAID }), category: 0n, proof: [] };
  const forCap = await issueRuled(capped.rules);
  const paid = "what the merchant was paid";
  await measure("redeem with rules, cap, first there", worker, spend(forCap, capped), [...CREDITED, fill(paid)]);
  await measure("redeem with rules, cap, again there", worker, spend(forCap, capped), [...CREDITED, change(paid)]);

  const meal = { ...listed, rules: { ...listed.rules, cap: NO_CAP, returnTo: ZeroAddress } };
  const forMeals = await issueRuled(meal.rules);
  const all = redeemSigned(actors, forMeals, referenceOf(3), meal);
  await measure("redeem with rules, proof, cap and signature", relay, all, [
    ...CREDITED,
    REFERRED,
    recover(),
    fill(paid),
  ]);
}

/** What the holder signed, for anyone to send. */
async function redeemSigned({ vault, worker, baker }: Actors, id: bigint, ref: string, terms: TermsStruct) {
  const redemption = { id, amount: PAID, merchant: baker.address, ref, deadline: DEADLINE };
  const signature = await signRedemption(vault, worker, redemption);
  return vault.redeemSigned.populateTransaction(redemption, terms, worker.address, signature);
}
