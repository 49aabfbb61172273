import {
  AbiCoder,
  type AddressLike,
  type ContractRunner,
  type ContractTransactionReceipt,
  type Signer,
  zeroPadValue,
} from "ethers";

import type { PrepaidCards } from "../ethers.ts";
import { creationBlock } from "../chain/block.ts";
import { readLogs } from "../chain/logs.ts";
import { hasCode, providerOf } from "../chain/runner.ts";
import { mined } from "../chain/transaction.ts";
import { addressOfVault, connectCards, connectFactory, connectVault, isCards, type VaultLike } from "./connect.ts";
import { explainError } from "./errors.ts";
import { type EventRange, resolved } from "./rules.ts";

/** A wrapped instrument. */
export interface CardReading {
  /** The contract that holds the instrument. */
  cards: string;
  /** Who owns the card, and so spends and unwraps; null where the instrument got there without one, so that nobody can. */
  owner: string | null;
}

/**
 * The card that an instrument is wrapped in; null while it is in none, or was never issued.
 *
 * @example
 * const card = await readCard(vault, id, provider);
 * if (card !== null) console.log(card.owner);
 */
export async function readCard(vault: VaultLike, id: bigint, runner: ContractRunner): Promise<CardReading | null> {
  const { holder, byKey } = await connectVault(vault, runner)
    .instrumentOf(id)
    .catch((error: unknown) => {
      if (explainError(error)?.name === "PrepaidUnknown") return { holder: null, byKey: false };
      throw error;
    });
  if (holder === null || byKey || !(await isCards(holder, runner))) return null;
  try {
    return { cards: holder, owner: await connectCards(holder, runner).ownerOf(id) };
  } catch (error) {
    if (explainError(error)?.name === "ERC721NonexistentToken") return { cards: holder, owner: null };
    // A contract with the same function that is no cards; libraries tell differently of it, and a node that is down fails this look as well.
    if (await hasCode(runner, holder)) return null;
    throw error;
  }
}

/**
 * The cards of a vault, as its factory makes them; null where nobody has created them yet, or where the vault is of another factory.
 *
 * @example
 * const cards = await findCards(addressOf(1, "PrepaidFactory"), vault, provider);
 */
export async function findCards(factory: string, vault: VaultLike, runner: ContractRunner): Promise<string | null> {
  const contract = connectFactory(factory, runner);
  const address = await addressOfVault(vault);
  if (!(await contract.isVault(address))) return null;
  const cards = await contract.cardsOf(address);
  return (await hasCode(runner, cards)) ? cards : null;
}

/**
 * The instruments in the cards that an account owns now, in the order in which it got them first.
 *
 * @example
 * const cards = await findCards(factory, vault, provider);
 * const ids = cards === null ? [] : await cardsOfOwner(cards, ann, provider);
 */
export async function cardsOfOwner(
  cards: string,
  owner: AddressLike,
  runner: ContractRunner,
  range: EventRange = {},
): Promise<bigint[]> {
  const contract = connectCards(cards, runner);
  const provider = providerOf(runner);
  const address = await resolved(owner, runner);
  const logs = await readLogs(provider, {
    address: cards,
    topics: [contract.interface.getEvent("Transfer").topicHash, null, zeroPadValue(address, 32)],
    fromBlock: range.fromBlock ?? (await creationBlock(provider, cards)),
    ...(range.pageSize === undefined ? {} : { pageSize: range.pageSize }),
  });
  const found: bigint[] = [];
  for (const id of new Set(logs.map(({ topics }) => BigInt(topics[3] ?? 0)))) {
    const now = await ownerOrNull(contract, id);
    if (now === address) found.push(id);
  }
  return found;
}

/** Who owns a card; null for one that is none any more. */
async function ownerOrNull(cards: PrepaidCards, id: bigint): Promise<string | null> {
  try {
    return await cards.ownerOf(id);
  } catch (error) {
    if (explainError(error)?.name === "ERC721NonexistentToken") return null;
    throw error;
  }
}

/**
 * Wraps the signer's instrument in a card, so that wallets show it and markets can sell it. Throws a `RangeError` where the card would be the
 * vault's or the cards' own: nobody could spend it any more.
 *
 * @example
 * await wrap(ann, vault, { id, cards });
 */
export async function wrap(
  signer: Signer,
  vault: VaultLike,
  terms: { id: bigint; cards: string; /** Who gets the card; the signer unless it is named. */ owner?: AddressLike },
): Promise<ContractTransactionReceipt> {
  const { id, cards } = terms;
  const contract = connectVault(vault, signer);
  const owner = terms.owner === undefined ? null : await resolved(terms.owner, signer);
  if (owner !== null) requireSomebody(owner, await contract.getAddress(), cards);
  const data = owner === null ? "0x" : AbiCoder.defaultAbiCoder().encode(["address"], [owner]);
  return mined(contract.transferInstrumentAndCall(id, cards, data));
}

/**
 * Gives the instrument in a card to somebody, and burns the card; the signer owns it or was approved. Throws a `RangeError` where the receiver
 * is the vault or the cards: nobody could spend it any more.
 *
 * @example
 * await unwrap(ann, cards, { id });
 */
export async function unwrap(
  signer: Signer,
  cards: string,
  terms: { id: bigint; /** Who gets the instrument; the signer unless it is named. */ to?: AddressLike },
): Promise<ContractTransactionReceipt> {
  const contract = connectCards(cards, signer);
  const to = await resolved(terms.to ?? signer, signer);
  requireSomebody(to, await contract.vault(), cards);
  return mined(contract.unwrap(terms.id, to));
}

/** Refuses the contracts that can't spend. */
function requireSomebody(receiver: string, vault: string, cards: string): void {
  for (const [address, what] of [
    [vault, "the vault"],
    [cards, "the contract of the cards"],
  ] as const) {
    if (BigInt(receiver) !== BigInt(address)) continue;
    throw new RangeError(`${receiver} is ${what}, from which nobody could spend; name somebody else`);
  }
}
