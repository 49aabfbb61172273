import { ETHER, type Plan } from "../../src/wallet/constants.ts";
import { planOf } from "../../src/wallet/plan.ts";
import { DAY } from "./calendar.ts";
import type { Assets, People, Places, Stage } from "./stage.ts";

const ALL = 10_000n;

/** What plans are made of. */
type Ground = Places & Pick<Stage, "accountAddress" | "safe"> & { people: People; assets: Assets };

/** What Ben and Cara leave to whom sends for them, each time, in wei. */
export const BOUNTY = 10n ** 16n;

/** Ada: whatever she has approved goes to one heir. One tier alone waits for no acceptance. */
export function adasPlan({ prover, people, assets }: Omit<Ground, "accountAddress" | "safe">): Plan {
  return planOf({
    account: people.ada.address,
    source: prover,
    period: 180n * DAY,
    grace: 30n * DAY,
    changeDelay: 30n * DAY,
    assets: [assets.dollar, assets.weth, assets.adasDeed],
    tiers: [{ recipients: [{ address: people.adasHeir.address, share: ALL }] }],
  });
}

/** Ben: his own second wallet first; his sister, if that one doesn't answer. */
export function bensPlan({ accountAddress, people, assets }: Ground): Plan {
  return planOf({
    account: accountAddress,
    source: accountAddress,
    period: 90n * DAY,
    grace: 14n * DAY,
    changeDelay: 30n * DAY,
    bounty: BOUNTY,
    assets: [ETHER, assets.dollar, assets.bensDeed],
    tiers: [
      { delay: 90n * DAY, window: 90n * DAY, recipients: [{ address: people.bensSecond.address, share: ALL }] },
      { delay: 180n * DAY, recipients: [{ address: people.bensSister.address, share: ALL }] },
    ],
  });
}

/** Cara: everything, to her own second wallet, or else to her family by shares; her house to whoever comes first among them. */
export function carasPlan({ module, safe, people, assets }: Ground): Plan {
  return planOf({
    account: safe.safe,
    source: module,
    period: 90n * DAY,
    grace: 30n * DAY,
    changeDelay: 30n * DAY,
    everything: true,
    assets: [ETHER, assets.dollar, assets.bond, assets.stamps, { ...assets.carasDeed, heir: 0n }],
    tiers: [
      { delay: 90n * DAY, window: 90n * DAY, recipients: [{ address: people.carasSecond.address, share: ALL }] },
      {
        delay: 365n * DAY,
        recipients: [
          { address: people.spouse.address, share: 5_000n },
          { address: people.daughter.address, share: 2_500n },
          { address: people.son.address, share: 2_500n },
        ],
      },
    ],
  });
}
