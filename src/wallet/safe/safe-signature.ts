import { type BytesLike, concat, type Signer } from "ethers";

import { safeDomain, type SafePlace } from "./safe-place.ts";

/** What one owner signed. */
export interface OwnerSignature {
  owner: string;
  signature: string;
}

const SAFE_MESSAGE = { SafeMessage: [{ name: "message", type: "bytes" }] };

/** The signatures of a Safe's owners as it wants them: in ascending order of their addresses. */
export function joinSignatures(signatures: readonly OwnerSignature[]): string {
  const places = signatures.map(({ owner, signature }) => ({ place: BigInt(owner), signature }));
  places.sort((a, b) => (a.place < b.place ? -1 : 1));
  return concat(places.map(({ signature }) => signature));
}

/**
 * A Safe's own signature of a digest (ERC-1271), say of a plan: its owners each sign that the Safe says it. The Safe must have Safe's
 * `CompatibilityFallbackHandler`, as it has by default.
 *
 * @param owners As many as the Safe's threshold, or more.
 *
 * @example
 * const signature = await safeSignature([ann, bob], { safe, chainId: 1n }, digest);
 * await registry.registerSigned(plan, issuedAt, deadline, signature);
 */
export async function safeSignature(owners: readonly Signer[], place: SafePlace, digest: BytesLike): Promise<string> {
  const signatures = owners.map(async (owner) => ({
    owner: await owner.getAddress(),
    signature: await owner.signTypedData(safeDomain(place), SAFE_MESSAGE, { message: digest }),
  }));
  return joinSignatures(await Promise.all(signatures));
}
