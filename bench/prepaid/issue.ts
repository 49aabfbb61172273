import { HOUR, rulesOf } from "../../test/prepaid/fixture.ts";
import { change, fill, log, transferLog } from "../floor.ts";
import type { Measure } from "../measure.ts";
import { type Actors, CARD, EXPIRY, numberOf } from "./actors.ts";

const WRITTEN = [fill("a word of the instrument", 2), change("the balance"), log("Issued", 4, 96)];
const RULED = [...WRITTEN, log("Ruled", 2, 288)];

/** The issue of instruments, from what the purchaser has in the vault. */
export async function measureIssues({ vault, company, worker }: Actors, measure: Measure): Promise<void> {
  const plain = (card: number, expiry: bigint) =>
    vault.issue.populateTransaction(numberOf(card), worker, false, CARD, expiry);
  const rules = rulesOf({ minPiece: 5_000_000n });
  const ruled = (card: number, expiry: bigint, shown = rules) =>
    vault.issueWithRules.populateTransaction(numberOf(card), worker, false, CARD, expiry, shown);

  await measure("issue, very first", company, plain(1, EXPIRY), [...WRITTEN, fill("the bucket")]);
  await measure("issue, bucket in use", company, plain(2, EXPIRY), [...WRITTEN, change("the bucket")]);
  await measure("issue, new bucket", company, plain(3, EXPIRY + HOUR), [...WRITTEN, fill("the bucket")]);
  await measure("issue with rules, bucket in use", company, ruled(4, EXPIRY), [...RULED, change("the bucket")]);
  await measure("issue with rules, new bucket", company, ruled(5, EXPIRY + 2n * HOUR), [...RULED, fill("the bucket")]);

  // No bucket: the value waits in the instrument, and is the vault's meanwhile.
  const byHand = rulesOf({ manual: true });
  await measure("issue with rules, settled by hand", company, ruled(6, EXPIRY, byHand), [...RULED, transferLog()]);
}
