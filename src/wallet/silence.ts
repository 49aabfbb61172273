import type { ContractRunner, ContractTransactionReceipt, Signer } from "ethers";

import type { IDeadMansSwitch } from "../ethers.ts";
import type { JsonRpcNode } from "../chain/node.ts";
import { eventsOf, mined } from "../chain/transaction.ts";
import { connectRegistry, type RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";
import { freshEvidence } from "./evidence.ts";
import { readStatus } from "./facts.ts";
import { type Place, placesOf } from "./places.ts";
import { isProver } from "./provers.ts";
import type { Acceptance } from "./signing.ts";

/**
 * What a source of life needs to know that there was no act: bytes, or how to build them afresh when they are needed. Only provers of plain accounts
 * need some; nothing unless it is named.
 */
export type Evidence = string | ((plan: Plan) => Promise<string>);

/** The bytes of evidence, built now. */
export async function evidenceFor(plan: Plan, evidence: Evidence = "0x"): Promise<string> {
  return typeof evidence === "string" ? evidence : evidence(plan);
}

/**
 * Evidence for whatever source of life a plan has: for a prover of plain accounts a fresh proof from a node, for any other nothing.
 *
 * @param back How many blocks before the newest, as {@link freshEvidence} takes it.
 * @example
 * await execute(keeper, registry, { plan, evidence: evidenceFrom(new JsonRpcProvider("http://127.0.0.1:8545"), keeper) });
 */
export function evidenceFrom(node: JsonRpcNode, runner: ContractRunner, back = 1): Evidence {
  return async ({ source, account }) => ((await isProver(source, runner)) ? freshEvidence(node, account, back) : "0x");
}

/** What a trigger did. */
export interface TriggerAct {
  version: bigint;
  /** First second in which assets can move, unless the owner shows life. */
  executableAt: bigint;
  /** Whether silence was shown since a request, not for the whole period. */
  byRequest: boolean;
  /** What the signer was credited, in wei. */
  bounty: bigint;
  receipt: ContractTransactionReceipt;
}

/**
 * Says that the owner of a plan was silent. Anybody may.
 *
 * @example
 * const { executableAt } = await trigger(keeper, registry, { plan, evidence: (plan) => freshEvidence(node, plan.account) });
 */
export async function trigger(
  signer: Signer,
  registry: RegistryLike,
  { plan, evidence }: { plan: Plan; evidence?: Evidence },
): Promise<TriggerAct> {
  const contract = connectRegistry(registry, signer);
  const receipt = await mined(contract.trigger(plan, await evidenceFor(plan, evidence)));
  const args = await argsOf(contract, receipt, "Triggered");
  const [paid] = eventsOf(receipt, await contract.getAddress(), contract.interface, "BountyPaid");
  return {
    version: args["version"] as bigint,
    executableAt: args["executableAt"] as bigint,
    byRequest: args["byRequest"] as boolean,
    bounty: paid === undefined ? 0n : (paid.args.getValue("amount") as bigint),
    receipt,
  };
}

/** Somebody isn't a recipient of a plan, or not of the tier. */
export class NotRecipientError extends RangeError {
  override readonly name: string = "NotRecipientError";

  constructor(recipient: string, where: string) {
    super(`${recipient} is no recipient of ${where}; one who is named in secret gives his salt`);
  }
}

/** Which recipient somebody is: looked up unless it is named. */
export interface Named {
  plan: Plan;
  /** Those by which he may be named in secret. */
  salts?: readonly string[];
}

/**
 * Asks to receive before the period is over, as a recipient, with the plan's bond.
 *
 * @example
 * const { triggerableAt } = await request(ann, registry, { plan });
 */
export async function request(
  signer: Signer,
  registry: RegistryLike,
  { plan, salts, evidence }: Named & { evidence?: Evidence },
): Promise<{ triggerableAt: bigint; receipt: ContractTransactionReceipt }> {
  const recipient = await signer.getAddress();
  const [found] = placesOf(plan, recipient, salts);
  if (found === undefined) throw new NotRecipientError(recipient, "this plan");
  const contract = connectRegistry(registry, signer);
  const { tier, place, salt } = found;
  const bytes = await evidenceFor(plan, evidence);
  const receipt = await mined(contract.request(plan, tier, place, salt, bytes, { value: plan.bond }));
  const args = await argsOf(contract, receipt, "Requested");
  return { triggerableAt: args["triggerableAt"] as bigint, receipt };
}

/**
 * Ends a request after which the owner showed life, or one under a plan that is no more. Anybody may.
 *
 * @example
 * const { denied } = await endRequest(owner, registry, { plan });
 */
export async function endRequest(
  signer: Signer,
  registry: RegistryLike,
  { plan }: { plan: Plan },
): Promise<{ denied: boolean; bond: bigint; receipt: ContractTransactionReceipt }> {
  const contract = connectRegistry(registry, signer);
  const receipt = await mined(contract.endRequest(plan));
  const args = await argsOf(contract, receipt, "RequestEnded");
  return { denied: args["denied"] as boolean, bond: args["bond"] as bigint, receipt };
}

/**
 * Accepts for the tier that is open, as one of its recipients.
 *
 * @example
 * const { tier } = await accept(ann, registry, { plan });
 */
export async function accept(
  signer: Signer,
  registry: RegistryLike,
  { plan, salts }: Named,
): Promise<{ tier: bigint; receipt: ContractTransactionReceipt }> {
  const contract = connectRegistry(registry, signer);
  const { tier } = await readStatus(registry, plan, signer);
  const { place, salt } = placeIn(plan, tier, await signer.getAddress(), salts);
  const receipt = await mined(contract.accept(plan, tier, place, salt));
  return { tier, receipt };
}

/**
 * Accepts for a recipient who signed so. Anybody may send it.
 *
 * @example
 * await acceptSigned(relayer, registry, { plan, acceptance, signature });
 */
export async function acceptSigned(
  signer: Signer,
  registry: RegistryLike,
  { plan, salts, acceptance, signature }: Named & { acceptance: Acceptance; signature: string },
): Promise<{ tier: bigint; receipt: ContractTransactionReceipt }> {
  const contract = connectRegistry(registry, signer);
  const { tier, recipient } = acceptance;
  const { place, salt } = placeIn(plan, tier, recipient, salts);
  const receipt = await mined(contract.acceptSigned(plan, tier, place, recipient, salt, signature));
  return { tier, receipt };
}

function placeIn(plan: Plan, tier: bigint, recipient: string, salts?: readonly string[]): Place {
  const found = placesOf(plan, recipient, salts).find((place) => place.tier === tier);
  if (found === undefined) throw new NotRecipientError(recipient, `tier ${tier + 1n}, which can accept now or next`);
  return found;
}

/** The arguments of the one event that an act gives. */
async function argsOf(
  contract: IDeadMansSwitch,
  receipt: ContractTransactionReceipt,
  name: string,
): Promise<Record<string, unknown>> {
  const [event] = eventsOf(receipt, await contract.getAddress(), contract.interface, name);
  if (event === undefined) throw new Error(`The registry gave no event ${name}`);
  return event.args.toObject() as Record<string, unknown>;
}
