import { type TypedDataDomain } from "ethers";

/** Which Safe on which chain. */
export interface SafePlace {
  safe: string;
  chainId: bigint;
}

/** The EIP-712 domain of a Safe: it has no name and no version. */
export function safeDomain({ safe, chainId }: SafePlace): TypedDataDomain {
  return { chainId, verifyingContract: safe };
}
