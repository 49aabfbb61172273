import {
  type AddressLike,
  type BytesLike,
  type ContractRunner,
  type ContractTransactionReceipt,
  isHexString,
  type Signer,
  ZeroHash,
} from "ethers";

import type { IPrepaidVault } from "../ethers.ts";
import { bytes32Of, eventsOf, mined } from "../chain/transaction.ts";
import { connectCards, connectVault, isCards, type VaultLike } from "./connect.ts";
import type { Rules } from "./constants.ts";
import type { MerchantList } from "./merchants.ts";
import { isPlain, type KnownRules, resolved, rulesFor } from "./rules.ts";
import type { Redemption } from "./signing.ts";

/** What goes along with a redemption where an instrument has rules. */
export interface TermsInput extends KnownRules {
  /** The list of merchants that the rules name by its root. */
  list?: MerchantList;
  /** In place of a list: the merchant's category and proof in it. */
  category?: bigint;
  proof?: readonly string[];
}

/** What is spent from an instrument. */
export interface SpendOrder extends TermsInput {
  id: bigint;
  /** Base units of the asset. */
  amount: bigint;
  merchant: AddressLike;
  /** The merchant's reference: 32 bytes as hex, or a text. The same again, with the same instrument and amount, changes nothing. */
  ref?: string;
}

/** A redemption that was sent. */
export interface Spent {
  /** Whether it had been done before, so that nothing changed. */
  repeated: boolean;
  receipt: ContractTransactionReceipt;
}

/**
 * Spends from an instrument of the signer's, wrapped in a card or not.
 *
 * @example
 * await redeem(ann, vault, { id, amount: 12_500_000n, merchant: canteen, ref: "bill 17" });
 */
export async function redeem(signer: Signer, vault: VaultLike, order: SpendOrder): Promise<Spent> {
  const contract = connectVault(vault, signer);
  const { id, amount } = order;
  const merchant = await resolved(order.merchant, signer);
  const ref = refOf(order.ref);
  const terms = await termsFor(contract, id, merchant, signer, order);
  const { holder } = await contract.instrumentOf(id);
  const till = (await isCards(holder, signer)) ? connectCards(holder, signer) : contract;
  const receipt = await mined(
    isPlain(terms.rules)
      ? till.redeem(id, amount, merchant, ref)
      : till.redeemWithRules(id, amount, merchant, ref, terms),
  );
  return spentBy(receipt, contract);
}

/**
 * Spends by the holder's signature, see {@link signRedemption}; the signer only sends it. An instrument that is held by a key can be spent so
 * without a claim.
 *
 * @example
 * await redeemSigned(canteen, vault, redemption, { signer: ann.address, signature });
 */
export async function redeemSigned(
  signer: Signer,
  vault: VaultLike,
  redemption: Redemption,
  by: TermsInput & {
    /** The holder or key: 20 bytes of an address, or an ERC-7913 verifier and its key. */
    signer: BytesLike;
    signature: BytesLike;
  },
): Promise<Spent> {
  const contract = connectVault(vault, signer);
  const terms = await termsFor(contract, redemption.id, redemption.merchant, signer, by);
  return spentBy(await mined(contract.redeemSigned(redemption, terms, by.signer, by.signature)), contract);
}

/**
 * Gives back, as the merchant, what he was paid from an instrument: before the expiry onto it, after it to whom the return belongs. Without a
 * reference it is bounded by all that he was paid, where the rules have a cap.
 *
 * @example
 * await refund(canteen, vault, { id, amount: 2_500_000n, ref: "bill 17" });
 */
export async function refund(
  signer: Signer,
  vault: VaultLike,
  order: KnownRules & { id: bigint; amount: bigint; ref?: string },
): Promise<ContractTransactionReceipt> {
  const contract = connectVault(vault, signer);
  const rules = await rulesFor(contract, order.id, signer, order);
  return mined(contract.refund(order.id, order.amount, refOf(order.ref), rules));
}

/** What a merchant was paid under a reference. */
export interface RedemptionReading {
  amount: bigint;
  /** How much of it he gave back. */
  refunded: bigint;
}

/**
 * A redemption by the merchant's reference; null where there is none.
 *
 * @example
 * const bill = await readRedemption(vault, canteen, "bill 17", provider);
 */
export async function readRedemption(
  vault: VaultLike,
  merchant: AddressLike,
  ref: string,
  runner: ContractRunner,
): Promise<RedemptionReading | null> {
  const { amount, refunded } = await connectVault(vault, runner).redemptionOf(merchant, refOf(ref));
  return amount === 0n ? null : { amount, refunded };
}

/**
 * A reference as the contract keeps it: 32 bytes as they are, a short text readable on the chain, a longer one as its Keccak hash; zero for
 * none. Throws a `RangeError` for an empty text, which would be none, and for hex that isn't 32 bytes, which is mistyped.
 */
export function refOf(ref: string | undefined): string {
  if (ref === undefined) return ZeroHash;
  if (ref === "") throw new RangeError("An empty reference is none; give a text or 32 bytes, or leave it out");
  if (/^0x/i.test(ref) && !isHexString(ref, 32)) {
    throw new RangeError(`The reference "${ref}" is not 32 bytes: give 0x and 64 hex digits, or a text without 0x`);
  }
  return bytes32Of(ref);
}

interface Terms {
  rules: Rules;
  category: bigint;
  proof: string[];
}

/** What an instrument's rules ask of a redemption at a merchant. */
async function termsFor(
  vault: IPrepaidVault,
  id: bigint,
  merchant: string,
  runner: ContractRunner,
  input: TermsInput,
): Promise<Terms> {
  const rules = await rulesFor(vault, id, runner, input);
  if (BigInt(rules.merchants) === 0n) return { rules, category: 0n, proof: [] };
  if (input.list === undefined) return { rules, category: input.category ?? 0n, proof: [...(input.proof ?? [])] };
  if (BigInt(input.list.root) !== BigInt(rules.merchants)) {
    throw new RangeError(
      `The list has the root ${input.list.root}, and the instrument asks for ${rules.merchants}; take the list that it names`,
    );
  }
  const { category, proof } = input.list.proofOf(merchant, rules.categories);
  return { rules, category, proof };
}

async function spentBy(receipt: ContractTransactionReceipt, vault: IPrepaidVault): Promise<Spent> {
  const events = eventsOf(receipt, await vault.getAddress(), vault.interface, "Redeemed");
  return { repeated: events.length === 0, receipt };
}
