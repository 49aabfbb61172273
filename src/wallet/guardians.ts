import { type BytesLike, type ContractTransactionReceipt, hexlify, type Signer } from "ethers";

import { mined } from "../chain/transaction.ts";
import { connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";
import { sortedKeys } from "./plan.ts";

/** A guardian's signature, and the key that it is of: an address, or another ERC-7913 signer. */
export interface GuardianSignature {
  key: string;
  signature: BytesLike;
}

/**
 * Holds a triggered plan up, by signatures of its guardians over a `GuardianPause`, in any order. Anybody may send them.
 *
 * @example
 * await pause(relayer, registry, { plan, signatures: [{ key: ann.address, signature }] });
 */
export async function pause(
  signer: Signer,
  registry: RegistryLike,
  { plan, signatures }: { plan: Plan; signatures: readonly GuardianSignature[] },
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).pause(plan, ...inOrder(signatures)));
}

/**
 * Confirms an execution, by signatures of the plan's guardians over a `GuardianConfirmation`, in any order. Anybody may send them.
 *
 * @example
 * await confirm(relayer, registry, { plan, signatures });
 */
export async function confirm(
  signer: Signer,
  registry: RegistryLike,
  { plan, signatures }: { plan: Plan; signatures: readonly GuardianSignature[] },
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).confirm(plan, ...inOrder(signatures)));
}

/** Keys and signatures in the order that the registry asks for. */
function inOrder(signatures: readonly GuardianSignature[]): [keys: string[], signatures: string[]] {
  const byKey = new Map(signatures.map(({ key, signature }) => [key.toLowerCase(), hexlify(signature)]));
  const keys = sortedKeys([...byKey.keys()]);
  return [keys, keys.map((key) => byKey.get(key) ?? "0x")];
}
