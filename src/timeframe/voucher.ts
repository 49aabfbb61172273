import { type ContractTransactionReceipt, type Signer, type TypedDataDomain, type TypedDataField } from "ethers";

import { providerOf } from "../chain/runner.ts";
import { addressOfToken, connectGroups, connectToken, type TokenLike } from "./connect.ts";
import { NO_END } from "./constants.ts";
import { mined } from "../chain/transaction.ts";

/** A group's permission for an account to join, signed by the group's authority. */
export interface Voucher {
  token: string;
  group: bigint;
  account: string;
  /** First frame without membership; 2^32 - 1 = without end. */
  until: bigint;
  /** The version of the group's vouchers. */
  version: bigint;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/**
 * The EIP-712 type of a voucher.
 *
 * @example
 * await wallet.signTypedData(voucherDomain(groups, chainId), VOUCHER_TYPES, voucher);
 */
export const VOUCHER_TYPES: Record<"Voucher", TypedDataField[]> = {
  Voucher: [
    { name: "token", type: "address" },
    { name: "group", type: "uint24" },
    { name: "account", type: "address" },
    { name: "until", type: "uint32" },
    { name: "version", type: "uint32" },
    { name: "deadline", type: "uint48" },
  ],
};

/**
 * The EIP-712 domain of vouchers: that of the groups contract.
 *
 * @example
 * voucherDomain(await token.groups(), 11_155_111n);
 */
export function voucherDomain(groupsAddress: string, chainId: bigint): TypedDataDomain {
  return { name: "Lapse Timeframe Groups", version: "1", chainId, verifyingContract: groupsAddress };
}

/**
 * A voucher of the group's current version, to be signed by its authority.
 *
 * @example
 * const voucher = await voucherFor(clerk, token, { group: 1n, account: ann, deadline: 1_900_000_000n });
 */
export async function voucherFor(
  signer: Signer,
  token: TokenLike,
  terms: { group: bigint; account: string; deadline: bigint; until?: bigint },
): Promise<Voucher> {
  const groups = await connectGroups(token, signer);
  const { voucherVersion } = await groups.groupPolicy(token, terms.group);
  return {
    token: await addressOfToken(token),
    group: terms.group,
    account: terms.account,
    until: terms.until ?? NO_END,
    version: voucherVersion,
    deadline: terms.deadline,
  };
}

/**
 * Signs a voucher as the group's authority.
 *
 * @example
 * const signature = await signVoucher(clerk, await token.groups(), voucher);
 */
export async function signVoucher(signer: Signer, groupsAddress: string, voucher: Voucher): Promise<string> {
  const { chainId } = await providerOf(signer).getNetwork();
  return signer.signTypedData(voucherDomain(groupsAddress, chainId), VOUCHER_TYPES, voucher);
}

/**
 * Brings a voucher, one's own or somebody else's.
 *
 * @example
 * await joinWithVoucher(ann, voucher, signature);
 */
export async function joinWithVoucher(
  signer: Signer,
  voucher: Voucher,
  signature: string,
): Promise<ContractTransactionReceipt> {
  return mined((await connectGroups(voucher.token, signer)).joinWithVoucher(voucher, signature));
}

/**
 * The signer joins a group by Merkle proof.
 *
 * @example
 * const { entry, proof } = tree.proofOf(await ann.getAddress());
 * await joinWithProof(ann, token, { group: 1n, until: entry.until, proof });
 */
export async function joinWithProof(
  signer: Signer,
  token: TokenLike,
  terms: { group: bigint; until?: bigint | undefined; proof: readonly string[] },
): Promise<ContractTransactionReceipt> {
  const groups = await connectGroups(token, signer);
  return mined(groups.joinWithProof(token, terms.group, terms.until ?? NO_END, [...terms.proof]));
}

/**
 * The signer becomes a provider by Merkle proof.
 *
 * @example
 * await becomeProvider(canteen, token, providerTree(accounts).proofOf(await canteen.getAddress()).proof);
 */
export async function becomeProvider(
  signer: Signer,
  token: TokenLike,
  proof: readonly string[],
): Promise<ContractTransactionReceipt> {
  const groups = await connectGroups(connectToken(token, signer), signer);
  return mined(groups.becomeProvider(token, [...proof]));
}
