import { type AddressLike, type ContractRunner, ZeroHash } from "ethers";

import type { RegistryLike } from "./connect.ts";
import type { Plan } from "./constants.ts";
import type { EventRange } from "./events.ts";
import { allPlans, type PlanInForce, resolved } from "./plans.ts";
import { isNamed } from "./secret.ts";

/** A recipient's place in a plan. */
export interface Place {
  tier: bigint;
  place: bigint;
  /** Hundredths of a percent. */
  share: bigint;
  /** Of one who is secret; zero for an open one. */
  salt: string;
}

/**
 * Where a plan names somebody: by his address, or in secret with one of the salts that he knows.
 *
 * @example
 * const [first] = placesOf(plan, ann, [salt]);
 */
export function placesOf(plan: Plan, recipient: string, salts: readonly string[] = []): Place[] {
  return plan.tiers.flatMap(({ recipients }, tier) =>
    recipients.flatMap(({ who, share }, place) => {
      const salt = [ZeroHash, ...salts].find((known) => isNamed(who, recipient, known));
      return salt === undefined ? [] : [{ tier: BigInt(tier), place: BigInt(place), share, salt }];
    }),
  );
}

/**
 * The plans in force in which somebody is a recipient, and where.
 *
 * @example
 * for (const { plan, places } of await plansFor(registry, ann, provider, { salts })) console.log(plan.account, places);
 */
export async function plansFor(
  registry: RegistryLike,
  recipient: AddressLike,
  runner: ContractRunner,
  {
    salts = [],
    ...range
  }: EventRange & { /** Those by which he may be named in secret. */ salts?: readonly string[] } = {},
): Promise<(PlanInForce & { places: Place[] })[]> {
  const address = await resolved(recipient, runner);
  return (await allPlans(registry, runner, range))
    .map((found) => ({ ...found, places: placesOf(found.plan, address, salts) }))
    .filter(({ places }) => places.length !== 0);
}
