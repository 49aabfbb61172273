import type { ContractRunner, Signer, TypedDataDomain, TypedDataField } from "ethers";

import { providerOf } from "../chain/runner.ts";
import { addressOfRegistry, connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";
import { MESSAGE_TYPES } from "./typed-data.ts";

/** An account's wish to have a plan registered, or to put it in the place of the one in force. Whoever has it signed can move nothing. */
export interface PropagationRequest {
  plan: Plan;
  /** When it is signed, Unix seconds: the plan's clock begins then. Not in the future. */
  issuedAt: bigint;
  /** How often the account has registered, changed or cancelled. */
  nonce: bigint;
  /** Last second in which it can be used, Unix seconds. */
  deadline: bigint;
}

/** An owner's word that he lives. */
export interface Heartbeat {
  account: string;
  /** When it is signed, Unix seconds: from then it counts. Not in the future. */
  issuedAt: bigint;
  /** A block whose hash the chain still knows when it is sent: of the last 256, or of the last 8,191 where the chain keeps their history. */
  blockNumber: bigint;
  blockHash: string;
}

/** A recipient's word that his tier receives. */
export interface Acceptance {
  account: string;
  version: bigint;
  /** From 0. */
  tier: bigint;
  recipient: string;
  /** Of the trigger that it is for. */
  triggeredAt: bigint;
}

/** A guardian's word to hold an execution up. */
export interface GuardianPause {
  account: string;
  version: bigint;
  /** Of the trigger that it is for. */
  triggeredAt: bigint;
  /** How often guardians have paused this plan before. */
  number: bigint;
}

/** A guardian's word that an execution is right. */
export interface GuardianConfirmation {
  account: string;
  version: bigint;
  /** Of the trigger that it is for. */
  triggeredAt: bigint;
}

/** What is signed for the registry, by its name. */
export interface Messages {
  PropagationRequest: PropagationRequest;
  Heartbeat: Heartbeat;
  Acceptance: Acceptance;
  GuardianPause: GuardianPause;
  GuardianConfirmation: GuardianConfirmation;
}

/** EIP-712 typed data, in the order in which `signTypedData` takes it. */
export interface TypedData<Value> {
  domain: TypedDataDomain;
  types: Record<string, TypedDataField[]>;
  value: Value;
}

/**
 * The EIP-712 domain of everything that is signed for a registry.
 *
 * @example
 * registryDomain("0x…", 1n);
 */
export function registryDomain(registry: string, chainId: bigint): TypedDataDomain {
  return { name: "Lapse DeadMansSwitch", version: "1", chainId, verifyingContract: registry };
}

/**
 * The typed data of a message, for a wallet or a device that signs it.
 *
 * @example
 * const { domain, types, value } = typedDataOf("Heartbeat", await heartbeatOf(account, provider), registryDomain(registry, 1n));
 * const signature = await owner.signTypedData(domain, types, value);
 */
export function typedDataOf<Name extends keyof Messages>(
  name: Name,
  value: Messages[Name],
  domain: TypedDataDomain,
): TypedData<Messages[Name]> {
  return { domain, types: { ...MESSAGE_TYPES[name] }, value };
}

/**
 * Signs a message for a registry; on the signer's chain unless one is named.
 *
 * @example
 * const signature = await signMessage(owner, registry, "Heartbeat", await heartbeatOf(owner.address, provider));
 */
export async function signMessage<Name extends keyof Messages>(
  signer: Signer,
  registry: RegistryLike,
  name: Name,
  value: Messages[Name],
  chainId?: bigint,
): Promise<string> {
  const chain = chainId ?? (await chainIdOf(signer));
  const { domain, types } = typedDataOf(name, value, registryDomain(await addressOfRegistry(registry), chain));
  return signer.signTypedData(domain, types, value);
}

/**
 * What an account signs to have a plan registered, with the account's nonce from the chain.
 *
 * @example
 * const request = await propagationRequest(registry, plan, { issuedAt: now, deadline: now + 86_400n }, provider);
 * const signature = await signMessage(owner, registry, "PropagationRequest", request);
 */
export async function propagationRequest(
  registry: RegistryLike,
  plan: Plan,
  { issuedAt, deadline }: { issuedAt: bigint; deadline: bigint },
  runner: ContractRunner,
): Promise<PropagationRequest> {
  return { plan, issuedAt, nonce: await connectRegistry(registry, runner).nonceOf(plan.account), deadline };
}

/**
 * What an owner signs to say that he lives, as of the newest block. It has to be sent while the chain knows that block: within 256 of them, or 8,191 where
 * it keeps their history.
 *
 * @example
 * const message = await heartbeatOf(owner.address, provider);
 * await heartbeatSigned(relayer, registry, { ...message, signature: await signMessage(owner, registry, "Heartbeat", message) });
 */
export async function heartbeatOf(account: string, runner: ContractRunner): Promise<Heartbeat> {
  const block = await providerOf(runner).getBlock("latest");
  if (block === null || block.hash === null) throw new Error("The node gives no newest block");
  return {
    account,
    issuedAt: BigInt(block.timestamp),
    blockNumber: BigInt(block.number),
    blockHash: block.hash,
  };
}

/** The chain that a runner is connected to. */
export async function chainIdOf(runner: ContractRunner): Promise<bigint> {
  return (await providerOf(runner).getNetwork()).chainId;
}
