import { type ContractTransactionReceipt, type Signer, ZeroAddress } from "ethers";

import type { ITimeframeToken } from "../ethers.ts";
import { runnerOf } from "../chain/runner.ts";
import { connectGroups, type TokenLike } from "./connect.ts";
import { mined } from "../chain/transaction.ts";

/** Who administers a token. */
export interface AdministratorReading {
  /** Null where it was renounced. */
  administrator: string | null;
  /** Who was named as the next one and has not accepted; null for none. */
  named: string | null;
}

/**
 * Who administers a token, and who was named to follow.
 *
 * @example
 * const { administrator, named } = await readAdministrator(token);
 */
export async function readAdministrator(token: ITimeframeToken): Promise<AdministratorReading> {
  const groups = await connectGroups(token, runnerOf(token));
  const [administrator, named] = await Promise.all([groups.administratorOf(token), groups.namedAdministratorOf(token)]);
  return { administrator: accountOrNull(administrator), named: accountOrNull(named) };
}

/**
 * Names the next administrator, who must accept; until then the signer stays it. Null takes a naming back.
 *
 * @example
 * await nameAdministrator(administrator, token, successor);
 */
export async function nameAdministrator(
  signer: Signer,
  token: TokenLike,
  account: string | null,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).nameAdministrator(token, account ?? ZeroAddress));
}

/**
 * The signer, who was named, becomes the administrator.
 *
 * @example
 * await acceptAdministration(successor, token);
 */
export async function acceptAdministration(signer: Signer, token: TokenLike): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).acceptAdministration(token));
}

/**
 * Leaves the token without administrator for ever; what is announced by then stays as it is.
 *
 * @example
 * await renounceAdministration(administrator, token);
 */
export async function renounceAdministration(signer: Signer, token: TokenLike): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(token, signer)).renounceAdministration(token));
}

function accountOrNull(address: string): string | null {
  return address === ZeroAddress ? null : address;
}
