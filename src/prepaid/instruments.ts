import {
  type AddressLike,
  type BytesLike,
  type ContractTransactionReceipt,
  hexlify,
  randomBytes,
  type Signer,
} from "ethers";

import { bytes32Of, eventsOf, mined } from "../chain/transaction.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { type KnownRules, rulesFor } from "./rules.ts";

/**
 * Adds value to an instrument, as its purchaser.
 *
 * @example
 * await topUp(company, vault, { id, amount: 10_000_000n });
 */
export async function topUp(
  signer: Signer,
  vault: VaultLike,
  terms: KnownRules & { id: bigint; amount: bigint },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  return mined(contract.topUp(terms.id, terms.amount, await rulesFor(contract, terms.id, signer, terms)));
}

/**
 * Moves the expiry of an instrument to a later bound, as its purchaser.
 *
 * @example
 * await extend(company, vault, { id, expiry: nextBound(later, bucketLength) });
 */
export async function extend(
  signer: Signer,
  vault: VaultLike,
  terms: KnownRules & { id: bigint; expiry: bigint },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  return mined(contract.extend(terms.id, terms.expiry, await rulesFor(contract, terms.id, signer, terms)));
}

/**
 * Gives an instrument that isn't delivered yet to another holder or key, as its purchaser.
 *
 * @example
 * await reassign(company, vault, { id, holder: newClaimKey().address, byKey: true });
 */
export async function reassign(
  signer: Signer,
  vault: VaultLike,
  terms: KnownRules & { id: bigint; holder: AddressLike; byKey?: boolean },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  const rules = await rulesFor(contract, terms.id, signer, terms);
  return mined(contract.reassign(terms.id, terms.holder, terms.byKey ?? false, rules));
}

/**
 * Declares an instrument delivered, as its purchaser or its holder: from now on it can't be taken back.
 *
 * @example
 * await deliver(company, vault, { id });
 */
export async function deliver(
  signer: Signer,
  vault: VaultLike,
  terms: KnownRules & { id: bigint },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  return mined(contract.deliver(terms.id, await rulesFor(contract, terms.id, signer, terms)));
}

/**
 * Takes back an instrument that isn't delivered yet, as its purchaser.
 *
 * @example
 * await cancel(company, vault, { id });
 */
export async function cancel(
  signer: Signer,
  vault: VaultLike,
  terms: KnownRules & { id: bigint },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  return mined(contract.cancel(terms.id, await rulesFor(contract, terms.id, signer, terms)));
}

/** What a settlement credited. */
export interface SettledReading {
  toPurchaser: bigint;
  toOther: bigint;
  receipt: ContractTransactionReceipt;
}

/**
 * Credits the unused part of an instrument that doesn't return by itself, after its expiry.
 *
 * @example
 * const { toPurchaser, toOther } = await settle(anyone, vault, { id });
 */
export async function settle(
  signer: Signer,
  vault: VaultLike,
  terms: KnownRules & { id: bigint },
): Promise<SettledReading> {
  const contract = connectVault(vault, signer);
  const rules = await rulesFor(contract, terms.id, signer, terms);
  const receipt = await mined(contract.settle(terms.id, rules));
  const [settled] = eventsOf(receipt, await contract.getAddress(), contract.interface, "Settled");
  if (settled === undefined) throw new Error("A settlement gives an event");
  return {
    toPurchaser: settled.args.getValue("toPurchaser") as bigint,
    toOther: settled.args.getValue("toOther") as bigint,
    receipt,
  };
}

/** A piece that was split off. */
export interface SplitReading {
  /** Id of the piece. */
  piece: bigint;
  receipt: ContractTransactionReceipt;
}

/**
 * Splits a piece off an instrument, as its holder: same expiry, same rules, the cap divided in proportion.
 *
 * @example
 * const { piece } = await split(ann, vault, { id, amount: 5_000_000n, to: bob });
 */
export async function split(
  signer: Signer,
  vault: VaultLike,
  terms: KnownRules & {
    id: bigint;
    amount: bigint;
    /** Who holds the piece. */
    to: AddressLike;
    /** Makes the piece's number, so that a second run is refused; 32 bytes or a text, random unless it is named. */
    salt?: string;
  },
): Promise<SplitReading> {
  const contract = connectVault(vault, signer);
  const rules = await rulesFor(contract, terms.id, signer, terms);
  const salt = terms.salt === undefined ? hexlify(randomBytes(32)) : bytes32Of(terms.salt);
  const receipt = await mined(contract.split(terms.id, terms.amount, terms.to, salt, rules));
  const [made] = eventsOf(receipt, await contract.getAddress(), contract.interface, "Split");
  if (made === undefined) throw new Error("A split gives an event");
  return { piece: made.args.getValue("piece") as bigint, receipt };
}

/**
 * Gives the signer's instrument to somebody else; with data, to a contract that is told so.
 *
 * @example
 * await transferInstrument(ann, vault, { id, to: bob });
 */
export async function transferInstrument(
  signer: Signer,
  vault: VaultLike,
  terms: { id: bigint; to: AddressLike; data?: BytesLike },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  const { id, to, data } = terms;
  return mined(
    data === undefined ? contract.transferInstrument(id, to) : contract.transferInstrumentAndCall(id, to, data),
  );
}
