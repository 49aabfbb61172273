import type { ContractTransactionReceipt, Signer } from "ethers";

import type { IPrepaidVault, PrepaidCards } from "../ethers.ts";
import { hasCode } from "../chain/runner.ts";
import { mined } from "../chain/transaction.ts";
import { addressOfVault, connectCards, connectFactory, connectVault, type VaultLike } from "./connect.ts";
import { BucketLength } from "./constants.ts";

/** Which vault of an asset. */
export interface VaultPlan {
  /** Any ERC-20 whose balances change by transfers only. */
  asset: string;
  /** Seconds of a bucket; an hour unless it is named. */
  bucketLength?: bigint;
}

/** A vault at its predictable address. */
export interface CreatedVault {
  vault: IPrepaidVault;
  address: string;
  /** False where it was there before. */
  created: boolean;
  /** Of the transaction that created it; null where it was there before. */
  receipt: ContractTransactionReceipt | null;
}

/** The cards of a vault at their predictable address. */
export interface CreatedCards {
  cards: PrepaidCards;
  address: string;
  /** False where they were there before. */
  created: boolean;
  /** Of the transaction that created them; null where they were there before. */
  receipt: ContractTransactionReceipt | null;
}

/**
 * Creates the vault of an asset, or gives the one that is there: an asset has one for each length of buckets, whoever creates it.
 *
 * @example
 * const { vault } = await createVault(signer, factory, { asset: usdc, bucketLength: BucketLength.DAY });
 */
export async function createVault(
  signer: Signer,
  factoryAddress: string,
  { asset, bucketLength = BucketLength.HOUR }: VaultPlan,
): Promise<CreatedVault> {
  const factory = connectFactory(factoryAddress, signer);
  const address = await factory.vaultOf(asset, bucketLength);
  const created = !(await hasCode(signer, address));
  const receipt = created ? await mined(factory.createVault(asset, bucketLength)) : null;
  return { vault: connectVault(address, signer), address, created, receipt };
}

/**
 * Creates the cards of a vault, or gives those that are there.
 *
 * @example
 * const { cards } = await createCards(signer, factory, vault);
 */
export async function createCards(signer: Signer, factoryAddress: string, vault: VaultLike): Promise<CreatedCards> {
  const factory = connectFactory(factoryAddress, signer);
  const vaultAddress = await addressOfVault(vault);
  const address = await factory.cardsOf(vaultAddress);
  const created = !(await hasCode(signer, address));
  const receipt = created ? await mined(factory.createCards(vaultAddress)) : null;
  return { cards: connectCards(address, signer), address, created, receipt };
}
