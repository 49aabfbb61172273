import type { BatchItem } from "../../src/prepaid/batch.ts";
import type { ClaimLink } from "../../src/prepaid/links.ts";
import type { Rules } from "../../src/prepaid/constants.ts";

/** A card, as the scenario knows it. */
export interface Card {
  item: string;
  id: bigint;
  expiry: bigint;
  rules: Rules;
  /** How it is claimed; null for one that has a holder from the start. */
  link: ClaimLink | null;
  /** Whoever has it, and can sign for it. */
  holder: string | null;
  /** Whose link nobody will ever open. */
  lost: boolean;
  funded: bigint;
  redeemed: bigint;
  refunded: bigint;
}

/** A bill that was paid with a card. */
export interface Bill {
  card: Card;
  merchant: string;
  ref: string;
  amount: bigint;
}

/** What was bought, spent and given back, kept beside the chain to be compared with it. */
export class Book {
  readonly cards: Card[] = [];
  readonly bills: Bill[] = [];
  /** What came into the vault, and left it for the company. */
  deposited = 0n;
  withdrawn = 0n;
  readonly #earned = new Map<string, bigint>();
  readonly #paid = new Map<string, bigint>();

  /** Notes cards that were bought; of those with a link, every fifth is lost. */
  buy(items: readonly BatchItem[]): Card[] {
    let links = 0;
    const bought = items.map(({ row: { item, amount, expiry, rules, holder }, id, link }): Card => {
      const lost = link !== null && ++links % 5 === 0;
      return { item, id, expiry, rules, link, holder, lost, funded: amount, redeemed: 0n, refunded: 0n };
    });
    this.cards.push(...bought);
    return bought;
  }

  spend(bill: Bill): void {
    const { card, merchant, amount } = bill;
    card.redeemed += amount;
    this.bills.push(bill);
    this.#move(card, merchant, amount);
  }

  refund({ card, merchant }: Bill, amount: bigint): void {
    card.refunded += amount;
    this.#move(card, merchant, -amount);
  }

  /** What is left on a card, or came back from it. */
  leftOn({ funded, redeemed, refunded }: Card): bigint {
    return funded + refunded - redeemed;
  }

  /** What a merchant was paid from a card and kept. */
  paidAt(card: Card, merchant: string): bigint {
    return this.#paid.get(`${card.id}/${merchant}`) ?? 0n;
  }

  /** What a merchant was paid and kept; without one, what all were. */
  earned(merchant?: string): bigint {
    if (merchant !== undefined) return this.#earned.get(merchant) ?? 0n;
    return [...this.#earned.values()].reduce((sum, amount) => sum + amount, 0n);
  }

  /** Cards that lapse in a second. */
  lapsing(expiry: bigint): Card[] {
    return this.cards.filter((card) => card.expiry === expiry);
  }

  /** What is left on cards, added up. */
  leftOnAll(cards: readonly Card[]): bigint {
    return cards.reduce((sum, card) => sum + this.leftOn(card), 0n);
  }

  /** What the company has in the vault at a moment, free and locked. */
  companyAt(now: bigint): { free: bigint; locked: bigint } {
    const locked = this.leftOnAll(this.cards.filter(({ expiry }) => expiry > now));
    return { free: this.deposited - this.withdrawn - this.earned() - locked, locked };
  }

  #move(card: Card, merchant: string, amount: bigint): void {
    this.#earned.set(merchant, this.earned(merchant) + amount);
    this.#paid.set(`${card.id}/${merchant}`, this.paidAt(card, merchant) + amount);
  }
}
