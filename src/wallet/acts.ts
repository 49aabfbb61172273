import { type ContractTransactionReceipt, type Signer, ZeroHash } from "ethers";

import type { IDeadMansSwitch } from "../ethers.ts";
import { eventsOf, mined } from "../chain/transaction.ts";
import { type Ground, checkPlan, readGround } from "./check.ts";
import { connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";
import type { Heartbeat, PropagationRequest } from "./signing.ts";

/** What came of a registration, a change or an end. */
export interface PlanAct {
  /** The number of the plan that is in force, or will be; of a cancellation, of the one that ends. */
  version: bigint;
  /** Whether it holds already. */
  inForce: boolean;
  /** When it holds, Unix seconds; null for at once. */
  effectiveAt: bigint | null;
  receipt: ContractTransactionReceipt;
}

/** A request with the account's signature. */
export interface SignedRequest {
  request: PropagationRequest;
  /** Of the account: ECDSA, or ERC-1271. */
  signature: string;
}

/**
 * Registers the signer's first plan, or one after a cancellation. Throws a `PlanError` before anything is sent where the registry would refuse the
 * text.
 *
 * @example
 * const { version } = await register(owner, registry, { plan: planOf(draft) });
 */
export async function register(signer: Signer, registry: RegistryLike, { plan }: { plan: Plan }): Promise<PlanAct> {
  const contract = connectRegistry(registry, signer);
  await requireSound(signer, registry, plan);
  return planAct(contract, await mined(contract.register(plan)));
}

/**
 * Registers a plan for an account that signed it. Anybody may send it.
 *
 * @example
 * await registerSigned(relayer, registry, { request, signature });
 */
export async function registerSigned(
  signer: Signer,
  registry: RegistryLike,
  { request, signature }: SignedRequest,
): Promise<PlanAct> {
  const contract = connectRegistry(registry, signer);
  const { plan, issuedAt, deadline } = request;
  await requireSound(signer, registry, plan);
  return planAct(contract, await mined(contract.registerSigned(plan, issuedAt, deadline, signature)));
}

/**
 * Puts another plan in the place of the signer's: at once if it only moves more, otherwise announced.
 *
 * @example
 * const { inForce, effectiveAt } = await supersede(owner, registry, { current, next });
 */
export async function supersede(
  signer: Signer,
  registry: RegistryLike,
  { current, next }: { current: Plan; next: Plan },
): Promise<PlanAct> {
  const contract = connectRegistry(registry, signer);
  await requireSound(signer, registry, next);
  return planAct(contract, await mined(contract.supersede(current, next)));
}

/**
 * The same for an account that signed the next plan. Anybody may send it.
 *
 * @example
 * await supersedeSigned(relayer, registry, { current, request, signature });
 */
export async function supersedeSigned(
  signer: Signer,
  registry: RegistryLike,
  { current, request, signature }: SignedRequest & { current: Plan },
): Promise<PlanAct> {
  const contract = connectRegistry(registry, signer);
  const { plan, issuedAt, deadline } = request;
  await requireSound(signer, registry, plan);
  return planAct(contract, await mined(contract.supersedeSigned(current, plan, issuedAt, deadline, signature)));
}

/**
 * Ends the signer's plan after its delay of changes. As an act of life it stops an execution at once.
 *
 * @example
 * const { effectiveAt } = await cancel(owner, registry, { plan });
 */
export async function cancel(signer: Signer, registry: RegistryLike, { plan }: { plan: Plan }): Promise<PlanAct> {
  const contract = connectRegistry(registry, signer);
  return planAct(contract, await mined(contract.cancel(plan)));
}

/**
 * Takes back what the signer has announced: the plan in force stays.
 *
 * @example
 * await withdrawAnnouncement(owner, registry);
 */
export async function withdrawAnnouncement(
  signer: Signer,
  registry: RegistryLike,
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).withdrawAnnouncement());
}

/**
 * Says that the signer lives.
 *
 * @example
 * await heartbeat(owner, registry);
 */
export async function heartbeat(signer: Signer, registry: RegistryLike): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).heartbeat());
}

/**
 * Says that an account lives that signed so. Anybody may send it; it counts from when it was signed.
 *
 * @example
 * const message = await heartbeatOf(owner.address, provider);
 * await heartbeatSigned(relayer, registry, { ...message, signature: await signMessage(owner, registry, "Heartbeat", message) });
 */
export async function heartbeatSigned(
  signer: Signer,
  registry: RegistryLike,
  { account, issuedAt, blockNumber, signature }: Omit<Heartbeat, "blockHash"> & { signature: string },
): Promise<ContractTransactionReceipt> {
  return mined(connectRegistry(registry, signer).heartbeatSigned(account, issuedAt, blockNumber, signature));
}

async function requireSound(signer: Signer, registry: RegistryLike, plan: Plan): Promise<Ground> {
  const ground = await readGround(registry, plan, signer);
  checkPlan(plan, ground);
  return ground;
}

/** What the events of a receipt say of a plan. */
async function planAct(contract: IDeadMansSwitch, receipt: ContractTransactionReceipt): Promise<PlanAct> {
  const address = await contract.getAddress();
  const [registered] = eventsOf(receipt, address, contract.interface, "PlanRegistered");
  if (registered !== undefined)
    return { version: registered.args.getValue("version") as bigint, inForce: true, effectiveAt: null, receipt };
  const [announced] = [
    ...eventsOf(receipt, address, contract.interface, "PlanAnnounced"),
    ...eventsOf(receipt, address, contract.interface, "PlanCancelled"),
  ];
  if (announced === undefined) throw new Error("A change of plans gives an event");
  const effectiveAt = announced.args.getValue("effectiveAt") as bigint;
  const block = await receipt.getBlock();
  const inForce = effectiveAt <= BigInt(block.timestamp);
  const version = announced.args.getValue("version") as bigint;
  return { version, inForce, effectiveAt: inForce ? null : effectiveAt, receipt };
}

/** The salt of a recipient who isn't secret. */
export const NO_SALT = ZeroHash;
