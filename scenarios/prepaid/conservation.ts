import { readInstruments } from "../../src/prepaid/reader.ts";
import { demand } from "../support/demand.ts";
import { grouped } from "../support/table.ts";
import { expiriesOf } from "./cards.ts";
import type { Stage } from "./stage.ts";

/** Where all money is. */
export interface Account {
  /** In the vault: what the company can dispose of, what cards lock, and what merchants were credited. */
  free: bigint;
  locked: bigint;
  credited: bigint;
  /** Outside: with the company and with merchants. */
  withCompany: bigint;
  withMerchants: bigint;
}

/**
 * Law 1 on the living system, and more: what the vault holds is what it owes, to the last base unit; everybody has what the scenario's own
 * book says; and no money has come into being or gone.
 */
export async function requireConservation({ chain, asset, book, company, merchants, vault }: Stage): Promise<Account> {
  const now = await chain.now();
  const due = expiriesOf(book.cards).filter((expiry) => expiry > now);
  const locks = await Promise.all(due.map((expiry) => vault.lockedUntil(company, expiry)));
  const account: Account = {
    free: await vault.balanceOf(company),
    locked: locks.reduce((sum, amount) => sum + amount, 0n),
    credited: 0n,
    withCompany: await asset.balanceOf(company),
    withMerchants: 0n,
  };
  const expected = book.companyAt(now);
  demand("what the company can dispose of", account.free, expected.free);
  demand("what cards lock", account.locked, expected.locked);
  for (const { signer, push } of merchants) {
    const [inside, outside] = await Promise.all([vault.balanceOf(signer), asset.balanceOf(signer)]);
    demand("what a merchant has", inside + outside, book.earned(signer.address));
    if (push) demand("what a merchant has in the vault who wants it pushed", inside, 0n);
    account.credited += inside;
    account.withMerchants += outside;
  }
  const held = account.free + account.locked + account.credited;
  demand("the asset that the vault holds", await asset.balanceOf(vault), held);
  demand("the supply that the vault tells", await vault.totalSupply(), held);
  demand("all money", held + account.withCompany + account.withMerchants, await asset.totalSupply());
  return account;
}

/** Law 2 on the living system: redeemed + returned + remaining = funded + refunded, for each card. */
export async function requireEachCard({ book, chain, vault, company }: Stage): Promise<number> {
  const now = await chain.now();
  const ids = book.cards.map(({ id }) => id);
  const found = await readInstruments(vault, ids, company);
  for (const [place, card] of book.cards.entries()) {
    const instrument = found[place];
    if (!instrument) throw new Error(`The vault doesn't know card ${card.item}`);
    const lapsed = card.expiry <= now;
    demand(`what remains on card ${card.item}`, instrument.remaining, lapsed ? 0n : book.leftOn(card));
    demand(`what returned from card ${card.item}`, instrument.returned, lapsed ? book.leftOn(card) : 0n);
  }
  return ids.length;
}

/** Shows both laws at this moment, in base units. */
export async function proveConservation(stage: Stage, when: string): Promise<void> {
  const account = await requireConservation(stage);
  const cards = await requireEachCard(stage);
  const { free, locked, credited, withCompany, withMerchants } = account;
  const all = free + locked + credited + withCompany + withMerchants;
  await stage.reporter.step(
    `conservation ${when}`,
    `${grouped(free)} free + ${grouped(locked)} locked + ${grouped(credited)} credited + ${grouped(withMerchants)} paid out + ` +
      `${grouped(withCompany)} outside = ${grouped(all)}; each of ${cards} cards adds up`,
  );
}
