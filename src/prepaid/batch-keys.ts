import { AbiCoder, hexlify, isHexString, keccak256, randomBytes } from "ethers";

import type { ClaimLink } from "./links.ts";

/**
 * A secret from which the claim keys of batches are derived. Whoever has it can claim whatever is unclaimed: it is kept like a key, and a
 * batch that is interrupted goes on only with the same.
 *
 * @example
 * const secret = newBatchSecret();
 */
export function newBatchSecret(): string {
  return hexlify(randomBytes(32));
}

/**
 * The claim key of an instrument, derived from a secret: another one for each instrument, vault and chain.
 *
 * @example
 * const key = claimKeyFrom(secret, { chainId, vault, id });
 */
export function claimKeyFrom(secret: string, { chainId, vault, id }: Omit<ClaimLink, "key">): string {
  if (!isHexString(secret, 32)) throw new RangeError("The secret is no 32 bytes as hex");
  const types = ["bytes32", "string", "uint256", "address", "uint256"];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, [secret, "lapse claim key", chainId, vault, id]));
}
