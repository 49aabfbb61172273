import { type ContractRunner, type ContractTransactionReceipt, type Signer, ZeroAddress } from "ethers";

import { TimeframeBacking__factory } from "../../types/ethers-contracts/factories/timeframe/TimeframeBacking__factory.js";
import { mined } from "../chain/transaction.ts";

/** Whose a backing is. */
export interface SponsorReading {
  /** Null where it was given up: what is free in the pools is nobody's then. */
  sponsor: string | null;
  /** Who was named as the next one and has not accepted; null for none. */
  named: string | null;
}

/**
 * Whose a backing is, and who was named to follow.
 *
 * @example
 * const { sponsor, named } = await readSponsor(backing, provider);
 */
export async function readSponsor(backing: string, runner: ContractRunner): Promise<SponsorReading> {
  const contract = TimeframeBacking__factory.connect(backing, runner);
  const [sponsor, named] = await Promise.all([contract.owner(), contract.pendingOwner()]);
  return { sponsor: accountOrNull(sponsor), named: accountOrNull(named) };
}

/**
 * Names the next sponsor of a backing, with all its pools; he must accept, and until then the signer stays it. Null takes a naming back.
 *
 * @example
 * await nameSponsor(sponsor, backing, successor);
 */
export async function nameSponsor(
  signer: Signer,
  backing: string,
  account: string | null,
): Promise<ContractTransactionReceipt> {
  return mined(TimeframeBacking__factory.connect(backing, signer).transferOwnership(account ?? ZeroAddress));
}

/**
 * The signer, who was named, becomes the sponsor: what is free in the pools of the backing is his from then on.
 *
 * @example
 * await acceptSponsorship(successor, backing);
 */
export async function acceptSponsorship(signer: Signer, backing: string): Promise<ContractTransactionReceipt> {
  return mined(TimeframeBacking__factory.connect(backing, signer).acceptOwnership());
}

function accountOrNull(address: string): string | null {
  return address === ZeroAddress ? null : address;
}
