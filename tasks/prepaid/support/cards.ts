import { type CardReading, findCards, formatId, readCard } from "../../../src/prepaid/index.ts";
import { fail } from "../../support/failure.ts";
import { instrumentIn, type Stage } from "./acts.ts";
import type { PrepaidSession } from "./session.ts";

/** The cards of a vault, which must be there. */
export async function cardsOf(
  { vault, address, asset }: Stage,
  factoryText: string | undefined,
  session: PrepaidSession,
): Promise<string> {
  const factory = await session.factory(factoryText);
  const cards = await findCards(factory, vault, session.ethers.provider);
  return (
    cards ??
    fail(
      `The factory ${factory} has made no cards of the vault ${address}; create them with \`prepaid vault create ${asset} --cards\`.`,
    )
  );
}

/** Refuses to wrap a card once more: its holder is the contract of the cards, and whoever signs isn't. */
export async function requireUnwrapped(stage: Stage, session: PrepaidSession): Promise<void> {
  await instrumentIn(stage, session);
  const card = await readCard(stage.vault, stage.id, session.ethers.provider);
  if (card !== null) fail(`The instrument ${stage.called} is wrapped already; ${ownership(card)}.`);
}

/** The card that an instrument is in. */
export async function cardIn(stage: Stage, session: PrepaidSession): Promise<CardReading> {
  await instrumentIn(stage, session);
  const card = await readCard(stage.vault, stage.id, session.ethers.provider);
  if (card === null) {
    fail(`The instrument ${stage.called} is in no card; \`prepaid show\` says who holds it, and he can wrap it.`);
  }
  if (card.owner === null) fail(`The instrument ${stage.called} can't be unwrapped: ${ownership(card)}.`);
  return card;
}

/** That an instrument is in a card, and what its owner can do. */
export function inCard(id: bigint, card: CardReading): string {
  const remedy = card.owner === null ? "" : "; take it out first, with `prepaid unwrap` (its --to hands it on)";
  return `The instrument ${formatId(id)} is in a card: ${ownership(card)}${remedy}`;
}

/** Whose a card is, in words. */
export function ownership({ owner }: CardReading): string {
  return owner === null
    ? "it got to the cards without one being made, so nobody can spend it, and it returns at its expiry"
    : `its card belongs to ${owner}`;
}
