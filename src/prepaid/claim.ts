import {
  type AddressLike,
  type BytesLike,
  type ContractRunner,
  type ContractTransactionReceipt,
  type Signer,
} from "ethers";

import { latestTimestamp } from "../chain/block.ts";
import { providerOf } from "../chain/runner.ts";
import { mined } from "../chain/transaction.ts";
import { connectVault } from "./connect.ts";
import { type ClaimLink, parseClaimLink, walletOf } from "./links.ts";
import { type KnownRules, resolved, rulesFor } from "./rules.ts";
import { chainIdOf, type Claim, signClaim } from "./signing.ts";

/** How long the signature of a claim can be used unless the caller says otherwise, in seconds. */
const USABLE = 3_600n;

/** A claim that is ready to be sent, by anyone. */
export interface SignedClaim extends Claim {
  vault: string;
  /** The key: 20 bytes of an address, or an ERC-7913 verifier and its key. */
  signer: BytesLike;
  signature: BytesLike;
}

/**
 * Makes a receiver the holder of an instrument that is held by a key; the signer only sends it.
 *
 * @example
 * await claim(relayer, signed);
 */
export async function claim(
  signer: Signer,
  signed: SignedClaim,
  known: KnownRules = {},
): Promise<ContractTransactionReceipt> {
  const { vault, id, receiver, deadline } = signed;
  const contract = connectVault(vault, signer);
  const rules = await rulesFor(contract, id, signer, known);
  return mined(contract.claim(id, receiver, deadline, rules, signed.signer, signed.signature));
}

/**
 * Signs the claim of a link for a receiver, with no chain at hand: the link says which it is.
 *
 * @example
 * const signed = await signClaimLink(link, { receiver: ann, deadline: 1_900_000_000n });
 */
export async function signClaimLink(
  link: ClaimLink | string,
  terms: { receiver: string; deadline: bigint },
): Promise<SignedClaim> {
  const { chainId, vault, id, key } = typeof link === "string" ? parseClaimLink(link) : link;
  const wallet = walletOf(key);
  const message = { id, receiver: terms.receiver, deadline: terms.deadline };
  return { ...message, vault, signer: wallet.address, signature: await signClaim(wallet, vault, message, chainId) };
}

/**
 * Claims an instrument with nothing but its link: signed by the link's key and sent by the signer, who needn't be the receiver.
 *
 * @example
 * await claimLink(ann, "lapse:claim#chain=…");
 */
export async function claimLink(
  signer: Signer,
  link: ClaimLink | string,
  terms: KnownRules & {
    /** The new holder; the signer unless it is named. */
    receiver?: AddressLike;
    /** Last second in which the signature can be used; an hour from now unless it is named. */
    deadline?: bigint;
  } = {},
): Promise<{ id: bigint; vault: string; receiver: string; receipt: ContractTransactionReceipt }> {
  const read = typeof link === "string" ? parseClaimLink(link) : link;
  await requireChain(read, signer);
  const receiver = await resolved(terms.receiver ?? signer, signer);
  const deadline = terms.deadline ?? (await latestTimestamp(providerOf(signer))) + USABLE;
  const signed = await signClaimLink(read, { receiver, deadline });
  const receipt = await claim(signer, signed, terms);
  return { id: read.id, vault: read.vault, receiver, receipt };
}

/** Whether a link can be used now. */
export interface LinkState {
  /** The link's key holds the instrument, which has not expired. */
  claimable: boolean;
  /** Who holds the instrument; an address of a key while it is claimable. */
  holder: string;
  /** What can be redeemed now. */
  remaining: bigint;
  expiry: bigint;
}

/**
 * Looks at the instrument of a link without claiming it.
 *
 * @example
 * const { claimable, remaining } = await readClaimLink(link, provider);
 */
export async function readClaimLink(link: ClaimLink | string, runner: ContractRunner): Promise<LinkState> {
  const read = typeof link === "string" ? parseClaimLink(link) : link;
  await requireChain(read, runner);
  const { holder, byKey, remaining, expiry } = await connectVault(read.vault, runner).instrumentOf(read.id);
  const now = await latestTimestamp(providerOf(runner));
  return { claimable: byKey && holder === walletOf(read.key).address && expiry > now, holder, remaining, expiry };
}

async function requireChain({ chainId }: ClaimLink, runner: ContractRunner): Promise<void> {
  const connected = await chainIdOf(runner);
  if (connected !== chainId) throw new RangeError(`The link is for chain ${chainId}, and this is chain ${connected}`);
}
