import { ZeroHash } from "ethers";

import { HOUR, idOf, moveTo, PLAIN, rulesOf } from "../../test/prepaid/fixture.ts";
import { change, fill, log, read, recover, transferLog } from "../floor.ts";
import type { Measure } from "../measure.ts";
import { send } from "../send.ts";
import { type Actors, CARD, DEADLINE, EXPIRY, issueCard, numberOf, PAID, referenceOf } from "./actors.ts";
import { signClaim } from "./sign.ts";

const FIRST = "the first word of the instrument";
const SECOND = "the second word of the instrument";

/** What else can be done with an instrument between its issue and its end. */
export async function measureLife(actors: Actors, measure: Measure): Promise<void> {
  const { vault, company, worker, relay, key } = actors;
  // Others keep the buckets in use.
  const id = await issueCard(actors, 300);
  await issueCard(actors, 301);
  await issueCard(actors, 302, EXPIRY + HOUR);
  const locked = [change(FIRST), read(SECOND), change("the bucket"), change("the balance")];
  await measure("top up", company, vault.topUp.populateTransaction(id, PAID, PLAIN), [
    ...locked,
    log("ToppedUp", 2, 32),
  ]);
  const moved = [read(FIRST), change(SECOND), change("the bucket"), log("ExpirySet", 2, 32)];
  await measure("extend, bucket in use", company, vault.extend.populateTransaction(id, EXPIRY + HOUR, PLAIN), [
    ...moved,
    change("the new bucket"),
  ]);
  await measure("extend, new bucket", company, vault.extend.populateTransaction(id, EXPIRY + 2n * HOUR, PLAIN), [
    ...moved,
    fill("the new bucket"),
  ]);
  await measure("split", worker, vault.split.populateTransaction(id, PAID, relay, referenceOf(9), PLAIN), [
    change(FIRST),
    read(SECOND),
    fill("a word of the piece", 2),
    log("Split", 4, 32),
  ]);

  await send(company, vault.issue.populateTransaction(numberOf(303), key.address, true, CARD, EXPIRY));
  const linked = idOf(company, numberOf(303));
  const signature = await signClaim(vault, key, linked, worker.address);
  const claim = vault.claim.populateTransaction(linked, worker, DEADLINE, PLAIN, key.address, signature);
  await measure("claim of a link, sent by anyone", relay, claim, [
    change(FIRST),
    change(SECOND),
    recover(),
    log("HolderSet", 3, 32),
    log("Delivered", 2, 0),
  ]);
  await measureRefunds(actors, measure);
  await measureSettlement(actors, measure);
}

async function measureRefunds(actors: Actors, measure: Measure): Promise<void> {
  const { vault, company, worker, baker } = actors;
  const back = [
    change(FIRST),
    read(SECOND),
    change("the bucket"),
    change("the merchant's balance"),
    log("Refunded", 4, 32),
    transferLog(),
  ];
  const id = await issueCard(actors, 310);
  await send(worker, vault.redeem.populateTransaction(id, PAID, baker, referenceOf(310)));
  const refund = vault.refund.populateTransaction(id, PAID / 2n, referenceOf(310), PLAIN);
  await measure("refund, of a reference", baker, refund, [...back, change("the reference")]);

  const rules = rulesOf({ cap: CARD });
  await send(company, vault.issueWithRules.populateTransaction(numberOf(311), worker, false, CARD, EXPIRY, rules));
  const capped = idOf(company, numberOf(311));
  const terms = { rules, category: 0n, proof: [] };
  await send(worker, vault.redeemWithRules.populateTransaction(capped, PAID, baker, ZeroHash, terms));
  const known = vault.refund.populateTransaction(capped, PAID / 2n, ZeroHash, rules);
  await measure("refund, of what the cap counted", baker, known, [...back, change("what the merchant was paid")]);
}

async function measureSettlement({ vault, company, worker }: Actors, measure: Measure): Promise<void> {
  const rules = rulesOf({ manual: true });
  await send(company, vault.issueWithRules.populateTransaction(numberOf(320), worker, false, CARD, EXPIRY, rules));
  await moveTo(EXPIRY);
  const settle = vault.settle.populateTransaction(idOf(company, numberOf(320)), rules);
  await measure("settle by hand", company, settle, [
    read(FIRST),
    change(SECOND),
    change("the balance"),
    log("Settled", 2, 64),
    transferLog(),
  ]);
}
