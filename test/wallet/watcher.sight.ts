import { AssetKind, type ProverSight, type Sight, State, type Status } from "../../src/wallet/index.ts";
import { planOf } from "../../src/wallet/plan.ts";
import { addressOf, TOKEN } from "./sdk-support.ts";

export const DAY = 86_400n;
export const LIFE = 1_900_000_000n;
export const PERIOD = 100n * DAY;
export const GWEI = 10n ** 9n;

export const plan = planOf({
  account: addressOf(1n),
  source: addressOf(2n),
  period: PERIOD,
  grace: DAY,
  assets: [{ kind: AssetKind.ERC20, token: TOKEN }],
  tiers: [{ recipients: [{ address: addressOf(3n), share: 10_000n }] }],
});
const status: Status = {
  state: State.ACTIVE,
  version: 1n,
  lastLife: LIFE,
  triggerableAt: LIFE + PERIOD,
  triggeredAt: 0n,
  executableAt: 0n,
  tier: 0n,
  accepted: false,
  opensAt: 0n,
  closesAt: 0n,
  pausedUntil: 0n,
  pauses: 0n,
  confirmed: false,
};
const prover: ProverSight = {
  fact: { nonce: 5n, since: LIFE, suspendedAt: 0n },
  nonce: 5n,
  allowed: true,
  present: true,
  earliest: null,
  silentUntil: LIFE,
};
/** A plan that has been triggered, and can be executed from a second on. */
export const due: Partial<Status> = {
  state: State.GRACE,
  triggerableAt: 0n,
  triggeredAt: LIFE + PERIOD,
  executableAt: LIFE + PERIOD + DAY,
  opensAt: LIFE + PERIOD + DAY,
  accepted: true,
};

/** What is seen of the plan at a moment: its clock runs, and nothing is due; and what a test wants otherwise. */
export function sight(
  now: bigint,
  changes: Partial<Sight> & { clock?: Partial<Status>; seen?: Partial<ProverSight> } = {},
): Sight {
  const { clock, seen, ...others } = changes;
  return {
    plan,
    registeredAt: LIFE,
    status: { ...status, ...clock },
    prover: { ...prover, silentUntil: now, ...seen },
    request: null,
    bounty: 0n,
    collectible: 0n,
    places: [],
    further: [],
    ...others,
  };
}
