import { call, change, fill, log, read, recover, sendEther, transferLog } from "../floor.ts";
import type { Measure } from "../measure.ts";
import { type Actors, CARD, DEADLINE, PAID, referenceOf } from "./actors.ts";
import { signAuthorization, signPermit } from "./sign.ts";

const MOVED = [call("the asset"), change("a balance of the asset", 2), change("the balance"), transferLog(2)];

/** Money in and out. */
export async function measureMoney(actors: Actors, measure: Measure): Promise<void> {
  const { vault, company, relay, etherVault } = actors;
  await measure("deposit, by allowance", company, vault.deposit.populateTransaction(CARD, company), [
    ...MOVED,
    read("the allowance"),
  ]);

  // What was allowed without end is now a permit's alone.
  const { v, r, s } = await signPermit(actors, CARD);
  await measure("deposit, by permit", company, vault.depositWithPermit.populateTransaction(CARD, DEADLINE, v, r, s), [
    ...MOVED,
    recover(),
    change("the nonce"),
    read("the allowance"),
    log("Approval", 3, 32),
  ]);

  const nonce = referenceOf(1);
  const authorized = await signAuthorization(actors, CARD, nonce);
  const parts = [CARD, 0n, DEADLINE, nonce, authorized.v, authorized.r, authorized.s] as const;
  await measure(
    "deposit, by authorization, sent by anyone",
    relay,
    vault.depositWithAuthorization.populateTransaction(company, ...parts),
    [...MOVED, recover(), fill("whether it was used"), log("AuthorizationUsed", 3, 0)],
  );

  const wrapped = [call("wrapped ether"), change("a balance of wrapped ether"), change("the balance"), transferLog(2)];
  const value = { value: CARD };
  await measure("deposit, of ether", company, etherVault.depositEther.populateTransaction(company, value), [
    ...wrapped,
    sendEther(),
  ]);
  await measure("withdraw, as ether", company, etherVault.withdrawEther.populateTransaction(PAID, company), [
    ...wrapped,
    sendEther(2),
  ]);
  await measure("withdraw, a part", company, vault.withdraw.populateTransaction(PAID, company), MOVED);
  await measure("transfer of a balance", company, vault.transfer.populateTransaction(relay, PAID), [
    change("a balance", 2),
    transferLog(),
  ]);
}
