import { type ContractRunner, type Signer, type TypedDataDomain, type TypedDataField } from "ethers";

import { providerOf } from "../chain/runner.ts";
import { addressOfVault, type VaultLike } from "./connect.ts";

/** The key's permission for a receiver to become the holder of an instrument. */
export interface Claim {
  id: bigint;
  receiver: string;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/** The holder's permission to spend for him. Merchant and reference are its nonce. */
export interface Redemption {
  id: bigint;
  /** Base units of the asset. */
  amount: bigint;
  merchant: string;
  /** 32 bytes, not zero. */
  ref: string;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/**
 * The EIP-712 type of a claim.
 *
 * @example
 * await key.signTypedData(vaultDomain(vault, chainId), CLAIM_TYPES, claim);
 */
export const CLAIM_TYPES: Record<"Claim", TypedDataField[]> = {
  Claim: [
    { name: "id", type: "uint256" },
    { name: "receiver", type: "address" },
    { name: "deadline", type: "uint48" },
  ],
};

/**
 * The EIP-712 type of a redemption.
 *
 * @example
 * await wallet.signTypedData(vaultDomain(vault, chainId), REDEMPTION_TYPES, redemption);
 */
export const REDEMPTION_TYPES: Record<"Redemption", TypedDataField[]> = {
  Redemption: [
    { name: "id", type: "uint256" },
    { name: "amount", type: "uint96" },
    { name: "merchant", type: "address" },
    { name: "ref", type: "bytes32" },
    { name: "deadline", type: "uint48" },
  ],
};

/**
 * The EIP-712 domain of claims and redemptions: that of their vault.
 *
 * @example
 * vaultDomain("0x…", 11_155_111n);
 */
export function vaultDomain(vaultAddress: string, chainId: bigint): TypedDataDomain {
  return { name: "Lapse Prepaid", version: "1", chainId, verifyingContract: vaultAddress };
}

/**
 * Signs a claim with an instrument's key.
 *
 * @example
 * const signature = await signClaim(new Wallet(link.key), vault, { id, receiver, deadline }, chainId);
 */
export async function signClaim(
  key: Signer,
  vault: VaultLike,
  { id, receiver, deadline }: Claim,
  chainId: bigint,
): Promise<string> {
  const domain = vaultDomain(await addressOfVault(vault), chainId);
  return key.signTypedData(domain, CLAIM_TYPES, { id, receiver, deadline });
}

/**
 * Signs a redemption, as the holder of an instrument or with its key.
 *
 * @example
 * const signature = await signRedemption(ann, vault, { id, amount, merchant, ref, deadline });
 */
export async function signRedemption(
  signer: Signer,
  vault: VaultLike,
  { id, amount, merchant, ref, deadline }: Redemption,
  chainId?: bigint,
): Promise<string> {
  const chain = chainId ?? (await chainIdOf(signer));
  const domain = vaultDomain(await addressOfVault(vault), chain);
  return signer.signTypedData(domain, REDEMPTION_TYPES, { id, amount, merchant, ref, deadline });
}

/** The chain that a runner is connected to. */
export async function chainIdOf(runner: ContractRunner): Promise<bigint> {
  return (await providerOf(runner).getNetwork()).chainId;
}
