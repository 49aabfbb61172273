import { type AddressLike, type ContractTransactionReceipt, type Signer } from "ethers";

import type { IPrepaidVault } from "../ethers.ts";
import { mined } from "../chain/transaction.ts";
import { connectVault, type VaultLike } from "./connect.ts";
import { PLAIN, type Rules } from "./constants.ts";
import { idOf, randomNumber } from "./ids.ts";
import { isPlain, resolved } from "./rules.ts";

/** An instrument that shall be. */
export interface IssueOrder {
  /** Any that the purchaser has not used, below 2^95; a random one unless it is named. */
  number?: bigint;
  /** Who may redeem it; or, with `byKey`, the address of a claim key. */
  holder: AddressLike;
  /** Whether `holder` is the address of a key; see {@link newClaimKey}. */
  byKey?: boolean;
  /** Base units of the asset. */
  amount: bigint;
  /** First second in which it can't be redeemed: a bound of the vault's buckets. */
  expiry: bigint;
  /** Those of a plain instrument unless they are named. */
  rules?: Rules;
}

/** An instrument that was issued. */
export interface IssuedInstrument {
  id: bigint;
  receipt: ContractTransactionReceipt;
}

/**
 * Issues an instrument from the signer's balance.
 *
 * @example
 * const { id } = await issue(company, vault, { holder: ann, amount: 50_000_000n, expiry });
 */
export async function issue(signer: Signer, vault: VaultLike, order: IssueOrder): Promise<IssuedInstrument> {
  const contract = connectVault(vault, signer);
  const { holder, byKey = false, amount, expiry, rules = PLAIN } = order;
  const number = order.number ?? randomNumber();
  const receipt = await mined(
    isPlain(rules)
      ? contract.issue(number, holder, byKey, amount, expiry)
      : contract.issueWithRules(number, holder, byKey, amount, expiry, rules),
  );
  return { id: idOf(await signer.getAddress(), number), receipt };
}

/** The call that issues an instrument, for a multicall. */
export async function encodeIssue(
  vault: IPrepaidVault,
  signer: Signer,
  order: IssueOrder & { number: bigint },
): Promise<string> {
  const { number, byKey = false, amount, expiry, rules = PLAIN } = order;
  const holder = await resolved(order.holder, signer);
  return isPlain(rules)
    ? vault.interface.encodeFunctionData("issue", [number, holder, byKey, amount, expiry])
    : vault.interface.encodeFunctionData("issueWithRules", [number, holder, byKey, amount, expiry, rules]);
}
