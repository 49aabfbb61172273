import { type ContractRunner, type ContractTransactionReceipt, getAddress, type Signer, ZeroHash } from "ethers";

import type { IPlanExecutor } from "../ethers.ts";
import { eventsOf, mined } from "../chain/transaction.ts";
import { connectExecutor, type RegistryLike } from "./connect.ts";
import type { Asset, Plan } from "./constants.ts";
import { readStatus } from "./facts.ts";
import { addressOfRecipient, isNamed } from "./secret.ts";
import { type Evidence, evidenceFor } from "./silence.ts";

/** What a recipient can take of an asset. */
export interface ClaimReading {
  asset: Asset;
  /** The recipient, as the plan has him. */
  who: string;
  amount: bigint;
  /** Since when it is claimable, Unix seconds. */
  since: bigint;
}

/**
 * What the recipients of a plan can claim, of the assets that it lists and of further ones that are named.
 *
 * @example
 * for (const { who, asset, amount } of await readClaims(registry, plan, provider)) console.log(who, asset.token, amount);
 */
export async function readClaims(
  registry: RegistryLike,
  plan: Plan,
  runner: ContractRunner,
  further: readonly Asset[] = [],
): Promise<ClaimReading[]> {
  const executor = await connectExecutor(registry, runner);
  const { version, triggeredAt, tier } = await readStatus(registry, plan, runner);
  if (triggeredAt === 0n) return [];
  const execution = await executor.executionOf(plan.account, version, triggeredAt);
  const named = new Set((plan.tiers[Number(tier)]?.recipients ?? []).map(({ who }) => who));
  const found: ClaimReading[] = [];
  for (const asset of [...plan.assets, ...further]) {
    if ((await executor.claimableOf(execution, asset)) === 0n) continue;
    for (const who of named) {
      const { amount, since } = await executor.claimOf(execution, asset, who);
      if (amount !== 0n) found.push({ asset, who, amount, since });
    }
  }
  return found;
}

/** What a claim paid. */
export interface ClaimAct {
  amount: bigint;
  to: string;
  receipt: ContractTransactionReceipt;
}

/** A claim that is to be paid. */
export interface ClaimOrder {
  plan: Plan;
  asset: Asset;
  /** Whose it is; the signer's unless he is named. */
  recipient?: string;
  /** Of a recipient who is secret. */
  salt?: string;
  /** Who receives it: the recipient unless he himself, as the signer, names somebody else. */
  to?: string;
  evidence?: Evidence;
}

/**
 * Pays a claim to its recipient. Anybody may.
 *
 * @example
 * const { amount } = await claim(ann, registry, { plan, asset });
 */
export async function claim(signer: Signer, registry: RegistryLike, order: ClaimOrder): Promise<ClaimAct> {
  const { plan, asset, salt = ZeroHash } = order;
  const recipient = getAddress(order.recipient ?? (await signer.getAddress()));
  const executor = await connectExecutor(registry, signer);
  const evidence = await evidenceFor(plan, order.evidence);
  const sent = executor.claim(plan, asset, recipient, salt, order.to ?? recipient, evidence);
  return paid(executor, await mined(sent));
}

/**
 * Pays what nobody has taken for a year to the plan's fallback recipient. Anybody may.
 *
 * @example
 * await claimForFallback(keeper, registry, { plan, asset, who });
 */
export async function claimForFallback(
  signer: Signer,
  registry: RegistryLike,
  { plan, asset, who, evidence }: { plan: Plan; asset: Asset; who: string; evidence?: Evidence },
): Promise<ClaimAct> {
  const executor = await connectExecutor(registry, signer);
  return paid(executor, await mined(executor.claimForFallback(plan, asset, who, await evidenceFor(plan, evidence))));
}

/**
 * Those claims that somebody can take: his by address, or in secret with one of the salts that he knows.
 *
 * @example
 * for (const { asset, salt } of claimsOf(await readClaims(registry, plan, provider), ann, [salt])) await claim(anna, registry, { plan, asset, salt });
 */
export function claimsOf(
  claims: readonly ClaimReading[],
  recipient: string,
  salts: readonly string[] = [],
): (ClaimReading & { salt: string })[] {
  return claims.flatMap((found) => {
    const known = addressOfRecipient(found.who) === null ? salts : [ZeroHash];
    const salt = known.find((some) => isNamed(found.who, recipient, some));
    return salt === undefined ? [] : [{ ...found, salt }];
  });
}

async function paid(executor: IPlanExecutor, receipt: ContractTransactionReceipt): Promise<ClaimAct> {
  const [event] = eventsOf(receipt, await executor.getAddress(), executor.interface, "ClaimPaid");
  if (event === undefined) throw new Error("A claim gives an event");
  return {
    amount: event.args.getValue("amount") as bigint,
    to: getAddress(event.args.getValue("to") as string),
    receipt,
  };
}
